"""One measurement from several places, side by side: a table that says where and when each value is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from course.published import Figure

if TYPE_CHECKING:
    import pandas as pd

Values = Mapping[str, float]
NONE = "–"


@dataclass(frozen=True)
class Row:
    """Where values are from, of when, and what they are by name (`value` if alone); `called` so in a sentence."""

    where: str
    as_of: str
    values: Values
    called: str = ""


@dataclass(frozen=True)
class Beside:
    """Rows of one measurement, what is to be said of them, and the published figures among them."""

    about: str
    rows: Sequence[Row]
    said: Sequence[str]
    figures: Sequence[Figure] = ()
    unit: str = ""

    @property
    def names(self) -> list[str]:
        """The names of the values, in the order in which they come up."""
        return list(dict.fromkeys(name for row in self.rows for name in row.values))

    @property
    def table(self) -> pd.DataFrame:
        """The rows as a table of numbers: `where`, `as of`, and a column for each value."""
        import pandas as pd

        rows = [{"where": row.where, "as of": row.as_of, **row.values} for row in self.rows]
        return pd.DataFrame(rows, columns=["where", "as of", *self.names])

    def __str__(self) -> str:
        rows = [["where", "as of", *self.names], *map(self._cells, self.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows if len(rows) > 1]
        notes = [f"{_about(one)} Source: {one.source}, {one.url}" for one in self.figures]
        return "\n".join([*self.said[:1], *([self.about, *lines] if lines else []), *self.said[1:], *notes])

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/html": self._html(), "text/plain": str(self)}

    def _html(self) -> str:
        status = "".join(f'<p role="status">{escape(one)}</p>' for one in self.said[:1])
        links = [
            f'{escape(_about(one))} Source: <a href="{escape(one.url)}" target="_blank" rel="noopener">'
            f"{escape(one.source)}</a>"
            for one in self.figures
        ]
        notes = [*map(escape, self.said[1:]), *links]
        return status + self._table_html() + "".join(f"<p>{one}</p>" for one in notes)

    def _table_html(self) -> str:
        if not self.rows:
            return ""
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ["as of", *self.names])
        body = "".join(
            f'<tr><th scope="row" style="text-align: left">{escape(first)}</th>'
            + "".join(f"<td>{escape(one)}</td>" for one in cells)
            + "</tr>"
            for first, *cells in map(self._cells, self.rows)
        )
        first = '<th scope="col" style="text-align: left">where</th>'
        head = f"<thead><tr>{first}{heads}</tr></thead>"
        return f"<table><caption>{escape(self.about)}</caption>{head}<tbody>{body}</tbody></table>"

    def _cells(self, row: Row) -> list[str]:
        return [row.where, row.as_of, *(shown(row.values.get(name), self.unit) for name in self.names)]


def _about(figure: Figure) -> str:
    return f"{figure.as_of}: {figure.what}. {figure.why}"


def shown(value: float | None, unit: str) -> str:
    """A value in words: a share as a percentage, anything else with its unit; a dash where there is none."""
    if value is None or value != value:
        return NONE
    if unit == "%":
        return f"{100 * value:.3g} %"
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"
    return f"{number} {unit}".rstrip()


def distance(here: Row, there: Row, unit: str) -> str:
    """In one sentence, how far apart the values of two rows are, the furthest if there are several; or nothing."""
    gaps = {name: here.values[name] - there.values[name] for name in here.values if name in there.values}
    gaps = {name: gap for name, gap in gaps.items() if gap == gap}
    if not gaps:
        return ""
    name = max(gaps, key=lambda one: abs(gaps[one]))
    size = f"{100 * abs(gaps[name]):.3g} points" if unit == "%" else shown(abs(gaps[name]), unit)
    how = f"{size} {'above' if gaps[name] > 0 else 'below'}" if gaps[name] else "equal to"
    words = f"{here.called} is {how} {there.called}."
    return words[0].upper() + words[1:] if name == "value" else f"Furthest apart is {name}: {words}"
