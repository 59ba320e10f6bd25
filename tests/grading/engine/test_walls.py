"""The walls of this machine, seen from inside."""

import json
from dataclasses import replace

import pytest

from course.grading.engine import walls
from course.grading.engine.engine import Engine
from tests.grading.engine.conftest import submission

LOOK = """
import json, os, socket, sys
def tried(call):
    try:
        return repr(call())
    except BaseException as error:
        return type(error).__name__
print(json.dumps({
    "files": sorted(os.listdir("/")) if tried(lambda: os.listdir("/"))[0] == "[" else [],
    "home": os.listdir(os.environ["HOME"]),
    "fds": [fd for fd in range(64) if tried(lambda: os.fstat(fd)) != "OSError"],
    "uid": os.getuid(),
    "fork": tried(os.fork), "socket": tried(socket.socket), "kill": tried(lambda: os.kill(1, 9)),
    "write": tried(lambda: open("/usr/x", "w")), "exercises": tried(lambda: __import__("exercises")),
    "environment": sorted(os.environ), "seeds": os.environ.get("COURSE_GRADING_SEEDS"),
}))
"""


@pytest.fixture(scope="module")
def inside(forms: Engine) -> dict[str, object]:
    """What a student's cell sees."""
    graded = forms.grade(submission(forms, LOOK))
    found: dict[str, object] = json.loads(graded.cells[-1].outputs[0]["text"])
    return found


def test_nothing_can_be_started_reached_or_written(inside: dict[str, object]) -> None:
    assert {inside[name] for name in ("fork", "socket", "kill", "write")} <= {"PermissionError", "OSError"}


def test_the_tests_and_the_seeds_are_not_there(inside: dict[str, object]) -> None:
    assert (inside["exercises"], inside["seeds"]) == ("ModuleNotFoundError", None)


def test_only_standard_descriptors_and_one_socket_are_open(inside: dict[str, object]) -> None:
    assert inside["fds"] == [0, 1, 2, 3]


def test_the_home_is_empty_and_the_environment_bare(inside: dict[str, object]) -> None:
    assert inside["home"] == ["course"]
    assert not {"USER", "LOGNAME", "SSH_AUTH_SOCK", "HF_TOKEN"} & set(inside["environment"])  # type: ignore[call-overload]


def test_student_code_is_never_root(inside: dict[str, object]) -> None:
    assert inside["uid"] != 0


def test_a_level_says_in_one_line_what_is_missing() -> None:
    full = walls.Level(True, True, True, True, ())
    assert str(full) == "Student code runs behind all walls: own files, no network, no other processes, bounded."
    assert "missing here: a; b." in str(replace(full, missing=("a", "b")))
    assert "\n" not in str(walls.level())
