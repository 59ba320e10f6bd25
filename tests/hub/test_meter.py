"""The live Hub is asked politely: counted, bounded, pauses kept, and what came before a limit is used."""

import signal
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from huggingface_hub import HfApi, constants

from course.hub.connect import connect, requests_made
from course.hub.meter import Halt, Meter, metered, paused
from course.hub.snapshot import RepoFile, SnapshotWriter
from tests.hub.faults import failing
from tests.hub.served import serving
from tests.hub.watch import Watch

MODELS = 2_500
SILENT = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hub whose listing has three pages."""
    path = tmp_path_factory.mktemp("meter") / "hub.sqlite"
    with SnapshotWriter(path, name="pages", as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        for number in range(MODELS):
            writer.add_repo("models", {"id": f"lab/m{number}", "downloads": number}, [RepoFile("README.md", b"# m\n")])
        writer.add_redirect("models", "lab/old", "lab/m1")
    return path


@pytest.fixture(autouse=True)
def without_pauses() -> Iterator[None]:
    """Pauses that a test was told of end with it."""
    yield
    paused.clear()


def listed(meter: Meter, limit: int | None = None) -> int:
    """How many models the live Hub lists through a meter."""
    with metered(meter) as api:
        return len(list(api.list_models(sort="downloads", limit=limit)))


def test_what_is_asked_is_counted(hub: Path) -> None:
    seen: list[int] = []
    meter = Watch().meter(show=lambda one: seen.append(one.made))
    with failing(hub) as application:
        assert listed(meter) == MODELS
    assert (meter.made, seen, len(application.asked)) == (3, [1, 2, 3], 3)
    assert (meter.cut, meter.failed) == ("", "")


def test_no_token_is_sent_and_the_course_says_who_asks(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with failing(hub) as application:
        listed(Watch().meter(), 1)
    [headers] = application.asked
    assert "hf_secret" not in str(headers)
    assert "measure-the-hub" in headers["user-agent"]
    assert "x-meter" not in headers


def test_a_listing_ends_with_what_it_has_at_the_limit_of_requests(hub: Path) -> None:
    meter = Watch().meter(requests=2)
    with failing(hub) as application:
        assert listed(meter) == 2_000
    assert len(application.asked) == 2
    assert (meter.cut, meter.failed) == ("The limit of 2 requests is reached.", "")


def test_what_cannot_be_cut_short_fails(hub: Path) -> None:
    meter = Watch().meter(requests=1)
    with failing(hub), metered(meter) as api:
        api.model_info("lab/m1")
        with pytest.raises(Halt, match="limit of 1 requests"):
            api.model_info("lab/m2")
        with pytest.raises(Halt, match="limit of 1 requests"):
            list(api.list_models())
    assert (meter.made, meter.failed) == (1, "The limit of 1 requests is reached.")


def test_a_redirect_is_metered_too(hub: Path) -> None:
    meter = Watch().meter()
    with failing(hub), metered(meter) as api:
        assert api.model_info("lab/old").id == "lab/m1"
    assert meter.made == 2


@pytest.mark.parametrize(("fault", "waited"), [("429 after 7", 8.0), ("503", 1.0), ("500", 1.0), ("408", 1.0)])
def test_a_pause_is_kept_and_shown(hub: Path, fault: str, waited: float) -> None:
    watch, shown = Watch(), list[float]()
    meter = watch.meter(show=lambda one: shown.append(one.waiting))
    with failing(hub, fault):
        assert listed(meter, 1) == 1
    assert sum(watch.slept) == waited
    assert max(watch.slept) <= 1
    assert max(shown) == waited
    assert meter.made == 2


@SILENT
def test_a_cut_connection_is_tried_again(hub: Path) -> None:
    watch = Watch()
    meter = watch.meter()
    with failing(hub, "cut", "cut"):
        assert listed(meter, 1) == 1
    assert sum(watch.slept) == 1 + 2


def test_a_pause_that_is_too_long_is_not_begun(hub: Path) -> None:
    watch = Watch()
    with failing(hub, "429 after 280") as application:
        with pytest.raises(Halt, match=r"may be asked again in 281 seconds \(too many requests\)"):
            listed(watch.meter(), 1)
        with pytest.raises(Halt, match="in 281 seconds"):
            listed(watch.meter(), 1)
        assert (watch.slept, len(application.asked)) == ([], 1)
        watch.now += 282
        assert listed(watch.meter(), 1) == 1


def test_a_pause_in_the_middle_of_a_listing_leaves_what_came_before(hub: Path) -> None:
    meter = Watch().meter()
    with failing(hub, "none", "429 after 280"):
        assert listed(meter) == 1_000
    assert "may be asked again in 281 seconds" in meter.cut


def test_what_stays_broken_is_given_up(hub: Path) -> None:
    watch = Watch()
    with failing(hub, *["502"] * 9), pytest.raises(Halt, match=r"gave no answer \(status 502\)"):
        listed(watch.meter(), 1)
    assert sum(watch.slept) == 1 + 2 + 4


@SILENT
def test_a_slow_answer_is_left_at_the_limit_of_time(hub: Path) -> None:
    watch = Watch()
    with failing(hub, "slow") as application:
        application.between = partial(watch.sleep, 20)
        with pytest.raises(Halt, match="limit of 60 seconds"):
            listed(watch.meter(), 1)
    assert watch.now >= 60


def test_a_page_that_wants_a_sign_in_is_no_hub(hub: Path) -> None:
    with failing(hub, "page"), pytest.raises(Halt, match="is no Hub; does this network want you to sign in"):
        listed(Watch().meter(), 1)


def test_an_answer_has_a_bound(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.hub.meter.LARGEST", 20)
    with failing(hub), pytest.raises(Halt, match="more than 0 MB"):
        listed(Watch().meter(), 1)


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = "http://localhost:{1}".format(*closed.getsockname())
    monkeypatch.setattr(constants, "ENDPOINT", address)
    meter = Watch().meter()
    with pytest.raises(ConnectionError, match="localhost cannot be reached"):
        listed(meter)
    assert "localhost cannot be reached" in meter.failed


def test_the_stop_button_ends_a_pause_and_keeps_what_came(hub: Path) -> None:
    def stop(seconds: float) -> None:
        signal.raise_signal(signal.SIGINT)

    meter = Meter(20, 60, sleep=stop)
    with failing(hub, "none", "429 after 30"):
        assert listed(meter) == 1_000
    assert meter.cut == "You stopped it."


def test_other_clients_are_not_metered(hub: Path) -> None:
    meter = Watch().meter()
    with failing(hub):
        with metered(meter) as api:
            HfApi(token=False).model_info("lab/m1")
        assert meter.made == 0
        assert api.model_info("lab/m1").id == "lab/m1"
    assert meter.made == 0


def test_a_plain_live_client_counts_as_well(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(hub) as address:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        live = connect("live")
        before = live.requests_made  # type: ignore[attr-defined]
        live.model_info("lab/m1")
        assert live.requests_made == before + 1 == requests_made(live)  # type: ignore[attr-defined]
