"""What has been claimed, by whom, with what proof? One table of both formats, on one scale a benchmark."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from huggingface_hub import ModelInfo

from course import results
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.leaderboards.tables import LESSON, info, listed

exercise = Exercise(
    LESSON,
    "tidy_evals",
    looks_at="days, moments and other time zones, benchmarks of fractions alone and of both kinds, values at 0, 1 and "
    "1.5, two tasks of one dataset, every step of the order, no models, and unseen Hubs",
    ordered=True,
)

NAMES = ["org/auk", "org/bee", "org/cat", "org/dog", "org/emu", "org/fox"]
SOME = 40  # models of a graded Hub


def _entry(value: object, dataset: str = "org/exam", task: str = "default", **more: object) -> dict[str, Any]:
    return {"dataset": {"id": dataset, "task_id": task}, "value": value, **more}


def _model(name: str, *entries: dict[str, Any], card: object = None) -> ModelInfo:
    return info(id=name, evalResults=list(entries), **({} if card is None else {"cardData": _index(card)}))


def _index(value: object, metric: str = "accuracy") -> dict[str, Any]:
    dataset = {"type": "org/exam", "name": "The Exam"}
    metrics = [{"type": metric, "value": value}]
    result = {"task": {"type": "text-generation"}, "dataset": dataset, "metrics": metrics}
    return {"model-index": [{"name": "one", "results": [result]}]}


def _each(*values: object) -> list[ModelInfo]:
    """A model for each value, all of one benchmark."""
    return [_model(name, _entry(value)) for name, value in zip(NAMES, values, strict=False)]


def _dated(*dates: str | None) -> list[ModelInfo]:
    return [
        _model(name, _entry(50.0 + at, date=date)) for at, (name, date) in enumerate(zip(NAMES, dates, strict=False))
    ]


@exercise.cases
def cases() -> Iterator[Case]:
    """Models written by hand, then some of each graded Hub."""
    yield case("days and a moment", _dated("2026-01-15", "2026-01-15T10:00:00.000Z", None, "2026-01-14"))
    yield case("a moment and days", _dated("2026-01-15T10:00:00.000Z", "2026-01-16", None))
    yield case("a moment in another time zone", _dated("2026-01-15T01:00:00+02:00", "2026-01-15T01:00:00Z"))
    yield case("a date that cannot be read", _dated("last week", "2026-01-15"))
    yield case("no dates at all", _dated(None, None))
    yield case("a fraction among percentages", _each(61.5, 0.57, 44.0))
    yield case("a percentage among fractions", _each(0.61, 0.57, 44.0, 0.9))
    yield case("a benchmark of fractions alone", _each(0.61, 0.57, 1.0, 0))
    yield case("nothing above 1.25", _each(0.61, 1.25))
    yield case("nothing above 1.5", _each(0.61, 1.5, 1.25))
    yield case("just above 1.5", _each(0.61, 1.625, 0.25))
    yield case("0 and 1 among percentages", _each(61.5, 0.0, 1.0, 1, 1.25))
    yield case("a negative value among percentages", _each(61.5, -0.25, 0.25))
    tasks = [
        _model("org/auk", _entry(0.6, task="easy"), _entry(0.5, task="hard")),
        _model("org/bee", _entry(55, task="hard")),
    ]
    yield case("two tasks of one dataset", tasks)
    sets = [_model("org/auk", _entry(0.6, "org/quiz"), _entry(0.5)), _model("org/bee", _entry(55))]
    yield case("two datasets with tasks of one name", sets)
    yield case("what is no score among fractions", _each(0.6, True, "n/a", "0.5 ± 0.1"))
    other = info(id="org/bee", cardData=_index(71.0, "f1"))
    yield case("another metric beside fractions", [_model("org/auk", _entry(0.6)), other])
    yield case("both formats of one benchmark", [_model("org/auk", _entry(60.0, date="2026-01-02"), card=0.61)])
    yield case("models in no order", _each(3.0, 2.0, 60.0)[::-1])
    later = _entry(60.0, date="2026-01-02")
    yield case("the same result twice", [_model("org/auk", later, later)])
    yield case("a private model", [info(id="org/auk", private=True, evalResults=[later])])
    mixed = [_entry(40.0, "org/quiz", "hard"), _entry(41.0, "org/quiz", "easy"), _entry(42.0, verifyToken="t")]
    mixed += [_entry(43.0, date="2026-02-01"), _entry(44.0, date="2026-01-01"), _entry(45.0), _entry(39.0)]
    mixed += [_entry(46.0, date="2025-01-01", verifyToken="t"), _entry(47.0, verifyToken="t", date="2026-03-01")]
    yield case("every step of the order", [_model("org/bee", *mixed, card=20.5), _model("org/auk", *mixed[::-1])])
    yield case("no models", [])
    yield case("models without results", [info(id="org/auk"), info(id="org/bee", cardData={"license": "mit"})])
    for slot in hubs.SLOTS:
        yield case("models of an unseen Hub", listed(slot, SOME))


SCALE = '100 * table["value"]'
SCALED = "The other models of a benchmark tell its unit: a fraction among their percentages is multiplied by 100."
PARSED = """pd.to_datetime(
        table["date"], format="mixed", utc=True, errors="coerce")"""

# fmt: off
slip = exercise.slip
slip("every_fraction_scaled", "This benchmark reports fractions; 0.41 is already on its scale.",
     ' & (largest > 1.5)', "")
slip("never_scaled", SCALED,
     SCALE, 'table["value"]')
slip("scaled_by_dataset", "Scale within one dataset and task; another task has its own unit.",
     'table.groupby(["dataset_id", "task_id"])', 'table.groupby(["dataset_id"])')
slip("scaled_by_task", "Scale within one dataset and task; tasks of other datasets have the same name.",
     'table.groupby(["dataset_id", "task_id"])', 'table.groupby(["task_id"])')
slip("middle_value", "One value above 1.5 is enough: look at the largest, not at the middle one.",
     '.transform("max")', '.transform("median")')
slip("threshold_of_one", "The threshold is 1.5: a value of 1.25 alone does not make it percentages.",
     "largest > 1.5", "largest > 1")
slip("above_one_scaled", "Only values from 0 to 1 are fractions: 1.25 is a percentage.",
     ".between(0, 1)", ".between(0, 1.5)")
slip("threshold_of_two", "The threshold is 1.5: a value of 1.625 is above it.",
     "largest > 1.5", "largest > 2")
slip("scaled_by_model", SCALED,
     'table.groupby(["dataset_id", "task_id"])', 'table.groupby(["model_id", "dataset_id", "task_id"])')
slip("threshold_included", "Exactly 1.5 is not above 1.5.",
     "largest > 1.5", "largest >= 1.5")
slip("ends_left_out", "0 and 1 are fractions too: among percentages, 1.0 means 100.",
     ".between(0, 1)", '.between(0, 1, inclusive="neither")')
slip("negatives_scaled", "A negative value is no fraction: leave it as it is.",
     ".between(0, 1)", ".le(1)")
slip("all_of_the_benchmark_scaled", "Of a benchmark told in percent, only the values from 0 to 1 are multiplied.",
     '~fraction, ', '~(table["value"].notna() & (largest > 1.5) & (benchmarks["value"].transform("min") <= 1)), ')
slip("one_form_of_date", "A day and a moment are both dates: read each in its own form.",
     'format="mixed", ', "")
slip("dates_as_text", "‘2026-01-15’ and ‘2026-01-15T10:00:00Z’ must compare as times.",
     PARSED, 'table["date"]')
slip("day_of_the_moment", "A moment is more than its day: keep the time.",
     'table["date"], format', 'table["date"].str[:10], format')
slip("no_time_zone", "Read all dates in one time zone: `utc=True`.",
     "utc=True, ", "")
slip("no_date_tolerated", "A date that cannot be read is missing: it must not stop the table.",
     ', errors="coerce"', "")
slip("unknown_is_today", "An unknown date stays missing.",
     'errors="coerce")', 'errors="coerce").fillna(pd.Timestamp("2026-06-15", tz="UTC"))')
slip("verified_last", "Verified results stand first within a benchmark of a model.",
     'name != "verified" for', "True for")
slip("undated_dropped", "A result without a date is a row as well.",
     'benchmarks = table.groupby', 'table = table.dropna(subset=["date"])\n    benchmarks = table.groupby')
slip("told_once", "A result that is listed twice gives two rows.",
     "pd.DataFrame(rows, columns=COLUMNS)", "pd.DataFrame(rows, columns=COLUMNS).drop_duplicates()")
slip("public_alone", "Keep every model of the list, private ones too.",
     "for info in infos for", "for info in infos if not info.private for")
slip("no_columns", "Name the columns, also where there are no rows.",
     "pd.DataFrame(rows, columns=COLUMNS)", "pd.DataFrame(rows)")
slip("unsorted", "The rows are in the order of the list: sort them.",
     "return table.sort_values(order, ascending=rising, ignore_index=True)", "return table")
slip("newest_first", "Dates rise: the oldest first, missing ones last.",
     'name != "verified" for', 'name not in ["verified", "date"] for')
slip("older_format_first", "`origin` rises as well: `eval_results` comes before `model_index`.",
     'name != "verified" for', 'name not in ["verified", "origin"] for')
slip("largest_first", "`value` rises as well: of results that are equal before, the lowest comes first.",
     'name != "verified" for', 'name not in ["verified", "value"] for')
slip("missing_first", "Missing dates stand last.",
     "ignore_index=True)", 'ignore_index=True, na_position="first")')
slip("by_value", "Values decide the order only where everything before them is equal.",
     '"task_id", "verified", "origin", "date", "value"]', '"task_id", "verified", "value", "origin", "date"]')
# fmt: on


@exercise.right
def row_by_row(infos: list[ModelInfo]) -> pd.DataFrame:
    told: list[list[Any]] = []
    for model in infos:
        for new in model.eval_results or []:
            others = bool(new.source_user) and new.source_user != model.id.split("/")[0]
            proof = [bool(new.verify_token), bool(new.source_url), others, _moment(new.date), "eval_results"]
            told.append([model.id, new.dataset_id, new.task_id, results.score(new.value), *proof])
        in_card = (model.card_data.eval_results or []) if model.card_data else []
        for old in (one for one in in_card if one.metric_type == "accuracy"):
            proof = [bool(old.verified), bool(old.source_url), False, None, "model_index"]
            task, value = old.dataset_config or "default", results.score(old.metric_value)
            told.append([model.id, old.dataset_type, task, value, *proof])
    told = [one for one in told if one[3] is not None]
    percent = {(one[1], one[2]) for one in told if one[3] > 1.5}
    for one in told:
        if (one[1], one[2]) in percent and 0 <= one[3] <= 1:
            one[3] *= 100
    last = pd.Timestamp.max.tz_localize("UTC")
    told.sort(key=lambda one: (*one[:3], not one[4], one[8], one[7] or last, one[3]))
    return pd.DataFrame(told, columns=[*results.DTYPES])


def _moment(text: str | None) -> pd.Timestamp | None:
    try:
        read = pd.Timestamp(text) if text else None
    except ValueError:
        return None
    return None if read is None else read.tz_localize("UTC") if read.tz is None else read.tz_convert("UTC")


@exercise.right
def with_numpy(infos: list[ModelInfo]) -> pd.DataFrame:
    parts = [pd.DataFrame(list(results._rows(model)), columns=[*results.DTYPES]) for model in infos]
    if not parts:
        return pd.DataFrame(columns=[*results.DTYPES])
    table = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    table["date"] = [
        pd.NaT if text is None else pd.to_datetime(text, utc=True, errors="coerce") for text in table["date"]
    ]
    value = table["value"].to_numpy(float)
    large = table[value > 1.5]
    known = set(zip(large["dataset_id"], large["task_id"], strict=True))
    percent = [pair in known for pair in zip(table["dataset_id"], table["task_id"], strict=True)]
    table["value"] = np.where((value >= 0) & (value <= 1) & np.array(percent, dtype=bool), value * 100, value)
    table["claim"] = ~table["verified"].astype(bool)
    order = ["model_id", "dataset_id", "task_id", "claim", "origin", "date", "value"]
    return table.sort_values(order).drop(columns="claim")
