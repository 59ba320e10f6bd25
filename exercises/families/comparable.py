"""What is a value compared by?"""

from collections.abc import Iterator
from numbers import Number

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "02-families",
    "comparable",
    looks_at="texts, blanks of every kind, numbers, zeros, false, every kind of missing value, and lists that are "
    "empty, repeat themselves or hold an empty text",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One value at a time."""
    for value in ("mit", "Apache-2.0", " mit ", "0", "None", "", " ", " \t\n"):
        yield case("a text", value)
    for number in (3, 0, -1, 0.5, 0.0, np.int64(0), np.int64(7), np.float64(0.25)):
        yield case("a number", number)
    for flag in (True, False, np.False_):
        yield case("true or false", flag)
    for gap in (None, np.nan, pd.NA, pd.NaT, np.float64("nan")):
        yield case("a missing value", gap)
    yield case("a list", ["en", "fr"])
    yield case("a list in another order", ["fr", "en"])
    yield case("a list that repeats itself", ["en", "en", "de"])
    yield case("a list of one", ["en"])
    yield case("a list of numbers", [0, 1])
    yield case("a list of a zero", [0])
    yield case("a list of an empty text", [""])
    yield case("an empty list", [])


# A name, the sentence it has to earn, and texts of the solution with what stands in their place.
# The same mistakes show in the index, so `legibility_index` foresees these too.
SHARED = (
    (
        "lists_in_order",
        "The same list in another order is the same: compare lists as sets.",
        "return frozenset(value) or None",
        "return tuple(value) or None",
    ),
    (
        "blanks_count",
        "A blank string says nothing: it counts as missing.",
        "if isinstance(value, str) and not value.strip():",
        "if False:",
    ),
    (
        "empty_lists_count",
        "An empty list says nothing: it counts as missing.",
        "return frozenset(value) or None",
        "return frozenset(value)",
    ),
    (
        "zeros_missing",
        "0 and False are values; only absent counts as missing.",
        "    return value\n",
        "    return value or None\n",
    ),
)

for one in SHARED:
    exercise.slip(*one)

exercise.slip(
    "empty_texts_alone",
    "A blank string says nothing: it counts as missing.",
    "not value.strip()",
    "not value",
)
exercise.slip(
    "texts_stripped",
    "A text is compared by itself: blanks around it stay.",
    "    return value\n",
    "    return value.strip() if isinstance(value, str) else value\n",
)
exercise.slip(
    "capitals_lost",
    "A text is compared by itself: small and capital letters count.",
    "    return value\n",
    "    return value.lower() if isinstance(value, str) else value\n",
)
exercise.slip(
    "gaps_before_lists",
    "pd.isna takes a list apart: ask for lists first.",
    """    if isinstance(value, list):
        return frozenset(value) or None
    if pd.isna(value):
        return None
""",
    """    if pd.isna(value):
        return None
    if isinstance(value, list):
        return frozenset(value) or None
""",
)
exercise.slip(
    "everything_as_text",
    "A number is compared by itself, not as a text.",
    "    return value\n",
    "    return str(value)\n",
)
exercise.slip(
    "true_for_present",
    "Return the value itself, so that two values can be compared.",
    "    return value\n",
    "    return True\n",
)


@exercise.right
def by_kind(value: object) -> object:
    if type(value) is list:
        return frozenset(value) if len(value) > 0 else None
    if type(value) is str:
        return None if value.isspace() or value == "" else value
    if isinstance(value, Number | bool | np.bool_):
        return value if value == value else None
    return None


@exercise.right
def what_is_left(value: object) -> object:
    if isinstance(value, list):
        return frozenset(dict.fromkeys(value)) if value else None
    gone = value is None or value is pd.NA or value is pd.NaT or value != value
    if gone or (isinstance(value, str) and not value.split()):
        return None
    return value
