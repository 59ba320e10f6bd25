"""For each field a chooser needs, what share of models has it, by model and by download?"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "01-census",
    "field_coverage",
    looks_at="blanks, zeros, `unknown`, missing weights, private models, no models, and unseen Hubs",
    ordered=True,
)

COLUMNS = ["field", "n", "coverage", "coverage_weighted", "gap"]
FIELDS = ["license", "pipeline_tag", "library_name", "n_params", "base_model", "tags"]
Test = Callable[[str, object], bool]


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
    yield case("private models", _some(private=[True, False, None, False]), ["license", "base_model"], "downloads")
    yield case("a table with gaps in its index", _some()[1:], ["base_model", "license"], "downloads")
    yield case("no models", _some()[:0], ["license", "base_model"], "downloads")
    yield case("no fields", _some(), [], "downloads")
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.models(slot), FIELDS, "downloads")


def _is_present(field: str, value: object) -> bool:
    """Whether `value` says something: G1 of the lesson, and a licence that is not `unknown`."""
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, str):
        return bool(value.strip()) and not (field == "license" and value == "unknown")
    return not pd.isna(value)  # type: ignore[call-overload]


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom else float("nan")


def _table(
    models: pd.DataFrame, fields: list[str], weight: str | None, present: Test = _is_present, public: bool = True
) -> pd.DataFrame:
    rows = models[models["private"].ne(True)] if public else models
    weights = rows[weight].astype(float).fillna(0) if weight else pd.Series(0.0, rows.index)
    found = []
    for field in fields:
        has = np.array([present(field, value) for value in rows[field]], dtype=bool)
        share, weighted = _ratio(has.sum(), len(has)), _ratio(weights.to_numpy()[has].sum(), weights.sum())
        found.append([field, len(has), share, weighted, weighted - share])
    return pd.DataFrame(found, columns=COLUMNS)


@exercise.wrong("An empty list is not missing to pandas, but it tells the user nothing.")
def empty_lists_present(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    return _table(models, fields, weight, lambda field, value: isinstance(value, list) or _is_present(field, value))


@exercise.wrong("A blank string is not missing to pandas, but it tells the user nothing.")
def blanks_present(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    def present(field: str, value: object) -> bool:
        return (isinstance(value, str) and not value.strip()) or _is_present(field, value)

    return _table(models, fields, weight, present)


@exercise.wrong("0 is a value; only absent counts as missing.")
def zeros_missing(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    return _table(models, fields, weight, lambda field, value: _is_present(field, value) and bool(value))


@exercise.wrong("Weighted coverage is a share of downloads, so the denominator is all downloads.")
def mean_weight(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    right = _table(models, fields, weight)
    rows = models[models["private"].ne(True)]
    for place, field in enumerate(fields if weight else []):
        has = [_is_present(field, value) for value in rows[field]]
        right.loc[place, "coverage_weighted"] = rows.loc[has, weight].astype(float).mean()
    return right.assign(gap=right["coverage_weighted"] - right["coverage"])


@exercise.wrong("‘unknown’ is a declared gap.")
def unknown_present(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    return _table(models, fields, weight, lambda _, value: _is_present("", value))


@exercise.wrong("Only a licence can be `unknown`; in another field the word is a value.")
def unknown_missing_everywhere(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    return _table(models, fields, weight, lambda _, value: _is_present("license", value))


@exercise.wrong("Your token can see private models; the public catalogue leaves them out.")
def private_counted(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    return _table(models, fields, weight, public=False)


@exercise.wrong("The gap is weighted minus unweighted: above zero where popular models say more.")
def gap_reversed(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    right = _table(models, fields, weight)
    return right.assign(gap=-right["gap"])


@exercise.wrong("A model whose downloads are unknown still counts in n and in plain coverage; only its weight is zero.")
def unweighted_dropped(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    return _table(models.dropna(subset=[weight]) if weight else models, fields, weight)


@exercise.wrong("A share of nothing is NaN, not 0.")
def nothing_is_zero(models: pd.DataFrame, fields: list[str], weight: str | None = None) -> pd.DataFrame:
    right = _table(models, fields, weight)
    return right.fillna({"coverage": 0.0, "coverage_weighted": 0.0, "gap": 0.0}) if weight else right


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
        pairs = [(_is_present(field, row[field]), row[weight] if weight else 0) for row in rows]
        held = sum(0 if pd.isna(load) else load for _, load in pairs)
        share = sum(has for has, _ in pairs) / len(pairs) if pairs else None
        part = sum(load for has, load in pairs if has and not pd.isna(load)) / held if held else None
        gap = None if share is None or part is None else part - share
        table.append({"field": field, "n": len(rows), "coverage": share, "coverage_weighted": part, "gap": gap})
    return pd.DataFrame(table, columns=COLUMNS)
