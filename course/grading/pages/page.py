"""The feedback page: one HTML file that needs nothing else, made for reading by eye and by ear."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from course.exercise.state import State
from course.grading.book.result import Answer, Result
from course.lesson.project import CourseError

SIGNS = {
    State.RIGHT: "✓",
    State.PARTLY: "◐",
    State.WRONG: "✗",
    State.BROKEN: "!",
    State.NOT_ATTEMPTED: "–",
    State.NOT_JUDGED: "?",
}


def place(path: Path) -> Path:
    """`path`, if a page can be written there; else CourseError, before anybody waits for a result."""
    existed = path.exists()
    try:
        path.open("a").close()
    except OSError as error:
        why = (error.strerror or "no access").lower()
        raise CourseError(f"No feedback page can be written to {path} ({why}); choose a file with --out.") from error
    if not existed:
        path.unlink()
    return path


def render(result: Result) -> str:
    """The page, as HTML."""
    heading = points(result) or "Nothing was judged"
    return _template().render(result=result, signs=SIGNS, summary=summary(result), heading=heading)


@cache
def _template() -> Template:
    pages = Environment(
        loader=PackageLoader("course.grading.pages", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    pages.filters["prose"] = prose
    return pages.get_template("page.html")


def prose(text: str) -> Markup:
    """`text` as a sentence of a page: a capital letter unless code comes first, and code between backticks as code."""
    word = text.partition(" ")[0]
    text = text if re.search(r"[_(`]|\.\w", word) else text[:1].upper() + text[1:]
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def summary(result: Result) -> str:
    """The result in a sentence or two; what was not judged is no zero."""
    judged = _judged(result)
    waiting = len(result.answers) - len(judged)
    if waiting and not judged:
        return "Nothing was judged, so there are no points yet. A person has to look at it."
    right = sum(answer.state is State.RIGHT for answer in judged)
    if not waiting:
        return f"{right} of {len(judged)} exercises are right: {points(result)}."
    left = "1 more was not judged and has" if waiting == 1 else f"{waiting} more were not judged and have"
    return f"{right} of {len(judged)} judged exercises are right: {points(result)}. {left} no points yet."


def points(result: Result) -> str:
    """The points earned of those that were judged, in words; "" where there is an exercise and none was judged."""
    judged = _judged(result)
    told = f"{result.points:g} of {sum(answer.out_of for answer in judged):g} points"
    return told if judged or not result.answers else ""


def _judged(result: Result) -> list[Answer]:
    return [answer for answer in result.answers if answer.state is not State.NOT_JUDGED]
