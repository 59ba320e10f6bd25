"""For each field a chooser needs, what share of models has it, by model and by download?"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, repeated_index, shuffled

exercise = Exercise(
    "01-census",
    "field_coverage",
    looks_at="blanks, zeros, `unknown`, missing weights, private models, no models, and unseen Hubs",
    ordered=True,
)

COLUMNS = ["field", "n", "coverage", "coverage_weighted", "gap"]
FIELDS = ["license", "pipeline_tag", "library_name", "n_params", "base_model", "tags"]


def _some(**changes: Sequence[object]) -> pd.DataFrame:
    """Four models; a keyword replaces a column."""
    columns: dict[str, Sequence[object]] = {
        "license": ["mit", None, "apache-2.0", None],
        "pipeline_tag": ["fill-mask", "", None, "text-generation"],
        "n_params": [7, None, 0, 3],
        "base_model": [["a/x"], [], [], ["a/y", "a/z"]],
        "downloads": [90, 6, 3, 1],
        "private": [False, False, None, False],
    }
    table = pd.DataFrame(columns | changes)
    return table.astype({"n_params": "Int64", "downloads": "Int64"})


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs."""
    yield case("a text field with gaps", _some(), ["license"], "downloads")
    yield case("a list field", _some(), ["base_model"], "downloads")
    yield case("blank text", _some(pipeline_tag=["a", "", "   ", None]), ["pipeline_tag"], "downloads")
    yield case("a count that is zero", _some(), ["n_params"], "downloads")
    yield case("an unknown licence", _some(license=["mit", "unknown", None, "other"]), ["license"], "downloads")
    yield case(
        "a tag that reads unknown", _some(pipeline_tag=["unknown", "a", None, "b"]), ["pipeline_tag"], "downloads"
    )
    yield case("missing weights", _some(downloads=[90, None, None, 10]), ["license", "n_params"], "downloads")
    yield case("weights that are all zero", _some(downloads=[0, 0, None, 0]), ["license"], "downloads")
    yield case("no weight asked for", _some(), ["n_params", "license"])
    yield case("another weight", _some(), ["license"], "n_params")
    hidden = _some(private=[True, False, None, False])
    yield from also(
        case("private models", hidden, ["license", "base_model"], "downloads"), gapped_index, repeated_index, shuffled
    )
    yield case("private models alone", _some(private=[True] * 4), ["license"], "downloads")
    yield case("private models alone, no weight", _some(private=[True] * 4), ["license"])
    yield case("weights that add up to 1", _some(downloads=[1, 0, None, 0]), ["license", "base_model"], "downloads")
    yield emptied(case("models", _some(), ["license", "base_model"], "downloads"))
    yield case("no fields", _some(), [], "downloads")
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.models(slot), FIELDS, "downloads")


