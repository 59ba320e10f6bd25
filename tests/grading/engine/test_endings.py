"""Nothing is left over, whoever dies: every process of the grader ends with the one that started it."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from course.grading.engine import walls
from course.grading.engine.deadline import Deadline, TooLate
from course.grading.engine.runtime import MOST_FILES, PREFIX, Runtime, holds_more, remove, sweep
from tests.grading.engine.conftest import make_forms

GRADE = """
import sys
from dataclasses import replace
from pathlib import Path
from course.grading.engine import walls
from course.grading.engine.engine import Engine
from course.lesson.project import Lesson
from course.lesson.submission import Handed, Submission
if sys.argv[2] == "narrow":
    here = walls.level()
    walls.level = lambda: replace(here, view=False)
with Engine(Lesson(Path(sys.argv[1]), "01-forms", "forms"), (1, 2, 3), for_class=False) as engine:
    print("warm", flush=True)
    engine.grade(Submission((Handed("triple", "triple", "code", "while True: pass"),)))
"""
PATIENCE = 60_000
# None of these is caught, so that the kernel ends the grader alike for three of them: each is sent once.
ENDINGS = [("SIGKILL", "walls"), ("SIGINT", "walls"), ("SIGTERM", "narrow"), ("SIGHUP", "narrow")]


def descendants(pid: int) -> set[int]:
    """The processes below `pid`, itself left out."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(") ", 1)[1].split()[1])
    found, wave = set[int](), {pid}
    while wave:
        wave = {one for one, parent in parents.items() if parent in wave}
        found |= wave
    return found


@pytest.mark.parametrize(("name", "way"), ENDINGS)
def test_a_signal_to_the_grader_ends_all_that_it_started(name: str, way: str, tmp_path: Path) -> None:
    if not walls.level().forks or (way == "walls" and not walls.level().view):
        pytest.skip(str(walls.level()))
    lesson = make_forms(tmp_path / "course")
    command = [sys.executable, "-c", GRADE, str(lesson.root), way]
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=place) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"warm\n"
        below = descendants(grader.pid)
        while len(below) < (2 if way == "narrow" else 4) + 2:  # the warm processes, then the two that are forked
            time.sleep(0.01)  # a look at every process takes time from those that start
            below = descendants(grader.pid)
        handles = [os.pidfd_open(pid) for pid in below]
        grader.send_signal(getattr(signal, name))
        grader.wait()
    for handle in handles:
        gone = select.poll()
        gone.register(handle, select.POLLIN)
        assert gone.poll(PATIENCE), "a process was left over"
        os.close(handle)


def test_the_folder_of_a_killed_engine_is_swept_up_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    living = Runtime()
    killed = tmp_path / f"{PREFIX}killed"
    (killed / "student").mkdir(parents=True)
    (killed / "lock").touch()
    other = tmp_path / f"{PREFIX}of-somebody-else"
    other.mkdir()
    sweep(tmp_path)
    sweep(Path(tempfile.gettempdir()))
    assert not killed.exists()
    assert other.exists()
    assert living.folder.exists()
    assert living.close() == []
    assert not living.folder.exists()


def test_a_folder_whose_rights_are_gone_is_removed_all_the_same(tmp_path: Path) -> None:
    deep = tmp_path / "scratch" / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "file").touch()
    (deep / "link").symlink_to("/")
    for folder in (deep, deep.parent, deep.parent.parent):
        folder.chmod(0)
    assert remove(tmp_path / "scratch") == []


def test_what_holds_the_folder_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("/")
    assert remove(tmp_path / "file") == remove(tmp_path / "link") == []
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_grows_too_large_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").write_bytes(bytes(100_000))
    (tmp_path / "link").symlink_to("/usr")
    assert (holds_more(tmp_path, 90_000), holds_more(tmp_path, 200_000)) == (True, False)
    assert not holds_more(tmp_path / "gone", 0)
    for number in range(MOST_FILES):
        (tmp_path / str(number)).symlink_to("a")
    assert holds_more(tmp_path, 1 << 30)


def test_a_deadline_ends_at_once_for_another_reason() -> None:
    reasons = iter(["", "it wrote more than 1 MiB"])
    deadline = Deadline(60, 60, watch=lambda: next(reasons))
    assert deadline.left() < 1
    with pytest.raises(TooLate, match="it wrote more than 1 MiB"):
        deadline.left()
