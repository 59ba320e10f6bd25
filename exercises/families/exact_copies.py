"""Which models hold, byte for byte, what an earlier one holds?"""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, other_zone, reversed_rows, shuffled
from exercises.families import lineage
from exercises.families.written import files_of, models_of

exercise = Exercise(
    "02-families",
    "exact_copies",
    looks_at="files under other names and in another order, repos that share a file, a file held twice, repos without "
    "weight files, two models of one moment, rows in any order, files of other models, and three unseen Hubs",
)

Table = pd.DataFrame
NO_FILES = files_of("a/base p").iloc[:0]


@exercise.cases
def cases() -> Iterator[Case]:
    """One way to be alike at a time, then the graded Hubs."""
    four = models_of("a/base 01-05", "b/copy 02-01", "c/copy 02-02", "d/new 02-03")
    two = case("two copies of an earlier model", four, files_of("a/base pq", "b/copy pq", "c/copy qp", "d/new rs"))
    yield from also(two, reversed_rows, shuffled, gapped_index, other_zone)
    late = models_of("z/base 01-05", "b/copy 02-01", "a/new 02-02")
    first = case("an earlier upload with the larger id", late, files_of("z/base p", "b/copy p", "a/new q"))
    yield from also(first, reversed_rows)
    month = models_of("a/tarn 02-05", "b/tarn 02-06")
    yield case("the same files in another order", month, files_of("a/tarn pq", "b/tarn qp"))
    renamed = files_of("a/tarn pq", "b/tarn pq").assign(filename=["a-1", "a-2", "b-1", "b-2"])
    yield case("the same files under other names", month, renamed)
    yield case("the same name and other files", month, files_of("a/tarn p", "b/tarn q"))
    yield case("repos that share one file", four, files_of("a/base pq", "b/copy pr", "d/new p"))
    twice = files_of("a/base ppq", "b/copy pqq", "c/copy pq", "d/new qpp")
    yield case("a file held twice", four, twice)
    yield case("repos without weights", four, NO_FILES)
    yield case("one repo without weights", four, files_of("a/base p", "b/copy p", "d/new q"))
    twins = models_of("b/late 02-03", "a/twin 02-03", "c/new 02-04")
    yield from also(case("two copies of one second", twins, files_of("b/late p", "a/twin p")), reversed_rows)
    yield case("files of a model that is not asked for", month, files_of("a/base p", "b/tarn p"))
    yield case("no models", four.iloc[:0], files_of("a/base p", "b/copy p"))
    for found in lineage.families():
        counted = found.models[found.models["private"].ne(True) & found.models["created_at"].notna()]
        weights = lineage.weights(found.slot)
        yield case("an unseen Hub", counted[["id", "created_at"]], weights)


# A name, the sentence it has to earn, and texts of the solution with what stands in their place.
# The same mistakes show in the mix of a month, so `novelty_mix` foresees these too.
SHARED = (
    (
        "both_marked",
        "The first upload is not a copy of its copies.",
        "held.notna() & held.duplicated()",
        "held.notna() & held.duplicated(keep=False)",
    ),
    (
        "matched_by_name",
        "Same name, different weights: compare hashes.",
        '["id"].map(hashes)',
        '["id"].str.split("/").str[-1]',
    ),
    (
        "any_overlap",
        "Sharing one file is not being identical.",
        """    held = earliest_first["id"].map(hashes)
    copies = held.notna() & held.duplicated()
    return set(earliest_first.loc[copies, "id"])
""",
        """    rows = earliest_first.merge(weights, on="id").drop_duplicates(["id", "sha256"])
    return set(rows.loc[rows["sha256"].duplicated(), "id"])
""",
    ),
    (
        "as_sets",
        "A repo that holds a file twice is not one that holds it once: compare sorted lists, not sets.",
        'weights.sort_values("sha256")',
        'weights.drop_duplicates(["id", "sha256"]).sort_values("sha256")',
    ),
    (
        "in_file_order",
        "File names and their order say nothing: compare the sorted hashes alone.",
        'weights.sort_values("sha256")',
        'weights.sort_values("filename")',
    ),
    (
        "empty_repos_alike",
        "Repos without weight files have nothing to compare: they are not copies of each other.",
        "held.notna() & held.duplicated()",
        "held.duplicated()",
    ),
    (
        "first_by_id",
        "The earliest upload is the original: sort by date first, and by id only within one moment.",
        '["created_at", "id"]',
        '["id", "created_at"]',
    ),
)

for one in SHARED:
    exercise.slip(*one)

exercise.slip(
    "names_compared",
    "File names and their order say nothing: compare the sorted hashes alone.",
    'weights.sort_values("sha256")',
    'weights.assign(sha256=weights["filename"] + weights["sha256"]).sort_values("sha256")',
)
exercise.slip(
    "as_listed",
    "Look at the models from the earliest to the latest, whatever the order of the rows.",
    'models.sort_values(["created_at", "id"])',
    "models",
)
exercise.slip(
    "latest_first",
    "The earliest is the original: sort the dates from the first to the last.",
    'models.sort_values(["created_at", "id"])',
    'models.sort_values(["created_at", "id"], ascending=False)',
)
exercise.slip(
    "larger_id_first",
    "Of two models of one moment the one with the smaller id counts as earlier.",
    '["created_at", "id"])',
    '["created_at", "id"], ascending=[True, False])',
)
exercise.slip(
    "by_date_alone",
    "Of two models of one moment the one with the smaller id counts as earlier, whatever the order of the rows.",
    'models.sort_values(["created_at", "id"])',
    'models.sort_values("created_at", kind="stable")',
)
exercise.slip(
    "everybodys_files",
    "A file of a model that is not in `models` makes nothing a copy.",
    """    held = earliest_first["id"].map(hashes)
    copies = held.notna() & held.duplicated()
""",
    """    held = earliest_first["id"].map(hashes)
    others = hashes[~hashes.index.isin(models["id"])]
    copies = held.notna() & (held.duplicated() | held.isin(others))
""",
)
exercise.slip(
    "one_copy_each",
    "Every later model with the same files is a copy, not the second alone.",
    "held.notna() & held.duplicated()",
    "held.notna() & held.duplicated() & (held.groupby(held).cumcount() == 1)",
)


@exercise.right
def with_counters(models: Table, weights: Table) -> set[str]:
    held: dict[str, Counter[str]] = {}
    for one, digest in zip(weights["id"], weights["sha256"], strict=True):
        held.setdefault(one, Counter())[digest] += 1
    seen, found = set(), set()
    for _, one in sorted(zip(models["created_at"], models["id"], strict=True)):
        files = frozenset(held.get(one, Counter()).items())
        if files and files in seen:
            found.add(one)
        seen.add(files)
    return found


@exercise.right
def with_groups(models: Table, weights: Table) -> set[str]:
    lists = weights.groupby("id")["sha256"].agg(lambda hashes: str(sorted(hashes))).rename("files")
    rows = models.merge(lists.reset_index(), on="id").sort_values("id").sort_values("created_at", kind="stable")
    place = rows.groupby("files").cumcount()
    return set(rows["id"][place.to_numpy() > 0])
