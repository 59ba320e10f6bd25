"""Which licence does a model declare, in its card or else in its tags?"""

from collections.abc import Iterator
from typing import Any

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "01-census",
    "licence_of",
    looks_at="odd spellings, blanks, lists that leave nothing, one text twice, and several tags",
)

TAGS = ["en", "license:cc0-1.0", "license:mit"]
NO_CARD: dict[str, Any] = {}


@exercise.cases
def cases() -> Iterator[Case]:
    """Cards first, then tags."""
    yield case("a text with blanks and capitals", {"license": "  Apache-2.0 "}, [])
    yield case("a card and a tag that differ", {"license": "gemma"}, ["license:llama3"])
    yield case("a list with one text twice", {"license": [" MIT", "apache-2.0", "mit"]}, ["license:gpl-3.0"])
    yield case("a list in no order", {"license": ["gemma", "openrail", "bsd"]}, [])
    yield case("a list with the same text twice", {"license": ["wtfpl", "wtfpl"]}, [])
    yield case("a list of one", {"license": ["CC-BY-4.0"]}, [])
    yield case("a list with a blank text in it", {"license": ["", "afl-3.0", "  "]}, TAGS)
    yield case("a list of blanks", {"license": ["", " "]}, TAGS)
    yield case("an empty list", {"license": []}, TAGS)
    yield case("a blank text", {"license": "   "}, TAGS)
    yield case("an empty text", {"license": ""}, ["license:odbl"])
    yield case("a licence that is None", {"license": None, "language": "en"}, TAGS)
    yield case("a card without a licence", {"language": "en"}, TAGS)
    yield case("a blank text and no tag", {"license": " "}, ["en", "pytorch"])
    yield case("no card, and a tag with two colons", NO_CARD, ["license:other:research"])
    yield case("a tag that only contains the word", NO_CARD, ["no-license:mit", "has license:mit", "license"])
    yield case("neither card nor tags", NO_CARD, [])


slip = exercise.slip
slip(
    "case_kept",
    "Licences differ in capitals alone: turn each text into lower case.",
    "texts.add(text.strip().lower())",
    "texts.add(text.strip())",
)
slip(
    "blanks_around_kept",
    "Licences differ in blanks at their ends alone: strip each text.",
    "texts.add(text.strip().lower())",
    "texts.add(text.lower())",
)
slip(
    "as_it_stands",
    "Licences differ in capitals and blanks alone: strip each text and turn it into lower case.",
    "texts.add(text.strip().lower())",
    "texts.add(text)",
)
slip(
    "doubles_kept",
    "A text that stands twice counts once: clean the texts, then keep each one once.",
    "texts = set()",
    "texts = []",
    "texts.add(",
    "texts.append(",
)
slip(
    "doubles_found_too_early",
    "A text that stands twice counts once: clean the texts, then keep each one once.",
    "texts = set()",
    "texts = []",
    'frames.as_list(card.get("license"))',
    'sorted(set(frames.as_list(card.get("license"))))',
    "texts.add(",
    "texts.append(",
)
slip(
    "order_of_the_list",
    "Sort the texts in rising order, so that the same licences always read the same.",
    "texts = set()",
    "texts = {}",
    "texts.add(text.strip().lower())",
    "texts[text.strip().lower()] = True",
    "sorted(texts)",
    "texts",
)
slip(
    "falling_order",
    "Sort the texts in rising order, so that the same licences always read the same.",
    "sorted(texts)",
    "sorted(texts, reverse=True)",
)
slip("another_sign", "Join the texts with `+`, without blanks.", '"+".join', '", ".join')
slip(
    "one_of_several",
    "A card can name several licences: join them all.",
    '"+".join(sorted(texts))',
    "sorted(texts)[0]",
)
slip(
    "blank_is_declared",
    "A blank licence declares nothing: drop it, and if nothing is left, look at the tags.",
    "if text.strip():",
    "if True:",
)
slip("last_tag", "Of several `license:` tags, the first one counts.", "in tags:", "in reversed(tags):")
slip(
    "whole_tag",
    "Take what stands after the colon: `mit`, not `license:mit`.",
    'tag.removeprefix("license:")',
    "tag",
)
slip(
    "cut_at_each_colon",
    "Take all that stands after the first colon; there may be a second.",
    'tag.removeprefix("license:")',
    'tag.split(":")[1]',
)
slip(
    "tags_that_contain",
    "A tag names a licence if it starts with `license:`; to contain it is not enough.",
    'tag.startswith("license:")',
    '"license:" in tag',
)
slip(
    "tags_left_out",
    "If the card says nothing, the first tag that starts with `license:` does.",
    'if tag.startswith("license:"):',
    "if False:",
)
slip("empty_text", "If nobody named a licence, return None, not an empty text.", "return None", 'return ""')
slip(
    "indexed",
    "This card has no licence, and indexing raised KeyError. Ask with `card.get`.",
    'card.get("license")',
    'card["license"]',
)


@exercise.wrong("The card comes before the tags: look at the tags only if it declares nothing.")
def tags_first(card: dict[str, Any], tags: list[str]) -> str | None:
    tagged = [tag[8:] for tag in tags if tag.startswith("license:")]
    found: str | None = tagged[0] if tagged else in_two_lists(card, [])
    return found


@exercise.wrong("A licence may be a list of texts, which has no `strip`.")
def a_text_is_expected(card: dict[str, Any], tags: list[str]) -> str | None:
    declared = card.get("license")
    if declared is not None and declared.strip():
        return str(declared.strip().lower())
    found: str | None = in_two_lists({}, tags)
    return found


@exercise.right
def in_two_lists(card: dict[str, Any], tags: list[str]) -> str | None:
    declared = card.get("license") or []
    parts = [declared] if isinstance(declared, str) else declared
    clean = sorted({part.strip().lower() for part in parts if part.strip()})
    tagged = [tag.split(":", 1)[1] for tag in tags if tag[:8] == "license:"]
    return "+".join(clean) or (tagged[0] if tagged else None)


@exercise.right
def with_a_loop(card: dict[str, Any], tags: list[str]) -> str | None:
    found: list[str] = []
    declared = card.get("license")
    for text in declared if isinstance(declared, list) else [declared]:
        text = str(text or "").lower().strip()
        if text != "" and text not in found:
            found.append(text)
    if not found:
        found = [tag[len("license:") :] for tag in tags if tag.find("license:") == 0][:1]
    return "+".join(sorted(found)) if found else None
