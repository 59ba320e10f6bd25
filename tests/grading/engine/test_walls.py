"""The walls of this machine, seen from inside."""

import json
import platform
import re
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from course.grading.engine import engine, launch, walls
from course.grading.engine.engine import Engine
from course.grading.engine.launch import HUBS, Hub
from course.hub.places import located
from course.hub.seal import seal
from course.hub.snapshot import Snapshot
from tests.grading.engine.conftest import make_forms, submission

LOOK = """
import ctypes, fcntl, json, os, socket, sys, threading, time
thread = threading.Thread(target=time.sleep, args=(0.01,))
thread.start()
thread.join()
libc, page = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(4096)
one, other = (os.open("/usr/bin/env", os.O_RDONLY) for _ in range(2))
def tried(call):
    try:
        return repr(call())
    except BaseException as error:
        return type(error).__name__
print(json.dumps({
    "files": sorted(os.listdir("/")) if tried(lambda: os.listdir("/"))[0] == "[" else [],
    "home": os.listdir(os.environ["HOME"]),
    "fds": [fd for fd in range(64) if fd not in (one, other) and tried(lambda: os.fstat(fd)) != "OSError"],
    "uid": os.getuid(),
    "fork": tried(os.fork), "socket": tried(socket.socket), "kill": tried(lambda: os.kill(1, 9)),
    "write": tried(lambda: open("/usr/x", "w")), "exercises": tried(lambda: __import__("exercises")),
    "locks": [tried(lambda: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)) for fd in (one, other)],
    "asked": tried(lambda: fcntl.fcntl(one, fcntl.F_GETLK, bytes(32))),
    "clock": [tried(lambda: time.clock_gettime(number) > 0) for number in (1, 2, (~os.getppid() << 3) | 2)],
    "woken": [libc.syscall(202, page, operation, 1, None, None, 0) for operation in (1 | 128, 1, 10, 3, 5)],
    "closed": [os.close(fd) for fd in (one, other)],
    "environment": sorted(os.environ), "seeds": os.environ.get("COURSE_GRADING_SEEDS"),
}))
"""

SEEK = """
import ctypes, json, os
from course import connect
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(100_000)
def tried(call):
    try:
        return repr(call())
    except Exception as error:
        return type(error).__name__
print(json.dumps({
    "listed": [tried(lambda: os.listdir("/hubs")), tried(lambda: os.chmod("/hubs", 0o755))],
    "walked": [name for _, _, names in os.walk("/") for name in names if "unseen" in name],
    "mounted": [libc.syscall(number, buffer, buffer, len(buffer), 0) for number in (457, 458)],
    "watched": libc.inotify_add_watch(libc.inotify_init(), b"/hubs", 0xfff),
    "public": connect("nano").list_models().__next__().id != "",
    "named": tried(lambda: open("PLACE", "rb").read(6)),
}))
"""


@pytest.fixture(scope="module")
def seeking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """What a student's cell finds of an unseen Hub: by searching, and by its name."""
    if not walls.level().view:
        pytest.skip(str(walls.level()))
    nano, place = located("nano"), HUBS / secrets.token_hex(16) / "unseen.sqlite"
    found = [Hub(nano, HUBS / "public" / nano.name, False), Hub(nano, place, True)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "hubs", lambda *_: found)
        with Engine(make_forms(tmp_path_factory.mktemp("hubs") / "course"), (1, 2, 3)) as running:
            graded = running.grade(submission(running, SEEK.replace("PLACE", str(place))))
            yield json.loads(graded.cells[-1].outputs[0]["text"])


@pytest.fixture(scope="module")
def inside(forms: Engine) -> dict[str, object]:
    """What a student's cell sees."""
    graded = forms.grade(submission(forms, LOOK))
    found: dict[str, object] = json.loads(graded.cells[-1].outputs[0]["text"])
    return found


def test_nothing_can_be_started_reached_or_written(inside: dict[str, object]) -> None:
    assert {inside[name] for name in ("fork", "socket", "kill", "write")} <= {"PermissionError", "OSError"}


@pytest.mark.skipif(not walls.level().calls, reason="no filter of system calls")
def test_nothing_is_left_that_another_process_would_notice(inside: dict[str, object]) -> None:
    assert (inside["locks"], inside["asked"]) == (["None", "None"], "OSError")  # neither sees the other
    assert inside["clock"] == ["True", "True", "OSError"]
    if platform.machine() == "x86_64":
        assert inside["woken"] == [0, -1, -1, -1, -1]


def test_the_tests_and_the_seeds_are_not_there(inside: dict[str, object]) -> None:
    assert (inside["exercises"], inside["seeds"]) == ("ModuleNotFoundError", None)


def test_only_standard_descriptors_and_one_socket_are_open(inside: dict[str, object]) -> None:
    assert inside["fds"] == [0, 1, 2, 3]


def test_the_home_is_empty_and_the_environment_bare(inside: dict[str, object]) -> None:
    assert inside["home"] == ["course"]
    assert not {"USER", "LOGNAME", "SSH_AUTH_SOCK", "HF_TOKEN"} & set(inside["environment"])  # type: ignore[call-overload]


def test_student_code_is_never_root(inside: dict[str, object]) -> None:
    assert inside["uid"] != 0


def test_an_unseen_hub_is_found_by_its_name_alone(seeking: dict[str, object]) -> None:
    assert seeking["listed"] == ["PermissionError", "OSError"]
    assert (seeking["walked"], seeking["mounted"], seeking["watched"]) == ([], [-1, -1], -1)
    assert (seeking["public"], seeking["named"]) == (True, "b'SQLite'")


def test_a_level_says_in_one_line_what_is_missing() -> None:
    full = walls.Level(True, True, True, True, ())
    assert str(full) == "Student code runs behind all walls: own files, no network, no other processes, bounded."
    assert "missing here: a; b." in str(replace(full, missing=("a", "b")))
    assert "\n" not in str(walls.level())


def test_a_student_gets_an_unseen_hub_without_its_seed(tmp_path: Path) -> None:
    original = tmp_path / "s1-1-101-1000.sqlite"
    shutil.copyfile(located("nano"), original)
    original.chmod(0o644)
    with closing(sqlite3.connect(original)) as made, made:
        made.execute("INSERT INTO meta VALUES ('seed', '486113')")
    seal(original)
    hub = launch._masked(original, tmp_path)
    assert re.fullmatch("[0-9a-f]{32}", hub.place.stem)
    assert (hub.named(), hub.judged(view=False)) == (original.name, (original, original))
    assert (Snapshot.open(original).meta.more["seed"], "seed" in Snapshot.open(hub.file).meta.more) == (486113, False)
    assert b"486113" not in hub.file.read_bytes()
