"""Which models belong to which paper?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course import frames
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, shuffled
from exercises.spaces.tables import inventory, models

exercise = Exercise(
    "10-spaces",
    "paper_models",
    looks_at="models with two papers, tags that repeat themselves, tags that look like a paper's, private "
    "models, times "
    "that are missing or mean unknown, no papers, no models, and unseen Hubs",
)

UNKNOWN = "2022-03-02T23:29:04"


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then the graded Hubs."""
    some = models(
        ("b/m2", 5, False, "2026-03-04T10:00:00", ["en", "arxiv:1706.03762", "arxiv:1810.04805"]),
        ("a/m1", 9, False, "2026-03-01T00:00:00", ["arxiv:1810.04805", "license:mit", "arxiv:1810.04805"]),
        ("c/m3", 1, True, "2025-01-01T00:00:00", ["arxiv:1706.03762"]),
        ("d/m4", None, False, UNKNOWN, ["arxiv:1706.03762"]),
        ("h/m8", 3, None, "2026-01-09T00:00:00", ["arxiv:2308.91815", "arxiv:1810.04805"]),
        ("e/m5", 7, False, None, ["arxiv:2308.91815", "pytorch"]),
        ("f/m6", 7, False, "2026-02-01T00:00:00", []),
        ("g/m7", 7, False, "2026-02-02T00:00:00", ["arxiv:", "mit"]),
    )  # fmt: skip
    yield from also(case("eight models", some), gapped_index, shuffled)
    yield case("the columns of an inventory", some.assign(author="ada", gated="no", license=None))
    like = [["about-arxiv:1.1"], ["ArXiv:1.2"], ["arxiv"], ["arxiv1.3"], ["arxiv:1.4"], ["doi:arxiv:1.5"]]
    yield case(
        "tags that look like a paper's", models(*((f"m{n}", 1, False, None, tags) for n, tags in enumerate(like)))
    )
    older = models(("m1", 1, False, "2026-01-01", ["arxiv:astro-ph/9901001", "arxiv:xi/1"]))
    yield case("ids of older papers, which begin with letters", older)
    dataset = [["dataset:arxiv:1.1", "arxiv:1.2:v3"], ["arxiv:1.2"]]
    yield case("ids with a colon", models(*((f"m{n}", 1, False, "2026-01-01", tags) for n, tags in enumerate(dataset))))
    near = ["2022-03-02T23:29:03", "2022-03-02T23:29:05", UNKNOWN, "2022-03-02T00:00:00"]
    yield case(
        "times around the one that means unknown",
        models(*((f"m{n}", 1, False, t, ["arxiv:1.1"]) for n, t in enumerate(near))),
    )
    letters = models(
        ("b", 1, False, None, ["arxiv:9.1"]),
        ("B", 1, False, None, ["arxiv:9.1"]),
        ("a", 1, False, None, ["arxiv:10.1"]),
    )
    yield case("ids in small and capital letters", letters)
    yield case("private models alone", models(("m", 1, True, "2026-01-01", ["arxiv:1.1"])))
    yield case("no papers", models(("m", 1, False, "2026-01-01", ["mit"]), ("n", 1, False, "2026-01-01", ["arxiv:"])))
    yield case("no tags", models(("m", 1, False, "2026-01-01", []), ("n", 1, False, None, [])))
    yield case("no models", some.iloc[:0])
    for slot in SLOTS:
        yield case("an unseen Hub", inventory(slot, ["id", "private", "created_at", "tags"]))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
PRIVATE = "Models where `private` is True are left out."
STARTS = '.str.startswith("arxiv:")'
slip("private_kept", PRIVATE, 'models[models["private"].ne(True)]', "models")
slip("unsaid_is_private", "A model is left out if `private` is True; one that does not say stays in.",
     'models[models["private"].ne(True)]', 'models[models["private"].eq(False)]')
slip("prefix_kept", "The column holds the id alone, without `arxiv:`.", '.str.removeprefix("arxiv:")', "")
slip("empty_paper", "A tag with nothing after the colon names no paper.", 'rows[rows["arxiv"] != ""]', "rows")
slip("tags_twice", "The same tag twice on a model counts once.",
     '.drop_duplicates(["arxiv", "id"])', "")