slip = exercise.slip
slip(
    "empty_lists_present",
    "An empty list is not missing to pandas, but it tells the user nothing.",
    "return len(value) > 0",
    "return True",
)
slip(
    "blanks_present",
    "A blank string is not missing to pandas, but it tells the user nothing.",
    'value.strip() != "" and not unknown',
    "not unknown",
)
slip(
    "zeros_missing",
    "0 is a value; only absent counts as missing.",
    "return bool(pd.notna(value))",
    "return bool(pd.notna(value)) and bool(value)",
)
slip(
    "mean_weight",
    "Weighted coverage is a share of downloads, so the denominator is all downloads.",
    "load[present].sum() / total",
    "public[weight].astype(float)[present].mean() if weight else np.nan",
)
slip(
    "of_those_present",
    "Divide by the weights of all public models, not of those alone that have the field.",
    "load[present].sum() / total",
    "load[present].sum() / (load[present].sum() or np.nan)",
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
    "private_counted",
    "Your token can see private models; the public catalogue leaves them out.",
    'models[models["private"].ne(True)]',
    "models",
)
slip(
    "unknown_is_private",
    "A model is left out if `private` is True; where it was not returned, the model counts.",
    'models["private"].ne(True)',
    'models["private"].eq(False)',
)
slip(
    "gap_reversed",
    "The gap is weighted minus unweighted: above zero where popular models say more.",
    "weighted - plain]",
    "plain - weighted]",
)
slip(
    "unweighted_dropped",
    "A model whose downloads are unknown still counts in n and in plain coverage; only its weight is zero.",
    'models[models["private"].ne(True)]',
    '(models.dropna(subset=[weight]) if weight else models).loc[lambda table: table["private"].ne(True)]',
)
slip(
    "n_of_those_present",
    "`n` counts all public models, with a value or without.",
    "len(public), plain",
    "present.sum(), plain",
)
slip(
    "without_a_weight_it_is_zero",
    "Without a weight there is nothing to weigh by: the last two columns are NaN.",
    "total = load.sum() if load.sum() > 0 else np.nan",
    "total = np.nan if weight else 1.0\n    total = load.sum() if load.sum() > 0 else total",
)
slip(
    "all_alike_without_a_weight",
    "Without a weight the last two columns are NaN; the plain coverage is there already.",
    "pd.Series(0.0, index=public.index)",
    "pd.Series(1.0, index=public.index)",
)
slip(
    "nothing_is_zero",
    "A share of nothing is NaN, not 0.",
    "    for field in fields:",
    "    total = 1.0 if weight is not None and load.sum() == 0 else total\n    for field in fields:",
    "present.mean()",
    "present.mean() if len(present) else 0.0",
)
slip(
    "downloads_always",
    "`weight` names the column with the weights; it need not be `downloads`.",
    "public[weight]",
    'public["downloads"]',
)
slip(
    "percent",
    "A share lies between 0 and 1; you return percent.",
    "present.mean()",
    "100 * present.mean()",
    "load[present].sum() / total",
    "100 * load[present].sum() / total",
)


@exercise.wrong("Give the rows in the order of `fields`.")
def sorted_by_field(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    found: pd.DataFrame = column_by_column(models, sorted(fields), weight)
    return found


@exercise.right
def column_by_column(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    rows = models.loc[models["private"].map(lambda flag: flag is not True).astype(bool)].reset_index(drop=True)
    empty = rows[fields].map(lambda value: hasattr(value, "__len__") and not len(str(value).strip("[] ")))
    has = rows[fields].notna() & ~empty.astype(bool)
    if "license" in fields:
        has["license"] &= rows["license"].ne("unknown")
    table = pd.DataFrame({"field": fields, "n": len(rows), "coverage": has.mean().to_numpy(float)})
    weights = rows[weight].astype("Float64").fillna(0) if weight else pd.Series(dtype=float)
    total = weights.sum() or np.nan
    table["coverage_weighted"] = [(weights * has[field]).sum() / total if weight else np.nan for field in fields]
    return table.assign(gap=table["coverage_weighted"] - table["coverage"])


@exercise.right
def with_plain_python(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    rows = [row for row in models.to_dict("records") if row["private"] is not True]
    table = []
    for field in fields:
        pairs = [(_has(field, row[field]), row[weight] if weight else 0) for row in rows]
        held = sum(0 if pd.isna(load) else load for _, load in pairs)
        share = sum(has for has, _ in pairs) / len(pairs) if pairs else None
        part = sum(load for has, load in pairs if has and not pd.isna(load)) / held if held else None
        gap = None if share is None or part is None else part - share
        table.append({"field": field, "n": len(rows), "coverage": share, "coverage_weighted": part, "gap": gap})
    return pd.DataFrame(table, columns=COLUMNS)


def _has(field: str, value: object) -> bool:
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, str):
        return bool(value.strip()) and (field, value) != ("license", "unknown")
    return not pd.isna(value)  # type: ignore[call-overload]
