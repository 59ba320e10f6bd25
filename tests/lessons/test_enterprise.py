"""Lesson 13's solved functions agree with plain loops, exact fractions and graphs, and find what was planted."""

import math
import random
from collections.abc import Callable
from dataclasses import asdict
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse.csgraph import connected_components
from scipy.stats import binomtest

from course import frames
from course.check import Failure
from course.exercise import hubs
from course.hub.connect import connect, snapshot_of
from course.lesson.reference import solution
from course.simulate.logs.enterprise import SIGNALS
from course.simulate.plan import PLANS
from exercises.enterprise import pql_table
from exercises.enterprise.tables import CLASSES, POLICY, REGIONS, edges, model, models, orgs

LESSON = "13-enterprise"
LOSES = "This signal appeared after the contract, so it cannot have foretold it."
each_place = pytest.mark.parametrize("place", ["s0", *hubs.SLOTS])
each_slot = pytest.mark.parametrize("slot", hubs.SLOTS)


def solved(name: str, *args: object) -> Any:
    """What the solved notebook's function `name` returns."""
    return solution(LESSON, name)(*args)


@cache
def hub(place: str) -> Any:
    """A graded Hub, or the practice Hub as `s0`."""
    return connect("practice") if place == "s0" else hubs.hub(place)


@cache
def table(place: str, name: str) -> pd.DataFrame:
    """A log of such a Hub as it comes."""
    snapshot = snapshot_of(hub(place))
    assert snapshot is not None
    return snapshot.log(name)


def planted(place: str) -> dict[str, Any]:
    """What was planted in it."""
    return asdict(PLANS[place])


def lifts(place: str, seen: Callable[[pd.DataFrame, str], "pd.Series[bool]"]) -> dict[str, float]:
    """How much more often the organisations that `seen` says have a signal sign than the others."""
    usage = table(place, "org_usage")
    signed = usage["converted_at"].notna()
    return {name: signed[seen(usage, name)].mean() / signed[~seen(usage, name)].mean() for name in SIGNALS}


@each_place
def test_the_naive_table_praises_the_planted_leak_and_the_solved_one_does_not(place: str) -> None:
    leak = planted(place)["leaking_signal"]
    naive = lifts(place, lambda usage, name: usage[name].notna())
    assert max(naive, key=lambda name: naive[name]) == leak
    honest = solved("pql_table", table(place, "org_usage"), list(SIGNALS), frames.as_of(hub(place)))
    lift = honest.set_index("signal")["lift"]
    assert naive[leak] > 10 * lift.drop(leak).max()
    assert honest["signal"].iloc[0] != leak, "the title of the lesson's plot quotes the first row"
    assert lift[leak] < 1 < lift.drop(leak).max()


@each_slot
def test_an_answer_that_quotes_the_leak_is_told_so_and_one_that_finds_it_passes(slot: str) -> None:
    wrong = next(one for one in pql_table.exercise.wrongs if one.function.__name__ == "ever_shown")
    usage = table(slot, "org_usage")
    quoted = wrong.function(usage, list(SIGNALS), frames.as_of(hub(slot)))
    assert quoted["signal"].iloc[0] == planted(slot)["leaking_signal"]
    with pytest.raises(Failure, match=LOSES):
        pql_table.exercise.grade(wrong.function)


@each_place
def test_the_other_signals_are_seen_before_the_contract_alone(place: str) -> None:
    usage, leak = table(place, "org_usage"), planted(place)["leaking_signal"]
    signed = usage[usage["converted_at"].notna()]
    late = {name: int((signed[name] > signed["converted_at"]).sum()) for name in SIGNALS}
    assert late.pop(leak) > 100
    assert set(late.values()) == {0}


