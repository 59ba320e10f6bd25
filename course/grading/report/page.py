"""The report as text, as a table for a spreadsheet, and as one page of HTML that needs nothing else and prints."""

import base64
import csv
import io
import math
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from course.exercise.state import State
from course.grading.book.spreadsheet import cell
from course.grading.report import plots
from course.grading.report.figures import COMMONEST, LEAST, counts
from course.grading.report.report import Report

HEADS = ("exercise", "max_score", "judged", "difficulty", "discrimination", "tries", "hints")


def lines(report: Report) -> Iterator[str]:
    """The report for a terminal."""
    yield f"{report.lesson}: {report.submissions} submissions."
    if report.submissions < LEAST:
        yield few(report)
    for one in report.figures:
        told = f"difficulty {number(one.difficulty)}, discrimination {number(one.discrimination)}"
        yield f"{one.name}: {told}; {counts(one)}"
        yield from (f"  {many} × {text}" for text, many in one.sentences)
    if report.clusters:
        yield "What no recorded slip explains (course report --new-slips prints the code of one answer of each):"
        yield from (f"  {one.size} × {one.exercise}: {one.sentence}" for one in report.clusters)


def few(report: Report) -> str:
    """What to think of figures from few submissions."""
    return f"From {report.submissions} submissions a discrimination says little; {LEAST} or more make it steadier."


def number(value: float) -> str:
    """A figure with two decimals; a dash where it is not defined."""
    return "–" if math.isnan(value) else f"{value:.2f}"


def table(report: Report) -> str:
    """The figures as CSV, one row an exercise; an empty cell is a figure that is not defined."""
    states = [str(state).replace(" ", "_") for state in State]
    said = [name for place in range(1, COMMONEST + 1) for name in (f"sentence_{place}", f"count_{place}")]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*HEADS, *states, *said])
    for one in report.figures:
        figures = [one.difficulty, one.discrimination, one.tries, one.hints]
        shown = ["" if math.isnan(value) else f"{value:.4f}" for value in figures]
        sentences = [value for text, many in one.sentences for value in (cell(text), many)]
        writer.writerow([one.name, one.out_of, one.judged, *shown, *(one.states[state] for state in State), *sentences])
    return file.getvalue()


def render(report: Report) -> str:
    """The page."""
    made = [plots.states(report.figures), plots.discrimination(report.figures)] if report.figures else []
    return _template().render(
        report=report,
        plots=[(one, base64.b64encode(one.svg).decode()) for one in made if one is not None],
        number=number,
        counts=counts,
        few=few(report) if report.submissions < LEAST else "",
        tried=any(not math.isnan(one.tries) for one in report.figures),
        hinted=any(not math.isnan(one.hints) for one in report.figures),
    )


@cache
def _template() -> Template:
    pages = Environment(
        loader=PackageLoader("course.grading.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return pages.get_template("page.html")
