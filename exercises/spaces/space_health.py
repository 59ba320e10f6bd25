"""What share of Spaces is broken, by kit?"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from huggingface_hub import HfApi

from course import stats
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of

GREEDY = "You asked the Hub once for each Space. One listing with expand=[…] returns the same."

exercise = Exercise(
    "10-spaces",
    "space_health",
    looks_at="each state alone in its kit, private Spaces, kits that are missing, equal counts, a limit, the number of "
    "requests, a Hub without Spaces, and unseen Hubs",
    over_budget=GREEDY,
)

STATES = ["running", "idle", "building", "broken", "unknown"]


def _space(name: str, sdk: str | None, runtime: str | None, **more: object) -> dict[str, object]:
    said = {"id": name, "sdk": sdk, "runtime": runtime} | more
    return {key: value for key, value in said.items() if value is not None}


def _of(kit: str, *stages: str | None, **more: object) -> list[dict[str, object]]:
    """Spaces of one kit, a stage each."""
    return [_space(f"{kit}/s{place}", kit, stage, **more) for place, stage in enumerate(stages)]


def _alone() -> list[dict[str, object]]:
    """Kits whose Spaces are all in one state, or in one besides a working one."""
    return [
        *_of("builds", "BUILDING", "APP_STARTING"),
        *_of("fails", "NO_APP_FILE", "RUNTIME_ERROR", "CONFIG_ERROR", "BUILD_ERROR"),
        *_of("goes", "DELETING", "RUNNING", "RUNNING"),
        *_of("says-nothing", None),
        *_of("sleeps", "SLEEPING", "PAUSED", "STOPPED", "SLEEPING", "SLEEPING"),
        *_of("updates", "RUNNING_BUILDING", "RUNNING_APP_STARTING", "BUILD_ERROR"),
    ]


def _many() -> list[dict[str, object]]:
    """More Spaces than a page of a listing holds, the most liked in no particular place."""
    stages = ["RUNNING", "SLEEPING", "RUNTIME_ERROR", "BUILDING", "PAUSED"]
    kits = ["gradio", "docker", "static"]
    return [
        _space(f"fay/{n:04}", kits[n % 3 and n % 7 % 3], stages[n % 5], likes=n * 7 % 601, private=n % 50 == 3)
        for n in range(601)
    ]


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs first; one request suffices for them."""
    mixed = [*_of("gradio", *["RUNNING"] * 11, *["SLEEPING"] * 4, *["BUILD_ERROR"] * 5, *["BUILDING"] * 3, None)]
    yield case("one kit with Spaces in every state", hub_of(spaces=mixed), budget=1)
    yield case("kits whose Spaces are alike", hub_of(spaces=_alone()), budget=1)
    hidden = [*_of("static", "RUNNING", private=True), *_of("gradio", "RUNNING", "NO_APP_FILE", private=False)]
    yield case("a private Space that is the only one of its kit", hub_of(spaces=hidden), budget=1)
    beside = [*_of("gradio", "RUNNING", "RUNNING"), _space("gradio/x", "gradio", "RUNTIME_ERROR", private=True)]
    yield case("a private Space among others", hub_of(spaces=beside), budget=1)
    yield case("Spaces that do not say whether they are private", hub_of(spaces=_of("docker", "STOPPED")), budget=1)
    equal = [*_of("zip", "RUNNING", "SLEEPING"), *_of("app", "BUILD_ERROR", "RUNNING"), *_of("mid", "BUILDING")]
    yield case("kits with the same number of Spaces", hub_of(spaces=equal), budget=1)
    bare = [_space("ada/x", None, "RUNNING"), _space("ada/y", "", "RUNTIME_ERROR"), _space("ada/z", "gradio", "PAUSED")]
    yield case("Spaces without a kit", hub_of(spaces=bare), budget=1)
    liked = [
        _space(f"eve/{n}", "gradio", stage, likes=n) for n, stage in enumerate(["RUNNING", "NO_APP_FILE", "PAUSED"])
    ]
    yield case("a limit of two", hub_of(spaces=liked), 2, budget=1)
    unseen = [_space("eve/top", "gradio", "RUNNING", likes=90, private=True), *liked]
    yield case("a limit of two, of which one is private", hub_of(spaces=unseen), 2, budget=1)
    yield case("no Spaces", hub_of(), budget=1)
    many = hub_of(spaces=_many())
    yield case("601 Spaces", many, budget=2)
    yield case("a limit of 40 among 601 Spaces", many, 40, budget=1)
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.hub(slot), budget=hubs.budget(hubs.hub(slot), "spaces"))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
PRIVATE = "Private Spaces are counted: name `private` in `expand`, then leave out those where it is True."
JUDGED = 'judged = table["running"] + table["idle"] + table["broken"]'
STARTING = "A Space that is starting has neither worked nor failed yet: leave it out below the line."
NOTHING = "Where nothing could work yet, there is no share: NaN, not 0."
slip("private_not_asked", PRIVATE, '["private", "runtime", "sdk"]', '["runtime", "sdk"]')
slip("unsaid_is_private", "A Space is left out if `private` is True; one that does not say counts.",
     "space.private is not True", "space.private is False")
slip("one_request_a_space", GREEDY,
     "space_state(space.runtime)", "space_state(api.space_info(space.id, expand=[\"runtime\"]).runtime)")
slip("building_in_the_share", STARTING, JUDGED, f'{JUDGED} + table["building"]')
slip("unknown_in_the_share", "An unknown state says neither working nor broken; leave it out of the share.",
     JUDGED, f'{JUDGED} + table["unknown"]')
