"""What does a field of the metadata hold?"""

from collections.abc import Iterator
from typing import Any

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.words import Meta

exercise = Exercise(
    "07-cards",
    "elements",
    looks_at="lists and single values, blanks, None, False, 0, the same element twice, and cards of unseen Hubs",
)

METAS: dict[str, tuple[Meta, str]] = {
    "a single text": ({"license": "mit", "tags": ["a"]}, "license"),
    "a list of texts": ({"license": "mit", "tags": ["b", "a"]}, "tags"),
    "an absent field": ({"license": "mit"}, "tags"),
    "no metadata": ({}, "license"),
    "a field that is null": ({"license": None}, "license"),
    "an empty text": ({"license": ""}, "license"),
    "a blank text": ({"license": " \t"}, "license"),
    "a line end": ({"license": ["\n", "mit"]}, "license"),
    "an empty list": ({"tags": []}, "tags"),
    "a list of nothing": ({"tags": [None, "", "  "]}, "tags"),
    "False by itself": ({"language": False}, "language"),
    "zero by itself": ({"tags": 0}, "tags"),
    "a number by itself": ({"tags": 2024}, "tags"),
    "a mixed list": ({"tags": [False, "demo", 0, None, 2.5, " ", True]}, "tags"),
    "an element twice": ({"tags": ["a", "b", "a"]}, "tags"),
    "blanks around a word": ({"license": [" mit ", "MIT"]}, "license"),
    "a mapping": ({"license": {"name": "mit"}}, "license"),
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One difficulty at a time, then cards of the graded Hubs."""
    for about, (meta, field) in METAS.items():
        yield case(about, meta, field)
    for text in hub_cards.sample(3):
        for field in ("license", "language", "tags"):
            yield case("a card of an unseen Hub", cards.parts(text)["metadata"], field)


# fmt: off
slip = exercise.slip
KEPT = "element is not None and not blank"
BLANK = "isinstance(element, str) and not element.strip()"
NO_BLANK = "Text with nothing but blanks is no element: strip it before you ask."
slip("falsy_skipped", "False and 0 are elements: only None and blank text are left out.",
     KEPT, "element and not blank")
slip("blanks_kept", NO_BLANK, BLANK, "False")
slip("empty_text_alone", NO_BLANK, "not element.strip()", "not element")
slip("none_kept", "None is no element, also where it stands in a list.", KEPT, "not blank")
slip("letters", "A single value is one element, not its letters: put it into a list first.",
     "frames.as_list(meta.get(field))", "meta.get(field) or []")
slip("made_distinct", "An element that occurs twice is two elements.",
     "return found", "return list(dict.fromkeys(found))")
slip("texts_alone", "Keep what is no text: that YAML made 2024 a number is what a linter looks for.",
     BLANK, "not isinstance(element, str) or not element.strip()")
slip("as_text", "Elements stay as they are: False, and not the text 'False'.",
     "found.append(element)", "found.append(str(element))")
slip("stripped", "Elements stay as they are, also the blanks around a word.",
     "found.append(element)", "found.append(element.strip() if isinstance(element, str) else element)")
slip("absent_escapes", "An absent field has no elements: `get` gives None where `[…]` raises an error.",
     "meta.get(field)", "meta[field]")
slip("sorted_by_text", "Elements stay in the order of the card.", "return found", "return sorted(found, key=str)")
# fmt: on


@exercise.right
def by_the_course(meta: Meta, field: str) -> list[Any]:
    return cards.elements(meta, field)


@exercise.right
def by_type(meta: Meta, field: str) -> list[Any]:
    value = meta.get(field, [])
    many = value if isinstance(value, list) else [value]
    return [one for one in many if (one.split() if isinstance(one, str) else one is not None)]
