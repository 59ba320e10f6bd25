"""One class of hostile submissions, graded as a process of its own: with or without bubblewrap, by whoever runs it.

Run as `python -m tests.grading.hostile.way FOLDER PORT all|narrow|single`; what came of it stands in FOLDER/found.json.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from course.grading.engine import launch, rebuild, walls
from course.grading.engine.engine import Engine
from course.grading.engine.graded import GradedNotebook
from course.grading.engine.limits import MIB, Limits
from course.grading.engine.pool import Handed, grade_many
from course.lesson.project import Lesson
from tests.grading.hostile import denial, files, harm, secrets, subverting
from tests.grading.hostile.cases import Hostile
from tests.grading.hostile.trial import DOUBLE, FULL, MARKER, handed_in, make_trial

CORPUS = (*denial.CASES, *harm.CASES, *secrets.CASES, *subverting.CASES, *files.CASES)
# what may be run once whatever the text of the answers
SINGLE = tuple(case for case in (*secrets.CASES, *subverting.CASES) if not case.again)
LIMITS = Limits(call=0.4, cell=1.5, notebook=30, patience=12, memory=900 * MIB, scratch=16 * MIB)
SEEDS = (11, 12, 13)
HONEST = 4  # as many hostile submissions stand between two honest ones
LINK = "a linked notebook"
PACKAGES = "PYTHONUSERBASE"  # where the packages are for a user who may not use the Python of this environment


def hostile(way: str) -> Sequence[Hostile]:
    """The submissions that are graded in this way."""
    return SINGLE if way == "single" else CORPUS


def _class(lesson: Lesson, cases: Sequence[Hostile], port: int) -> Iterator[Handed]:
    """The class: hostile submissions by name, with honest ones between, before and behind them."""
    for number, case in enumerate(cases):
        if number % HONEST == 0:
            yield Handed(f"honest before {case.name}", _written(lesson, Hostile("", "", FULL, DOUBLE), port, number))
        yield Handed(case.name, _written(lesson, case, port, number))
    link = lesson.root / "handed" / "link.ipynb"
    link.symlink_to(lesson.source)
    yield Handed(LINK, link)
    yield Handed("honest at the end", _written(lesson, Hostile("", "", FULL, DOUBLE), port, len(cases)))


def _written(lesson: Lesson, case: Hostile, port: int, number: int) -> Path:
    """The submission as a file."""
    texts = [case.double, case.total]
    for name, meant in {"{root}": str(lesson.root), "{port}": str(port)}.items():
        texts = [text.replace(name, meant) for text in texts]
    made = handed_in(lesson, *(text.replace("{{", "{").replace("}}", "}") for text in texts), *case.extra)
    path = lesson.root / "handed" / f"{number}{'' if case.name else '-honest'}" / "trial.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(case.file(made) if case.file else json.dumps(made).encode())
    return path


def _readable(graded: GradedNotebook) -> str:
    """All that a student gets to read: sentences, outputs, cells."""
    return json.dumps([asdict(graded.result), [asdict(cell) for cell in graded.cells]], default=str)


def _told(graded: GradedNotebook) -> str:
    """What of it the grader says: sentences, and outputs of checks."""
    sentences = [[answer.sentence for answer in graded.result.answers], graded.result.repairs, graded.fault]
    return json.dumps([*sentences, [cell.outputs for cell in graded.cells if cell.found is not None]])


def _outcome(graded: GradedNotebook) -> dict[str, Any]:
    answers, text = graded.result.answers, _readable(graded)
    return {
        "points": graded.result.points,
        "out_of": graded.result.out_of,
        "states": [str(answer.state) for answer in answers],
        "sentences": [answer.sentence for answer in answers],
        "told": _told(graded),
        "leaked": MARKER in text,
        "length": len(text),
        "fault": graded.fault,
    }


def fingerprint(root: Path) -> str:
    """SHA-256 over every file below `root`, its name and what it holds; submissions themselves left out."""
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "handed" not in path.parts:
            found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()


def main(folder: Path, port: int, way: str) -> None:
    """Grade the class and write down what came of it."""
    if PACKAGES in os.environ:
        launch.ENVIRONMENT[PACKAGES] = os.environ[PACKAGES]
    lesson, here = make_trial(folder / "course"), walls.level()
    handed = list(_class(lesson, hostile(way), port))
    before = fingerprint(lesson.root)
    if way == "narrow":
        here = replace(here, view=False)
        walls.level = lambda: here  # type: ignore[assignment]
    if way == "single":
        rebuild.lasting = lambda *_: True  # type: ignore[attr-defined]
    with Engine(lesson, SEEDS, LIMITS) as engine:
        found = {name: _outcome(graded) for name, graded in grade_many(handed, engine, workers=2)}
    unharmed = fingerprint(lesson.root) == before
    (folder / "found.json").write_text(json.dumps({"found": found, "unharmed": unharmed}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
