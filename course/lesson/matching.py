"""Cells that were handed in, matched with the cells of the lesson: by grade id, by id, then by content.

What a learner wrote is run wherever it stands: in a cell that was split in two, in the cell of another answer, and in
lines added to a cell that is the course's own.
"""

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from course.lesson.plan import CHECKS, WRITTEN, Part, Planned, bound
from course.lesson.submission import Handed

ALIKE = 0.6
ASIDE = "(set aside)"
ELSEWHERE = "# This answer stands in another cell."
LOCKED = (Part.SETUP, *CHECKS)
MOST_LETTERS = 20_000


class Matches:
    """Which handed cell stands for which cell of the lesson; each repair that this takes is told in one sentence."""

    def __init__(self, handed: Sequence[Handed], cells: Sequence[Planned], repairs: list[str]) -> None:
        self._handed, self._repairs = handed, repairs
        self._cells = {cell.name: cell for cell in cells}
        self._names = [self._name(cell) for cell in handed]
        self._chosen: dict[str, int] = {}
        self._rescue()
        for name in dict.fromkeys(self._names):
            if name in self._cells:
                self._chosen[name] = self._choose(name)
        self._added = {name: self._added_to(self._cells[name], at) for name, at in self._chosen.items()}
        self._elsewhere = self._find_elsewhere()

    def text(self, cell: Planned) -> str | None:
        """The learner's text of a cell, None where the lesson's own counts."""
        at = self._chosen.get(cell.name)
        if cell.name in self._elsewhere:
            self._repairs.append(f"The answer to `{cell.name}` was found in {self._elsewhere[cell.name]}.")
            return ELSEWHERE
        if cell.part in WRITTEN:
            return self._answer(cell, at)
        return self._handed[at].source if at is not None and cell.part is Part.SHOW else None

    def own(self, kinds: Collection[str] = ("code",)) -> dict[str, list[Handed]]:
        """The cells of `kinds` that the learner added, by the lesson's cell that they stand behind.

        So are the other parts of an answer that was split, and what was added to a cell that is the course's own.
        """
        found: dict[str, list[Handed]] = {}
        last = ""
        for at, (cell, name) in enumerate(zip(self._handed, self._names, strict=True)):
            added = self._added.get(name, "") if self._chosen.get(name) == at else ""
            if added and self._cells[name].part in CHECKS:
                found.setdefault(last, []).append(Handed("", "", "code", added))
            if self._chosen.get(name) == at:
                last = name
            elif self._is_own(cell, name) and cell.kind in kinds:
                found.setdefault(last, []).append(cell)
            if added and self._cells[name].part not in CHECKS:
                found.setdefault(last, []).append(Handed("", "", "code", added))
        return found

    def _is_own(self, cell: Handed, name: str) -> bool:
        """Whether a cell that stands for no cell of the lesson is the learner's: an own one, or a part of an answer."""
        if name in self._cells:
            planned = self._cells[name]
            return planned.part in WRITTEN and cell.source.strip() not in ("", planned.released.strip())
        return not name and bool(cell.source.strip())

    def _answer(self, cell: Planned, at: int | None) -> str | None:
        if at is None:
            self._repairs.append(f"`{cell.name}` was missing from the notebook and was put back as it was released.")
            return None
        if self._handed[at].kind != "code":
            self._repairs.append(
                f"`{cell.name}` had become a {self._handed[at].kind or 'strange'} cell; it was run as code."
            )
        return self._handed[at].source

    def _name(self, cell: Handed) -> str:
        """The name of the lesson's cell that a handed cell says to be."""
        return next((name for name in (cell.grade_id, cell.id) if name in self._cells), "")

    def _choose(self, name: str) -> int:
        """Of several cells of one name the last that the learner wrote in and that binds it; the others are run too."""
        found = [at for at, one in enumerate(self._names) if one == name]
        released = self._cells[name].released.strip()
        written = [at for at in found if self._handed[at].source.strip() not in ("", released)]
        if len(found) > 1 and self._cells[name].part in WRITTEN:
            self._repairs.append(f"`{name}` stands in {len(found)} cells; what was written in them is run in order.")
        binding = [at for at in written if name in bound(self._handed[at].source)]
        return (binding or written or found)[-1]

    def _added_to(self, cell: Planned, at: int) -> str:
        """The lines that a learner added to a cell that is the course's own; each change of it is told."""
        text = self._handed[at].source
        if cell.part not in LOCKED or text.strip() in ("", cell.released.strip(), cell.source.strip()):
            return ""
        added = _added_lines(text, cell.released)
        if added and _is_code(added):
            self._repairs.append(f"`{cell.name}` is the course's own cell; what you added to it was run beside it.")
            return added
        self._repairs.append(f"`{cell.name}` is the course's own cell and was changed; it was run as it was released.")
        return text if bound(text) & self._unanswered else ""

    @property
    def _unanswered(self) -> set[str]:
        """The answers whose own cell is missing or as it was released."""
        return {cell.name for cell in self._cells.values() if cell.part is Part.ANSWER and not self._written(cell)}

    def _find_elsewhere(self) -> dict[str, str]:
        """The answers that have no text of their own and are bound in another cell, and that cell in words."""
        unanswered = self._unanswered
        texts = {name: self._handed[at].source for name, at in self._chosen.items()}
        found: dict[str, str] = {}
        for name, text in texts.items():
            part = self._cells[name].part
            own = self._added[name] if part in LOCKED else text
            for answer in bound(own) & (unanswered - {name}) if part is not Part.MEMO else ():
                found[answer] = f"the cell of `{name}`"
        return found

    def _rescue(self) -> None:
        """Answers whose cell is missing or untouched are looked for in cells that say to be no other."""
        for cell in self._cells.values():
            if cell.part in WRITTEN and not self._written(cell):
                at = self._by_definition(cell) if cell.part is Part.ANSWER else None
                at = at if at is not None or cell.name in self._names else self._by_likeness(cell)
                if at is not None:
                    self._names = [ASIDE if name == cell.name else name for name in self._names]
                    self._names[at] = cell.name
                    self._repairs.append(f"The answer to `{cell.name}` was found in another cell, by its content.")
        self._forget_copies()

    def _written(self, cell: Planned) -> bool:
        found = [one.source for one, name in zip(self._handed, self._names, strict=True) if name == cell.name]
        return any(text.strip() not in ("", cell.released.strip()) for text in found)

    def _by_definition(self, cell: Planned) -> int | None:
        defines = re.compile(
            rf"^(?:async\s+)?(?:def|class)\s+{re.escape(cell.name)}\b|^{re.escape(cell.name)}\s*=", re.MULTILINE
        )
        found = [at for at in self._free() if defines.search(self._handed[at].source)]
        changed = [at for at in found if self._handed[at].source.strip() != cell.released.strip()]
        return changed[-1] if changed else (found[-1] if found and cell.name not in self._names else None)

    def _by_likeness(self, cell: Planned) -> int | None:
        released = _words(cell.released)
        scored = [(_likeness(released, _words(self._handed[at].source)), at) for at in self._free()]
        best = max(scored, default=(0.0, -1))
        return best[1] if best[0] >= ALIKE else None

    def _free(self) -> Iterable[int]:
        return [at for at, name in enumerate(self._names) if not name and self._handed[at].source.strip()]

    def _forget_copies(self) -> None:
        """A cell without marks that holds just what a cell of the lesson does is that cell, not the learner's own."""
        texts = {
            text.strip(): cell.name
            for cell in self._cells.values()
            for text in (cell.source, cell.released)
            if text.strip()
        }
        for at in self._free():
            self._names[at] = texts.get(self._handed[at].source.strip(), "")


def _words(text: str) -> Counter[str]:
    """How often each word and sign stands in a text, as far as it is looked at."""
    return Counter(re.findall(r"\w+|[^\w\s]", text[:MOST_LETTERS]))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of words and signs that two texts have in common, from 0 to 1."""
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0


def _added_lines(text: str, released: str) -> str:
    """The lines of `text` that `released` has not, if all of its lines are there in order; "" otherwise."""
    waiting = released.strip().splitlines()
    added = []
    for line in text.strip().splitlines():
        if waiting and line.rstrip() == waiting[0].rstrip():
            waiting.pop(0)
        else:
            added.append(line)
    return "" if waiting else "\n".join(added).strip("\n")


def _is_code(text: str) -> bool:
    try:
        ast.parse(re.sub(r"^[%!].*", "", text, flags=re.MULTILINE))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
