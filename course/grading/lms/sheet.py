"""A CSV file as a learning management system or Excel wrote it: its rows, and the form that it is written back in."""

import codecs
import csv
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

from course.lesson.project import CourseError

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
GUESSES = ("utf-8", "cp1252", "latin-1")  # the last takes any byte and gives it back
DELIMITERS = ",;\t:"
COMMA_NUMBER = re.compile(r"-?\d+,\d+")
Row = list[str]


@dataclass(frozen=True)
class Form:
    """How a file is written: encoding, the bytes before its text, delimiter, line end, last line end, decimal mark."""

    encoding: str
    mark: bytes
    delimiter: str
    newline: str
    ends: bool
    decimal: str = "."


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, the header first, all of the header's length; `lines` says where each row ends."""

    rows: list[Row]
    lines: list[int]
    form: Form

    @property
    def header(self) -> Row:
        """The titles of the columns."""
        return self.rows[0]

    def column(self, title: str) -> int | None:
        """The place of the first column of that title, whatever its case; None if there is none."""
        wanted = title.casefold()
        return next((place for place, one in enumerate(self.header) if one.strip().casefold() == wanted), None)


def read(path: Path, encoding: str | None = None) -> Sheet:
    """The sheet in a file; `encoding` if it is not to be found out.

    Raises CourseError that names the line if it is no table.
    """
    data = path.read_bytes()
    mark, name = next(((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", ""))
    text, name = _decoded(data[len(mark) :], encoding or name, path)
    delimiter = max(DELIMITERS, key=lambda one: len(_first(text, one)))
    rows, lines = _rows(text, delimiter, path)
    form = Form(name, mark, delimiter, "\r\n" if "\r\n" in text else "\n", text.endswith(("\n", "\r")))
    sheet = Sheet(_even(rows, lines, path), lines, form)
    return replace(sheet, form=replace(form, decimal="," if _has_comma_numbers(sheet) else "."))


def written(sheet: Sheet) -> bytes:
    """The sheet as bytes, in its own form."""
    form, text = sheet.form, io.StringIO(newline="")
    csv.writer(text, delimiter=form.delimiter, lineterminator=form.newline).writerows(sheet.rows)
    shown = text.getvalue()
    return form.mark + (shown if form.ends else shown.removesuffix(form.newline)).encode(form.encoding)


def _decoded(data: bytes, encoding: str, path: Path) -> tuple[str, str]:
    for name in [encoding] if encoding else GUESSES:
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    raise CourseError(f"{path} is not text in the encoding {encoding}; name another one: --encoding cp1252.")


def _first(text: str, delimiter: str) -> Row:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def _rows(text: str, delimiter: str, path: Path) -> tuple[list[Row], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, lines = [], []
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise CourseError(f"{path}, line {reader.line_num}: this is no CSV ({error}); export it again.") from None
    if not rows:
        raise CourseError(f"{path} is empty; export it again.")
    return rows, lines


def _even(rows: list[Row], lines: list[int], path: Path) -> list[Row]:
    """The rows, those that Excel cut short filled up."""
    width = len(rows[0])
    for row, line in zip(rows, lines, strict=True):
        if len(row) > width:
            raise CourseError(f"{path}, line {line}: {len(row)} fields, but {width} titles; export it again.")
    return [row + [""] * (width - len(row)) for row in rows]


def _has_comma_numbers(sheet: Sheet) -> bool:
    return any(COMMA_NUMBER.fullmatch(cell.strip()) for row in sheet.rows[1:] for cell in row)
