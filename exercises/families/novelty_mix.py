"""Of the models created in a month, what share is original, derived, or a byte-for-byte copy?"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from exercises.families import lineage
from exercises.families.written import edges_of, files_of, models_of

exercise = Exercise(
    "02-families",
    "novelty_mix",
    looks_at="copies under other names and in another order, repos that share one file, repos without weights, private "
    "models, two copies of one second, a month without models, another time zone, and three Hubs you have not seen",
)

KINDS = ["original", "finetune", "merge", "adapter", "quantized", "duplicate", "unknown"]
ORDER = ["quantized", "adapter", "merge", "finetune", "unknown"]
SENTINEL = pd.Timestamp("2022-03-02T23:29:04", tz="UTC")
Table = pd.DataFrame
Copies = Callable[[pd.DataFrame, pd.DataFrame], set[str]]

NO_EDGES, NO_FILES, FEBRUARY = edges_of(), files_of(), "2026-02"
FOUR = models_of("a/base 01-05", "b/copy 02-01", "c/copy 02-02", "d/new 02-03")


@exercise.cases
def cases() -> Iterator[Case]:
    """Relations, then one kind of copy at a time, then dates, then the graded Hubs."""
    six = models_of("a/1 02-01", "a/2 02-02", "a/3 02-03", "a/4 02-04", "a/5 02-05", "a/6 02-28")
    merge = ["a/4 a/1 merge", "a/4 a/2 merge"]
    stated = edges_of("a/2 a/1 finetune", "a/3 a/1 adapter", *merge, "a/5 a/1 quantized", "a/6 x/x unknown")
    yield case("one model of each relation", six, stated, NO_FILES, FEBRUARY)
    yield case("two relations of one model", six, edges_of("a/1 a/2 finetune", "a/1 a/3 adapter"), NO_FILES, FEBRUARY)
    odd = edges_of("a/1 a/2 original", "a/3 a/1 original", "a/3 a/2 adapter", "a/4 a/1 original", "a/4 a/2 unknown")
    yield case("a relation called original", six, odd, NO_FILES, FEBRUARY)
    yield case("a month without models", six, stated, NO_FILES, "2026-03")
    yield from _copied()
    yield from _copied_in_small()
    yield from _dates()
    for found in lineage.families():
        models = found.models[["id", "created_at", "private"]]
        yield case("an unseen Hub", models, found.edges, lineage.weights(found.slot), "2026-05")


def _copied() -> Iterator[Case]:
    files = files_of("a/base pq", "b/copy pq", "c/copy qp", "d/new rs")
    yield case("two copies of an earlier model", FOUR, NO_EDGES, files, FEBRUARY)
    yield case("the month of the first upload", FOUR, NO_EDGES, files, "2026-01")
    tagged = edges_of("b/copy a/base quantized", "d/new a/base quantized")
    yield case("a copy with a stated relation", FOUR, tagged, files, FEBRUARY)
    yield case("repos that share one file", FOUR, NO_EDGES, files_of("a/base pq", "b/copy pr", "d/new p"), FEBRUARY)
    more = pd.concat([FOUR, models_of("e/part 02-04")], ignore_index=True)
    twice = files_of("a/base ppq", "b/copy pqq", "c/copy pq", "d/new qpp", "e/part pz")
    yield case("a file held twice", more, NO_EDGES, twice, FEBRUARY)
    yield case("repos without weights", FOUR, NO_EDGES, NO_FILES, FEBRUARY)
    private = models_of("a/base 01-05 private", "b/copy 02-01", "c/copy 02-02", "d/new 02-03 private")
    hashes = files_of("a/base p", "b/copy p", "c/copy p")
    yield case("a copy of a private model", private, edges_of("d/new b/copy adapter"), hashes, FEBRUARY)


def _copied_in_small() -> Iterator[Case]:
    same = models_of("a/tarn 01-05", "b/tarn 02-01")
    yield case("the same name twice", same, NO_EDGES, files_of("a/tarn p", "b/tarn q"), FEBRUARY)
    yield case("a copy of last month's model", same, NO_EDGES, files_of("a/tarn p", "b/tarn p"), FEBRUARY)
    month = models_of("a/tarn 02-05", "b/tarn 02-06")
    yield case("the same files in another order", month, NO_EDGES, files_of("a/tarn pq", "b/tarn qp"), FEBRUARY)
    stated, files = edges_of("b/tarn a/tarn quantized"), files_of("a/tarn pq", "b/tarn pq")
    yield case("a copy that calls itself quantized", month, stated, files, FEBRUARY)
    twins = models_of("b/late 02-03", "a/twin 02-03", "c/new 02-04")
    stated, files = edges_of("a/twin c/new adapter"), files_of("b/late p", "a/twin p")
    yield case("two copies of one second", twins, stated, files, FEBRUARY)


def _dates() -> Iterator[Case]:
    undated = models_of("a/base -", "a/old 2022-03-02T23:29:04", "b/copy 02-01", "c/copy 02-02", "d/new 02-03")
    files = files_of("a/base p", "a/old q", "b/copy p", "c/copy q")
    yield case("a model without a date", undated, NO_EDGES, files, FEBRUARY)
    yield case("the month before dates were kept", undated, NO_EDGES, NO_FILES, "2022-03")
    edge = models_of("a/1 2026-01-31T22:00:00", "a/2 02-01T00:00:00", "a/3 2026-02-28T23:00:00", zone="Asia/Tokyo")
    stated = edges_of("a/1 a/2 merge", "a/3 a/2 adapter")
    yield case("dates shown in another time zone", edge, stated, NO_FILES, FEBRUARY)


def _dated(models: Table, private: bool = False, sentinel: bool = False) -> Table:
    rows = models if private else models[models["private"].ne(True)]
    dated = rows["created_at"].notna() & (sentinel | rows["created_at"].ne(SENTINEL))
    return rows[dated].sort_values(["created_at", "id"])


def _hashes(weights: Table) -> dict[str, tuple[str, ...]]:
    return {str(model): tuple(sorted(rows["sha256"])) for model, rows in weights.groupby("id")}


def _copies(models: Table, weights: Table) -> set[str]:
    """The ids in `models`, earliest first, whose hashes an earlier one had."""
    held = models["id"].map(_hashes(weights)).dropna()
    return set(models.loc[held[held.duplicated()].index, "id"])


def _mix(
    models: Table,
    edges: Table,
    weights: Table,
    month: str,
    copies: Copies = _copies,
    utc: bool = True,
    order: list[str] = ORDER,
    **which: bool,
) -> pd.Series:
    """The right shares, if `copies` finds the duplicates among the dated models, earliest first."""
    dated = _dated(models, **which)
    created = dated["created_at"].dt.tz_convert("UTC" if utc else dated["created_at"].dt.tz)
    again, relations = copies(dated, weights), edges.groupby("child")["relation"].agg(set).to_dict()
    found = [
        "duplicate" if one in again else next((kind for kind in order if kind in relations.get(one, ())), "original")
        for one in dated.loc[created.dt.strftime("%Y-%m") == month, "id"]
    ]
    return pd.Series({kind: found.count(kind) / len(found) if found else np.nan for kind in KINDS})


@exercise.wrong("The first upload is not a copy of its copies.")
def both_marked(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    held = _dated(models)["id"].map(_hashes(weights)).dropna()
    alike = set(models["id"][held[held.duplicated(keep=False)].index])
    return _mix(models, edges, weights, month, lambda *_: alike)


@exercise.wrong("Same name, different weights: compare hashes.")
def matched_by_name(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    names = models["id"].str.split("/").str[-1]
    return _mix(models, edges, weights, month, lambda rows, _: set(rows["id"][names[rows.index].duplicated()]))


@exercise.wrong("Sharing one file is not being identical.")
def any_overlap(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    def copies(rows: Table, weights: Table) -> set[str]:
        held, seen, found = _hashes(weights), set[str](), set[str]()
        for one in rows["id"]:
            if seen & set(held.get(one, ())):
                found.add(one)
            seen |= set(held.get(one, ()))
        return found

    return _mix(models, edges, weights, month, copies)


@exercise.wrong("A re-upload tagged ‘quantized’ is still a re-upload.")
def relation_first(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    stated = set(edges["child"])
    return _mix(models, edges, weights, month, lambda rows, files: _copies(rows, files) - stated)


@exercise.wrong("A repo that holds a file twice is not one that holds it once: compare sorted lists, not sets.")
def as_sets(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    return _mix(models, edges, weights.drop_duplicates(["id", "sha256"]), month)


@exercise.wrong("File names and their order say nothing: compare the sorted hashes alone.")
def in_file_order(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    named = weights.assign(sha256=weights["filename"] + weights["sha256"])
    return _mix(models, edges, named, month)


@exercise.wrong("Repos without weight files have nothing to compare: they are not copies of each other.")
def empty_repos_alike(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    held = models["id"].map(_hashes(weights))
    return _mix(models, edges, weights, month, lambda rows, _: set(rows["id"][held[rows.index].duplicated()]))


@exercise.wrong("Nobody can copy what nobody can see: private models neither count nor serve as the first upload.")
def private_counted(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    return _mix(models, edges, weights, month, private=True)


@exercise.wrong("A copy of a model from an earlier month is a copy: look back at all public models.")
def copies_of_the_month_alone(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    made = models["created_at"].dt.tz_convert("UTC").dt.strftime("%Y-%m") == month
    return _mix(models[made], edges, weights, month)


@exercise.wrong("March 2022 stands for ‘before dates were kept’: such a model has no creation date here.")
def sentinel_kept(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    return _mix(models, edges, weights, month, sentinel=True)


@exercise.wrong("Months are UTC months: convert before taking the month.")
def local_months(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    return _mix(models, edges, weights, month, utc=False)


@exercise.wrong("A share of nothing is NaN, not 0.")
def nothing_is_zero(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    return pd.Series(_mix(models, edges, weights, month).fillna(0.0))


@exercise.wrong("The question asks for shares: divide by the models created in the month.")
def counted(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    created = _dated(models)["created_at"].dt.tz_convert("UTC").dt.strftime("%Y-%m")
    return pd.Series(_mix(models, edges, weights, month) * (created == month).sum())


@exercise.wrong("With several relations the first of quantized, adapter, merge, finetune, unknown counts.")
def in_another_order(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    return _mix(models, edges, weights, month, order=ORDER[::-1])


@exercise.wrong("A stated relation may be `original` too: it is the last in the order, and is not `unknown`.")
def original_unknown(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    return _mix(models, edges.replace({"relation": {"original": "unknown"}}), weights, month)


@exercise.right
def with_merges(models: Table, edges: Table, weights: Table, month: str) -> pd.Series:
    rows = models.loc[~models["private"].eq(True) & models["created_at"].ne(SENTINEL)].dropna(subset=["created_at"])
    files = weights.sort_values("sha256").groupby("id")["sha256"].agg(" ".join).rename("files")
    rows = rows.merge(files, left_on="id", right_index=True, how="left").sort_values(["created_at", "id"])
    rows["copy"] = rows["files"].notna() & rows.duplicated("files")
    ranked = edges.assign(rank=edges["relation"].map({kind: rank for rank, kind in enumerate(ORDER)}))
    first = ranked.sort_values("rank").drop_duplicates("child").set_index("child")["relation"]
    rows["kind"] = rows["id"].map(first).fillna("original").mask(rows["copy"], "duplicate")
    in_month = rows[rows["created_at"].dt.tz_convert("UTC").dt.tz_localize(None).dt.to_period("M") == pd.Period(month)]
    if in_month.empty:
        return pd.Series(np.nan, index=KINDS)
    return pd.Series(in_month["kind"].value_counts(normalize=True).reindex(KINDS, fill_value=0))


@exercise.right
def with_plain_python(models: Table, edges: Table, weights: Table, month: str) -> dict[str, Any]:
    held: dict[str, Counter[str]] = {}
    for one, digest in zip(weights["id"], weights["sha256"], strict=True):
        held.setdefault(one, Counter())[digest] += 1
    public = [
        (when.tz_convert("UTC"), one)
        for one, when, private in zip(models["id"], models["created_at"], models["private"], strict=True)
        if private is not True and not pd.isna(when) and when != SENTINEL
    ]
    seen, found = set(), []
    for when, one in sorted(public):
        files = frozenset(held.get(one, Counter()).items())
        relations = set(edges.loc[edges["child"] == one, "relation"]) if f"{when:%Y-%m}" == month else set()
        kind = next((kind for kind in ORDER if kind in relations), "original")
        if f"{when:%Y-%m}" == month:
            found.append("duplicate" if files and files in seen else kind)
        seen.add(files)
    return {kind: found.count(kind) / len(found) if found else None for kind in KINDS}
