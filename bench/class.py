"""A class graded to its end: time and memory by hundred, killed three times on the way, read by formgrader afterwards.

    python bench/class.py [--students 1000] [--lesson 01-census] [--book sqlite|postgresql] [--kills 3]

Submissions are made of the recorded answers in `exercises/`: a third right, a third wrong, a third broken, and every
25th is odd besides (a cell split in two, a marked file, no notebook at all and the like). `course grade --workers 2`
runs as an instructor runs it. It is killed with -9 at even places of the class and started again, until everybody has
been graded. Printed: for each hundred the seconds by the clock and the most memory so far (shared pages counted once),
then how many stand in the gradebook, and the seconds that formgrader, `course export` and `course report` take.
PostgreSQL is started for the run, by the helper of the tests.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.submissions import hand_in  # noqa: E402
from bench.watch import Watch  # noqa: E402
from course.hub import seeds  # noqa: E402
from course.lesson.project import Lesson, Project  # noqa: E402
from tests.grading.databases import postgresql  # noqa: E402

CLASS_SEEDS, EVERY, GLANCE, STEP = (101, 102, 103), 25, 0.5, 100

Environment = dict[str, str]


def twice(text: str) -> str:
    """Work whose first answer cell was split in two, both parts with its name, as JupyterLab's Split Cell leaves it."""
    notebook = json.loads(text)
    at, cell = next((n, one) for n, one in enumerate(notebook["cells"]) if _is_answer(one))
    lines = "".join(cell["source"]).split("\n")
    parts = [{**cell, "source": "\n".join(part)} for part in ([f"# {lines[0][:40]}"], lines)]
    notebook["cells"][at : at + 1] = parts
    return json.dumps(notebook)


def unnamed(text: str) -> str:
    """Work whose cells lost everything that an editor may drop: ids and metadata."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {}
    return json.dumps(notebook)


def half(text: str) -> str:
    """A file whose upload broke off."""
    return text[: len(text) // 2]


def endless(text: str) -> str:
    """Work whose first answer never ends."""
    notebook = json.loads(text)
    cell = next(one for one in notebook["cells"] if _is_answer(one))
    cell["source"] = "while True: pass"
    return json.dumps(notebook)


def marked(text: str) -> str:
    """A file with a byte-order mark."""
    return f"\ufeff{text}"


ODD: tuple[Callable[[str], str], ...] = (twice, unnamed, half, marked, endless)


def _is_answer(cell: dict[str, Any]) -> bool:
    marks = cell["metadata"].get("nbgrader", {})
    return bool(marks.get("solution")) and not marks.get("grade")


def made(lesson: Lesson, course: Path, students: int) -> None:
    """The course, and what the class handed in."""
    for folder in ("exercises", f"source/{lesson.key}", f"release/{lesson.key}"):
        shutil.copytree(ROOT / folder, course / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for number, one in enumerate(hand_in(lesson, course, students), start=1):
        if number % EVERY == 0:
            odd = ODD[number // EVERY % len(ODD)]
            one.place.write_text(odd(one.place.read_text(encoding="utf-8")), encoding="utf-8")


def graded(course: Path) -> int:
    """How many have an autograded notebook; each is written before its row in the gradebook."""
    folder = course / "autograded"
    return sum(1 for _ in folder.glob("*/*/*.ipynb")) if folder.is_dir() else 0


def command(course: Path, environment: Environment, *words: str) -> subprocess.Popen[str]:
    """A command of the course, started."""
    line = [sys.executable, "-m", *words]
    return subprocess.Popen(
        line, cwd=course, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def run(course: Path, environment: Environment, key: str, students: int, kills: int) -> tuple[str, float]:
    """Grade the class, killed on the way; what the last run said, and the most memory in MiB."""
    places = [students * (number + 1) // (kills + 1) for number in range(kills)]
    begun, shown, most = time.monotonic(), 0, 0.0
    while True:
        with Watch() as seen:
            grading = command(course, environment, "course", "grade", key, "--workers", "2", "--any-owner")
            while grading.poll() is None:
                time.sleep(GLANCE)
                done = graded(course)
                if done - shown >= STEP:
                    shown = done
                    print(f"{done:5} {time.monotonic() - begun:7.1f} s {max(most, seen.memory):6.0f} MiB", flush=True)
                if places and done >= places[0]:
                    places.pop(0)
                    grading.send_signal(signal.SIGKILL)
                    print(f"{done:5} {time.monotonic() - begun:7.1f} s killed with -9", flush=True)
                    grading.wait()
        most = max(most, seen.memory)
        said = grading.communicate()[0]
        if grading.returncode >= 0:
            return said, most


def timed(course: Path, environment: Environment, *words: str) -> float:
    """Seconds that a command takes; it has to end well."""
    begun = time.monotonic()
    done = command(course, environment, *words)
    said = done.communicate()[0]
    if done.returncode not in (0, 1) or "Traceback" in said:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {said}")
    return time.monotonic() - begun


FORMGRADER = """
import sys
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config
where = Config(CourseDirectory={"root": ".", "course_id": "measure-the-hub", "db_url": sys.argv[1]})
rows = NbGraderAPI(config=where).get_submissions(sys.argv[2])
print(len(rows), sum(row["autograded"] for row in rows))
"""


def read_after(course: Path, environment: Environment, key: str, url: str) -> None:
    """What reads the gradebook afterwards, and how long it takes."""
    begun = time.monotonic()
    line = [sys.executable, "-c", FORMGRADER, url, key]
    found = subprocess.run(line, cwd=course, env=environment, capture_output=True, text=True, check=True).stdout.split()
    seconds = time.monotonic() - begun
    print(f"formgrader's list of submissions {seconds:5.1f} s: {found[0]} submissions, {found[1]} of them graded")
    print(f"course export --generic          {timed(course, environment, 'course', 'export', '--generic'):5.1f} s")
    page = ("course", "report", key, "--html", "report.html")
    print(f"course report --html             {timed(course, environment, *page):5.1f} s")


@contextlib.contextmanager
def database(kind: str, course: Path) -> Iterator[str]:
    """The URL of an empty gradebook."""
    if kind == "sqlite":
        yield f"sqlite:///{course / 'gradebook.db'}"
    else:
        with postgresql() as url:
            yield url


def main() -> None:
    """Grade a class and print what it took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--students", type=int, default=1000)
    options.add_argument("--lesson", default="01-census")
    options.add_argument("--book", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--kills", type=int, default=3)
    asked = options.parse_args()
    lesson = Project(ROOT).lesson(asked.lesson)
    with tempfile.TemporaryDirectory(prefix="bench-class-") as folder:
        course = Path(folder)
        made(lesson, course, asked.students)
        with database(asked.book, course) as url:
            environment = {**os.environ, "PYTHONPATH": str(ROOT), seeds.SETTING: seeds.text(CLASS_SEEDS)}
            environment["COURSE_GRADEBOOK"] = url
            begun = time.monotonic()
            said, most = run(course, environment, lesson.key, asked.students, asked.kills)
            seconds = time.monotonic() - begun
            print(*(line for line in said.splitlines() if line.startswith(f"{lesson.key}:")), sep="\n")
            print(f"{asked.students} in {seconds:.1f} s, {seconds / asked.students:.2f} s each, {most:.0f} MiB at most")
            read_after(course, environment, lesson.key, url)


if __name__ == "__main__":
    main()
