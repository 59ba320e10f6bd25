"""Of all pairs of siblings, how many differ in at least one thing a user can see?"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.families import comparable, lineage

exercise = Exercise(
    "02-families",
    "legibility_index",
    looks_at="missing values of every kind, zeros, lists in another order, families of one and of 400, no fields, no "
    "siblings at all, and three Hubs you have not seen",
)

FIELDS = ["license", "n_params", "pipeline_tag"]
Figures = dict[str, float]
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
    two = case("families of three and two", _family("aabab", license=licences, score=scores), ["license", "score"])
    yield from also(two, shuffled, reversed_rows, gapped_index, repeated_index)
    yield case("a family of one beside one of two", _family("abb", license=["mit", "mit", "gpl"]), ["license"])
    yield case("text of blanks and text around blanks", _family(license=["mit", "mit ", "\t"]), ["license"])
    yield case("no pair that differs", _family(license=["mit", "mit", "mit"]), ["license"])
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


for one in comparable.SHARED:
    exercise.slip(*one)

exercise.slip(
    "missing_differs",
    "‘Unknown’ against ‘0.81’ gives the user nothing to compare.",
    " & (down >= 0) & (across >= 0)",
    "",
)
exercise.slip(
    "mean_of_families",
    "Pairs are pooled: a family of two must not weigh as much as a family of 200.",
    "pairs, told = 0, 0",
    "pairs, told, each = 0, 0, []",
    "        pairs += len(rows)",
    "        if len(rows) > 1:\n            each.append(np.triu(differ).sum() / (len(rows) * (len(rows) - 1) / 2))\n"
    "        pairs += len(rows)",
    "index = told / pairs if pairs else np.nan",
    "index = np.mean(each) if each else np.nan",
)
exercise.slip(
    "ordered_pairs",
    "Each pair is counted twice.",
    "np.triu(differ).sum()",
    "differ.sum()",
    "(len(rows) - 1) // 2",
    "(len(rows) - 1)",
)
exercise.slip(
    "pairs_doubled",
    "n siblings make n(n − 1)/2 pairs: you count each pair twice, and each difference once.",
    "(len(rows) - 1) // 2",
    "(len(rows) - 1)",
)
exercise.slip(
    "differences_doubled",
    "Each distinguishable pair is counted twice.",
    "np.triu(differ).sum()",
    "differ.sum()",
)
exercise.slip(
    "across_families",
    "Only siblings are compared: two models with different roots are no pair.",
    'siblings.groupby("root")',
    'siblings.assign(root="all").groupby("root")',
)
exercise.slip(
    "every_field",
    "One visible difference is enough: any field, not every field.",
    "np.zeros((len(rows), len(rows)), dtype=bool)",
    "np.full((len(rows), len(rows)), bool(fields))",
    "differ |= ",
    "differ &= ",
)
exercise.slip(
    "last_field_alone",
    "One field that differs is enough, whichever it is: keep what the fields before have found.",
    "differ |= ",
    "differ = ",
)
exercise.slip(
    "nothing_is_zero",
    "Without a pair there is no share: NaN, not 0.",
    "if pairs else np.nan",
    "if pairs else 0.0",
)
exercise.slip(
    "paired_with_itself",
    "A model is not its own sibling: n models make n(n − 1)/2 pairs.",
    "(len(rows) - 1) // 2",
    "(len(rows) + 1) // 2",
)
exercise.slip(
    "in_percent",
    "The index is a share from 0 to 1, not percent.",
    "index = told / pairs",
    "index = 100 * told / pairs",
)
exercise.slip(
    "share_alike",
    "The index is the share of pairs that can be told apart, not of those that look alike.",
    "index = told / pairs",
    "index = 1 - told / pairs",
)


def _key(value: object) -> object:
    """What a value is compared by; None where it is missing."""
    if isinstance(value, list):
        return frozenset(value) or None
    if isinstance(value, str):
        return value if value.strip() else None
    return None if pd.isna(value) else value  # type: ignore[call-overload]


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
