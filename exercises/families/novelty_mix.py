"""Of the models created in a month, what share is original, derived, or a byte-for-byte copy?"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, other_zone, reversed_rows
from exercises.families import exact_copies, lineage
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

NO_EDGES, NO_FILES = edges_of("a/1 a/2 adapter").iloc[:0], files_of("a/1 p").iloc[:0]
FEBRUARY = "2026-02"
FOUR = models_of("a/base 01-05", "b/copy 02-01", "c/copy 02-02", "d/new 02-03")


@exercise.cases
def cases() -> Iterator[Case]:
    """Relations, then one kind of copy at a time, then dates, then the graded Hubs."""
    six = models_of("a/1 02-01", "a/2 02-02", "a/3 02-03", "a/4 02-04", "a/5 02-05", "a/6 02-28")
    merge = ["a/4 a/1 merge", "a/4 a/2 merge"]
    stated = edges_of("a/2 a/1 finetune", "a/3 a/1 adapter", *merge, "a/5 a/1 quantized", "a/6 x/x unknown")
    yield from also(case("one model of each relation", six, stated, NO_FILES, FEBRUARY), gapped_index, reversed_rows)
    yield case("two relations of one model", six, edges_of("a/1 a/2 finetune", "a/1 a/3 adapter"), NO_FILES, FEBRUARY)
    odd = edges_of("a/1 a/2 original", "a/3 a/1 original", "a/3 a/2 adapter", "a/4 a/1 original", "a/4 a/2 unknown")
    yield case("a relation called original", six, odd, NO_FILES, FEBRUARY)
    pairs = edges_of("a/1 x/x adapter", "a/1 y/y merge", "a/2 x/x merge", "a/2 y/y finetune", "a/3 x/x finetune")
    more = edges_of("a/3 y/y unknown", "a/4 x/x quantized", "a/4 y/y adapter", "z/9 x/x quantized")
    both = pd.concat([pairs, more], ignore_index=True)
    yield from also(case("neighbours in the order of relations", six, both, NO_FILES, FEBRUARY), reversed_rows)
    yield case("a month without models", six, stated, NO_FILES, "2026-03")
    yield from _copied()
    yield from _copied_in_small()
    yield from _dates()
    for found in lineage.families():
        models = found.models[["id", "created_at", "private"]]
        yield case("an unseen Hub", models, found.edges, lineage.weights(found.slot), "2026-05")


def _copied() -> Iterator[Case]:
    files = files_of("a/base pq", "b/copy pq", "c/copy qp", "d/new rs")
    yield from also(case("two copies of an earlier model", FOUR, NO_EDGES, files, FEBRUARY), reversed_rows, other_zone)
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
    yield from also(case("two copies of one second", twins, stated, files, FEBRUARY), reversed_rows)
    late = models_of("z/base 02-03", "a/copy 02-04", "b/new 02-05")
    stated, files = edges_of("a/copy z/base adapter"), files_of("z/base p", "a/copy p")
    yield from also(case("an earlier upload with the larger id", late, stated, files, FEBRUARY), reversed_rows)


def _dates() -> Iterator[Case]:
    ends = models_of("a/1 2026-01-31T23:59:59", "a/2 02-01T00:00:00", "a/3 02-28T23:59:59", "a/4 03-01T00:00:00")
    stated = edges_of("a/1 x/x merge", "a/3 x/x adapter", "a/4 x/x quantized")
    yield case("the first and the last second of a month", ends, stated, NO_FILES, FEBRUARY)
    other = models_of("a/1 2025-02-10T00:00:00", "a/2 02-10")
    yield case("the same month of another year", other, edges_of("a/1 x/x merge"), NO_FILES, FEBRUARY)
    flags = models_of("a/1 02-01", "a/2 02-02", "a/3 02-03").assign(private=pd.Series([True, None, False]))
    stated = edges_of("a/2 x/x adapter")
    yield case("a model that does not say whether it is private", flags, stated, files_of("a/1 p", "a/2 p"), FEBRUARY)
    undated = models_of("a/base -", "a/old 2022-03-02T23:29:04", "b/copy 02-01", "c/copy 02-02", "d/new 02-03")
    files = files_of("a/base p", "a/old q", "b/copy p", "c/copy q")
    yield case("a model without a date", undated, NO_EDGES, files, FEBRUARY)
    yield case("the month before dates were kept", undated, NO_EDGES, NO_FILES, "2022-03")
    edge = models_of("a/1 2026-01-31T22:00:00", "a/2 02-01T00:00:00", "a/3 2026-02-28T23:00:00", zone="Asia/Tokyo")
    stated = edges_of("a/1 a/2 merge", "a/3 a/2 adapter")
    yield case("dates shown in another time zone", edge, stated, NO_FILES, FEBRUARY)


for one in exact_copies.SHARED:
    exercise.slip(*one)

ASKED = "copies = exact_copies(counted, weights)"
exercise.slip(
    "relation_first",
    "A re-upload tagged ‘quantized’ is still a re-upload.",
    ASKED,
    f'{ASKED} - set(edges["child"])',
)
exercise.slip(
    "private_counted",
    "Nobody can copy what nobody can see: private models neither count nor serve as the first upload.",
    'models[models["private"].ne(True)].dropna',
    "models.dropna",
)
exercise.slip(
    "private_copied",
    "Nobody can copy what nobody can see: leave private models out before you look for copies.",
    ASKED,
    "copies = exact_copies(models, weights)",
)
exercise.slip(
    "unknown_is_private",
    "Where `private` was not returned it is not true: the model counts as public.",
    ".ne(True)].dropna",
    ".eq(False)].dropna",
)
exercise.slip(
    "copies_of_the_month_alone",
    "A copy of a model from an earlier month is a copy: look back at all public models.",
    f"    {ASKED}\n",
    "",
    "isin(copies)",
    "isin(exact_copies(made, weights))",
)
exercise.slip(
    "sentinel_kept",
    "March 2022 stands for ‘before dates were kept’: such a model has no creation date here.",
    '    counted = counted[counted["created_at"].ne(frames.SENTINEL)]\n',
    "",
)
exercise.slip("local_months", "Months are UTC months: convert before taking the month.", '.dt.tz_convert("UTC")', "")
exercise.slip(
    "nothing_is_zero",
    "A share of nothing is NaN, not 0.",
    'made["kind"].eq(kind).mean()',
    '(made["kind"].eq(kind).mean() if len(made) else 0.0)',
)
exercise.slip(
    "counted",
    "The question asks for shares: divide by the models created in the month.",
    'made["kind"].eq(kind).mean()',
    'made["kind"].eq(kind).mean() * len(made)',
)
exercise.slip(
    "shares_of_everything",
    "Divide by the models created in the month, not by all models.",
    'made["kind"].eq(kind).mean()',
    'made["kind"].eq(kind).mean() * len(made) / len(models)',
)
exercise.slip(
    "in_another_order",
    "With several relations the first of quantized, adapter, merge, finetune, unknown counts.",
    '["unknown", "finetune", "merge", "adapter", "quantized"]',
    '["quantized", "adapter", "merge", "finetune", "unknown"]',
)
exercise.slip(
    "original_unknown",
    "A stated relation may be `original` too: it is the last in the order, and is not `unknown`.",
    'edges["relation"] == relation',
    'edges["relation"].replace("original", "unknown") == relation',
)
exercise.slip(
    "kinds_missing",
    "Each of KINDS has its share, if only 0.",
    "for kind in KINDS})",
    'for kind in KINDS if kind in set(made["kind"])})',
)
exercise.slip(
    "until_the_month",
    "Take the models created in the month, not those until its end.",
    "counted[months == month]",
    "counted[months <= month]",
)


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