slip("share_of_all", "The share is of the Spaces that are running, idle or broken, not of all.",
     JUDGED, 'judged = table["n"]')
slip("idle_left_out", "An idle Space wakes on the next visit: it belongs below the line.",
     JUDGED, 'judged = table["running"] + table["broken"]')
slip("against_the_working", "Broken Spaces belong below the line too: divide by all that could work.",
     JUDGED, 'judged = table["running"] + table["idle"]')
slip("interval_of_all", "The interval needs the same denominator as the share.",
     'zip(table["broken"], judged)', 'zip(table["broken"], table["n"])')
slip("textbook_interval", "That is the textbook interval; Wilson's stays inside 0 and 1: `stats.wilson`.",
     "[stats.wilson(k, n) for k, n in zip(table[\"broken\"], judged)]",
     "[(p - e, p + e) for p, e in zip(table[\"broken_share\"],\n"
     "        1.96 * (table[\"broken_share\"] * (1 - table[\"broken_share\"]) / judged) ** 0.5)]")
slip("ends_swapped", "`ci_low` is the lower end: `stats.wilson` gives it first.",
     '["ci_low", "ci_high"]', '["ci_high", "ci_low"]')
slip("nothing_is_zero", NOTHING, 'table["broken"] / judged', '(table["broken"] / judged).fillna(0)')
slip("kits_that_cannot_fail_dropped", "A kit whose Spaces all build is still a row: its share is NaN.",
     "return table.sort_values", 'return table.dropna(subset=["broken_share"]).sort_values')
slip("no_kit_dropped", "groupby and crosstab leave out a missing kit; call it `none` first.",
     'space.sdk or "none"', "space.sdk or None", 'name="sdk", dtype=str', 'name="sdk", dtype=object')
slip("only_missing_is_none", "An empty kit is `none` too.",
     'space.sdk or "none"', '"none" if space.sdk is None else space.sdk')
slip("empty_kit_kept", "A kit that the Hub did not name is called `none`.",
     'space.sdk or "none"', 'space.sdk or ""')
slip("n_of_the_judged", "`n` counts all public Spaces of a kit, also those that are building or unknown.",
     'table["n"] = table[STATES].sum(axis=1)', 'table["n"] = table[["running", "idle", "broken"]].sum(axis=1)')
slip("percent", "A share lies between 0 and 1; you return percent.",
     'table["broken"] / judged', '100 * table["broken"] / judged')
slip("kits_by_name", "The kit with most Spaces comes first.",
     '["n", "sdk"], ascending=[False, True]', '["sdk"]')
slip("fewest_first", "The kit with most Spaces comes first; yours comes last.",
     "ascending=[False, True]", "ascending=[True, True]")
slip("ties_backwards", "Kits with the same number of Spaces stand by name, from a to z.",
     "ascending=[False, True]", "ascending=[False, False]")
slip("limit_left_out", "`limit` is an argument: give it to the listing, so that no more Spaces come.",
     "limit=limit, ", "")
slip("first_by_name", "A limit keeps the most liked Spaces: ask the Hub for sort='likes'.",
     'sort="likes", ', "")
# fmt: on


def _states(api: HfApi, limit: int | None) -> Iterator[tuple[str, str]]:
    """Kit and state of each public Space, without the learner's `space_state`."""
    expand: list[Any] = ["sdk", "runtime", "private", "likes"]
    kinds = dict.fromkeys(["SLEEPING", "PAUSED", "STOPPED"], "idle") | dict.fromkeys(
        ["BUILDING", "APP_STARTING"], "building"
    )
    kinds |= dict.fromkeys(["BUILD_ERROR", "RUNTIME_ERROR", "CONFIG_ERROR", "NO_APP_FILE"], "broken")
    kinds |= dict.fromkeys(["RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING"], "running")
    for space in api.list_spaces(expand=expand, sort="likes", limit=limit):
        if not space.private:
            yield space.sdk or "none", kinds.get(space.runtime.stage if space.runtime else "", "unknown")


@exercise.right
def counted_by_hand(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    counts: dict[str, Counter[str]] = {}
    for kit, state in _states(api, limit):
        counts.setdefault(kit, Counter())[state] += 1
    rows = []
    for kit, found in sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])):
        n = found["running"] + found["idle"] + found["broken"]
        share = found["broken"] / n if n else None
        rows.append([kit, found.total(), *(found[state] for state in STATES), share, *stats.wilson(found["broken"], n)])
    return pd.DataFrame(rows, columns=["sdk", "n", *STATES, "broken_share", "ci_low", "ci_high"])


@exercise.right
def with_dummies(api: HfApi, limit: int | None = None) -> pd.DataFrame:
    table = pd.DataFrame(_states(api, limit), columns=["sdk", "state"])
    for state in STATES:
        table[state] = table["state"].eq(state).astype(int)
    found = table.groupby("sdk")[STATES].sum()
    found.insert(0, "n", table.groupby("sdk").size())
    k, n = found["broken"].to_numpy(float), found[["running", "idle", "broken"]].sum(axis=1).to_numpy(float)
    z = stats.Z
    with np.errstate(invalid="ignore", divide="ignore"):
        p = k / n
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    found = found.assign(broken_share=p, ci_low=np.clip(centre - half, 0, 1), ci_high=np.clip(centre + half, 0, 1))
    return found.sort_index().sort_values("n", ascending=False, kind="stable").reset_index()
