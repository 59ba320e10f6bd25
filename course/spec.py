"""The capstone's spec and memo: what a person reads them for, and what can be said before a person does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from numbers import Real
from typing import Any

import pandas as pd
import yaml

from course.check import Failure, NotStarted
from course.stats import rho_within, spearman
from course.words import words as words

# A number of a text: sign, digits with or without commas, decimals, and k, M or %.
NUMBER = re.compile(r"[-+\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[kM%]?")
EDGES = "*_.,;:!?()[]\"'\u201c\u201d\u2018\u2019"


@cache
def _told() -> dict[str, Any]:
    return dict(yaml.safe_load((files("course") / "data" / "capstone.yaml").read_text("utf-8")))


def headings() -> list[str]:
    """The headings of a spec, in their order."""
    return [*_told()["spec"]["headings"]]


def rubric(text: str = "spec") -> pd.DataFrame:
    """What a person reads the `spec` or the `memo` for: a row, what earns 5 points, and what earns 1."""
    rows = pd.DataFrame(_told()[text]["rows"])
    return rows.rename(columns={"full": f"{_told()[text]['most']} points", "low": "1 point"})


def most_words(text: str = "spec") -> int:
    """How many words of the `spec` or the `memo` are read."""
    return int(_told()[text]["words"])


def example() -> str:
    """A spec that is mediocre on purpose."""
    return str(_told()["example"]["text"])


def marks() -> pd.DataFrame:
    """An expert's marks for the example: a row, its points of 5, and why."""
    return pd.DataFrame(_told()["example"]["marks"])


def sections(text: str) -> dict[str, str]:
    """The text below each of the `headings` that stands on a line of its own, with `#` or bold or neither."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    known = {_plain(one): one for one in headings()}
    for line in text.splitlines():
        name = known.get(_plain(line))
        if name is not None:
            current = found.setdefault(name, [])
        else:
            current.append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _plain(line: str) -> str:
    return re.sub(r"^[\s#*]*(?:\d+[.)]?\s+)?|[\s*.:]+$", "", line).lower()


def missing(text: str) -> list[str]:
    """The headings that do not stand in a spec, or that nothing stands below."""
    there = sections(text)
    return [one for one in headings() if not there.get(one)]


def numbers(text: str) -> list[str]:
    """The numbers of a text in their order; code between backticks has none, and nor has a name such as 7B."""
    text = re.sub(r"(\d)\s+(?=[%])", r"\1", re.sub(r"`[^`]*`", " ", text))
    tokens = [one.strip(EDGES) for one in text.split()]
    return [one for one in tokens if NUMBER.fullmatch(one)]


def unsupported(text: str, shown: Iterable[str]) -> list[str]:
    """The numbers under the heading Diagnosis that are none of `shown`, in their order."""
    known = {number for one in shown for number in numbers(one)}
    return [one for one in numbers(sections(text).get("Diagnosis", "")) if one not in known]


def expect_spec(text: str, shown: Iterable[str]) -> None:
    """Pass if the spec `text` has its headings, no more words than are read, and no number that nothing shows."""
    if not text.strip():
        raise NotStarted("spec: your turn, it is not written yet.")
    lacking = missing(text)
    if lacking:
        raise Failure(f"the spec has nothing under {lacking[0]!r}; it needs: {', '.join(headings())}.")
    many = words(text)
    if many > most_words():
        raise Failure(f"the spec has {many} words; at most {most_words()} will be read.")
    bare = unsupported(text, shown)
    if bare:
        raise Failure(f"no row of evidence shows {', '.join(bare)}, which the diagnosis says; add a row or drop it.")
    print(f"The spec has its {len(headings())} headings, {many} words, and a diagnosis whose numbers are computed.")
    print("A person reads it for the rest.")


KEYS = ("key", "claim", "lesson", "value", "shown", "unit", "n", "ci_low", "ci_high", "data", "pole")
LEAST_ROWS, MOST_ROWS, LEAST_LESSONS, LEAST_HUB = 8, 12, 5, 3
SCALES = {"%": 0.01, "k": 1e3, "M": 1e6}
Row = Mapping[str, Any]


def faults(rows: object) -> list[str]:
    """What is wrong with rows of evidence, in sentences; an empty list if nothing is."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return ["Return a list of dicts, one a row."]
    if not LEAST_ROWS <= len(rows) <= MOST_ROWS:
        return [f"Return 8 to 12 rows, not {len(rows)}."]
    lacking = sorted({name for row in rows for name in KEYS if name not in row})
    if lacking:
        return [f"Each row needs the key {lacking[0]!r}."]
    found = sorted({one for one in map(fault, rows) if one})
    together = _together(rows)
    return found or ([together] if together else [])


def fault(row: Row) -> str | None:
    """What is wrong with one row of evidence."""
    if not (_finite(row["value"]) and _finite(row["n"]) and row["n"] > 0):
        return "Each value has to be a finite number, and each `n` above 0."
    ends = [row["ci_low"], row["ci_high"]]
    if ends != [None, None]:
        if not all(map(_finite, ends)):
            return "Give both ends of an interval, finite numbers, or None twice."
        if not ends[0] <= row["value"] <= ends[1] or ends[0] == ends[1]:
            return "An interval holds its value, and its ends differ."
    if row["data"] not in ("hub", "simulated") or row["pole"] not in ("community", "enterprise", "both"):
        return "`data` is hub or simulated; `pole` is community, enterprise or both."
    if isinstance(row["lesson"], bool) or row["lesson"] not in range(1, 14):
        return "`lesson` is the number of a lesson, 1 to 13."
    return _shown(row)


