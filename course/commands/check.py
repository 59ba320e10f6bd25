"""`course check`: one's own notebook graded, hidden tests included, on Hubs that nobody has seen.

What students are given holds no hidden tests; there it runs the visible checks.
"""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from course.settings import HUB

if TYPE_CHECKING:
    from course.grading.book.result import Answer, Result
    from course.lesson.project import Lesson, Project

HELP = "grade a notebook with the hidden tests, and write a feedback page"
EXAMPLE = "course check 01-census"
ELSEWHERE = "The hidden tests are with your instructor, who grades what you hand in."
SEEN = {"PASSED": "+", "FAILED": "-", "NOT_WRITTEN": "."}
MARKS = {"right": "+", "partly right": "~", "wrong": "-", "broken": "!", "not attempted": ".", "not judged": "?"}


def configure(parser: ArgumentParser) -> None:
    """Which notebook, on which Hubs, and what to do with the page."""
    parser.add_argument(
        "notebook", type=Path, nargs="?", help="a notebook, its folder, or a lesson: your working copy of it"
    )
    parser.add_argument("--seed", type=_seeds, metavar="N,N,N", help="the unseen Hubs of an earlier check")
    parser.add_argument("--out", type=Path, help="where to write the feedback page; beside the notebook if left out")
    parser.add_argument("--no-open", action="store_true", help="do not open the feedback page in a browser")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, and nothing else")


def run(args: Namespace) -> int:
    """0 if everything is right, 1 if something is not."""
    os.environ.pop(HUB, None)  # grading stays on its own Hubs
    from course.lesson.project import find_project

    if args.notebook is None:
        raise _unnamed(find_project())
    project = find_project(args.notebook)
    path = _notebook(project, args.notebook)
    if find_spec("course.grading") is None or not (project.root / "source").is_dir():
        return _visible(path, args)
    return _hidden(project, path, args)


def _visible(path: Path, args: Namespace) -> int:
    """The visible checks of a notebook, where the hidden tests are not."""
    from course.commands._building import built
    from course.learner.visible import Came, checked
    from course.lesson.project import CourseError

    if args.seed or args.out:
        raise CourseError(f"--seed and --out are for the hidden tests. {ELSEWHERE}")
    built("practice")
    found = checked(path)
    passed = sum(one.came is Came.PASSED for one in found)
    if args.json:
        print(json.dumps({"hidden": False, "checks": [asdict(one) for one in found]}, indent=1))
    else:
        print(f"{ELSEWHERE} These are the checks that you can see:")
        for one in found:
            print(f"{SEEN[one.came.name]} {one.name}: {one.came}.{f' {one.sentence}' if one.sentence else ''}")
        print(f"{passed} of {len(found)} visible checks pass.")
    return 0 if passed == len(found) else 1


def _hidden(project: Project, path: Path, args: Namespace) -> int:
    """The notebook graded with its hidden tests."""
    from course.grading import selfstudy
    from course.grading.pages import page
    from course.hub.seeds import fresh

    lesson = selfstudy.lesson_of(project, path)
    seeds = args.seed or fresh()
    out = page.place(args.out or path.with_name(f"{path.stem}-feedback.html"))
    result = _graded(path, lesson, seeds)
    out.write_text(page.render(result), encoding="utf-8")
    _keep(path, lesson, result)
    print(json.dumps(asdict(result), indent=1) if args.json else "\n".join(_lines(result, out)))
    if not (args.no_open or args.json) and _somebody_looks():
        webbrowser.open(out.resolve().as_uri())
    return 0 if result.complete else 1


def _unnamed(project: Project) -> Exception:
    """What is said where no lesson is named."""
    from course.lesson.project import CourseError

    known = [one.key for one in project.lessons if one.release.is_file()]
    return CourseError(
        f"Name a lesson or a notebook, such as: course check {known[0]}. The lessons: {', '.join(known)}."
    )


def _graded(path: Path, lesson: Lesson, seeds: tuple[int, ...]) -> Result:
    from course.commands._building import built
    from course.grading import selfstudy
    from course.hub.places import SLOTS

    with selfstudy.unseen(seeds) as slots:
        for number, slot in enumerate(slots, start=1):
            built(slot, f"unseen Hub {number} of {len(SLOTS)}")
        return selfstudy.grade_notebook(path, lesson, seeds)


def _keep(path: Path, lesson: Lesson, result: Result) -> None:
    """Note in the progress of a learner what the hidden tests found; not in the folders of an instructor."""
    from course.exercise.state import State
    from course.learner import record
    from course.learner.place import Place, checkout
    from course.learner.store import ProgressError, Store, now

    place = Place(lesson.key, path.resolve())
    if checkout(place.folder) is None or not place.learners:
        return
    found = [answer for answer in result.answers if answer.state is not State.NOT_JUDGED]

    def noted(data: record.Data) -> None:
        for one in found:
            own = record.exercise(data, lesson.key, one.name)
            record.graded(own, str(one.state), one.points, one.out_of, now())

    try:
        Store(place.kept).change(noted)
    except ProgressError as error:
        print(error, file=sys.stderr)


def _lines(result: Result, out: Path) -> list[str]:
    lines = [_line(answer) for answer in result.answers]
    lines += [f"  {memo.name}: {memo.out_of:g} points, read by a person" for memo in result.memos]
    lines += [f"Repaired: {repair}" for repair in result.repairs]
    seeds = ",".join(map(str, result.seeds))
    return [
        *lines,
        f"{result.points:g} of {result.out_of:g} points. The same Hubs again: --seed {seeds}",
        f"Feedback page: {out}",
    ]


def _line(answer: Answer) -> str:
    head = f"{MARKS[answer.state]} {answer.name}: {answer.state}, {answer.points:g} of {answer.out_of:g}"
    return f"{head}. {answer.sentence}" if answer.sentence else head


def _notebook(project: Project, given: Path) -> Path:
    from course.lesson.project import CourseError

    if given.is_file():
        return given
    folder = given if given.is_dir() else _folder(project, str(given))
    found = sorted(folder.glob("*.ipynb"))
    own = [path for path in found if path.name in {lesson.release.name for lesson in project.lessons}]
    if len(own or found) == 1:  # an older copy may lie beside it, under a dated name
        return (own or found)[0]
    what = f"holds {len(found)} notebooks; name one" if found else "holds no notebook; `course start` makes a copy"
    raise CourseError(f"{folder} {what}.")


def _folder(project: Project, name: str) -> Path:
    """Where the lesson is worked on: in my-lessons/, or in release/ itself, as on Binder."""
    from course.lesson.project import CourseError

    try:
        lesson = project.lesson(name)
    except CourseError as error:
        raise CourseError(f"{name} is neither a notebook nor a folder. {error}") from error
    own = lesson.working_copy.parent
    return lesson.release.parent if not own.is_dir() and _was_run(lesson.release) else own


def _was_run(notebook: Path) -> bool:
    """Whether somebody has worked in it: nothing that is released was ever run."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return False
    return any(cell.get("execution_count") for cell in cells)


def _seeds(text: str) -> tuple[int, ...]:
    try:
        seeds = tuple(int(part) for part in text.split(","))
    except ValueError:
        seeds = ()
    if len(seeds) != 3 or min(seeds) < 0:
        raise ArgumentTypeError(f"{text!r} is not three whole numbers with commas between them, such as 11,12,13")
    return seeds


def _somebody_looks() -> bool:
    display = os.name == "nt" or sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return display and sys.stdout.isatty()
