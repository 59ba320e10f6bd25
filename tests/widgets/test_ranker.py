"""Weights move the learner's ranker, whatever state it is in, and never the learner's own weights."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from course import widgets
from course.widgets.ranker import Bench

WEIGHTS = {"task": 2, "fit": 0}
QUERIES = pd.DataFrame({"query_id": ["q1", "q2"], "segment": ["developer", "<b>enterprise"], "simulated": True})
POOL = pd.DataFrame({"id": ["a/bad", "b/good"], "task": [0, 1], "fit": [1, 0]})
POOLS = {"q1": POOL, "q2": POOL.head(0)}
QRELS = pd.DataFrame({"query_id": ["q1"], "model_id": ["b/good"], "grade": [3]})


def rank(query: pd.Series, candidates: pd.DataFrame, weights: Mapping[str, float] = WEIGHTS) -> list[str]:
    score = weights["task"] * candidates["task"] + weights["fit"] * candidates["fit"]
    return list(candidates.assign(score=score).sort_values(["score", "id"], ascending=[False, True])["id"])


def measure(run: pd.DataFrame, qrels: pd.DataFrame, queries: pd.DataFrame) -> pd.Series:
    good = run[run["model_id"].isin(qrels["model_id"])].set_index("query_id")["rank"]
    return (1 / good).reindex(queries["query_id"]).fillna(0.0)


def unwritten(*_: object) -> Any:
    raise NotImplementedError("your turn")


def shown(rank: Any = rank, measure: Any = measure) -> tuple[Any, ...]:
    """Task, fit, report."""
    return tuple(widgets.ranker(rank, WEIGHTS, measure, QUERIES, POOLS, QRELS).children)


def test_every_segment_is_shown_beside_the_order_by_downloads() -> None:
    *_, report = shown()
    assert "developer 1.000" in report.value
    assert "<td>0.500</td><td>1.000</td><td>+0.500</td>" in report.value
    assert "simulated judgements" in report.value


def test_a_weight_moves_the_order_and_not_the_learners_weights() -> None:
    task, fit, report = shown()
    fit.value = 4.0
    assert "developer 0.500" in report.value
    task.value = 4.0
    fit.value = 3.5
    assert "developer 1.000" in report.value
    assert WEIGHTS == {"task": 2, "fit": 0}


def test_segments_are_no_markup() -> None:
    assert "&lt;b&gt;enterprise" in shown()[-1].value


def test_a_ranker_without_weights_is_measured_and_told_how_to_take_them() -> None:
    def plain(query: pd.Series, candidates: pd.DataFrame) -> Sequence[str]:
        return rank(query, candidates)

    assert "plain takes no weights: give it a third argument" in shown(plain)[-1].value
    assert "developer 1.000" in shown(plain)[-1].value


@pytest.mark.parametrize(
    ("functions", "said"), [((unwritten, measure), "unwritten is"), ((rank, unwritten), "unwritten is")]
)
def test_what_is_not_written_yet_is_named(functions: tuple[Any, Any], said: str) -> None:
    assert f"{said} not written yet" in shown(*functions)[-1].value


def test_what_a_ranker_raises_is_shown() -> None:
    def broken(query: pd.Series, candidates: pd.DataFrame, weights: Mapping[str, float]) -> list[str]:
        raise KeyError("licence")

    assert "broken could not be used; this stopped it: KeyError" in shown(broken)[-1].value


def test_a_run_holds_the_first_ten_and_nothing_for_no_results() -> None:
    many = pd.DataFrame({"id": [f"a/{number}" for number in range(14)]})
    run = Bench(measure, QUERIES, {"q1": many, "q2": many.head(0)}, QRELS).run()
    assert run["rank"].tolist() == list(range(1, 11))
    assert set(run["query_id"]) == {"q1"}


def test_only_what_can_be_reached_by_keyboard_is_used() -> None:
    assert {type(part).__name__ for part in shown()} == {"FloatSlider", "HTML"}
