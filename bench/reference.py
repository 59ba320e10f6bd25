"""What all hidden tests ask of a machine: the reference answers of every lesson, graded in one fresh process.

    python bench/reference.py [--seeds 101,102,103]

The Hubs are built first and not counted. Printed for each lesson: its exercises, the seconds of processor, and the
highest memory so far; then all lessons together. The aim is 300 s and 1,024 MiB.
"""

import argparse
import importlib
import os
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from course.exercise import hubs  # noqa: E402
from course.exercise.exercise import Exercise  # noqa: E402

SECONDS, MEMORY = 300, 1024


def by_lesson() -> dict[str, list[Exercise]]:
    """Every exercise there is, by the key of its lesson."""
    found = defaultdict(list)
    for path in sorted((ROOT / "exercises").glob("*/*.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if isinstance(exercise := getattr(module, "exercise", None), Exercise):
            found[exercise.lesson].append(exercise)
    return dict(sorted(found.items()))


def graded(exercises: list[Exercise]) -> float:
    """The seconds of processor that grading the reference of each exercise takes; fails if one is not right."""
    start = time.process_time()
    for exercise in exercises:
        exercise.grade(exercise.reference)
    return time.process_time() - start


def line(label: str, count: int, seconds: float) -> str:
    """One line of the report."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{label:14}{count:4} exercises {seconds:8.1f} s of processor {memory:8.0f} MiB at most"


def main() -> None:
    """Grade all references and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="101,102,103")
    os.environ["COURSE_GRADING_SEEDS"] = parser.parse_args().seeds
    for slot in hubs.SLOTS:
        hubs.hub(slot)
    total, count = 0.0, 0
    for lesson, exercises in by_lesson().items():
        total, count = total + (seconds := graded(exercises)), count + len(exercises)
        print(line(lesson, len(exercises), seconds), flush=True)
    print(line("all", count, total), f"(aim: {SECONDS} s, {MEMORY} MiB)")


if __name__ == "__main__":
    main()