def _finite(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _shown(row: Row) -> str | None:
    """Whether the shown text says the value: within half a unit of its last digit, or half a percent."""
    text = re.sub(r"\s+(?=[%kM]$)", "", str(row["shown"]).strip())
    if not NUMBER.fullmatch(text):
        return "`shown` is one number as the spec prints it, such as 82% or 1,204."
    digits = text.rstrip("%kM").replace(",", "").replace("\u2212", "-")
    scale = SCALES.get(text[-1], 1.0)
    step = scale / 10 ** len(digits.partition(".")[2])
    apart = abs(float(digits) * scale - row["value"])
    if apart > max(step / 2, 0.005 * abs(row["value"])) + 1e-9:
        return "A row shows another number than its value: make `shown` from `value`; 0.82 is 82%."
    low, high = row["ci_low"], row["ci_high"]
    return (
        "Show no more decimals than the interval supports." if low is not None and step < (high - low) / 100 else None
    )


def _together(rows: Sequence[Row]) -> str | None:
    if len({row["key"] for row in rows}) < len(rows):
        return "Two rows have the same key."
    if len({row["lesson"] for row in rows}) < LEAST_LESSONS:
        return "Use the measures of at least five lessons."
    if sum(row["data"] == "hub" for row in rows) < LEAST_HUB:
        return "At least three rows come from the Hub itself, not from a simulated log."
    poles = {row["pole"] for row in rows}
    if not ("both" in poles or {"community", "enterprise"} <= poles):
        return "Both the community and enterprises need a row."
    return None


def unmoved(rows: Sequence[Row], others: Sequence[Row]) -> list[str]:
    """The keys of the rows whose value is the same on another Hub, or that are not there."""
    there = {row["key"]: row["value"] for row in others}
    return [row["key"] for row in rows if abs(there.get(row["key"], row["value"]) - row["value"]) < 1e-9]


LOWEST, HIGHEST = 0, 100
INDEX = "The index has to hold the ids of the table, each once."
MISSING = "A model you know little about still needs a score: say a low one, not nothing."
RANGE = "Scores run from 0 to 100."
FALLS = "The score fell when only the card got better."
COPY = "A copy scores above its original: hold it down to the original's score."
OTHERS = "A score changed with the other rows: scale by fixed numbers, so that an author can foresee it."
Score = Callable[[pd.DataFrame], Any]


BETTER = "better than a filled-in form"
CONSTANT, PUBLISHERS, TURNED, FORM = (
    "the same for all",
    "the order of publishers alone",
    "turned round",
    "no better than a filled-in form",
)
CLEAR = 0.03


def what_it_orders(points: Iterable[float], outcome: Iterable[float], group: Iterable[object], least: float) -> str:
    """What scores are the order of, in words: `BETTER` if rho within the groups is above `least`."""
    points, outcome, group = [*points], [*outcome], [*group]
    within, overall = rho_within(points, outcome, group), spearman(points, outcome)
    if within == overall == 0:
        return CONSTANT
    if within < -CLEAR:
        return TURNED
    if within > least:
        return BETTER
    return PUBLISHERS if within < CLEAR and overall > CLEAR else FORM


def score_faults(score: Score, models: pd.DataFrame) -> list[str]:
    """What is wrong with a function that scores models, in sentences; an empty list if nothing is."""
    found = score(models)
    wrong = score_fault(found, models)
    if wrong:
        return [wrong]
    named = found.astype(float)
    some = models.iloc[::-3]
    alone = score(some)
    if score_fault(alone, some) or (alone.astype(float) - named[alone.index]).abs().max() > 1e-6:
        return [OTHERS]
    for share in (0.02, 0.5, 1.0):
        card = models["card_score"].astype(float).fillna(0)
        better = score(models.assign(card_score=card + share * (100 - card)))
        if score_fault(better, models) or (named - better.astype(float)[named.index]).max() > 1e-6:
            return [FALLS]
    steps = score(_card_by_card(models))
    return [FALLS] if not isinstance(steps, pd.Series) or _falls(steps) else []


def _card_by_card(models: pd.DataFrame) -> pd.DataFrame:
    """The first model again and again, its card from 0 to 100 point by point, each under an id of its own."""
    cards = range(LOWEST, HIGHEST + 1)
    rows = models.iloc[[0] * len(cards)].reset_index(drop=True)
    ids = [f"{models['id'].iloc[0]}-{card:03}" for card in cards]
    return rows.assign(id=ids, card_score=[float(card) for card in cards], copy_of=None)


def _falls(steps: pd.Series) -> bool:
    """Whether scores of one model, in the order of their ids, fall anywhere."""
    return bool((steps.astype(float).sort_index().diff() < -1e-6).any())


def score_fault(found: object, models: pd.DataFrame) -> str | None:
    """What is wrong with scores of `models`, by themselves and for copies."""
    if not isinstance(found, pd.Series) or sorted(map(str, found.index)) != sorted(models["id"]):
        return INDEX
    numbers = pd.to_numeric(found, errors="coerce").astype(float)
    if numbers.isna().any():
        return MISSING
    if numbers.min() < LOWEST - 1e-9 or numbers.max() > HIGHEST + 1e-9:
        return RANGE
    originals = models.set_index("id")["copy_of"].map(numbers).astype(float)
    return COPY if (numbers.reindex(originals.index) - originals).max() > 1e-6 else None
