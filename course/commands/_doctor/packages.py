"""The Python that runs, the packages beside it, and the course around it."""

import sys
import tomllib
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from course.commands._doctor.finding import Finding

OLDEST = (3, 11)
NAME = "measure-the-hub"
INSTALL = "Install what the lessons were tried with: python -m pip install -r requirements.lock"


def python() -> Finding:
    """Whether this Python is new enough."""
    seen = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST:
        return Finding("Python", "ok", f"{seen} in {sys.prefix}")
    wanted = ".".join(map(str, OLDEST))
    return Finding("Python", "fault", f"{seen}; {wanted} or newer is needed", "Name another one: make lab PYTHON=PATH")


def packages() -> Finding:
    """Whether every package that the project asks for is there, in a version that it accepts."""
    wanted = asked_for()
    wrong = list(filter(None, map(unmet, wanted)))
    if wrong:
        return Finding("packages", "fault", "; ".join(wrong), INSTALL)
    named = ["huggingface_hub", "pandas", *(["nbgrader"] if has_nbgrader() else [])]
    shown = ", ".join(f"{name} {metadata.version(name)}" for name in named)
    return Finding("packages", "ok", f"all {len(wanted)} in versions that fit, among them {shown}")


def has_nbgrader() -> bool:
    """Whether nbgrader belongs here: an instructor's course needs it, and a student may have it for *Validate*."""
    return find_spec("course.grading") is not None or find_spec("nbgrader") is not None


def asked_for() -> list[str]:
    """What pyproject.toml asks for, grading included; in a copy without it, what was asked for at installation."""
    path = Path(__file__).resolve().parents[3] / "pyproject.toml"
    if path.is_file():
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        return [*project["dependencies"], *project["optional-dependencies"].get("grading", [])]
    return [one for one in metadata.requires(NAME) or [] if "extra ==" not in one or "grading" in one]


def unmet(wanted: str) -> str:
    """How a requirement is not met, or ""."""
    from packaging.requirements import Requirement

    asked = Requirement(wanted)
    try:
        found = metadata.version(asked.name)
    except metadata.PackageNotFoundError:
        return f"{asked.name} is missing"
    return "" if asked.specifier.contains(found, prereleases=True) else f"{asked.name} {found}, not {asked.specifier}"


def course() -> Finding:
    """Whether there is a course to work in, and room for the learner's copies."""
    from course.lesson.project import CourseError, find_project

    try:
        project = find_project()
    except CourseError as error:
        return Finding("course", "fault", str(error), "Change to the folder that you unpacked or cloned.")
    released = [lesson.key for lesson in project.lessons if lesson.release.is_file()]
    if not released:
        return Finding(
            "course", "fault", f"no lesson in {project.root}", "Get the whole course anew; release/ is empty."
        )
    return Finding("course", "ok", f"{len(released)} lessons in {project.root}")
