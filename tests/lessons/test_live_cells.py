"""The live cells of lessons 11 to 13, run as they stand against a stand-in for the live Hub that counts requests."""

import ast
import json
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import pandas as pd
import pytest

from course import connect, frames, log
from course.beside import Beside
from course.hub import meter
from course.hub.meter import Meter, paused
from course.hub.places import located
from course.lesson import reference
from tests.hub.faults import Failing, failing
from tests.hub.watch import Watch


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody is watching, and a clock goes on only while the meter sleeps."""
    watch = Watch()
    monkeypatch.setattr(meter, "Meter", partial(Meter, sleep=watch.sleep, clock=lambda: watch.now))
    monkeypatch.setenv("COURSE_LIVE", "1")
    yield
    paused.clear()


@pytest.fixture
def hub() -> Iterator[Failing]:
    """The practice Hub in place of the live one."""
    with failing(located("practice")) as served:
        yield served


def source(lesson: str, cell_id: str, *changes: tuple[str, str]) -> str:
    """The live cell of a lesson, with other names in it, as a learner puts them there."""
    cells = json.loads(reference.notebook_path(lesson).read_text(encoding="utf-8"))["cells"]
    text = next("".join(cell["source"]) for cell in cells if cell["id"] == cell_id)
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def shown(lesson: str, cell: str, **given: object) -> Beside:
    """What the cell shows beside the lesson's own functions and `given`."""
    names = reference.namespace(lesson) | {"api": connect("practice")} | given
    tree = ast.parse(cell)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, "cell", "exec"), names)
    found = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    assert isinstance(found, Beside)
    return found


def values(found: Beside) -> list[dict[str, float]]:
    """What practice and the stand-in gave."""
    assert [row.where.split(",")[0].split(":")[0] for row in found.rows[:2]] == [
        "practice",
        "stand-in for live at 127.0.0.1",
    ]
    return [dict(row.values) for row in found.rows[:2]]


@cache
def pulls() -> pd.DataFrame:
    """How many pull requests each of the most discussed models has, most first."""
    api = connect("practice")
    names = frames.models(api, 60)["id"].tolist()
    found: pd.DataFrame = reference.solution("12-community", "pr_summary")(api, names, frames.as_of(api))
    return found.sort_values("prs", ascending=False, ignore_index=True)


def test_provider_coverage_of_fifty_models_is_one_listing(hub: Failing) -> None:
    found = shown("11-inference", source("11-inference", "live_coverage"))
    practice, live = values(found)
    assert practice == live
    assert 0 < practice["value"] < 1
    assert len(hub.asked) == 1
    assert found.said[0].startswith("127.0.0.1 answered 1 request in ")


def test_pull_requests_of_three_models_are_at_most_nine_requests(hub: Failing) -> None:
    names = pulls()["repo_id"].head(3).tolist()
    given = '["openai-community/gpt2", "distilbert/distilgpt2", "facebook/opt-125m"]'
    cell = source("12-community", "live_pulls", (given, repr(names)))
    practice, live = values(shown("12-community", cell, summary=pulls()))
    assert len(hub.asked) == 3
    assert practice == live
    assert 0.9 < sum(practice.values()) <= 1


def test_of_a_model_that_is_not_there_no_value_is_shown_and_no_more_is_asked(hub: Failing) -> None:
    found = shown("12-community", source("12-community", "live_pulls"), summary=pulls())
    assert found.rows[0].where.startswith("practice")
    assert found.said[0].startswith("No value of 127.0.0.1 after 1 request in ")
    assert "RepositoryNotFoundError" in found.said[0]
    assert len(hub.asked) == 1


def test_a_busy_hub_is_asked_nine_times_at_most() -> None:
    with failing(located("practice"), *["429 after 1", "none"] * 20) as hub:
        names = pulls()["repo_id"].head(9).tolist()
        cell = source(
            "12-community",
            "live_pulls",
            ('["openai-community/gpt2", "distilbert/distilgpt2", "facebook/opt-125m"]', repr(names)),
        )
        found = shown("12-community", cell, summary=pulls())
    assert len(hub.asked) == 9
    assert "The limit of 9 requests is reached." in found.said[0]


def test_gates_and_three_organisations_are_four_requests(hub: Failing) -> None:
    orgs = log("org_profiles")
    cell = source(
        "13-enterprise",
        "live_gates",
        ('["google", "Qwen", "mistralai"]', repr(orgs["namespace"].head(3).tolist())),
    )
    practice, live = values(shown("13-enterprise", cell, orgs=orgs))
    assert len(hub.asked) == 4
    assert practice == live
    assert set(practice) == {"gated", "paid"}
    assert 0 < practice["gated"] < 0.5
    assert (3 * practice["paid"]).is_integer()


def test_without_the_learners_function_the_live_hub_is_not_asked(hub: Failing) -> None:
    def unwritten(*_: object) -> dict[str, float]:
        raise NotImplementedError("your turn")

    for lesson, cell, name in (
        ("11-inference", "live_coverage", "provider_coverage"),
        ("12-community", "live_pulls", "pr_summary"),
    ):
        found: Any = shown(lesson, source(lesson, cell), summary=pulls(), **{name: unwritten})
        assert found.said[0].startswith("Your turn first")
    assert hub.asked == []
