"""How long from a paper's first model to a working demo, and to a provider?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course import frames
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, shuffled
from exercises.spaces.tables import events, inventory, listed_spaces, log, models, spaces

exercise = Exercise(
    "10-spaces",
    "research_to_production",
    looks_at="papers with several models, models with several papers, Spaces of each state and age, times that "
    "are missing "
    "or mean unknown, private models, papers that never arrive, empty tables, and unseen Hubs",
)

UNKNOWN = "2022-03-02T23:29:04"
DAY = 86_400.0


@exercise.cases
def cases() -> Iterator[Case]:
    """One limit a case, then the graded Hubs."""
    two = models(
        ("m1", 1, False, "2026-03-01T00:00:00", ["arxiv:1.1"]), ("m2", 1, False,
     "2026-03-04T12:00:00", ["arxiv:1.1", "arxiv:2.2"]),
        ("m3", 1, False, "2026-03-02T06:00:00", ["arxiv:3.3", "mit"]), ("m4", 1, False, "2026-01-02T00:00:00", ["mit"]),
    )  # fmt: skip
    shown = spaces((["m2"], "running", "2026-03-11T12:00:00"), (["m1"], "broken", "2026-03-03T00:00:00"),
                   (["m4"], "running", "2026-03-01T00:00:00"), (["m9", "m3"], "idle", "2026-03-20T00:00:00"),
                   (["m2"], "idle", "2026-03-21T00:00:00"))  # fmt: skip
    served = events(("m2", "2026-03-09T00:00:00"), ("m4", "2026-03-01T00:00:00"), ("m2", "2026-03-06T00:00:00"),
                    ("m2", "2026-03-12T00:00:00"), ("m9", "2026-03-01T00:00:00"))  # fmt: skip
    yield from also(case("three papers", two, shown, served), gapped_index, shuffled)
    wide = (two.assign(author="x"), shown.assign(likes=3), served.assign(region="R1"))
    yield case("further columns in each table", *wide)
    states = ("idle", "building", "unknown", "broken")
    four = models(*((f"m{n}", 1, False, "2026-03-01", [f"arxiv:{n}.{n}"]) for n in range(1, 5)))
    each = spaces(*(([f"m{n}"], state, "2026-03-05T00:00:00") for n, state in enumerate(states, 1)))
    yield case("a Space of each state", four, each, served)
    older = spaces((["m1"], "running", "2026-02-01T00:00:00"), (["m2"], "running", "2026-03-08T00:00:00"))
    yield case("a Space that is older than the paper's first model", two, older, events(("m1", "2026-01-01T00:00:00")))
    between = spaces((["m2"], "running", "2026-03-02T00:00:00"))
    yield case("a Space between two models of a paper", two, between, events(("m2", "2026-03-03T00:00:00")))
    gap = spaces((["m1"], "running", None), (["m2"], "idle", "2026-03-31T00:00:00"), (["m3"], "running", None))
    yield case("Spaces without a creation time", two, gap, served)
    lists = spaces(
        (None, "running", "2026-03-01T00:00:00"),
        ([], "idle", "2026-03-01T00:00:00"),
        (["m3", "m1"], "idle", "2026-03-07"),
    )
    yield case("Spaces that list nothing, or two models", two, lists, served)
    first = models(
        ("m1", 1, True, "2026-01-01T00:00:00", ["arxiv:1.1"]), ("m2", 1, False, UNKNOWN, ["arxiv:1.1"]),
        ("m3", 1, False, "2026-03-02T00:00:00", ["arxiv:1.1"]), ("m4", 1, None, None, ["arxiv:1.1"]),
        ("m5", 1, False, UNKNOWN, ["arxiv:4.4"]), ("m6", 1, True, "2026-01-01T00:00:00", ["arxiv:5.5"]),
    )  # fmt: skip
    early = spaces(
        (["m1"], "running", "2026-01-05T00:00:00"),
        (["m2"], "running", "2026-03-12T00:00:00"),
        (["m5"], "idle", "2026-02-01"),
    )
    yield case(
        "first models that are private or of unknown time",
        first,
        early,
        events(("m1", "2026-02-01"), ("m4", "2026-04-01")),
    )
    # more than 16 rows, for numpy sorts fewer in a way that keeps the order of equal ones
    same = models(*((f"m{n}", 1, False, f"2026-03-0{1 + n % 2}", [f"arxiv:{40 - n}"]) for n in range(1, 36)))
    yield case("papers with the same first moment", same, shown, served)
    turned = models(("a", 1, False, "2026-05-01", ["arxiv:1.1"]), ("b", 1, False, "2025-05-01", ["arxiv:9.9"]))
    yield case("a later paper with a smaller number", turned, shown, served)
    yield case(
        "a tag twice on a model", models(("m1", 1, False, "2026-03-01", ["arxiv:1.1", "arxiv:1.1"])), shown, served
    )
    yield case("no papers", models(("m1", 1, False, "2026-03-01", ["mit"])), shown, served)
    yield case("no Spaces and no events", two, shown.iloc[:0], served.iloc[:0])
    yield case("no models", two.iloc[:0], shown, served)
    for slot in SLOTS:
        own = inventory(slot, ["id", "private", "created_at", "tags"])
        yield case("an unseen Hub", own, listed_spaces(slot), log(slot, "provider_events"))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
WORKING = 'spaces["state"].isin(["running", "idle"])'
DAYS = '(times[goal] - table["t0"]) / pd.Timedelta(days=1)'
CLIP = "days.clip(lower=0)"
CLOCK = "The clock starts with the paper's first model, not with the model that got the demo."
slip("own_start_for_each_model", CLOCK,
     'times = pairs.groupby("arxiv")',
     'for goal in ["space", "live"]:\n'
     '        pairs[goal] = pairs["created_at"].groupby(pairs["arxiv"]).transform("min") + (pairs[goal] - '
     'pairs["created_at"])\n'
     '    times = pairs.groupby("arxiv")')
slip("last_model_starts", "The clock starts with the paper's first model; yours starts with the last.",
     '"t0": times["created_at"]', '"t0": pairs.groupby("arxiv")["created_at"].max()')
slip("broken_demos_count", "A broken Space is no demo: only running and idle ones work.", WORKING,
     'spaces["state"].notna()')
slip("running_alone", "An idle Space wakes when somebody visits it, so it works.", WORKING,
     'spaces["state"].eq("running")')
slip("building_counts", "A Space that is building does not work yet.", WORKING,
     'spaces["state"].isin(["running", "idle", "building"])')
slip("negative_kept", "A demo that was there before counts as 0 days.", CLIP, "days")
slip("negative_dropped", "A Space older than the paper's first model means 0 days, not a missing value.",
     CLIP, "days.where(days >= 0)")
slip("later_space_instead", "A Space older than the paper's first model means 0 days, not a later Space.",
     'times = pairs.groupby("arxiv")',
     'start = pairs.groupby("arxiv")["created_at"].transform("min")\n'
     '    for goal in ["space", "live"]:\n'
     '        pairs[goal] = pairs[goal].where(pairs[goal] >= start)\n'
     '    times = pairs.groupby("arxiv")')
slip("whole_days", "Days are fractions here; `.days` cuts them off.", DAYS, '(times[goal] - table["t0"]).dt.days')
slip("in_hours", "The unit is a day: divide by a `Timedelta` of one day.", DAYS,
     '(times[goal] - table["t0"]) / pd.Timedelta(hours=1)')
slip("latest_space", "Take the earliest Space of the paper, not the latest.",
     'first_space = working.groupby("models")["created_at"].min()',
     'first_space = working.groupby("models")["created_at"].max()')
slip("latest_event", "Take the earliest moment at which a provider served a model, not the latest.",
     '["live_at"].min()', '["live_at"].max()')
slip("first_row_of_the_events", "The rows of the events stand in any order: take the earliest, not the first row.",
     '["live_at"].min()', '["live_at"].first()')
slip("never_dropped", "Never is the most important answer: keep papers without a demo, with NaN.",
     'dropna(subset=["t0"])', 'dropna(subset=["t0", "days_to_space"])')
slip("never_is_zero", "A paper that never got a demo has no days: NaN, not 0.", CLIP, "days.clip(lower=0).fillna(0)")
slip("without_a_start_kept", "A paper whose first moment is unknown is left out.",
     'table.dropna(subset=["t0"])', "table")
slip("models_with_a_time", "`n_models` counts all public models of the paper, also those whose time is unknown.",
     'pairs.groupby("arxiv").size()', 'pairs.groupby("arxiv")["created_at"].count()')
slip("models_with_a_demo", "`n_models` counts all public models of the paper, not those with a Space.",
     'pairs.groupby("arxiv").size()', 'pairs.groupby("arxiv")["space"].count()')
slip("by_paper", "Sort by `t0` first; the paper's id decides only between equal times.",
     '["t0", "arxiv"]', '["arxiv"]')
slip("latest_paper_first", "The paper with the earliest `t0` comes first.",
     '["t0", "arxiv"], ignore_index', '["t0", "arxiv"], ascending=[False, True], ignore_index')
slip("ties_by_size", "Papers with the same `t0` stand by their id, as texts.",
     'known.reset_index().sort_values(["t0", "arxiv"], ignore_index=True)',
     'known.iloc[known.index.str.len().argsort(kind="stable")].reset_index().sort_values(\n'
     '        "t0", kind="stable", ignore_index=True)')
slip("first_of_the_list", "A Space can list several models, and is a demo of each: use `explode`.",
     f'spaces[{WORKING}].explode("models")', f'spaces[{WORKING}].assign(models=spaces["models"].str[0])')
slip("one_paper_a_model", "A model can belong to several papers: keep a row for each of them.",
     "paper_models(models)", 'paper_models(models).drop_duplicates("id")')
slip("goals_swapped", "`days_to_space` is about Spaces, `days_to_live` about providers.",
     'first_space.rename("space")', 'first_live.rename("space")', 'first_live.rename("live")',
     'first_space.rename("live")')
# fmt: on


@exercise.wrong("The unit is the paper: one row for each, whatever its number of models.")
def a_row_for_each_model(models: pd.DataFrame, spaces: pd.DataFrame, provider_events: pd.DataFrame) -> pd.DataFrame:
    table = paper_by_paper(models, spaces, provider_events)
    rows: pd.DataFrame = table.loc[table.index.repeat(table["n_models"])]
    return rows.assign(n_models=1).reset_index(drop=True)


def _earliest(pairs: Any) -> dict[str, pd.Timestamp]:
    """The earliest known time of each model in pairs of a model and a time."""
    found: dict[str, pd.Timestamp] = {}
    for model, at in pairs:
        if pd.notna(at):
            found[model] = min(at, found.get(model, at))
    return found


@exercise.right
def paper_by_paper(models: pd.DataFrame, spaces: pd.DataFrame, provider_events: pd.DataFrame) -> pd.DataFrame:
    papers: dict[str, dict[str, pd.Timestamp]] = {}
    for row in models.to_dict("records"):
        for tag in row["tags"] if row["private"] is not True else []:
            if tag.startswith("arxiv:") and tag != "arxiv:":
                papers.setdefault(tag.split(":", 1)[1], {})[row["id"]] = row["created_at"]
    works = [row for row in spaces.to_dict("records") if row["state"] in ("running", "idle")]
    listed = [(model, row["created_at"]) for row in works for model in frames.as_list(row["models"])]
    demo = _earliest(listed)
    live = _earliest(zip(provider_events["model_id"], provider_events["live_at"], strict=True))
    rows = []
    for paper, own in papers.items():
        known = [at for at in own.values() if pd.notna(at) and at != frames.SENTINEL]
        if known:
            reached = [[goal[model] for model in own if model in goal] for goal in (demo, live)]
            days = [max(0.0, (min(at) - min(known)).total_seconds() / DAY) if at else np.nan for at in reached]
            rows.append([paper, len(own), min(known), *days])
    rows.sort(key=lambda row: (row[2], row[0]))
    return pd.DataFrame(rows, columns=["arxiv", "n_models", "t0", "days_to_space", "days_to_live"])


@exercise.right
def with_merges(models: pd.DataFrame, spaces: pd.DataFrame, provider_events: pd.DataFrame) -> pd.DataFrame:
    shown = models.loc[
        np.array([flag is not True for flag in models["private"]], dtype=bool), ["id", "created_at", "tags"]
    ]
    pairs = shown.explode("tags").drop_duplicates(["id", "tags"])
    pairs = pairs.assign(arxiv=pairs["tags"].astype("string").str.extract("^arxiv:(.+)$")[0].astype(object))
    pairs = pairs.dropna(subset=["arxiv"])
    pairs["created_at"] = pairs["created_at"].mask(pairs["created_at"] == frames.SENTINEL)
    demos = spaces.loc[spaces["state"].isin({"idle", "running"}), ["models", "created_at"]].explode("models")
    demos = demos.rename(columns={"models": "id", "created_at": "at"}).astype({"id": object})
    live = provider_events[["model_id", "live_at"]].set_axis(["id", "at"], axis=1).astype({"id": object})
    starts = pairs.groupby("arxiv")["created_at"].min()
    found = pd.DataFrame({"n_models": pairs.groupby("arxiv")["id"].nunique(), "t0": starts})
    for name, goal in (("days_to_space", demos), ("days_to_live", live)):
        own = pairs[["arxiv", "id"]].astype({"id": object}).merge(goal, on="id").groupby("arxiv")["at"].min()
        at = pd.Series(pd.to_datetime(own.reindex(found.index), utc=True), index=found.index)
        found[name] = np.maximum((at - found["t0"]).dt.total_seconds() / DAY, 0)
    return found[found["t0"].notna()].sort_index().sort_values("t0", kind="stable").reset_index()
