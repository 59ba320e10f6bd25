"""Do the datasets that models name exist?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course import frames, sources
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, shuffled
from exercises.datasets.by_hand import LESSON

exercise = Exercise(
    LESSON,
    "dataset_refs",
    looks_at="models without datasets, one reference twice, an id listed twice, the order of rows, and unseen Hubs",
)

IDS = ["org/Squad2", "x/imdb", "y/imdb", "bo/Maps", "bo/Cards"]
COLUMNS = ["model_id", "ref", "status"]


def table(**models: list[object] | None) -> pd.DataFrame:
    """Models by name with the datasets that each names."""
    return pd.DataFrame({"id": list(models), "datasets": pd.Series(list(models.values()), dtype=object)})


MIXED = table(cat=["bo/Maps", "imdb"], ada=["Squad2", "org/squad2", "bo/Maps"], Zoe=["bo/Cards ", "BO/cards"], ben=[])


@exercise.cases
def cases() -> Iterator[Case]:
    """Small tables first, then the models of unseen Hubs."""
    yield from also(case("models of every kind", MIXED, IDS), gapped_index, shuffled)
    yield case("one reference twice in a model", table(ada=["bo/Maps", "imdb", "bo/Maps"]), IDS)
    yield case("one reference in two models", table(ben=["Maps", "imdb"], ada=["Maps"]), IDS)
    yield case("models that name nothing", table(ada=None, ben=[], cat=["bo/Maps"]), IDS)
    yield case("nothing but models that name nothing", table(ada=[], ben=None), IDS)
    yield case("an id that stands twice", table(ada=["Maps", "BO/MAPS", "bo/Maps"]), [*IDS, "bo/Maps"])
    yield case("references that are no texts", table(ada=[7, "bo/Maps", None, 2.5]), IDS)
    yield case("references in capitals and small letters", table(ada=["bo/Maps", "Zz", "aa", "BO/Maps"]), IDS)
    yield case("no models", MIXED.iloc[:0], IDS)
    yield case("no datasets", MIXED, [])
    for slot in hubs.SLOTS:
        hub = hubs.hub(slot)
        public = [one.id for one in hub.list_datasets(expand=["private"]) if one.private is not True]
        yield case("an unseen Hub", sources.models(hub)[["id", "datasets"]], public)


slip = exercise.slip
STATUSES = "{str(ref): ref_status(ref, ids) for ref in frames.as_list(refs)}"
APPENDED = "            rows.append([model_id, text, status])"
slip(
    "a_row_for_each_mention",
    "A model that names a dataset twice has one row for it.",
    STATUSES,
    "[(str(ref), ref_status(ref, ids)) for ref in frames.as_list(refs)]",
    "statuses.items()",
    "statuses",
)
slip(
    "a_row_for_each_name",
    "The same name in two models is two references: a row for each model.",
    '    return table.sort_values(["model_id", "ref"], ignore_index=True)',
    '    table = table.sort_values(["model_id", "ref"])\n    return table.drop_duplicates("ref", ignore_index=True)',
)
slip(
    "silence_is_a_finding",
    "Saying nothing and saying something wrong are different problems: no row without a reference.",
    "for ref in frames.as_list(refs)}",
    'for ref in frames.as_list(refs) or [""]}',
)
slip(
    "malformed_dropped",
    "A malformed reference is a finding: keep its row.",
    APPENDED,
    f'            if status != "malformed":\n    {APPENDED}',
)
slip(
    "resolved_dropped",
    "Keep the references that are resolved, or nobody can compute a share.",
    APPENDED,
    f'            if status != "resolved":\n    {APPENDED}',
)
slip("ids_as_they_stand", "An id that stands twice is still one dataset.", "sorted(set(dataset_ids))", "dataset_ids")
slip(
    "ids_in_small_letters",
    "Compare with the ids as they are written; only the status `case` ignores capitals.",
    "sorted(set(dataset_ids))",
    "sorted({one.lower() for one in dataset_ids})",
)
slip(
    "as_they_come",
    "Sort the rows by model, then by reference.",
    'table.sort_values(["model_id", "ref"], ignore_index=True)',
    "table",
)
slip(
    "sorted_by_reference",
    "Sort by the model first, then by the reference.",
    '(["model_id", "ref"],',
    '(["ref", "model_id"],',
)
slip(
    "sorted_without_capitals",
    "Sort texts as Python does: capitals come before small letters.",
    '(["model_id", "ref"], ignore_index=True)',
    '(["model_id", "ref"], ignore_index=True, key=lambda column: column.str.lower())',
)
slip(
    "references_as_they_are",
    "A reference may be a number: show it as `str(ref)`, and sort texts alone.",
    "{str(ref): ref_status",
    "{ref: ref_status",
)
slip(
    "lists_expected",
    "A model may name nothing: `datasets` is an empty list or `None`.",
    "frames.as_list(refs)",
    "refs",
)
slip(
    "one_of_two_aliases",
    "Two datasets are called that; guessing one invents where the model came from.",
    "short.count(ref) == 1",
    "short.count(ref) >= 1",
)


def _status(ref: object, ids: set[str]) -> str:
    if not isinstance(ref, str) or ref.split() != [ref] or "://" in ref:
        return "malformed"
    if ref in ids:
        return "resolved"
    if sum(one.lower() == ref.lower() for one in ids) == 1:
        return "case"
    return "alias" if "/" not in ref and sum(one.split("/")[-1] == ref for one in ids) == 1 else "dangling"


@exercise.right
def with_explode(models: pd.DataFrame, dataset_ids: list[str]) -> pd.DataFrame:
    ids = set(dataset_ids)
    named = models[["id", "datasets"]].copy()
    named["datasets"] = [frames.as_list(one) for one in named["datasets"]]
    named = named[named["datasets"].map(len).gt(0)].explode("datasets")
    named["status"] = [_status(ref, ids) for ref in named["datasets"]]
    named["datasets"] = [str(ref) for ref in named["datasets"]]
    named = named.set_axis(COLUMNS, axis=1).drop_duplicates(["model_id", "ref"])
    return named.sort_values("ref", kind="stable").sort_values("model_id", kind="stable").reset_index(drop=True)


@exercise.right
def with_one_sorted_set(models: pd.DataFrame, dataset_ids: list[str]) -> pd.DataFrame:
    found: set[tuple[str, str, str]] = set()
    refs: Any
    for model, refs in zip(models["id"], models["datasets"], strict=True):
        found |= {(model, str(ref), _status(ref, set(dataset_ids))) for ref in refs or []}
    return pd.DataFrame(sorted(found), columns=COLUMNS)
