"""The scorecard as text, as data and as one page of HTML that prints on one sheet."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from course.scorecard.card import MIRROR, NO_EVIDENCE, Gap, Score, Scorecard
from course.scorecard.rules import Rules

WIDTH = 20  # signs of a bar in text


def verdict(card: Scorecard) -> str:
    """The supported level in one sentence."""
    if card.empty:
        return f"There is {NO_EVIDENCE}."
    if card.level is None:
        return "The evidence does not support the first level yet."
    return f"The evidence supports {card.level.key}: {card.level.scope}."


def notes(card: Scorecard) -> Iterator[str]:
    """What a reader has to know to read the scorecard rightly."""
    if card.empty:
        yield "Run `course check 01-census` on your copy of the first lesson, and come back."
        return
    if not card.memos_read:
        alone = card.without_memos.key if card.without_memos else "no level"
        yield f"No memo was read by a person yet, and every level asks for that. The exercises alone support {alone}."
    if card.waiting:
        yield f"Not judged or not read yet, so without points so far: {card.waiting}."


def condition(gap: Gap) -> str:
    """An unmet condition in words."""
    least, score = gap.condition.least, gap.condition.score
    if gap.condition.about == "artefacts":
        return f"{gap.name}: {least:g} are needed, and there are {score:g}"
    key = f"{gap.condition.about} " if gap.condition.about.startswith("K") else ""
    return f"{key}{gap.name}: {least:.0%} is needed, and it is {_below(score, least)}"


def _below(score: float, least: float) -> str:
    """A share in percent that does not round up to the one that it misses."""
    return f"{score:.0%}" if f"{score:.0%}" != f"{least:.0%}" else f"{score:.2%}"


def lines(card: Scorecard, rules: Rules) -> Iterator[str]:
    """The scorecard as lines of text."""
    yield verdict(card)
    yield MIRROR
    yield from notes(card)
    yield from (_line(one) for one in card.scores)
    if card.upcoming and not card.empty:
        yield f"What {card.upcoming.key} still asks for:"
        for gap in card.gaps:
            yield f"  {condition(gap)}"
            yield from (f"    {one}" for one in gap.questions)
    for one in card.artefacts:
        yield f"{'Verified' if one.verified else 'Claimed'}: {rules.kinds[one.kind]} ({one.url}, {one.date})"


def _line(one: Score) -> str:
    filled = round(WIDTH * one.share)
    bar = "#" * filled + "." * (WIDTH - filled)
    name = f"{one.key} {one.name}" if one.dimension else one.name
    return f"{bar} {one.share:4.0%}  {name}: {one.points:g} of {one.out_of:g}"


def data(card: Scorecard) -> dict[str, Any]:
    """The scorecard as plain data."""
    return {
        "level": card.level.key if card.level else None,
        "level_without_memos": card.without_memos.key if card.without_memos else None,
        "evidence": not card.empty,
        "next": card.upcoming.key if card.upcoming else None,
        "scores": {one.key: {"points": one.points, "out_of": one.out_of, "share": one.share} for one in card.scores},
        "unmet": [{**asdict(gap.condition), "questions": [asdict(one) for one in gap.questions]} for gap in card.gaps],
        "artefacts": [asdict(one) for one in card.artefacts],
        "memos_read": card.memos_read,
        "waiting": card.waiting,
        "note": MIRROR,
    }


def render(card: Scorecard, rules: Rules, who: str = "") -> str:
    """The scorecard as a page of HTML that needs nothing else."""
    return _template().render(
        card=card,
        who=who,
        verdict=verdict(card),
        mirror=MIRROR,
        notes=list(notes(card)),
        least={} if card.upcoming is None else _least(card, rules),
        condition=condition,
        kinds=rules.kinds,
        levels=rules.levels,
        beyond=rules.beyond,
    )


def _least(card: Scorecard, rules: Rules) -> dict[str, float]:
    """What the next level and those below it ask for together, by competency."""
    assert card.upcoming is not None
    found: dict[str, float] = {}
    for level in rules.levels[: rules.levels.index(card.upcoming) + 1]:
        found |= {key: max(least, found.get(key, 0.0)) for key, least in level.least.items()}
    return found


@cache
def _template() -> Template:
    pages = Environment(
        loader=PackageLoader("course.scorecard", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return pages.get_template("page.html")
