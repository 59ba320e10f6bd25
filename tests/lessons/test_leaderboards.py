"""Lesson 9's ranks are SciPy's, its live cell asks three times, and nobody ranks well who does not read the scores."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats as scipy_stats

from course.exercise import hubs
from course.exercise.performance import HALF, Measured
from course.exercise.state import State
from course.lesson.reference import solution
from exercises.leaderboards.tables import EXAM, LESSON, QUIZ, row, table
from exercises.leaderboards.trust_rank import exercise
from tests.lessons.live_cells import asked_live, places
from tests.lessons.material import source

each_seed = pytest.mark.parametrize("seed", range(30))
RANK_INTERVALS, TRUST_RANK = solution(LESSON, "rank_intervals"), solution(LESSON, "trust_rank")
Ranker = Callable[[pd.DataFrame], list[str]]


def claims_and_checks(seed: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Random scores, many of them equal, with another benchmark beside them; and the two sides of the first."""
    rng = np.random.default_rng(seed)
    n, most = int(rng.integers(3, 30)), int(rng.integers(1, 20)) if seed % 10 else 0
    claimed, checked = rng.integers(0, most + 1, (2, n)) / 2
    rows = [row(f"ann/m{place}", one, dataset=QUIZ) for place, one in enumerate(claimed)]
    rows += [row(f"ann/m{place}", one, "check", dataset=QUIZ) for place, one in enumerate(checked)]
    rows += [
        row(f"ann/m{place}", rng.random(), kind, dataset=EXAM) for place in range(n) for kind in ("claim", "check")
    ]
    return table(*rows), claimed, checked


@each_seed
def test_tau_is_scipys_also_with_ties(seed: int) -> None:
    evals, claimed, checked = claims_and_checks(seed)
    found = solution(LESSON, "rank_agreement")(evals, QUIZ, "default")
    assert found["n"] == len(claimed)
    theirs = scipy_stats.kendalltau(claimed, checked, variant="b").statistic
    assert found["tau"] == pytest.approx(theirs, abs=1e-12, nan_ok=True)


def test_the_random_boards_have_ties_on_both_sides_and_some_have_no_order() -> None:
    boards = [claims_and_checks(seed)[1:] for seed in range(30)]
    assert sum(any(len(set(side)) < len(side) for side in board) for board in boards) > 20
    assert any(len(set(side)) == 1 for board in boards for side in board)


@each_seed
def test_ranks_and_their_ranges_are_scipys_also_with_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    m, n_items, draws = int(rng.integers(1, 12)), int(rng.choice([5, 50, 1000])), int(rng.integers(1, 300))
    scores = pd.Series(rng.integers(0, 11, m) * 10.0, index=[f"ann/m{place}" for place in range(m)])
    found = RANK_INTERVALS(scores, n_items, draws, seed)
    drawn = scipy_stats.binom.rvs(n_items, scores / 100, size=(draws, m), random_state=np.random.default_rng(seed))
    ranks = np.sort(scipy_stats.rankdata(-drawn, method="min", axis=1), axis=0)
    place = np.array([0.025, 0.975]) * (draws - 1)
    assert found["rank"].tolist() == scipy_stats.rankdata(-scores, method="min").tolist()
    assert found["lo"].tolist() == ranks[int(np.floor(place[0]))].tolist()
    assert found["hi"].tolist() == ranks[int(np.ceil(place[1]))].tolist()


def by_pairs(scores: pd.Series, n_items: int) -> pd.DataFrame:
    """The best and the worst rank of each model by tests of every two, as the last section of the lesson tells it."""
    p = scores.to_numpy() / 100
    variance = p * (1 - p) / n_items
    apart = p - p[:, None]
    better = (apart > 1.96 * np.sqrt(variance + variance[:, None])).sum(axis=1)
    worse = (apart < -1.96 * np.sqrt(variance + variance[:, None])).sum(axis=1)
    return pd.DataFrame({"lo": 1 + better, "hi": len(p) - worse})


def held(ranges: pd.DataFrame, ranks: np.ndarray) -> float:
    """The share of models whose true rank lies in its range."""
    return float(((ranges["lo"] <= ranks) & (ranks <= ranges["hi"])).mean())


