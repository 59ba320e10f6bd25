"""The notebook that is run: the lesson's own cells with the text of a learner's answers and of the cells they added.

Nothing else of a submission counts: not its marks, points, order of tests, cell types or metadata. Each repair that
this takes is told in one sentence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from course.grading.engine.lasting import lasting
from course.grading.engine.lesson import CHECKS, WRITTEN, Part, Plan, Planned, bound, loaded, needed
from course.grading.engine.submission import Handed, Submission

ALIKE = 0.6
ASIDE = "(set aside)"


@dataclass(frozen=True)
class Placed:
    """A cell to run: `planned` is None for one that the learner added; `changed`: the text is the learner's."""

    number: int
    planned: Planned | None
    source: str
    changed: bool

    @property
    def part(self) -> Part:
        """The part it plays; a learner's own cell is for showing."""
        return self.planned.part if self.planned is not None else Part.SHOW

    @property
    def name(self) -> str:
        """The name of the cell in the lesson, or "" for one that the learner added."""
        return self.planned.name if self.planned is not None else ""


@dataclass
class Rebuilt:
    """The cells in order, and a sentence for each repair."""

    cells: list[Placed] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    def needed(self) -> frozenset[int]:
        """Numbers of the cells that the checks depend on: answers, learner's own cells, and what these use."""
        shown = {str(one.number): one.source for one in self.cells if one.part is Part.MEMO or _as_released(one)}
        rest = {one.number: one.source for one in self.cells if one.part is Part.ANSWER or _own(one)}
        checks = [one.source for one in self.cells if one.part in CHECKS]
        wanted = needed(list(shown.items()), [*rest.values(), *checks])
        return frozenset({*rest, *map(int, wanted)})

    def lasts(self, plan: Plan) -> bool:
        """Whether the answers still are at the end what they were where they stand."""
        given = frozenset().union(*(bound(cell.source) for cell in plan.cells if cell.part is Part.SETUP))
        asked = frozenset().union(*(loaded(cell.source) for cell in plan.cells if cell.part is Part.HIDDEN))
        texts = [one.source for one in self.cells if one.part in WRITTEN or _own(one)]
        return lasting(texts, asked & plan.names, given)


def _own(cell: Placed) -> bool:
    return cell.part is Part.SHOW and cell.changed


def _as_released(cell: Placed) -> bool:
    return cell.part is Part.SHOW and not cell.changed


def rebuild(submission: Submission, plan: Plan) -> Rebuilt:
    """The cells of `plan` with the learner's text, and the learner's own cells after the cells they stood behind."""
    made = Rebuilt()
    matched = _Matches(submission.cells, plan, made.repairs)
    own = matched.own()
    for cell in [None, *plan.cells]:
        if cell is not None:
            _place(made, cell, matched.text(cell))
        for extra in own.get(cell.name if cell else "", []):
            made.cells.append(Placed(len(made.cells) + 1, None, extra.source, changed=True))
    return made


def _place(made: Rebuilt, cell: Planned, text: str | None) -> None:
    given = cell.source if cell.part in (Part.SETUP, *CHECKS) else cell.released
    source = given if text is None else text
    made.cells.append(Placed(len(made.cells) + 1, cell, source, changed=source.strip() != given.strip()))


class _Matches:
    """Which handed cell stands for which cell of the lesson."""

    def __init__(self, handed: tuple[Handed, ...], plan: Plan, repairs: list[str]) -> None:
        self._handed, self._plan, self._repairs = handed, plan, repairs
        self._cells = {cell.name: cell for cell in plan.cells}
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

    def own(self) -> dict[str, list[Handed]]:
        """The cells that the learner added, by the lesson's cell that they stand behind."""
        found: dict[str, list[Handed]] = {}
        last = ""
        for cell, name in zip(self._handed, self._names, strict=True):
            if name in self._cells:
                last = name
            elif not name and cell.kind == "code" and cell.source.strip():
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
        for cell in self._plan.cells:
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
        scored = [
            (SequenceMatcher(None, cell.released, self._handed[at].source[:20_000]).ratio(), at) for at in self._free()
        ]
        best = max(scored, default=(0.0, -1))
        return best[1] if best[0] >= ALIKE else None

    def _free(self) -> Iterable[int]:
        return [at for at, name in enumerate(self._names) if not name and self._handed[at].source.strip()]

    def _forget_copies(self) -> None:
        """A cell without marks that holds just what a cell of the lesson does is that cell, not the learner's own."""
        texts = {
            text.strip(): cell.name
            for cell in self._plan.cells
            for text in (cell.source, cell.released)
            if text.strip()
        }
        for at in self._free():
            self._names[at] = texts.get(self._handed[at].source.strip(), "")
