"""live() sets the learner's measurement on practice and on the real Hub beside a published figure, and never raises."""

import math
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from huggingface_hub import HfApi, constants

from course import frames
from course.beside import Beside
from course.hub import meter
from course.hub.meter import Meter, paused
from course.hub.places import located
from course.live_hub import live, watched
from tests.hub.faults import failing
from tests.hub.watch import Watch

KEY = "no_licence"
LIMIT = 200


def without_licence(api: HfApi) -> float:
    """Share without a licence among the 200 most downloaded."""
    return float(frames.models(api, LIMIT)["license"].isna().mean())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody is watching."""
    monkeypatch.setenv("COURSE_LIVE", "1")
    yield
    paused.clear()


@pytest.fixture
def practice() -> Path:
    """The file of the practice Hub, which stands in for the live one here."""
    return located("practice")


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A clock that goes on only while the meter sleeps."""
    made = Watch()
    monkeypatch.setattr(meter, "Meter", partial(Meter, sleep=made.sleep, clock=lambda: made.now))
    return made


def places(shown: Beside) -> list[str]:
    """The first words of each row."""
    return [row.where.split(",")[0].split(":")[0] for row in shown.rows]


@pytest.mark.usefixtures("asked")
def test_three_places_side_by_side(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with failing(practice) as hub:
        shown = live(without_licence, KEY)
    assert places(shown) == ["practice", "stand-in for live at 127.0.0.1", "published"]
    assert [row.as_of for row in shown.rows] == ["2026-06-15", "2026-06-15", "July 2025"]
    assert shown.rows[0].values == shown.rows[1].values
    assert shown.rows[2].values == {"value": 0.639}
    assert shown.about == "Share without a licence among the 200 most downloaded"
    assert shown.said[0].startswith(f"127.0.0.1 answered {len(hub.asked)} request in ")
    assert "the figure of July 2025" in shown.said[1]
    assert "127.0.0.1: done." in capsys.readouterr().out


@pytest.mark.usefixtures("asked")
def test_the_real_hub_is_called_live(practice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.hub.serve.Response", plain)
    with failing(practice):
        shown = live(without_licence, KEY)
    assert shown.rows[1].where == "live"
    assert pd.Timestamp(shown.rows[1].as_of) > pd.Timestamp("2026-06-15", tz="UTC")


def plain(status: int, headers: dict[str, str], body: bytes) -> Any:
    """A response that does not say that a snapshot answered."""
    from course.hub.messages import Response

    return Response(status, {name: value for name, value in headers.items() if name != "X-Snapshot"}, body)


def test_nobody_is_asked_while_nobody_watches(practice: Path) -> None:
    with failing(practice) as hub:
        shown = live(without_licence, KEY)
    assert hub.asked == []
    assert places(shown) == ["practice", "published"]
    assert shown.said[0].startswith("The live Hub is asked only while somebody watches")


@pytest.mark.usefixtures("asked")
def test_without_network_practice_stands_beside_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "https://hub.invalid")
    shown = live(without_licence, KEY)
    assert shown.said[0] == "hub.invalid cannot be reached; practice and published figures stand below."
    assert places(shown) == ["practice", "published"]


@pytest.mark.usefixtures("asked")
def test_offline_mode_is_respected(practice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with failing(practice) as hub:
        assert "cannot be reached" in live(without_licence, KEY).said[0]
    assert hub.asked == []


@pytest.mark.usefixtures("asked")
def test_a_pause_is_kept(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with failing(practice, "429 after 1"):
        shown = live(without_licence, KEY)
    assert "answered 2 requests in 2.0 seconds" in shown.said[0]
    assert "too many requests, waiting up to 5 seconds" in capsys.readouterr().out


@pytest.mark.usefixtures("asked")
def test_a_long_pause_is_told(practice: Path) -> None:
    with failing(practice, "429 after 250"):
        shown = live(without_licence, KEY)
    assert "may be asked again in 251 seconds (too many requests); run this cell then." in shown.said[0]
    assert places(shown) == ["practice", "published"]


@pytest.mark.usefixtures("asked")
def test_what_came_before_a_limit_is_used(practice: Path) -> None:
    def number(api: HfApi) -> int:
        return sum(1 for _ in api.list_models())

    with failing(practice) as hub:
        shown = live(number, requests=3)
    assert [row.values["value"] for row in shown.rows] == [4200, 3000]
    assert "The limit of 3 requests is reached. The value is of what had come by then." in shown.said[0]
    assert len(hub.asked) == 3


@pytest.mark.usefixtures("asked")
def test_a_value_of_failed_requests_is_not_shown(practice: Path) -> None:
    def stubborn(api: HfApi) -> int:
        try:
            return len(list(api.list_models(limit=1)))
        except ConnectionError:
            return 0

    with failing(practice, *["500"] * 4):
        shown = live(stubborn, seconds=5)
    assert places(shown) == ["practice"]
    assert "status 500" in shown.said[0]


@pytest.mark.usefixtures("asked")
def test_the_stop_button(practice: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(seconds: float) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(meter, "Meter", partial(Meter, sleep=stop, clock=lambda: watch.now))
    with failing(practice, "429 after 30"):
        shown = live(without_licence, KEY)
    assert "You stopped it." in shown.said[0]
    assert places(shown) == ["practice", "published"]


def your_turn(api: HfApi) -> float:
    raise NotImplementedError("your turn")


def not_run(api: HfApi) -> float:
    return float(pull_model(api))  # type: ignore[name-defined]  # noqa: F821


def mistaken(api: HfApi) -> float:
    return {"a": 1.0}["license"]


def table(api: HfApi) -> pd.DataFrame:
    return frames.models(api, 3)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (your_turn, "Your turn first: write the function this cell needs, run its cell, then this one."),
        (not_run, "There is no pull_model yet: run the cells above, then this one."),
        (mistaken, "Your function raised KeyError: 'license'"),
        (table, "Your function returned DataFrame; return a number, or a dict of up to 8 numbers."),
    ],
)
@pytest.mark.usefixtures("asked")
def test_a_function_that_is_not_ready_is_not_tried_on_the_real_hub(practice: Path, measure: Any, said: str) -> None:
    with failing(practice) as hub:
        shown = live(measure, KEY)
    assert (shown.said[0], places(shown), hub.asked) == (said, ["published"], [])


def test_several_values_and_several_figures() -> None:
    series = pd.Series({"adapter": 0.5, "merge": None, "finetune": 0.5}, dtype="Float64")
    shown = live(lambda api: series, ["relations", "no_licence_fresh"])
    assert shown.about == "Your measurement"
    assert math.isnan(shown.rows[0].values["merge"])
    assert places(shown) == ["practice", "published", "published"]
    assert shown.unit == "%"


def test_an_unknown_figure_is_told() -> None:
    assert live(without_licence, "licence").said[0].startswith("There is no published figure 'licence'")


def test_who_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")
    assert not watched()
    monkeypatch.setenv("COURSE_LIVE", "1")
    assert watched()
    monkeypatch.setenv("COURSE_LIVE", "0")
    assert not watched()


@pytest.mark.live
@pytest.mark.usefixtures("asked")
def test_the_live_hub_itself() -> None:
    shown = live(without_licence, KEY)
    assert places(shown) == ["practice", "live", "published"]
    assert 0 <= shown.rows[1].values["value"] <= 1
