"""Of all pairs of siblings, how many differ in at least one thing a user can see?"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from exercises.families import lineage

exercise = Exercise(
    "02-families",
    "legibility_index",
    looks_at="missing values of every kind, zeros, lists in another order, families of one and of 400, no fields, no "
    "siblings at all, and three Hubs you have not seen",
)

FIELDS = ["license", "n_params", "pipeline_tag"]
Figures = dict[str, float]
Key = Callable[[object], object]
Table = pd.DataFrame


def _family(root: str = "", **columns: Any) -> pd.DataFrame:
    """Siblings with the given fields; each letter of `root` is the root of one."""
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"id": [f"m/{i}" for i in range(n)], "root": list(root or "a" * n)} | columns)


@exercise.cases
def cases() -> Iterator[Case]:
    """One kind of value at a time, then the families of the graded Hubs."""
    licences, scores = ["mit", "mit", "mit", "apache-2.0", None], [0.5, 0.7, None, 0.5, 0.5]
    both = _family(license=licences, score=scores)
    yield case("a family of five", both, ["license", "score"])
    yield case("one field of two", both, ["score"])
    yield case("families of three and two", _family("aabab", license=licences, score=scores), ["license", "score"])
    yield case("families of one", _family("abcde", license=licences, score=scores), ["license", "score"])
    yield case("zeros and False", _family(likes=[0, 3, 0, None], gated=[False, True, None, False]), ["likes", "gated"])
    yield case("blank text", _family(license=["mit", "", " ", "gpl-3.0"]), ["license"])
    yield case("lists", _family("aaaaab", tags=[["en", "fr"], ["fr", "en"], [], ["en"], None, ["de"]]), ["tags"])
    yield case("a list that repeats itself", _family(tags=[["en"], ["en", "en"], ["en", "de"]]), ["tags"])
    sizes = pd.array([7, 13, pd.NA, 7, pd.NA], dtype="Int64")
    yield case("whole numbers with gaps", _family("aaaab", n_params=sizes), ["n_params"])
    yield case("no fields", both, [])
    yield case("no siblings", both.iloc[:0], ["license"])
    yield case("a family of 400", _large(400), FIELDS)
    for found in lineage.families():
        yield case("an unseen Hub", found.siblings[["id", "root", *FIELDS]], FIELDS)


def _large(n: int) -> pd.DataFrame:
    columns = {
        "license": [[None, "mit", "apache-2.0", ""][i % 4] for i in range(n)],
        "n_params": pd.array([pd.NA if i % 5 == 0 else i % 3 for i in range(n)], dtype="Int64"),
        "pipeline_tag": ["text-generation" if i % 7 else None for i in range(n)],
    }
    return _family("a" * n, **columns)


def _key(value: object) -> object:
    """What a value is compared by; None where it is missing."""
    if isinstance(value, list):
        return frozenset(value) or None
    if isinstance(value, str):
        return value if value.strip() else None
    return None if pd.isna(value) else value  # type: ignore[call-overload]


def _codes(family: Table, field: str, key: Key) -> np.ndarray:
    keys = [key(value) for value in family[field]]
    numbers: dict[object, int] = {}
    return np.array([-1 if one is None else numbers.setdefault(one, len(numbers)) for one in keys])


def _told_apart(family: Table, fields: list[str], key: Key = _key, missing: bool = False, every: bool = False) -> int:
    """How many unordered pairs of one family differ."""
    n = len(family)
    differ = np.full((n, n), every and bool(fields))
    for field in fields:
        codes = _codes(family, field, key)
        known = missing | ((codes[:, None] >= 0) & (codes[None, :] >= 0))
        one = known & (codes[:, None] != codes[None, :])
        differ = differ & one if every else differ | one
    return int(np.triu(differ, 1).sum())


def _index(siblings: Table, fields: list[str], key: Key = _key, **rule: bool) -> Figures:
    families = [family for _, family in siblings.groupby("root")]
    pairs = sum(len(family) * (len(family) - 1) // 2 for family in families)
    told = sum(_told_apart(family, fields, key, **rule) for family in families)
    return {"pairs": pairs, "distinguishable": told, "index": told / pairs if pairs else float("nan")}


@exercise.wrong("‘Unknown’ against ‘0.81’ gives the user nothing to compare.")
def missing_differs(siblings: Table, fields: list[str]) -> Figures:
    return _index(siblings, fields, missing=True)


@exercise.wrong("Pairs are pooled: a family of two must not weigh as much as a family of 200.")
def mean_of_families(siblings: Table, fields: list[str]) -> Figures:
    found = _index(siblings, fields)
    each = [_index(family, fields)["index"] for _, family in siblings.groupby("root")]
    known = [one for one in each if not np.isnan(one)]
    return found | {"index": sum(known) / len(known) if known else float("nan")}


@exercise.wrong("Each pair is counted twice.")
def ordered_pairs(siblings: Table, fields: list[str]) -> Figures:
    found = _index(siblings, fields)
    return found | {"pairs": 2 * found["pairs"], "distinguishable": 2 * found["distinguishable"]}


@exercise.wrong("n siblings make n(n − 1)/2 pairs: you count each pair twice, and each difference once.")
def pairs_doubled(siblings: Table, fields: list[str]) -> Figures:
    found = _index(siblings, fields)
    return found | {"pairs": 2 * found["pairs"], "index": found["index"] / 2}


@exercise.wrong("Each distinguishable pair is counted twice.")
def differences_doubled(siblings: Table, fields: list[str]) -> Figures:
    found = _index(siblings, fields)
    return found | {"distinguishable": 2 * found["distinguishable"], "index": 2 * found["index"]}


@exercise.wrong("Only siblings are compared: two models with different roots are no pair.")
def across_families(siblings: Table, fields: list[str]) -> Figures:
    return _index(siblings.assign(root="all"), fields)


@exercise.wrong("One visible difference is enough: any field, not every field.")
def every_field(siblings: Table, fields: list[str]) -> Figures:
    return _index(siblings, fields, every=True)


@exercise.wrong("The same list in another order is the same: compare lists as sets.")
def lists_in_order(siblings: Table, fields: list[str]) -> Figures:
    return _index(siblings, fields, lambda value: tuple(value) or None if isinstance(value, list) else _key(value))


@exercise.wrong("A blank string says nothing: it counts as missing.")
def blanks_count(siblings: Table, fields: list[str]) -> Figures:
    return _index(siblings, fields, lambda value: value if isinstance(value, str) else _key(value))


@exercise.wrong("An empty list says nothing: it counts as missing.")
def empty_lists_count(siblings: Table, fields: list[str]) -> Figures:
    return _index(siblings, fields, lambda value: frozenset(value) if isinstance(value, list) else _key(value))


@exercise.wrong("0 and False are values; only absent counts as missing.")
def zeros_missing(siblings: Table, fields: list[str]) -> Figures:
    return _index(siblings, fields, lambda value: _key(value) or None)


@exercise.wrong("Without a pair there is no share: NaN, not 0.")
def nothing_is_zero(siblings: Table, fields: list[str]) -> Figures:
    found = _index(siblings, fields)
    return found | {"index": 0.0 if np.isnan(found["index"]) else found["index"]}


@exercise.wrong("A model is not its own sibling: n models make n(n − 1)/2 pairs.")
def paired_with_itself(siblings: Table, fields: list[str]) -> Figures:
    found = _index(siblings, fields)
    pairs = found["pairs"] + len(siblings)
    return found | {"pairs": pairs, "index": found["distinguishable"] / pairs if pairs else float("nan")}


@exercise.right
def pair_by_pair(siblings: Table, fields: list[str]) -> Figures:
    families: dict[str, list[list[object]]] = {}
    for row in siblings.to_dict("records"):
        families.setdefault(row["root"], []).append([_key(row[field]) for field in fields])
    pairs = told = 0
    for family in families.values():
        for one, other in combinations(family, 2):
            pairs += 1
            told += any(a is not None and b is not None and a != b for a, b in zip(one, other, strict=True))
    return {"pairs": pairs, "distinguishable": told, "index": told / pairs if pairs else float("nan")}


@exercise.right
def by_kinds_of_sibling(siblings: Table, fields: list[str]) -> pd.Series:
    keys = [tuple(map(_key, row)) for row in siblings[fields].itertuples(index=False, name=None)]
    kinds: dict[str, list[tuple[tuple[object, ...], int]]] = {}
    for (root, key), count in Counter(zip(siblings["root"], keys, strict=True)).items():
        kinds.setdefault(root, []).append((key, count))
    size = siblings["root"].value_counts()
    pairs = int((size * (size - 1) // 2).sum())
    told = 0
    for family in kinds.values():
        for (one, n), (other, m) in combinations(family, 2):
            differ = (None not in (a, b) and a != b for a, b in zip(one, other, strict=True))
            told += n * m if any(differ) else 0
    return pd.Series({"pairs": pairs, "distinguishable": told, "index": told / (pairs or np.nan)})
