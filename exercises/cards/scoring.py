"""The score's definition, in parts that a slip replaces."""

import re
from collections.abc import Callable
from typing import Any

from course import cards
from exercises.cards.card_parts import bare, parts
from exercises.cards.linter import absent, elements, findings

Vocab = dict[str, Any]
Score = dict[str, Any]
Section = tuple[int, str, str]
Filter = Callable[[str], str]
Heading = Callable[[str], str]


def count(text: str) -> int:
    """The number of words, whatever they say."""
    return len(cards.WORD.findall(text))


def unfenced(text: str) -> str:
    """`text` without fenced code."""
    return cards.FENCE.sub(" ", text)


def without_filler(text: str) -> str:
    """`text` without placeholders and without the template's own sentence."""
    return cards.TEMPLATE.sub(" ", cards.PLACEHOLDER.sub(" ", text))


def without_labels(text: str) -> str:
    """`text` without list items that are a label alone."""
    return cards.LABEL.sub(" ", text)


def without_headings(text: str) -> str:
    """`text` without heading lines."""
    return cards.HEADING.sub(" ", text)


ALL = (unfenced, without_filler, without_labels, without_headings)


def words(text: str, filters: tuple[Filter, ...] = ALL) -> int:
    """The number of informative words."""
    for one in filters:
        text = one(text)
    return count(text)


def title(raw: str) -> str:
    """A heading as plain words."""
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", raw.lower()).split())


def sections(body: str, masked: bool = True, nested: bool = True, name: Heading = title) -> list[Section]:
    """Level, title and content of each section, in order."""
    mask = cards.FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body) if masked else body
    heads = [(m.start(), m.end(), len(m[1]), name(m[2])) for m in cards.HEADING.finditer(mask)]
    found = []
    for place, (_, begin, level, heading) in enumerate(heads):
        later = (start for start, _, other, _ in heads[place + 1 :] if other <= level or not nested)
        found.append((level, heading, body[begin : next(later, len(body))]))
    return found


def intro(body: str, masked: bool = True, level: int = 2) -> str:
    """What stands before the first heading of level 2 or deeper."""
    mask = cards.FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body) if masked else body
    first = next((m.start() for m in cards.HEADING.finditer(mask) if len(m[1]) >= level), len(body))
    return body[:first]


def score(
    text: str,
    vocab: Vocab,
    measure: Callable[[str], int] = words,
    best: Callable[[list[int]], int] = max,
    rubric: dict[str, tuple[int, str]] = cards.RUBRIC,
    least: tuple[int, int] = (2, 2),
    most: float = 1.0,
    **slip: Any,
) -> Score:
    """The definition, with what a slip replaces: `least` levels end the summary and count, `most` an item earns."""
    found = parts(bare(text))
    body = found["body"] if slip.pop("comments", False) else cards.COMMENT.sub(" ", found["body"])
    every = [section for section in sections(body, **slip) if section[0] >= least[1]]
    items = {"summary": 8 * min(most, measure(intro(body, slip.get("masked", True), least[0])) / 20)}
    for name, (weight, pattern) in rubric.items():
        sizes = [measure(content) for _, heading, content in every if re.search(pattern, heading)]
        items[name] = weight * min(most, best(sizes or [0]) / 20)
    items["get_started"] = 10.0 * any(cards.STARTS.search(fence) for fence in cards.FENCE.findall(body))
    return total(items | fixed(found["metadata"], body, vocab))


def fixed(meta: dict[str, Any], body: str, vocab: Vocab) -> dict[str, float]:
    """The items read from the metadata, all or nothing."""
    codes = {code for code, _, _ in findings(meta, "", vocab)}
    licensed = not codes & {"E01", "E02", "E03"} and "unknown" not in elements(meta.get("license"))
    known = not absent(meta.get("base_model")) or "trained from scratch" in body.lower()
    return {"license": 8.0 * licensed, "lineage": 5.0 * known}


def total(items: dict[str, float]) -> Score:
    """Items and their sum."""
    return {"score": round(sum(items.values()), 2), "items": items}
