"""What the page of a reader shows, as HTML: the memo, its numbers, its rubric, and how two readers agree."""

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from course.grading.book.reading import Reading
from course.grading.marking.agreement import agreements, disagreements
from course.grading.marking.pile import Pile
from course.grading.marking.rubric import Rubric
from course.grading.marking.text import Number, Text

NOT_RUN = (
    "What the text said when it ran is not known: its cell failed, or an earlier version graded it "
    "(course grade --regrade runs it again). The cell itself:"
)
LEAST_PAIRS = 20  # below, κ moves too much from one memo to the next


def memo(text: Text) -> str:
    """The memo; numbers that were computed are set in bold, and the table of numbers says where each comes from."""
    parts = [f"<strong>{escape(one.text)}</strong>" if one.reference else escape(one.text) for one in text.pieces]
    about = "" if text.ran else f"<p>{NOT_RUN}</p>"
    style = "white-space: pre-wrap; font: inherit; line-height: 1.5; max-width: 46em; overflow-wrap: anywhere"
    return f'{about}<pre style="{style}" tabindex="0" aria-label="The memo">{"".join(parts)}</pre>'


def numbers(text: Text) -> str:
    """Each number of the memo, and beside it the expression of the notebook that gave it, or that it was typed."""
    found = list(text.numbers())
    if not found:
        return "<p>No number of the text could be compared with the notebook.</p>" if text.ran else ""
    rows = [[escape(one.text), _origin(one)] for one in found]
    return table("Its numbers, and what the notebook computed", ("in the memo", "in the notebook"), rows)


def _origin(one: Number) -> str:
    if one.reference:
        return f"computed by <code>{escape(one.reference)}</code>"
    return "typed; an output has the same number" if one.shown else "typed; no output has this number"


def rubric(asked: Rubric, reading: Reading, current: int) -> str:
    """The rows with their anchors and the points given; the current one is marked in words too."""
    rows = []
    for number, row in enumerate(asked.rows):
        given = reading.points.get(row.name)
        points = "–" if given is None else f"{given} of {asked.most}"
        now = "<strong>now</strong> " if number == current else ""
        remark = escape(reading.remarks.get(row.name, ""))
        rows.append([f"{now}{escape(row.name)}", escape(row.full), escape(row.low), points, remark])
    heads = ("row", f"{asked.most} points", "1 point", "given", "remark")
    return table("The rubric", heads, rows)


def offered(remarks: Sequence[str]) -> str:
    """Remarks that were used before, with the capital letter that puts each in."""
    if not remarks:
        return "<p>Remarks that you write are offered here for the next memos.</p>"
    items = [f"<li><kbd>{letter}</kbd> {escape(text)}</li>" for letter, text in lettered(remarks)]
    return f"<p>Used before on this row; the capital letter puts one in:</p><ul>{''.join(items)}</ul>"


def lettered(remarks: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each remark with its letter."""
    return zip("ABCDEFGH", remarks, strict=False)


def agreement(pile: Pile) -> str:
    """How far two readers agree on every memo of the lesson, as HTML."""
    parts = []
    for asked in pile.rubrics.values():
        found = pile.pairs(asked.memo)
        if not found:
            continue
        rows = [
            [escape(one.row), f"{one.pairs}", kappa(one.kappa), f"{one.equal:.0%}"] for one in agreements(found, asked)
        ]
        parts.append(table(f"Agreement on {asked.memo}", ("row", "pairs", "weighted κ", "equal"), rows))
        parts.append(f"<p>{few(len(found))}</p>" if len(found) < LEAST_PAIRS else "")
        apart = [
            [pile.label((one.student, one.memo)), escape(one.row), f"{one.first}", f"{one.second}"]
            for one in disagreements(found, asked)
        ]
        about = "Where the two differ, the furthest apart first"
        parts.append(table(about, ("memo", "row", "first", "second"), apart) if apart else "<p>They never differ.</p>")
    return "".join(parts) or "<p>No memo has been read by two people yet.</p>"


def agreement_lines(pile: Pile) -> Iterator[str]:
    """How far two readers agree, as text."""
    for asked in pile.rubrics.values():
        found = pile.pairs(asked.memo)
        yield f"{asked.memo}: {len(found)} read by two people."
        if not found:
            continue
        for one in agreements(found, asked):
            yield f"  {one.row}: weighted κ {kappa(one.kappa)}, equal in {one.equal:.0%} of {one.pairs}"
        if len(found) < LEAST_PAIRS:
            yield f"  {few(len(found))}"
        for gap in disagreements(found, asked):
            yield f"  memo {pile.label((gap.student, gap.memo))}, {gap.row}: {gap.first} and {gap.second}"


def kappa(value: float) -> str:
    """κ with two decimals, or why there is none."""
    return "not defined" if math.isnan(value) else f"{value:.2f}"


def few(pairs: int) -> str:
    """What to think of κ from few memos."""
    return f"From {pairs} memo{'' if pairs == 1 else 's'}, κ is a rough figure; {LEAST_PAIRS} or more make it steadier."


def table(about: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption and heads for rows and columns; cells are HTML already."""
    style = "text-align: left; vertical-align: top; padding: .2em 1.5em .2em 0"
    head = "".join(f'<th scope="col" style="{style}">{escape(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row" style="{style}; font-weight: normal">{first}</th>'
        + "".join(f'<td style="{style}">{value}</td>' for value in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<table style="margin: 0 0 1em"><caption style="text-align: left; font-weight: 600">{escape(about)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
