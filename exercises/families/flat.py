"""What are the values of a nested config, by key?"""

from collections.abc import Iterator
from typing import Any

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "02-families",
    "flat",
    looks_at="dicts at several depths, keys that stand at two places, empty dicts, lists, values that are missing or "
    "false, a text in front of the keys, and an empty config",
)

Config = dict[str, Any]


@exercise.cases
def cases() -> Iterator[Case]:
    """One form of value at a time."""
    yield case("a flat config", {"vocab_size": 100, "dtype": "bfloat16"})
    yield case("a dict in a dict", {"n": 1, "rope": {"factor": 2.0, "type": "yarn"}})
    yield case("dicts in dicts in dicts", {"a": {"b": {"c": {"d": 1, "e": 2}}, "f": 3}, "g": 4})
    yield case("a key at two places", {"size": 1, "text": {"size": 2}, "vision": {"size": 3, "deep": {"size": 4}}})
    yield case("empty dicts", {"n": 1, "rope": {}, "text": {"deep": {}, "m": 2}})
    yield case("nothing but empty dicts", {"rope": {}, "text": {"deep": {}}})
    yield case("lists", {"layers": [1, 2], "empty": [], "rope": {"betas": [0.1, 0.2]}})
    yield case("lists of dicts", {"layers": [{"n": 1}, {"n": 2}], "text": {"heads": [{"m": {"k": 1}}]}})
    yield case("values that are false", {"cache": False, "n": 0, "name": "", "none": None, "deep": {"none": None}})
    yield case("a key with a dot", {"model.type": "x", "text": {"a.b": 1}})
    yield case("an empty config", {})
    yield case("a text in front of the keys", {"n": 1, "rope": {"factor": 2.0}}, "text.")


exercise.slip(
    "top_level",
    "You report all of rope as one value; every value inside it has a key of its own.",
    "if isinstance(value, dict):",
    "if False:",
)
exercise.slip(
    "one_level",
    "A dict inside a dict may hold another dict: let the function call itself.",
    'flat(value, f"{before}{key}.")',
    '{f"{before}{key}.{inner}": content for inner, content in value.items()}',
)
exercise.slip(
    "outer_key_lost",
    "A value inside a dict has the key of that dict, a dot, and its own key.",
    'flat(value, f"{before}{key}.")',
    "flat(value)",
)
exercise.slip(
    "outermost_key_lost",
    "Hand `before` on as well: a value three dicts deep has three keys in its own.",
    'flat(value, f"{before}{key}.")',
    'flat(value, f"{key}.")',
)
exercise.slip(
    "no_dot",
    "A dot stands between the keys.",
    'flat(value, f"{before}{key}.")',
    'flat(value, f"{before}{key}")',
)
exercise.slip(
    "result_thrown_away",
    "The call inside the function returns a dict: put its entries into yours.",
    "found |= flat(",
    "flat(",
)
exercise.slip(
    "empty_dict_kept",
    "An empty dict adds no key.",
    "if isinstance(value, dict):",
    "if isinstance(value, dict) and value:",
)
exercise.slip(
    "empty_values_dropped",
    "0, False, None and an empty list are values: only an empty dict adds no key.",
    "        else:\n            found[before + key] = value",
    "        elif value:\n            found[before + key] = value",
)
exercise.slip(
    "missing_dropped",
    "None is a value of the config: keep its key.",
    "        else:\n            found[before + key] = value",
    "        elif value is not None:\n            found[before + key] = value",
)
exercise.slip(
    "outer_key_kept_too",
    "A dict has no key of its own in the flat form, only the values inside it have.",
    "            found |= flat(",
    "            found[before + key] = value\n            found |= flat(",
)


@exercise.right
def with_a_stack(config: Config, before: str = "") -> Config:
    found: Config = {}
    waiting = [(before, config)]
    while waiting:
        front, box = waiting.pop()
        for key, value in box.items():
            if type(value) is dict:
                waiting.append((front + key + ".", value))
            else:
                found[front + key] = value
    return found


@exercise.right
def by_pieces(config: Config, before: str = "") -> Config:
    pieces: list[Config] = [{}]
    for key, value in config.items():
        name = "".join((before, key))
        pieces.append(by_pieces(value, name + ".") if isinstance(value, dict) else {name: value})
    return {name: value for piece in pieces for name, value in piece.items()}
