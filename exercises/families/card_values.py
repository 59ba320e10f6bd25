"""Which values of a card does a diff compare?"""

from collections.abc import Iterator
from typing import Any

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "02-families",
    "card_values",
    looks_at="each of the six keys as a text, as a list and as a number, repeats, `None`, other lists, results of "
    "evaluations, and an empty card",
)

Card = dict[str, Any]
SIX = ("tags", "language", "datasets", "metrics", "base_model", "license")


@exercise.cases
def cases() -> Iterator[Case]:
    """One form of value at a time."""
    for key in SIX:
        yield case(f"`{key}` as a list", {key: ["b", "a", "c"]})
        yield case(f"`{key}` as a text", {key: "b"})
    yield case("a list with a number", {"tags": ["notes", 2024, "2023"]})
    yield case("a number alone", {"tags": 2024})
    yield case("a list that repeats itself", {"tags": ["en", "chat", "en"]})
    yield case("an empty list", {"tags": []})
    yield case("a value that is missing", {"license": None, "pipeline_tag": None})
    yield case("capital letters", {"tags": ["b", "A", "C"]})
    yield case("a list with a meaning in its order", {"widget": [{"text": "b"}, {"text": "a"}], "inference": [3, 1]})
    yield case("a text outside the six", {"library_name": "peft", "license_name": "x", "license_link": "LICENSE"})
    yield case("a false value", {"inference": False, "extra": 0})
    yield case("results of evaluations", {"model-index": [{"name": "x"}], "license": "mit"})
    yield case("a card of results alone", {"model-index": []})
    yield case("an empty card", {})


exercise.slip(
    "tags_in_order",
    "Re-ordering tags is not a change.",
    "sorted(str(entry) for entry in frames.as_list(value))",
    "[str(entry) for entry in frames.as_list(value)]",
)
exercise.slip(
    "text_and_list_differ",
    "A licence as text and the same licence in a list of one are alike: compare lists of strings.",
    "if key in LISTS:",
    "if key in LISTS and isinstance(value, list):",
)
exercise.slip(
    "letters_sorted",
    "Your list holds single letters: a text becomes a list of one text.",
    "frames.as_list(value)",
    "(value if value is not None else [])",
)
exercise.slip(
    "numbers_kept",
    "Make every entry a text before you sort.",
    "sorted(str(entry) for entry in frames.as_list(value))",
    "sorted(frames.as_list(value))",
)
exercise.slip(
    "repeats_dropped",
    "Repeats stay: a list, not a set.",
    "sorted(str(entry) for entry in frames.as_list(value))",
    "sorted({str(entry) for entry in frames.as_list(value)})",
)
exercise.slip(
    "results_compared",
    "Evaluation results are no metadata here: leave model-index out of the card.",
    'elif key != "model-index":',
    "else:",
)
exercise.slip(
    "every_list_sorted",
    "Only the six keys in LISTS have an order that says nothing: leave other lists as they are.",
    "if key in LISTS:",
    "if key in LISTS or isinstance(value, list) and key != 'model-index':",
)
exercise.slip(
    "every_text_a_list",
    "Only the six keys in LISTS become lists: other values stay as they are.",
    "if key in LISTS:",
    "if key in LISTS or isinstance(value, str):",
)
exercise.slip(
    "six_keys_alone",
    "Values of other keys belong to the card too: keep them as they are.",
    'elif key != "model-index":',
    "elif False:",
)
exercise.slip(
    "missing_as_text",
    "None gives an empty list: `frames.as_list` makes one.",
    "frames.as_list(value)",
    "(value if isinstance(value, list) else [value])",
)


@exercise.right
def key_by_key(card: Card) -> Card:
    values = dict(card)
    values.pop("model-index", None)
    for key in SIX:
        if key not in values:
            continue
        stated = values[key]
        stated = [] if stated is None else stated
        values[key] = sorted(map(str, stated if isinstance(stated, list) else [stated]))
    return values


@exercise.right
def in_two_parts(card: Card) -> Card:
    lists: Card = {}
    for key in set(SIX) & set(card):
        stated = card[key] if type(card[key]) is list else [card[key]]
        held = [f"{entry}" for entry in stated if entry is not None or stated is card[key]]
        held.sort()
        lists[key] = held
    others = {key: value for key, value in card.items() if key not in (*SIX, "model-index")}
    return others | lists
