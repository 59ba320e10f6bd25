"""Which score did an author write?"""

import contextlib
import math
import re
from collections.abc import Iterator

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "09-leaderboards",
    "score_of",
    looks_at="whole, decimal and negative numbers, texts with several numbers or none, booleans, lists, and what is "
    "not finite",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One value of each kind."""
    yield case("a decimal number", 41.25)
    yield case("a whole number", 57)
    yield case("zero", 0)
    yield case("a negative number", -3.5)
    yield case("a text with an error after its number", "20.5 ± 1.3")
    yield case("a text with a sign in front", "~ 64%")
    yield case("a text that is a number", "38.75")
    yield case("a text with a whole number", "score 17 of them")
    yield case("a decimal without a whole part", ".5")
    yield case("a negative number in a text", "-3")
    yield case("a number with a plus", "up +7.5 points")
    yield case("a number with an exponent in a text", "1e3")
    yield case("a number with an underscore in a text", "1_000")
    yield case("a text that says not a number", "nan")
    yield case("a text that says infinity", "inf")
    yield case("a hyphen before a digit", "top-5: 88.1")
    yield case("a comma in a number", "1,234.5")
    yield case("another kind of minus", "−3.5")
    yield case("a text without a number", "see paper")
    yield case("an empty text", "")
    yield case("true", True)
    yield case("false", False)
    yield case("nothing", None)
    yield case("a list", [41.2])
    yield case("a dict", {"value": 41.2})
    yield case("not a number", float("nan"))
    yield case("infinity", float("inf"))
    yield case("minus infinity", float("-inf"))


SEARCH = "`20.0 ± 1.2` holds a score: search the text for its first number."

# fmt: off
slip = exercise.slip
slip("booleans_count", "A boolean is not a score.",
     "isinstance(value, bool) or not", "not")
slip("whole_numbers_rejected", "Whole numbers are scores as well.",
     "int | float", "float")
slip("texts_dropped", SEARCH,
     "match = re.search(NUMBER, value)", "match = None")
slip("not_finite", "A score has to be finite: infinity is none.",
     " if np.isfinite(value) else None", "")
slip("negative_refused", "A score may be below zero: keep its sign.",
     "if np.isfinite(value) else", "if np.isfinite(value) and value >= 0 else")
slip("last_number", "Take the first number of a text, not the last.",
     "match = re.search(NUMBER, value)", "match = ([None] + list(re.finditer(NUMBER, value)))[-1]")
slip("whole_text", SEARCH, "re.search", "re.fullmatch")
slip("at_the_start", SEARCH, "re.search", "re.match")
slip("largest_number", "Take the first number of a text, not the largest.",
     "float(match[0]) if", "max(map(float, re.findall(NUMBER, value))) if")
slip("searched_in_everything", "A list or a dict is no score: search in a text alone.",
     "if isinstance(value, str):", "if not isinstance(value, bool | int | float):",
     "re.search(NUMBER, value)", "re.search(NUMBER, str(value))")
slip("sign_lost", "The sign belongs to the number: −3 is below zero.",
     "[-+]?", "")
slip("whole_part_alone", "`71.2` is one number: the decimals belong to it.",
     r"(?:\d+\.\d+|\.\d+|\d+)", r"\d+")
slip("text_to_float", "Not every text is a number: `float` fails on `~ 63%`; find the number first.",
     "return float(match[0]) if match else None", "return float(value)")
slip("zero_for_nothing", "A text without a number holds no score: None, not 0.",
     "if match else None", "if match else 0.0")
slip("score_is_text", "Return a number: `float` makes one of the text that was found.",
     "float(match[0])", "match[0]")
slip("text_mended", "The first match counts, whatever it means: do not mend the text.",
     "re.search(NUMBER, value)", 're.search(NUMBER, value.replace(",", "").replace("−", "-"))')
slip("comma_for_point", "The first match counts, whatever it means: do not mend the text.",
     "re.search(NUMBER, value)", 're.search(NUMBER, value.replace(",", "."))')
slip("zero_is_nothing", "A score of 0 is a score.",
     "isinstance(value, bool) or", "not value or isinstance(value, bool) or")
# fmt: on


@exercise.wrong("`float` reads more than the pattern does, such as `1e3` and `nan`: take the first match.")
def float_first(value: object) -> float | None:
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return float(value)
    found: float | None = by_type(value)
    return found


@exercise.right
def by_type(value: object) -> float | None:
    kind = type(value)
    if kind is str:
        numbers = re.findall(r"[-+]?(?:\d+\.\d+|\.\d+|\d+)", str(value))
        return float(numbers[0]) if numbers else None
    if kind is int or kind is float:
        number = float(value)  # type: ignore[arg-type]
        return number if abs(number) < math.inf else None
    return None


@exercise.right
def by_trying(value: object) -> float:
    """What is no score is NaN, which is missing as well."""
    if isinstance(value, bool | list | dict):
        return math.nan
    if isinstance(value, str):
        found = re.compile(r"([+-]?[0-9]*\.[0-9]+|[+-]?[0-9]+)").search(value)
        value = found.group() if found else None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
    return number if math.isfinite(number) else math.nan
