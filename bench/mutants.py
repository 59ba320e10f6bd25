"""Which changed solutions do the hidden cases of the exercises not notice?

    python -m bench.mutants [LESSON [EXERCISE ...]]

For each exercise it prints how many mutants there are, how many are noticed by the hand-made cases, how many by unseen
Hubs alone (luck of the seeds: they deserve a case), and how many by nothing. Of the last, those that `equivalent.yaml`
gives a reason for are counted apart; the others are printed. It ends with status 1 if there are any.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bench.mutations import Mutant, mutants
from course.check import observe
from course.exercise.exercise import Case, Exercise
from course.exercise.performance import PerformanceExercise
from course.grading.release.slips import exercises
from course.hub.seeds import SETTING
from course.hub.snapshot import SnapshotError
from course.lesson import reference
from course.lesson.plan import solved_cells
from course.lesson.project import find_project
from course.settings import setting

SECONDS = 3.0  # a mutant that runs longer is noticed
EQUIVALENT = Path(__file__).with_name("equivalent.yaml")


@dataclass
class Count:
    """What became of the mutants of one exercise."""

    by_cases: int = 0
    by_hubs: list[str] = field(default_factory=list)
    excused: int = 0
    alive: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many there were."""
        return self.by_cases + len(self.by_hubs) + self.excused + len(self.alive)


def count(exercise: Exercise, excused: frozenset[str]) -> Count:
    """Every mutant of the solution, tried on the hand-made cases and then on the others."""
    found = Count()
    with setting(SETTING, "no Hub"):
        small = list(_hubless(exercise))
    for mutant in mutants(_source(exercise)):
        function = _function(exercise, mutant)
        if function is None or _is_noticed(exercise, function, enumerate(small)):
            found.by_cases += 1
        elif mutant.change in excused:
            found.excused += 1
        elif _is_noticed(exercise, function, list(enumerate(exercise.made()))[len(small) :]):
            found.by_hubs.append(mutant.change)
        else:
            found.alive.append(mutant.change)
    return found


def _hubless(exercise: Exercise) -> Iterator[Case]:
    """The cases up to the first that needs a Hub."""
    with suppress(SnapshotError):
        yield from exercise.cases_anew()


def _source(exercise: Exercise) -> str:
    cells = solved_cells(reference.notebook_path(exercise.lesson))
    return next(cell.source for cell in cells if cell.name == exercise.name)


def _function(exercise: Exercise, mutant: Mutant) -> Callable[..., Any] | None:
    """The changed answer beside the rest of the lesson; None where it cannot even be defined."""
    with suppress(Exception):
        found = reference.namespace(exercise.lesson, ((exercise.name, mutant.code),))[exercise.name]
        return partial(_limited, found)
    return None


def _limited(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)


def _is_noticed(exercise: Exercise, function: Callable[..., Any], cases: Any) -> bool:
    for number, one in cases:
        got = observe(function, one.args, SECONDS)
        if exercise.is_wrong(number, one, got):
            return True
    return False


def main() -> int:
    """Print the table; 1 if a mutant is noticed by nothing and has no reason."""
    warnings.simplefilter("ignore")
    wanted, known = sys.argv[1:], yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {}
    project, left = find_project(Path.cwd()), 0
    print(f"{'exercise':34}{'mutants':>8}{'cases':>7}{'Hubs':>6}{'reason':>8}{'alive':>7}")
    for lesson in [project.lesson(wanted[0])] if wanted else project.lessons:
        for exercise in exercises(lesson.root, solved_cells(lesson.source)):
            if isinstance(exercise, PerformanceExercise) or (wanted[1:] and exercise.name not in wanted[1:]):
                continue
            reasons = known.get(f"{exercise.lesson} {exercise.name}", {})
            found = count(exercise, frozenset(reasons))
            numbers = (found.total, found.by_cases, len(found.by_hubs), found.excused, len(found.alive))
            print(f"{exercise.name:34}{'{:8}{:7}{:6}{:8}{:7}'.format(*numbers)}", flush=True)
            for word, changes in (("alive", found.alive), ("Hubs alone", found.by_hubs)):
                print("".join(f"    {word}: {change}\n" for change in changes), end="", flush=True)
            left += len(found.alive)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
