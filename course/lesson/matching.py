"""Cells that were handed in, matched with the cells of the lesson: by grade id, by id, then by content."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from course.lesson.plan import WRITTEN, Part, Planned
from course.lesson.submission import Handed

ALIKE = 0.6
ASIDE = "(set aside)"
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

    def text(self, cell: Planned) -> str | None:
        """The learner's text of a cell, None where the lesson's own counts."""
        at = self._chosen.get(cell.name)
        if cell.part in WRITTEN:
            return self._answer(cell, at)
        return self._handed[at].source if at is not None and cell.part is Part.SHOW else None

    def own(self, kinds: Collection[str] = ("code",)) -> dict[str, list[Handed]]:
        """The cells of `kinds` that the learner added, by the lesson's cell that they stand behind."""
        found: dict[str, list[Handed]] = {}
        last = ""
        for cell, name in zip(self._handed, self._names, strict=True):
            if name in self._cells:
                last = name
            elif not name and cell.kind in kinds and cell.source.strip():
                found.setdefault(last, []).append(cell)
        return found

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
        """Of several cells of one name the last that the learner wrote in."""
        found = [at for at, one in enumerate(self._names) if one == name]
        released = self._cells[name].released.strip()
        written = [at for at in found if self._handed[at].source.strip() not in ("", released)]
        if len(found) > 1 and self._cells[name].part in WRITTEN:
            self._repairs.append(f"`{name}` stands in {len(found)} cells; the last that was written in counts.")
        return (written or found)[-1]

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
