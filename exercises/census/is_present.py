"""Does a value of a field tell a user something?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "01-census",
    "is_present",
    looks_at="texts, blanks, lists, zeros, True and False, times, every kind of gap, and the word `unknown`",
)

NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """One value each."""
    yield case("a text", "pipeline_tag", "fill-mask")
    yield case("a licence", "license", "apache-2.0+mit")
    yield case("an empty text", "library_name", "")
    yield case("blanks", "author", " \t\n ")
    yield case("a text with blanks around it", "author", " ada ")
    yield case("an empty list", "base_model", [])
    yield case("a list of one", "base_model", ["a/x"])
    yield case("a list of two", "tags", ["en", "pytorch"])
    yield case("the number 0", "downloads", 0)
    yield case("the number 7", "likes", 7)
    yield case("the number 0.0", "n_params", 0.0)
    yield case("numpy's 0", "n_params", np.int64(0))
    yield case("False", "private", False)
    yield case("True", "private", True)
    yield case("a time", "created_at", pd.Timestamp("2026-05-04", tz="UTC"))
    for about, gap in (("None", None), ("NaN", NAN), ("NaT", pd.NaT), ("NA", pd.NA), ("numpy's NaN", np.float64(NAN))):
        yield case(about, "last_modified", gap)
    yield case("a missing licence", "license", None)
    yield case("an unknown licence", "license", "unknown")
    yield case("a tag that reads unknown", "pipeline_tag", "unknown")
    yield case("a licence that begins with unknown", "license", "unknown-but-free")


EMPTY_LIST = "An empty list is not missing to pandas, but it tells the user nothing."
BLANK = "A blank string is not missing to pandas, but it tells the user nothing."

slip = exercise.slip
slip("empty_lists_present", EMPTY_LIST, "return len(value) > 0", "return True")
slip("blanks_present", BLANK, 'value.strip() != "" and not unknown', "not unknown")
slip(
    "spaces_present",
    BLANK,
    "value.strip() !=",
    "value !=",
)
slip(
    "zeros_missing",
    "0 is a value; only absent counts as missing.",
    "return bool(pd.notna(value))",
    "return bool(pd.notna(value)) and bool(value)",
)
slip(
    "none_alone",
    "None is one gap of several: `pd.isna` also recognises NaN, NaT and NA.",
    "bool(pd.notna(value))",
    "value is not None",
)
slip(
    "unknown_present",
    "‘unknown’ is a declared gap.",
    'field == "license" and value == "unknown"',
    "False",
)
slip(
    "unknown_missing_everywhere",
    "Only a licence can be `unknown`; in another field the word is a value.",
    'field == "license" and value == "unknown"',
    'value == "unknown"',
)
slip(
    "unknown_begins_it",
    "Only the licence `unknown` itself is a declared gap, not one that begins with the word.",
    'value == "unknown"',
    'value.startswith("unknown")',
)
slip(
    "turned",
    "True stands for a value that is there; you return the opposite.",
    "return len(value) > 0",
    "return len(value) == 0",
    'return value.strip() != "" and not unknown',
    'return value.strip() == "" or unknown',
    "pd.notna",
    "pd.isna",
)


@exercise.wrong("`pd.isna` looks into a list and answers for each part: ask first whether the value is a list.")
def looks_into_lists(field: str, value: object) -> bool:
    if pd.isna(value):  # type: ignore[call-overload]
        return False
    found: bool = in_one_expression(field, value)
    return found


@exercise.right
def in_one_expression(field: str, value: object) -> bool:
    text = value.strip() if isinstance(value, str) else value
    empty = isinstance(text, str | list) and len(text) == 0
    return not (empty or (field == "license" and value == "unknown") or (np.isscalar(text) and text != text)) and not (
        value is None or value is pd.NaT or value is pd.NA
    )


@exercise.right
def by_kind(field: str, value: object) -> bool:
    match value:
        case None:
            return False
        case str():
            return any(not sign.isspace() for sign in value) and [field, value] != ["license", "unknown"]
        case list():
            return value != []
        case bool():
            return True
        case _:
            return not pd.Series([value], dtype=object).isna().any()