def test_how_often_a_range_holds_the_true_rank_is_what_the_lesson_says() -> None:
    text = next(cell.source for cell in source(LESSON) if cell.id == "rank_intervals_tells")
    ((low, high),) = (map(float, found) for found in re.findall(r"between ([\d.]+) and ([\d.]+):", text))
    truth, n_items, rng = np.linspace(high, low, 20) / 100, 1000, np.random.default_rng(0)
    resampled, paired = [], []
    for trial in range(100):
        seen = pd.Series(100 * rng.binomial(n_items, truth) / n_items)
        resampled.append(held(RANK_INTERVALS(seen, n_items, 300, trial), np.arange(1, 21)))
        paired.append(held(by_pairs(seen, n_items), np.arange(1, 21)))
    told = [int(number) for number in re.findall(r"about (\d+) %", text)]
    assert told == [pytest.approx(100 * np.mean(share), abs=1.5) for share in (resampled, paired)]


def by_id(evals: pd.DataFrame) -> list[str]:
    return sorted(evals["model_id"].unique())


def by_id_from_the_end(evals: pd.DataFrame) -> list[str]:
    return by_id(evals)[::-1]


def by_a_constant_order(evals: pd.DataFrame) -> list[str]:
    return sorted(evals["model_id"].unique(), key=lambda name: hash(tuple(map(ord, name))))


def by_popularity(evals: pd.DataFrame) -> list[str]:
    found = pd.concat([hubs.models(slot) for slot in hubs.SLOTS])
    downloads = found.groupby("id")["downloads"].max().fillna(0)
    return sorted(evals["model_id"].unique(), key=lambda name: -downloads.get(name, 0))


def by_first_row(evals: pd.DataFrame) -> list[str]:
    return list(evals["model_id"].unique())


def by_last_row(evals: pd.DataFrame) -> list[str]:
    return list(evals["model_id"][::-1].unique())


def by_number_of_results(evals: pd.DataFrame) -> list[str]:
    counts = evals["model_id"].value_counts()
    return sorted(counts.index, key=lambda name: (-counts[name], name))


CHEATS = [
    by_id, by_id_from_the_end, by_a_constant_order, by_popularity, by_first_row, by_last_row, by_number_of_results,
]  # fmt: skip
each_cheat = pytest.mark.parametrize("cheat", CHEATS, ids=lambda one: one.__name__)


@each_cheat
def test_an_order_that_does_not_read_the_scores_breaks_a_rule(cheat: Ranker) -> None:
    verdict = exercise.judge(cheat)
    assert (verdict.state, verdict.share) == (State.WRONG, 0.0)


@each_cheat
def test_such_an_order_earns_nothing_on_the_boards_of_unseen_hubs_either(cheat: Ranker) -> None:
    for trial, low, high in exercise.standards():
        got = trial.scores([cheat(one.args[0]) for one in trial.cases])
        assert got["tau"] < Measured(got, low, high).at(HALF)


def test_a_cheat_that_keeps_the_rules_where_a_board_is_small_earns_nothing() -> None:
    def careful(evals: pd.DataFrame) -> list[str]:
        small = evals["model_id"].nunique() < 20
        return list(TRUST_RANK(evals)) if small else by_id(evals)

    verdict = exercise.judge(careful)
    assert (verdict.state, verdict.share) == (State.WRONG, 0.0)


def test_the_reference_leads_the_baseline_on_every_hub_and_earns_all() -> None:
    assert len(exercise.standards()) == len(hubs.SLOTS), "a Hub without a lead of `least` does not count"
    assert exercise.judge(TRUST_RANK).state is State.RIGHT


def test_the_live_cell_asks_three_times() -> None:
    shown, hub = asked_live(LESSON, "live_reach", "live_value")
    assert places(shown) == ["practice", "stand-in for live at 127.0.0.1"]
    assert shown.rows[0].values == shown.rows[1].values
    assert list(shown.rows[1].values) == ["entries_default", "entries_all", "hidden_share", "verified_share"]
    assert len(hub.asked) == 3


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        (("none", "404"), "has no leaderboard today"),
        (("none", *["500"] * 9), "gave no answer (status 500)"),
        (("none", "none", "429 after 250"), "may be asked again in 251 seconds"),
    ],
)
def test_where_the_hub_answers_otherwise_the_live_cell_says_so(faults: tuple[str, ...], said: str) -> None:
    shown, _ = asked_live(LESSON, "live_reach", "live_value", faults=faults)
    assert places(shown) == ["practice"]
    assert said in shown.said[0]
