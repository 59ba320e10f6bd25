"""The grades of a class as one plain table, for a system that is neither Canvas nor Moodle."""

import csv
import io
from collections.abc import Sequence

from course.grading.book.scores import Student
from course.grading.book.spreadsheet import cell
from course.grading.lms.merge import Work
from course.grading.lms.targets import Target, of_columns

WHO = ["student_id", "last_name", "first_name", "email"]


def table(every: Sequence[Target], class_: Sequence[Student], work: Work, *, so_far: bool) -> str:
    """A row a student, with a column for each lesson, question and memo that says what it is worth: `01-census [60]`.

    What is not handed in, not judged or not read yet is blank.
    """
    columns, text = of_columns(every), io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*WHO, *(f"{one.label} [{one.out_of:g}]" for one in columns)])
    for one in class_:
        scores = [column.score(work.get(column.lesson, {}).get(one.id), so_far=so_far)[0] for column in columns]
        shown = ["" if score is None else f"{score:.2f}" for score in scores]
        writer.writerow([*map(cell, (one.id, one.last_name, one.first_name, one.email)), *shown])
    return text.getvalue()
