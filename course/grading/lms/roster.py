"""Which student of the gradebook each row of a file belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.grading.book.scores import Student
from course.grading.lms.sheet import Sheet, read
from course.lesson.project import CourseError
from course.printable import composed

MOST_NAMED = 10


@dataclass(frozen=True)
class Matched:
    """The rows that belong to a student, by the number of the row; those that belong to nobody; and how that was found.

    `by` is the title of the column, with a word on how it was read.
    """

    students: Mapping[int, str]
    strangers: Sequence[int]
    by: str


@dataclass(frozen=True)
class _Names:
    """What each student is known by; a name that two share stands for None."""

    exact: Mapping[str, str]
    loose: Mapping[str, str | None]

    def student(self, text: str) -> str | None:
        """The student known by `text`, None for nobody."""
        text = composed(text.strip())
        return self.exact.get(text) or self.loose.get(text.casefold())


def matched(
    sheet: Sheet, rows: Sequence[int], columns: Sequence[str], students: Iterable[Student], ids: Mapping[str, str]
) -> Matched:
    """The students of the `rows`, by that one of the `columns` that names most of them.

    `ids` maps what the file calls a student to the gradebook's id. Raises CourseError if no column names anybody, and
    if two rows name the same student.
    """
    names = _names(students, ids)
    there = [one for one in columns if sheet.column(one) is not None] or sheet.header  # titles of another language
    trials = [_trial(sheet, rows, title, names, whole) for whole in (True, False) for title in there]
    best = max(trials, key=lambda one: len(one.students))
    if not best.students:
        cells = [sheet.rows[row][sheet.column(there[0]) or 0] for row in rows[:1]]
        shown = f", such as {cells[0]!r}," if cells else ""
        raise CourseError(
            f"No row names a student of the gradebook by {_or(there)}{shown} and the gradebook's ids are "
            f"{some(sorted(names.exact)) or 'none'}; name another column with --id-column, or give a list of both "
            "names with --ids."
        )
    _refuse_doubles(sheet, best)
    return best


def ids(path: Path, students: Iterable[Student]) -> dict[str, str]:
    """The student of each other name in a CSV file with the columns student_id and lms_id.

    Raises CourseError if a student is unknown or a name is there twice.
    """
    sheet, known, found = read(path), {composed(one.id): one.id for one in students}, dict[str, str]()
    ours, theirs = sheet.column("student_id"), sheet.column("lms_id")
    if ours is None or theirs is None:
        raise CourseError(f"{path} needs two columns, student_id and lms_id; it has: {', '.join(sheet.header)}.")
    for row, line in zip(sheet.rows[1:], sheet.lines[1:], strict=True):
        said, name = row[ours].strip(), composed(row[theirs].strip())
        student = known.get(composed(said))
        if student is None:
            raise CourseError(f"{path}, line {line}: the gradebook has no student {said!r}.")
        if name in found or student in found.values():
            raise CourseError(f"{path}, line {line}: {name!r} or {student!r} is there twice.")
        found[name] = student
    return found


def some(names: Iterable[str]) -> str:
    """The names in a row, the first ten if there are more."""
    found = list(names)
    rest = len(found) - MOST_NAMED
    return ", ".join(found[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _names(students: Iterable[Student], ids: Mapping[str, str]) -> _Names:
    exact, loose = dict[str, str](), dict[str, str | None]()
    renamed = set(ids.values())
    for one in students:
        if one.id not in renamed:
            exact[composed(one.id)] = one.id
            for name in filter(None, {composed(one.id).casefold(), composed(one.email).casefold()}):
                loose[name] = None if name in loose else one.id
    return _Names({**exact, **ids}, loose)


def _trial(sheet: Sheet, rows: Sequence[int], title: str, names: _Names, whole: bool) -> Matched:
    """The students by one column: by what stands there, or by what stands there before an @."""
    place = sheet.column(title) or 0
    cells = {row: sheet.rows[row][place] for row in rows}
    found = {row: names.student(cell if whole else cell.partition("@")[0]) for row, cell in cells.items()}
    students = {row: student for row, student in found.items() if student}
    return Matched(students, [row for row in rows if row not in students], title if whole else f"{title} before the @")


def _refuse_doubles(sheet: Sheet, found: Matched) -> None:
    lines: dict[str, list[int]] = {}
    for row, student in found.students.items():
        lines.setdefault(student, []).append(sheet.lines[row])
    if twice := {student: ones for student, ones in lines.items() if len(ones) > 1}:
        named = some(f"{student} (lines {' and '.join(map(str, ones))})" for student, ones in twice.items())
        raise CourseError(f"By {found.by}, two rows are one student: {named}; mend the file, or say who is who: --ids.")


def _or(titles: Sequence[str]) -> str:
    return " or ".join(map(repr, titles[:MOST_NAMED]))
