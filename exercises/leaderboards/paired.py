"""What does a publisher claim, and what did a check of the same model find?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, other_zone, repeated_index, shuffled
from exercises.leaderboards.tables import EXAM, LESSON, both, row, table, unseen

exercise = Exercise(
    LESSON,
    "paired",
    looks_at="older results that are higher or lower, two results of one day, missing dates, one side alone, community "
    "results, two tasks of one model, rows in any order, other time zones, no results, and unseen Hubs",
)

OWL, WREN = "ann/owl", "ben/wren"
Table = pd.DataFrame


@exercise.cases
def cases() -> Iterator[Case]:
    """Tables written by hand, then the graded Hubs."""
    check = row(OWL, 60.0, "check", "2026-02-01")
    higher = [row(OWL, 75.0, date="2026-01-01"), row(OWL, 70.5, date="2026-04-01"), check]
    yield from also(case("an older claim that is higher", table(*higher)), gapped_index)
    yield case("an older claim that is lower", table(row(OWL, 66.0, date="2026-01-01"), *higher[1:]))
    checks = [row(OWL, 58.0, "check", "2026-05-01"), row(OWL, 63.0, "check", "2026-05-02"), row(OWL, 72.0)]
    yield case("three checks", table(check, *checks))
    same = [row(OWL, 71.0), row(OWL, 76.0), row(OWL, 72.0), row(OWL, 50.0, date="2026-01-01"), check]
    yield case("three claims of one day, and an older one", table(*same))
    hours = [row(OWL, 71.0, date="2026-04-01T08:00:00Z"), row(OWL, 72.0, date="2026-04-01T20:00:00Z"), check]
    yield from also(case("two moments of one day", table(*hours)), other_zone)
    yield case("no dates", table(row(OWL, 70.0, date=None), row(OWL, 73.0, date=None), row(OWL, 60.0, "check", None)))
    yield case("a missing date beside a known one", table(row(OWL, 70.0, date=None), row(OWL, 66.0), check))
    runs = [row(OWL, 70.0), row(OWL, 65.0, "run", "2026-05-01"), row(OWL, 60.0, "check")]
    yield case("a community result that is later than the claim", table(*runs))
    alone = [row(WREN, 61.0, "run"), row(WREN, 60.0, "check"), row("cy/finch", 61.0, "run"), row("cy/finch", 60.0)]
    yield case("community results in place of claims and checks", table(*runs, *alone))
    yield case("a check that somebody else made", table(row(OWL, 70.0), row(OWL, 59.0, "proven run")))
    sides = [row(OWL, 70.0), row(WREN, 61.0, "check"), row("cy/finch", 70.0), row("cy/finch", 61.0, "check")]
    yield case("models with one side alone", table(*sides))
    tasks = [row(OWL, 70.0), row(OWL, 60.0, "check"), row(OWL, 50.0, task="hard", date="2026-05-01")]
    tasks += [row(OWL, 45.0, "check", task="hard"), row(OWL, 80.0, dataset=EXAM), row(OWL, 60.0, "check", task="odd")]
    yield case("two tasks of one model, and another dataset", table(*tasks))
    full = table(*both((70.0, 61.0), (68.0, 63.0), (60.0, 64.0), (55.5, 55.5)))
    yield from also(case("four pairs", full), repeated_index, shuffled, emptied)
    yield case("claims alone", full[~full["verified"]])
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", unseen(slot))


MEAN = "Several results at the latest date are averaged."

# fmt: off
slip = exercise.slip
slip("best_of_each_side", "Maxima overstate the side with more attempts; take the latest.",
     'latest = rows[rows["date"] == newest]', "latest = rows", '["value"].mean()', '["value"].max()')
slip("mean_of_all_dates", "An older result has been replaced; use the latest.",
     'latest = rows[rows["date"] == newest]', "latest = rows")
slip("unknown_date_is_newest", "An unknown date counts as the oldest.",
     '"1970-01-01"', '"2200-01-01"')
slip("unknown_date_dropped", "A result without a date is still a result: it counts as the oldest.",
     '.fillna(OLDEST)', "")
slip("latest_of_the_model", "The latest is looked for within one dataset and task.",
     'rows.groupby(KEYS)["date"]', 'rows.groupby("model_id")["date"]')
slip("latest_of_both_sides", "Each side has a latest result of its own.",
     'newest = rows.groupby(KEYS)["date"].transform("max")',
     'newest = dated.groupby(KEYS)["date"].max().reindex(pd.MultiIndex.from_frame(rows[KEYS])).to_numpy()')
slip("community_claims", "What others measured is not the publisher's claim.",
     ' & ~dated["community"]', "")
slip("community_checks", "A community result carries no proof of the Hub: it belongs to no side.",
     'checks = dated[dated["verified"]]', 'checks = dated[dated["verified"] | dated["community"]]')
slip("proven_runs_dropped", "A verified result is a check, whoever ran it.",
     'checks = dated[dated["verified"]]', 'checks = dated[dated["verified"] & ~dated["community"]]')
slip("checks_are_claims", "A verified result is no claim: leave it out of the claimed side.",
     '~dated["verified"] & ~dated["community"]', '~dated["community"]')
slip("sides_swapped", "You swapped the sides: claimed is what the publisher says.",
     '{"claimed": claims, "checked": checks}', '{"claimed": checks, "checked": claims}')
slip("one_side_is_enough", "A model with one side alone makes no pair.",
     ".dropna()", "")
slip("first_of_a_date", MEAN, '["value"].mean()', '["value"].first()')
slip("last_of_a_date", MEAN, '["value"].mean()', '["value"].last()')
slip("best_of_a_date", MEAN, '["value"].mean()', '["value"].max()')
slip("earliest", "Take the latest result, not the earliest.",
     '.transform("max")', '.transform("min")')
slip("latest_day", "Two moments of one day are two dates: the later counts.",
     "date=evals[\"date\"].fillna(OLDEST)", 'date=evals["date"].fillna(OLDEST).dt.floor("D")')
# fmt: on


@exercise.right
def in_one_walk(evals: Table) -> Table:
    sides: tuple[dict[Any, Any], dict[Any, Any]] = {}, {}
    for one in evals.to_dict("records"):
        if one["community"] and not one["verified"]:
            continue
        key = one["model_id"], one["dataset_id"], one["task_id"]
        when = -1e18 if pd.isna(one["date"]) else one["date"].timestamp()
        side = sides[1 if one["verified"] else 0]
        best, values = side.get(key, (None, []))
        if best is None or when > best:
            side[key] = when, [one["value"]]
        elif when == best:
            values.append(one["value"])
    found = [
        [*key, *(sum(side[key][1]) / len(side[key][1]) for side in sides)]
        for key in sorted(sides[0])
        if key in sides[1]
    ]
    return pd.DataFrame(found, columns=["model_id", "dataset_id", "task_id", "claimed", "checked"])


@exercise.right
def by_ranked_dates(evals: Table) -> Table:
    names = ["model_id", "dataset_id", "task_id"]
    known = evals.reset_index(drop=True)
    known = known[known["verified"] | ~known["community"]]
    place = known.groupby([*names, "verified"])["date"].rank(method="dense", ascending=False, na_option="bottom")
    means = known[place == 1].groupby([*names, "verified"])["value"].mean().reset_index()
    claims, checks = means[~means["verified"]], means[means["verified"]]
    merged = claims.merge(checks, on=names, suffixes=("_claim", "_check")).sort_values(names)
    found = merged.rename(columns={"value_claim": "claimed", "value_check": "checked"})
    return found[[*names, "claimed", "checked"]]
