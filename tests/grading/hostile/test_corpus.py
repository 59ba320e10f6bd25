"""The hostile class graded for real in each way that a grader may run: fair scores, no harm, nothing leaks.

Root and another user, with bubblewrap and without; and once with everything that can be run once run once, whatever
the text of the answers, for what keeps unseen values from students must not lean on that text.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from course.exercise.state import State
from course.grading.engine import walls
from tests.grading.hostile.cases import Hostile
from tests.grading.hostile.conftest import Listener
from tests.grading.hostile.trial import FULL, MARKER, ROOT
from tests.grading.hostile.way import LINK, PACKAGES, hostile

NOBODY = 65_534
LONGEST = 400_000
Graded = Callable[[str], Any]
WAYS = {
    "root, with bubblewrap": (0, "all"),
    "root, without": (0, "narrow"),
    "not root, with bubblewrap": (NOBODY, "all"),
    "not root, without": (NOBODY, "narrow"),
    "everything run once": (None, "single"),
}
EVERY = [(way, case) for way, (_, kind) in WAYS.items() for case in hostile(kind)]


def _user(name: str) -> int | None:
    """Who grades in this way: None for whoever runs the tests. Skips what cannot be had here."""
    wanted, kind = WAYS[name]
    mine, here = os.getuid(), walls.level()
    if wanted == 0 != mine:
        pytest.skip("only root can grade as root")
    if not (here.forks and here.files and here.calls and (here.view or kind == "narrow")):
        pytest.skip(str(here))
    return NOBODY if wanted == NOBODY and mine == 0 else None


def _environment(folder: Path) -> dict[str, str]:
    homes = {name: str(folder) for name in ("HOME", "TMPDIR", "COURSE_HOME", "HF_HOME", "IPYTHONDIR", "MPLCONFIGDIR")}
    return {**os.environ, **homes, "HF_TOKEN": MARKER, "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def graded(listener: Listener) -> Iterator[Graded]:
    """What came of the class in a way; each is graded once."""
    known: dict[str, Any] = {}

    def found(way: str) -> Any:
        user = _user(way)
        if way not in known:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hostile-")))
            known[way] = _grade(folder, user, WAYS[way][1], listener)
        if known[way] is None:
            pytest.skip("another user cannot run any Python with these packages here")
        return known[way]

    with contextlib.ExitStack() as stack:
        yield found


def _python(who: dict[str, Any]) -> tuple[str, dict[str, str]] | None:
    """A Python that this user may run, this one or the system's own, and where its packages are."""
    same = shutil.which(f"python{sys.version_info.major}.{sys.version_info.minor}", path="/usr/local/bin:/usr/bin")
    for python, packages in ((sys.executable, {}), (same or sys.executable, {PACKAGES: sys.prefix})):
        with contextlib.suppress(PermissionError):
            where, look = {**os.environ, **packages}, [python, "-c", "import course, tests, pandas"]
            if not subprocess.run(look, cwd=ROOT, env=where, capture_output=True, check=False, **who).returncode:
                return python, packages
    return None


def _grade(folder: Path, user: int | None, kind: str, listener: Listener) -> Any:
    who: dict[str, Any] = {}
    if user is not None:
        who = {"user": user, "group": user, "extra_groups": []}
        os.chown(folder, user, user)
    usable = _python(who)
    if usable is None:
        return None
    python, packages = usable
    command = [python, "-m", "tests.grading.hostile.way", str(folder), str(listener.port), kind]
    heard, where = len(listener.received), {**_environment(folder), **packages}
    done = subprocess.run(command, cwd=ROOT, env=where, capture_output=True, text=True, check=False, **who)
    assert done.returncode == 0, done.stderr
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return {**found, "heard": len(listener.received) - heard, "said": done.stderr}


@pytest.mark.parametrize(("way", "case"), EVERY, ids=lambda one: getattr(one, "name", one))
def test_a_hostile_submission_is_graded_fairly(way: str, case: Hostile, graded: Graded) -> None:
    found = graded(way)["found"][case.name]
    assert found["points"] == case.score, found["sentences"]
    assert case.state in (None, found["states"][0])
    assert State.NOT_JUDGED not in found["states"] or case.state is State.NOT_JUDGED
    assert found["out_of"] == FULL
    assert not found["leaked"]
    assert case.told not in found["told"] or not case.told
    assert found["length"] < LONGEST


@pytest.mark.parametrize("way", WAYS)
def test_no_neighbour_file_or_listener_notices_anything(way: str, graded: Graded) -> None:
    found = graded(way)
    honest = {name: one for name, one in found["found"].items() if name.startswith("honest")}
    assert len(honest) > 10
    assert {name: one["sentences"] for name, one in honest.items() if one["points"] != FULL} == {}
    assert found["unharmed"]
    assert found["heard"] == 0
    assert found["said"] == ""


@pytest.mark.parametrize("way", WAYS)
def test_a_linked_notebook_is_not_followed(way: str, graded: Graded) -> None:
    found = graded(way)["found"][LINK]
    assert "is a link" in found["fault"]
    assert set(found["states"]) == {State.NOT_JUDGED}
