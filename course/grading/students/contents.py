"""The files that students are given, made from those of the instructor."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from course.grading.release.readme import linked
from course.lesson.project import EDITION, PACKAGED, CourseError, Project

COMMANDS = set("__init__ check doctor lab progress restore save scorecard serve simulate snapshot start".split())
INSTRUCTORS = re.compile(
    r"course/(grading|exercise|jupyter/instructor)/|course/lesson/reference\.py|course/install\.py"
)
COMMAND = re.compile(r"course/commands/([a-z]\w*)\.py")
AS_THEY_ARE = ("LICENSE", "environment.yml", "postBuild", "requirements.lock", ".gitattributes")
IGNORED = "\n".join([".venv/", "*.egg-info/", "build/", "dist/", "__pycache__/", ".ipynb_checkpoints/", "my-lessons/"])
LESSONS = "course.lessons"  # where the wheel has them
DATA = ["**/*.json", "**/*.html", "**/*.css", "**/*.csv", "**/*.yaml", "**/*.txt", "py.typed"]
MADE = {"__pycache__", ".ipynb_checkpoints"}
Files = Mapping[str, bytes]


def contents(project: Project, address: str = "") -> dict[str, bytes]:
    """Each file of the students' repository by its path; its Binder links lead to `address`, if there is one.

    Raises CourseError if a lesson is not released, or pyproject.toml is missing.
    """
    if missing := [one.key for one in project.lessons if not one.release.is_file()]:
        raise CourseError(f"{', '.join(missing)} is not released; run: course release {missing[0]}")
    own = project.root / "pyproject.toml"
    if not own.is_file():
        raise CourseError(f"{project.root} has no pyproject.toml; run this in the repository of the course.")
    about = tomllib.loads(own.read_text(encoding="utf-8"))
    found = dict(_package(project.root)) | dict(_lessons(project))
    found |= {name: (project.root / name).read_bytes() for name in AS_THEY_ARE if (project.root / name).is_file()}
    found["release/" + EDITION] = f"{json.dumps({'version': about['project']['version']})}\n".encode()
    found[".gitignore"] = f"{IGNORED}\n".encode()
    found["README.md"] = _readme(project, address).encode()
    found["pyproject.toml"] = _pyproject(about["project"], _packages(found)).encode()
    return dict(sorted(found.items()))


def _package(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in (root / "course").rglob("*"):
        name = path.relative_to(root).as_posix()
        command = COMMAND.fullmatch(name)
        if not path.is_file() or MADE & set(path.parts) or INSTRUCTORS.match(name) or path.is_relative_to(PACKAGED):
            continue
        if command is None or command[1] in COMMANDS:
            yield name, path.read_bytes()


def _lessons(project: Project) -> Iterator[tuple[str, bytes]]:
    for lesson in project.lessons:
        for path in lesson.release.parent.rglob("*"):
            if path.is_file() and not MADE & set(path.parts):
                yield path.relative_to(project.root).as_posix(), path.read_bytes()


def _readme(project: Project, address: str) -> str:
    text = (Path(__file__).parent / "readme.md").read_text(encoding="utf-8")
    rows = "".join(f"| {int(one.key.partition('-')[0])} | {one.name} |\n" for one in project.lessons)
    return linked(text.replace("ROWS\n", rows), project, address)


def _packages(names: Iterable[str]) -> list[str]:
    folders = {name.rpartition("/")[0] for name in names if name.startswith("course/") and name.endswith(".py")}
    return sorted({*(folder.replace("/", ".") for folder in folders), LESSONS})


def _pyproject(about: Mapping[str, Any], packages: list[str]) -> str:
    """The description of the students' package: the same name, version and dependencies, without what grades."""
    kept = ("name", "version", "description", "requires-python", "license", "license-files", "dependencies")
    extras = {
        name: about["optional-dependencies"][name] for name in ("serve",) if name in about["optional-dependencies"]
    }
    lines = ["[build-system]", 'requires = ["setuptools>=77"]', 'build-backend = "setuptools.build_meta"', ""]
    lines += ["[project]", *(_assigned(key, about[key]) for key in kept if key in about), 'readme = "README.md"', ""]
    lines += ["[project.optional-dependencies]", *(_assigned(*one) for one in extras.items()), ""]
    lines += ["[project.scripts]", 'course = "course.cli:main"', ""]
    lines += ["[tool.setuptools]", f'package-dir = {{"{LESSONS}" = "release"}}', _assigned("packages", packages), ""]
    lines += ["[tool.setuptools.package-data]", _assigned("course", DATA), _assigned(f'"{LESSONS}"', ["**/*"])]
    return "\n".join(lines) + "\n"


def _assigned(key: str, value: object) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"  # a text or list of texts: TOML writes it as JSON does
