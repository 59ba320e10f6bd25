"""What the files of each learning management system look like, read from its own exporter and importer.

Canvas: lib/gradebook_exporter.rb and lib/gradebook_importer.rb of instructure/canvas-lms. Moodle: grade/export/lib.php,
grade/export/txt and grade/import/csv of moodle/moodle, and the grading worksheet of an assignment (mod/assign).
"""

import re
from dataclasses import dataclass

from course.grading.lms.sheet import Row, Sheet

READ_ONLY = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")  # Canvas computes them
NUMBERED = re.compile(r"\s*\(\d+\)$")  # Canvas: the id of an assignment
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
KIND = re.compile(r"\s*\(([^()]*)\)$")  # Moodle: Real, Percentage, Letter or Feedback
OTHER_KINDS = ("percentage", "letter", "feedback")
MODULE = re.compile(r"^[^:]{1,40}: ")  # Moodle: Assignment, Quiz and so on, in the language of the course


@dataclass(frozen=True)
class System:
    """A learning management system: its name, and the columns that may name a student, the likeliest first."""

    name: str
    identities: tuple[str, ...]

    def is_student(self, row: Row) -> bool:
        """Whether a row is about a student."""
        return bool("".join(row).strip())

    def is_points(self, row: Row) -> bool:
        """Whether a row says what each column is worth."""
        return False

    def titles(self, title: str) -> list[str]:
        """What a column's title says, without what the system adds to it; nothing for a column without points."""
        return [title.strip()]

    def most(self, sheet: Sheet, place: int) -> float | None:
        """The points that the system has for a column; None if the file does not say."""
        return None

    def place_of_new(self, sheet: Sheet) -> int:
        """Where a new column goes."""
        return len(sheet.header)

    def title_of_new(self, label: str) -> str:
        """The title of a new column."""
        return label

    def is_test(self, row: Row, sheet: Sheet) -> bool:
        """Whether the row is the system's own test student."""
        return False


class Canvas(System):
    """Instructure's Canvas: an exported gradebook."""

    def is_student(self, row: Row) -> bool:
        """Not the points, and not the row that says which grades are posted by hand, which has no name."""
        return bool(row[0].strip()) and not self.is_points(row)

    def is_points(self, row: Row) -> bool:
        return "points possible" in row[0].casefold()

    def titles(self, title: str) -> list[str]:
        return [] if READ_ONLY.search(title) else [NUMBERED.sub("", title).strip(), title.strip()]

    def most(self, sheet: Sheet, place: int) -> float | None:
        row = next((row for row in sheet.rows[1:4] if self.is_points(row)), None)
        return number(row[place]) if row else None

    def place_of_new(self, sheet: Sheet) -> int:
        """Before the columns that Canvas computes, which end an export."""
        computed = (place for place, title in enumerate(sheet.header) if READ_ONLY.search(title))
        return next(computed, len(sheet.header))

    def is_test(self, row: Row, sheet: Sheet) -> bool:
        return row[0].strip() == "Student, Test" or [one.strip() for one in row[:2]] == ["Student", "Test"]


class Moodle(System):
    """Moodle: grades exported as plain text, or the grading worksheet of one assignment."""

    def titles(self, title: str) -> list[str]:
        kind = KIND.search(title)
        if kind and kind[1].casefold() in OTHER_KINDS:
            return []
        bare = KIND.sub("", title).strip()
        return list(dict.fromkeys([MODULE.sub("", bare), bare, title.strip()]))

    def most(self, sheet: Sheet, place: int) -> float | None:
        limit = sheet.column("Maximum grade")
        found = {number(row[limit]) for row in sheet.rows[1:]} if limit is not None else set()
        return found.pop() if len(found) == 1 else None

    def place_of_new(self, sheet: Sheet) -> int:
        """Before the time of the export, which ends a file."""
        last = sheet.column("Last downloaded from this course")
        return len(sheet.header) if last is None else last

    def title_of_new(self, label: str) -> str:
        return f"{label} (Real)"


CANVAS = Canvas("Canvas", ("SIS Login ID", "SIS User ID", "Integration ID", "ID", "Email"))
MOODLE = Moodle("Moodle", ("Username", "ID number", "Email address"))


def number(text: str) -> float | None:
    """The number that a cell holds, with a decimal point or comma; None for anything else."""
    return float(text.strip().replace(",", ".")) if NUMBER.fullmatch(text.strip()) else None