slip("one_model_a_paper", "A paper can have many models: each pair of a paper and a model is a row.",
     'drop_duplicates(["arxiv", "id"])', 'drop_duplicates(["arxiv"])')
slip("first_paper_alone", "A model can have several papers: each pair is a row.",
     'drop_duplicates(["arxiv", "id"])', 'drop_duplicates(["id"])')
slip("sentinel_is_a_time", "2022-03-02 at 23:29:04 means unknown: make it missing.",
     'rows["created_at"] = rows["created_at"].where(known)', "pass")
slip("unknown_times_dropped", "A model whose time is unknown stays, with a missing time.",
     'rows["created_at"] = rows["created_at"].where(known)', 'rows = rows[known & rows["created_at"].notna()]')
slip("sentinel_dropped", "A model whose time is unknown stays, with a missing time.",
     'rows["created_at"] = rows["created_at"].where(known)', "rows = rows[known]")
slip("whole_day_unknown", "Only that very second means unknown, not the whole day.",
     'rows["created_at"] != frames.SENTINEL', 'rows["created_at"].dt.floor("D") != frames.SENTINEL.floor("D")')
slip("all_before_unknown", "Only that very second means unknown; earlier times are times.",
     'rows["created_at"] != frames.SENTINEL', 'rows["created_at"] > frames.SENTINEL')
slip("contained", "A tag counts if it starts with `arxiv:`, not if it has it somewhere inside.",
     STARTS, '.str.contains("arxiv:")')
slip("any_case", "Tags are compared letter for letter: `ArXiv:` is another one.",
     STARTS, '.str.lower().str.startswith("arxiv:")', '.str.removeprefix("arxiv:")', '.str.slice(6)')
slip("without_the_colon", "A tag counts if it starts with `arxiv:`, colon included.", STARTS,
     '.str.startswith("arxiv")')
slip("after_the_last_colon", "Take off the prefix alone: what follows can hold a colon.",
     '.str.removeprefix("arxiv:")', '.str.rpartition(":")[2]')
slip("stripped_letters", "`lstrip` takes off letters one by one; `removeprefix` takes off the word.",
     '.str.removeprefix("arxiv:")', '.str.lstrip("arxiv:")')
slip("by_id", "The rows stand by `arxiv`, then `id`.", 'sort_values(["arxiv", "id"]', 'sort_values(["id", "arxiv"]')
slip("as_they_come", "The rows stand by `arxiv`, then `id`.",
     'rows[columns].sort_values(["arxiv", "id"], ignore_index=True)', "rows[columns].reset_index(drop=True)")
# fmt: on


@exercise.right
def model_by_model(models: pd.DataFrame) -> pd.DataFrame:
    pairs: list[tuple[str, str, Any]] = []
    for model, private, made, tags in zip(
        models["id"], models["private"], models["created_at"], models["tags"], strict=True
    ):
        papers = {tag[6:] for tag in tags if tag[:6] == "arxiv:" and tag[6:]}
        if private is not True:
            pairs += [(paper, model, None if made == frames.SENTINEL else made) for paper in papers]
    pairs.sort(key=lambda pair: pair[:2])
    return pd.DataFrame(pairs, columns=["arxiv", "id", "created_at"])


@exercise.right
def with_extract(models: pd.DataFrame) -> pd.DataFrame:
    shown = models.loc[[flag is not True for flag in models["private"]], ["id", "created_at", "tags"]]
    long = shown.explode("tags").reset_index(drop=True)
    long["arxiv"] = long["tags"].astype("string").str.extract(r"^arxiv:(.+)$")[0]
    long = long.dropna(subset=["arxiv"])[["arxiv", "id", "created_at"]].astype({"arxiv": "object"})
    long.loc[long["created_at"].eq(frames.SENTINEL), "created_at"] = pd.NaT
    return long.groupby(["arxiv", "id"])["created_at"].first().reset_index()
