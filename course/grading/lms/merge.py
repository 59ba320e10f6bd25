"""The grades of a class put into the file that a learning management system exported; nothing else in it changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from course.grading.book.scores import Handed, Student
from course.grading.lms.roster import Matched, matched, some
from course.grading.lms.sheet import Row, Sheet
from course.grading.lms.systems import System, number
from course.grading.lms.targets import NO_WORK, Target, called, chosen, of_columns, words
from course.lesson.project import CourseError

NO_GRADE = ("", "-")
CLOSE = 0.005  # two decimals are all that Canvas and Moodle export
Work = Mapping[str, Mapping[str, Handed]]  # by lesson, then by student


@dataclass(frozen=True)
class Choices:
    """What the instructor said: columns by title, the column of ids, other names, and what else may be done."""

    columns: Mapping[str, str] = field(default_factory=dict)
    identity: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    questions: bool = False
    scale: bool = False
    so_far: bool = False
    others: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the file, what it stands for, and what its points are multiplied by."""

    place: int
    title: str
    target: Target
    factor: float = 1.0


@dataclass(frozen=True)
class Change:
    """A cell that gets another text."""

    student: str
    title: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change in a line."""
        return f"{self.student}, {self.title}: {self.before.strip() or 'blank'} becomes {self.after}"


@dataclass(frozen=True)
class Merged:
    """The file with grades in it, and all there is to say: how students and columns were found, what was left alone.

    `open` are cells that nobody could fill yet, by reason; `kept` are grades of the system that stay.
    """

    sheet: Sheet
    students: Matched
    columns: Sequence[Column]
    changes: Sequence[Change]
    open: Mapping[str, Sequence[str]]
    kept: Sequence[str]
    strangers: Sequence[str]
    test: Sequence[str]


def merge(
    system: System, sheet: Sheet, every: Sequence[Target], class_: Sequence[Student], work: Work, choices: Choices
) -> Merged:
    """The grades of a class in the sheet.

    Raises CourseError if a column or student cannot be told for sure, or a grade would be lost.
    """
    sheet, columns = _columns(system, sheet, every, choices)
    rows = [number for number, row in enumerate(sheet.rows) if number and system.is_student(row)]
    identities = [choices.identity] if choices.identity else system.identities
    if choices.identity and sheet.column(choices.identity) is None:
        raise CourseError(f"There is no column {choices.identity!r}; the columns are: {', '.join(sheet.header)}.")
    found = matched(sheet, rows, identities, class_, choices.ids)
    _refuse_lost(found, columns, work, choices)
    writing = _Writing(sheet, work, so_far=choices.so_far)
    filled = {row: writing.row(sheet.rows[row], student, columns) for row, student in found.students.items()}
    made = replace(sheet, rows=[filled.get(number, row) for number, row in enumerate(sheet.rows)])
    strangers = [row for row in found.strangers if not system.is_test(sheet.rows[row], sheet)]
    test = [row for row in found.strangers if row not in strangers]
    shown = [[f"{_shown(sheet.rows[row])} (line {sheet.lines[row]})" for row in ones] for ones in (strangers, test)]
    return Merged(made, found, columns, writing.changes, writing.open, writing.kept, *shown)


class _Writing:
    """Rows being filled, and what is said of them."""

    def __init__(self, sheet: Sheet, work: Work, *, so_far: bool) -> None:
        self._sheet, self._work, self._so_far = sheet, work, so_far
        self.changes: list[Change] = []
        self.open: dict[str, list[str]] = {}
        self.kept: list[str] = []

    def row(self, row: Row, student: str, columns: Sequence[Column]) -> Row:
        """The row of a student with the grades in it."""
        filled = list(row)
        for column in columns:
            filled[column.place] = self._cell(row[column.place], student, column)
        return filled

    def _cell(self, before: str, student: str, column: Column) -> str:
        """What stands in a cell afterwards; what stood there, where there is no score or it is not ours to change."""
        handed = self._work.get(column.target.lesson, {}).get(student)
        score, why = column.target.score(handed, so_far=self._so_far)
        if score is None:
            self.open.setdefault(why, []).append(f"{student} ({column.title})" if why != NO_WORK else student)
            if before.strip() not in NO_GRADE and number(before) is not None:
                self.kept.append(f"{student}, {column.title}: {before.strip()} stays, for here it is {why}")
            return before
        there = number(before)
        if there is None and before.strip() not in NO_GRADE:  # EX: excused; N/A: not assigned
            self.kept.append(f"{student}, {column.title}: {before.strip()} stays, {_text(score, '.')} is not written")
            return before
        if there is not None and abs(there - score * column.factor) < CLOSE:
            return before
        after = _text(score * column.factor, self._sheet.form.decimal)
        self.changes.append(Change(student, column.title, before, after))
        return after


def _columns(system: System, sheet: Sheet, every: Sequence[Target], choices: Choices) -> tuple[Sheet, list[Column]]:
    """The columns that stand for something, and the sheet with those that are new."""
    targets = dict(_named(system, sheet, every, choices))
    _refuse_two_columns(sheet, targets)
    if choices.questions:
        wanted = [one for one in of_columns(every) if one not in targets.values()]
        sheet, new = _with_new(system, sheet, wanted)
        shift = {place: place + (len(new) if place >= min(new, default=place + 1) else 0) for place in targets}
        targets = {shift[place]: target for place, target in targets.items()} | new
    if not targets:
        raise CourseError(
            f"No column of the file is named like {some(one.label for one in every if one.whole)} or a question of it; "
            f"the columns are: {', '.join(sheet.header)}. Say which it is: --column 'TITLE={every[0].label}'."
        )
    return sheet, [_column(system, sheet, place, target, choices) for place, target in sorted(targets.items())]


def _named(system: System, sheet: Sheet, every: Sequence[Target], choices: Choices) -> Iterator[tuple[int, Target]]:
    """Each place in the header with what its title stands for, as the instructor says or as it is named."""
    said = dict[int, Target]()
    for title, text in choices.columns.items():
        place = sheet.column(title)
        if place is None:
            raise CourseError(f"There is no column {title!r}; the columns are: {', '.join(sheet.header)}.")
        said[place] = chosen(text, every)
    names = dict(called(every))
    if sheet.column("Identifier") is not None and len({one.lesson for one in every}) == 1:
        names.setdefault("grade", every[0])  # a grading worksheet of Moodle is about one assignment
    for place, title in enumerate(sheet.header):
        found = next((names[name] for name in map(words, system.titles(title)) if name in names), None)
        if place in said:
            yield place, said[place]
        elif found is not None and found not in said.values():
            yield place, found


def _with_new(system: System, sheet: Sheet, wanted: Sequence[Target]) -> tuple[Sheet, dict[int, Target]]:
    """The sheet with a column for each target, and their places; the row of points says what they are worth."""
    start = system.place_of_new(sheet)
    titles = [system.title_of_new(one.label) for one in wanted]
    worth = [_text(one.out_of, sheet.form.decimal) for one in wanted]
    blank = [""] * len(wanted)
    rows = [
        titles if not number else worth if system.is_points(row) else blank for number, row in enumerate(sheet.rows)
    ]
    made = [[*row[:start], *new, *row[start:]] for row, new in zip(sheet.rows, rows, strict=True)]
    return replace(sheet, rows=made), {start + number: one for number, one in enumerate(wanted)}


def _column(system: System, sheet: Sheet, place: int, target: Target, choices: Choices) -> Column:
    most, title = system.most(sheet, place), sheet.header[place]
    if most is None or abs(most - target.out_of) < CLOSE:
        return Column(place, title, target)
    if choices.scale and target.out_of:
        return Column(place, title, target, most / target.out_of)
    raise CourseError(
        f"{title!r} is worth {most:g} points in {system.name} and {target.label} {target.out_of:g} here; change it "
        "there, or convert the points: --scale."
    )


def _refuse_two_columns(sheet: Sheet, targets: Mapping[int, Target]) -> None:
    for target in targets.values():
        titles = [sheet.header[place] for place, one in targets.items() if one == target]
        if len(titles) > 1:
            raise CourseError(
                f"{' and '.join(map(repr, titles))} both stand for {target.label}; say which it is: "
                f"--column '{titles[0]}={target.label}'."
            )


def _refuse_lost(found: Matched, columns: Sequence[Column], work: Work, choices: Choices) -> None:
    """Somebody with work here and without a row there would lose a grade in silence."""
    here = {student for column in columns for student in work.get(column.target.lesson, {})}
    lost = sorted(here - set(found.students.values()))
    if lost and not choices.others:
        raise CourseError(
            f"{len(lost)} who handed in have no row in the file, by {found.by}: {some(lost)}. Nothing was written; if "
            "they are in another section, add --others, and if they have another name there, --ids."
        )


def _shown(row: Row) -> str:
    return next((cell.strip() for cell in row if cell.strip()), "")


def _text(points: float, decimal: str) -> str:
    return f"{points:.2f}".replace(".", decimal)
