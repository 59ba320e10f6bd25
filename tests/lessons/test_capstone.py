"""The capstone pays for what an answer foresees: cheats earn less than half, and nothing is sent by mistake."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from huggingface_hub import HfApi
from scipy import stats as oracle

from bench.capstone import report_cheats, score_cheats
from course import contribute, spec, stats
from course.exercise.exercise import Exercise
from course.lesson.reference import solution
from exercises.capstone import evidence, health_score, triage_report
from exercises.capstone.contributions import SECRET, VOCAB
from exercises.capstone.tables import LESSON
from tests.lessons.material import source

HALF = 0.5


@pytest.fixture(scope="module")
def scores() -> dict[str, Callable[[pd.DataFrame], pd.Series]]:
    return score_cheats()


def share(exercise: Exercise, answer: Callable[..., Any]) -> float:
    """The share of the points that an answer earns."""
    return exercise.judge(answer).share


@pytest.mark.parametrize(
    "name",
    ["a constant", "author type", "popularity by id", "the visible outcome by id", "age alone", "card score alone"],
)
def test_a_score_that_cheats_earns_less_than_half(name: str, scores: dict[str, Any]) -> None:
    assert share(health_score.exercise, scores[name]) < HALF


def test_an_honest_simple_score_earns_more_than_half(scores: dict[str, Any]) -> None:
    assert share(health_score.exercise, scores["honest, three signals"]) > HALF


@pytest.mark.parametrize("name", [name for name in report_cheats() if not name.startswith("honest")])
def test_a_triage_that_cheats_earns_less_than_half(name: str) -> None:
    assert share(triage_report.exercise, report_cheats()[name]) < HALF


def test_an_honest_simple_triage_earns_half() -> None:
    assert share(triage_report.exercise, report_cheats()["honest, gate and size"]) >= HALF


def test_numbers_that_were_typed_in_do_not_move() -> None:
    def typed_in(api: HfApi) -> list[dict[str, Any]]:
        rows, value = evidence.rows_of(api), {"value": 0.66, "shown": "66%", "ci_low": None, "ci_high": None}
        return [row | value if place < 4 else row for place, row in enumerate(rows)]

    assert evidence.exercise.judge(typed_in).sentence == evidence.STAYS


def test_rho_is_spearmans() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.integers(0, 9, 200), rng.integers(0, 9, 200)
    assert stats.spearman(x, y) == pytest.approx(oracle.spearmanr(x, y).statistic)
    groups = rng.integers(0, 3, 200)
    each = [(sum(groups == one), oracle.spearmanr(x[groups == one], y[groups == one]).statistic) for one in range(3)]
    assert stats.rho_within(x, y, groups) == pytest.approx(sum(n * rho for n, rho in each) / 200)
    assert stats.rho_within([1] * 200, y, groups) == 0


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The address of a small Hub that `course serve` serves in a process of its own."""
    from course.hub.hand_made import hub_of
    from exercises.capstone.contributions import CARDS, repo

    small = hub_of([repo(name, CARDS[name]) for name in ("a/alias", "a/left")])
    path = small.snapshot.path  # type: ignore[attr-defined]
    command = [sys.executable, "-m", "course", "serve", "--snapshot", str(path), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = next(line for line in process.stderr if "HF_ENDPOINT=" in line)
        threading.Thread(target=process.stderr.read, daemon=True).start()  # its log must not fill the pipe
        try:
            yield said.partition("HF_ENDPOINT=")[2].strip()
        finally:
            process.terminate()


def test_the_same_code_writes_over_loopback_once_and_only_if_confirmed(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = HfApi(endpoint=served, token="hf_" + "x" * 30)
    plan_of, execute = (solution(LESSON, name) for name in ("plan_metadata_pr", "execute"))
    head = api.model_info("a/alias").sha
    plan = plan_of(api, "a/alias", {}, VOCAB)
    assert plan["base_sha"] == head
    assert not execute(plan, api)["sent"]
    for setting, confirm in (("0", "a/alias"), ("1", "alias"), ("1", "")):
        monkeypatch.setenv(contribute.SETTING, setting)
        with pytest.raises(PermissionError):
            execute(plan, api, False, confirm)
    assert _pulls(api) == 0
    monkeypatch.setenv(contribute.SETTING, "1")
    sent = execute(plan, api, False, "a/alias")
    assert sent["url"].endswith("/a/alias/discussions/1")
    assert _pulls(api) == 1
    assert api.model_info("a/alias").sha == head
    assert len(list(api.list_repo_commits("a/alias", revision="refs/pr/1"))) >= 1
    assert plan_of(api, "a/left", {}, VOCAB) == {"kind": "none", "repo_id": "a/left", "left": ["E02"]}


def _pulls(api: HfApi) -> int:
    return sum(one.is_pull_request for one in api.get_repo_discussions("a/alias"))


def test_what_looks_like_a_token_is_refused_and_never_shown() -> None:
    with pytest.raises(ValueError, match="token") as raised:
        solution(LESSON, "plan_space")("me/page", {
            "README.md": b"---\nsdk: static\n---\n", "index.html": SECRET.encode()
        })  # fmt: skip
    assert SECRET not in str(raised.value)


def test_writes_need_a_practice_hub_or_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(contribute.SETTING, raising=False)
    assert not contribute.may_write(HfApi())
    for value in ("0", "yes", ""):
        monkeypatch.setenv(contribute.SETTING, value)
        assert not contribute.may_write(HfApi())
    monkeypatch.setenv(contribute.SETTING, "1")
    assert contribute.may_write(HfApi())


def test_rubrics_stand_in_the_notebook_as_they_stand_in_the_data() -> None:
    text = {cell.id: cell.source for cell in source(LESSON)}
    for name, cell, rows in (("spec", "rubric_shown", 8), ("memo", "memo_rubric", 4)):
        rubric = spec.rubric(name)
        assert len(rubric) == rows
        for row in rubric.itertuples(index=False):
            assert f"| {row[0]} | {row[1]} | {row[2]} |" in text[cell]


def test_the_example_is_marked_row_by_row_and_is_mediocre() -> None:
    marks = spec.marks()
    assert marks["row"].tolist() == spec.rubric()["row"].tolist()
    assert marks["points"].between(0, 5).all()
    assert 0.2 < marks["points"].sum() / 40 < 0.5
    assert not spec.missing(spec.example())
    assert spec.words(spec.example()) < spec.most_words()