@pytest.mark.parametrize("seed", range(3))
def test_the_table_of_leads_is_counted_one_organisation_after_the_other(seed: int) -> None:
    usage, as_of = table(hubs.SLOTS[seed], "org_usage"), frames.as_of(hub(hubs.SLOTS[seed])) - pd.Timedelta(days=90)
    found = solved("pql_table", usage, list(SIGNALS), as_of).set_index("signal")
    for name in SIGNALS:
        counts = dict.fromkeys(product((True, False), repeat=2), 0)
        for contract, first in zip(usage["converted_at"], usage[name], strict=True):
            won = not pd.isna(contract) and contract < as_of
            end = contract if won else as_of
            counts[not pd.isna(first) and first < end, won] += 1
        n = counts[True, True] + counts[True, False]
        rate, other = counts[True, True] / n, counts[False, True] / (counts[False, True] + counts[False, False])
        between = binomtest(counts[True, True], n).proportion_ci(method="wilson")
        assert found.loc[name].tolist() == pytest.approx([n, rate, other, rate / other, between.low, between.high])


def fractions(row: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """The exact gain and the exposed margin of a scenario whose decimals are written as texts."""
    part = {name: Fraction(value) for name, value in row.items() if name != "scenario"}
    gain = part["new_revenue_usd"] * part["new_margin"] - part["build_cost_usd"]
    return gain, part["revenue_usd"] * part["margin"] * part["exposure"]


def some_scenarios(seed: int) -> list[dict[str, str]]:
    """Scenarios of every kind, among them margins that are gone, nothing exposed, and gains of exactly nothing."""
    rng = random.Random(seed)
    shares = ["0", "0.05", "0.1", "0.3", "0.45", "0.6", "1"]
    names = ("new_margin", "margin", "exposure", "exit_share")
    money = {"new_revenue_usd": ["0", "3", "40000000", "70000000.5"], "build_cost_usd": ["0", "0.3", "20000000"],
             "revenue_usd": ["0", "130000000"]}  # fmt: skip
    drawn = [
        {name: rng.choice(given) for name, given in {**money, **dict.fromkeys(names, shares)}.items()}
        for _ in range(250)
    ]
    return [{"scenario": f"case {place}", **row} for place, row in enumerate(drawn)]


def numbers(rows: list[dict[str, str]]) -> pd.DataFrame:
    """The table that the learner's function gets."""
    return pd.DataFrame(rows).astype({name: float for name in rows[0] if name != "scenario"})


@pytest.mark.parametrize("seed", range(4))
def test_the_break_even_is_the_exact_one(seed: int) -> None:
    rows = some_scenarios(seed)
    met = {"no gain": 0, "infinite": 0, "above one": 0, "margin gone": 0}
    found = solved("neutrality_breakeven", numbers(rows)).to_dict("records")
    for row, got in zip(rows, found, strict=True):
        gain, exposed = fractions(row)
        loss = Fraction(row["exit_share"]) * exposed
        wanted = [float(gain), float(loss), float(gain - loss)]
        assert [got["gain_usd"], got["loss_usd"], got["net_usd"]] == pytest.approx(wanted, abs=0.006)
        even = math.nan if gain <= 0 else math.inf if exposed == 0 else float(gain / exposed)
        assert got["breakeven_exit"] == pytest.approx(even, rel=1e-6, nan_ok=True)
        met["no gain"] += gain <= 0
        met["infinite"] += even == math.inf
        met["above one"] += 1 < even < math.inf
        met["margin gone"] += row["new_margin"] == "0" and row["new_revenue_usd"] != "0"
    assert min(met.values()) > 5, met


@pytest.mark.parametrize("seed", range(2))
def test_at_the_break_even_the_net_is_nothing_and_beside_it_has_a_sign(seed: int) -> None:
    table = numbers(some_scenarios(seed))
    even = solved("neutrality_breakeven", table)["breakeven_exit"]
    real = table[np.isfinite(even)].reset_index(drop=True)
    exits = even[np.isfinite(even)].to_numpy()
    gain = solved("neutrality_breakeven", real)["gain_usd"]
    for factor, sign in ((1.0, 0), (0.5, 1), (1.5, -1)):
        net = solved("neutrality_breakeven", real.assign(exit_share=factor * exits))["net_usd"]
        assert np.sign((net / gain).round(9)).tolist() == [sign] * len(real)


def test_an_inference_margin_compressed_to_nothing_has_no_break_even_however_much_is_sold() -> None:
    sold = [1e6, 60e6, 1e9]
    row = {"new_margin": 0.0, "build_cost_usd": 20e6, "revenue_usd": 130e6, "margin": 0.6, "exposure": 0.4}
    table = pd.DataFrame({"scenario": ["a", "b", "c"], "new_revenue_usd": sold}).assign(**row, exit_share=0.0)
    found = solved("neutrality_breakeven", table)
    assert found["net_usd"].tolist() == [-20e6] * 3
    assert found["breakeven_exit"].isna().all()
    gone = solved("neutrality_breakeven", table.assign(new_margin=0.5, margin=0.0))
    assert gone["breakeven_exit"].tolist()[1:] == [math.inf, math.inf], "today's margin gone: nothing is left to lose"


def bought(seats: pd.DataFrame, month: str) -> dict[str, Fraction]:
    """What each organisation pays in a month, as exact as the decimals of the log."""
    paid: dict[str, Fraction] = {}
    for row in seats[seats["month"] == month].to_dict("records"):
        price, discount = Fraction(str(row["price_usd"])), Fraction(str(row["discount"]))
        paid[row["org_id"]] = paid.get(row["org_id"], Fraction(0)) + row["seats"] * price * (1 - discount)
    return paid


@each_place
def test_retention_is_that_of_an_exact_loop(place: str) -> None:
    seats = table(place, "org_seats")
    for month in sorted(seats["month"].unique())[-2:]:
        now, then = bought(seats, month), bought(seats, f"{int(month[:4]) - 1}{month[4:]}")
        base = {one: paid for one, paid in then.items() if paid > 0}
        kept = {one: now.get(one, Fraction(0)) for one in base}
        total, paying = sum(base.values()), [paid for paid in now.values() if paid > 0]
        wanted = {
            "mrr": sum(now.values()),
            "arr": 12 * sum(now.values()),
            "orgs": len(paying),
            "seats": int(seats.loc[seats["month"] == month, "seats"].sum()),
            "arpa": sum(now.values()) / len(paying),
            "nrr": sum(kept.values()) / total,
            "grr": sum(min(kept[one], base[one]) for one in base) / total,
            "logo_churn": Fraction(sum(paid == 0 for paid in kept.values()), len(base)),
        }
        found = solved("seat_metrics", seats, month)
        assert found == pytest.approx({name: float(value) for name, value in wanted.items()})


@each_place
def test_net_retention_is_as_planted_and_gross_retention_hides_nothing(place: str) -> None:
    seats = table(place, "org_seats")
    found = solved("seat_metrics", seats, seats["month"].max())
    assert found["nrr"] == pytest.approx(planted(place)["nrr"], abs=0.01)
    assert found["grr"] < min(1, found["nrr"])
    assert 0.05 < found["logo_churn"] < 0.3


@each_slot
def test_the_largest_supplier_has_the_planted_share(slot: str) -> None:
    family = frames.siblings(hub(slot))
    shares, hhi = solved("supplier_dependence", family, family[["id", "root"]])
    assert shares["share"].iloc[0] == pytest.approx(planted(slot)["top_supplier"], abs=0.02)
    assert hhi == pytest.approx(float(np.square(shares["share"]).sum()))
    assert shares["cum_share"].iloc[-1] == pytest.approx(1)


def some_edges(seed: int, nodes: int = 24) -> pd.DataFrame:
    """A random graph of models in which a few name each other."""
    rng = random.Random(seed)
    pairs = {(rng.randrange(nodes), rng.randrange(nodes)) for _ in range(28)}
    return edges(*(f"good/{child} good/{parent}" for child, parent in sorted(pairs) if child != parent))


def closure(lines: pd.DataFrame) -> dict[str, set[str]]:
    """Every ancestor of every child, from powers of the matrix of parents."""
    names = sorted({*lines["child"], *lines["parent"]})
    place = {name: number for number, name in enumerate(names)}
    reach = np.zeros((len(names), len(names)), dtype=bool)
    reach[lines["child"].map(place), lines["parent"].map(place)] = True
    for _ in names:
        reach |= (reach.astype(int) @ reach.astype(int)) > 0
    np.fill_diagonal(reach, val=False)
    return {child: {names[one] for one in np.flatnonzero(reach[place[child]])} for child in set(lines["child"])}


@pytest.mark.parametrize("seed", range(12))
def test_ancestors_are_the_closure_of_the_matrix_of_parents(seed: int) -> None:
    lines = some_edges(seed)
    assert solved("ancestors", lines) == closure(lines)


def test_the_random_graphs_have_circles() -> None:
    circles = 0
    for seed in range(12):
        lines = some_edges(seed)
        names = sorted({*lines["child"], *lines["parent"]})
        place = {name: number for number, name in enumerate(names)}
        matrix = np.zeros((len(names), len(names)))
        matrix[lines["child"].map(place), lines["parent"].map(place)] = 1
        count, _ = connected_components(matrix, directed=True, connection="strong")
        circles += count < len(names)
    assert circles >= 4


@pytest.mark.parametrize("seed", range(6))
def test_verdicts_are_those_that_a_lawyer_finds_by_hand(seed: int) -> None:
    rng = random.Random(seed)
    lines = some_edges(seed)
    names = sorted({*lines["child"], *lines["parent"]})
    licences = {name: rng.choice(["mit", "mit", "gpl", "rail", "nc", None]) for name in names}
    homes = {"good": rng.choice(["R1", "R5"])}
    rows = models(*(model(name, license=licences[name], private=rng.random() < 0.2) for name in names))
    found = solved("enterprise_filter", rows, lines, orgs(REGIONS | homes), CLASSES, POLICY).set_index("id")
    above = closure(lines)
    assert found.index.tolist() == sorted(rows.loc[~rows["private"], "id"])
    for name, row in found.iterrows():
        kind = CLASSES.get(licences[name] or "")
        line = {CLASSES.get(licences[one] or "") for one in above.get(str(name), set())}
        blocked = kind == "noncommercial" or homes["good"] == "R5"
        doubtful = kind in (None, "use-restricted") or bool(line - POLICY["allowed"])
        assert row["verdict"] == ("block" if blocked else "review" if doubtful else "allow")
        assert ("UPSTREAM_LIC" in row["reasons"]) == bool(line - POLICY["allowed"])


def test_the_ladder_has_the_thresholds_that_contradict_each_other() -> None:
    rules = frames.ladder()
    assert rules.groupby("level").size().tolist() == [3, 3, 3, 3, 5]
    assert not rules["metric"].duplicated().any()
    least = rules.set_index("metric")["threshold"]
    year = (1 + least["dad_growth_qoq"]) ** 4 - 1
    assert least["paid_inference_growth_yoy"] < year < least["arr_growth_yoy"]


@pytest.mark.parametrize("seed", range(3))
def test_every_rule_is_met_on_one_side_of_its_threshold_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    metrics = table("s0", "telemetry")["metric"].unique()
    quarters = ["2025Q1", "2025Q4", "2026Q1"]
    made = pd.DataFrame(list(product(metrics, quarters)), columns=["metric", "period"])
    made["value"] = rng.uniform(1, 3, len(made))
    values, card = solved("figures", made, "2026Q1"), solved("ladder_scorecard", made, "2026Q1")
    assert card["metric"].tolist() == frames.ladder()["metric"].tolist()
    for row in card.to_dict("records"):
        value, least = round(values[row["metric"]], 9), row["threshold"]
        sides = {">=": value >= least, ">": value > least, "<=": value <= least, "<": value < least}
        assert (row["value"], row["met"]) == (pytest.approx(value), sides[row["direction"]])
