"""Published figures: what others measured on the Hub, of which models, when, and where it can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


class UnknownFigure(LookupError):
    """A key under which no figure is kept."""


@dataclass(frozen=True)
class Figure:
    """One figure: `value` is a number, or a number for each of several names; a share has the unit "%"."""

    what: str
    value: float | Mapping[str, float]
    unit: str
    of: str
    as_of: str
    source: str
    url: str
    why: str


@cache
def figures() -> dict[str, Figure]:
    """Every published figure by its key."""
    import yaml  # only here: the command line starts without it

    kept = yaml.safe_load((files("course") / "data" / "published.yaml").read_text("utf-8"))
    return {key: Figure(**entry) for key, entry in kept.items()}


def figure(key: str) -> Figure:
    """The published figure of that key."""
    if key not in figures():
        raise UnknownFigure(f"There is no published figure {key!r}; there are {', '.join(figures())}.")
    return figures()[key]
