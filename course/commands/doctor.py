"""`course doctor`: whether this machine has what the course needs."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

HELP = "say what this machine has of what the course needs"
EXAMPLE = "course doctor"
OLDEST = (3, 11)
NEEDED = (
    "jupyterlab",
    "ipywidgets",
    "nbgrader",
    "huggingface_hub",
    "httpx2",
    "pandas",
    "numpy",
    "matplotlib",
    "PyYAML",
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: is it as it should be, and what was seen."""

    good: bool
    text: str


def configure(parser: ArgumentParser) -> None:
    """It takes no arguments."""


def run(args: Namespace) -> int:
    """1 if anything is missing."""
    found = list(findings())
    for finding in found:
        print(f"{'ok     ' if finding.good else 'MISSING'} {finding.text}")
    return 0 if all(finding.good for finding in found) else 1


def findings() -> Iterator[Finding]:
    """What was looked at, in order."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= OLDEST, f"Python {version}; {'.'.join(map(str, OLDEST))} or newer is needed")
    for name in NEEDED:
        yield _package(name)
    yield _project()
    yield _home()
    yield _walls()


def _package(name: str) -> Finding:
    try:
        return Finding(True, f"{name} {metadata.version(name)}")
    except metadata.PackageNotFoundError:
        return Finding(False, f"{name}; install it with: python -m pip install -r requirements.lock")


def _project() -> Finding:
    from course.grading.project import CourseError, find_project

    try:
        project = find_project()
    except CourseError as error:
        return Finding(False, str(error))
    return Finding(bool(project.lessons), f"{len(project.lessons)} lessons in {project.root}")


def _home() -> Finding:
    from course.hub.connect import home

    place = home()
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / ".write").touch()
        (place / ".write").unlink()
    except OSError as error:
        return Finding(False, f"{place} for the built Hubs ({error.strerror}); name another one in COURSE_HOME")
    return Finding(True, f"{place} holds {len(list(place.glob('*.sqlite')))} built Hubs")


def _walls() -> Finding:
    from course.grading.engine.walls import level

    return Finding(True, str(level()))  # without some of them one grades all the same
