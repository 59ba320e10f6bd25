"""release/ is what nbgrader's generator makes of source/, in the project's own form."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.grading.release import glossary, hint_texts, slips
from course.lesson.canonical import canonical
from course.grading.release.hint_cost import configured, released
from course.grading.by_nbgrader.ordinary import generate
from course.lesson.project import CourseError, Lesson, Project
from course.slips import NAME, dumped

# wider than the marks that nbgrader cuts at: a misspelt one would be released with all that it hides
LEAK = re.compile(r"(?:BEGIN|END)[ _-](?:SOLUTION|HIDDEN|MARK)\w*|(?:from|import) exercises\b", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """A file that is not as it should be, and the sentence that says so."""

    path: Path
    sentence: str


def check(project: Project, lesson: Lesson) -> list[Finding]:
    """What differs between the files of `lesson` and what `write` would leave; nothing is changed."""
    wanted, folder = _generated(project, lesson), lesson.release.parent
    there, remedy = _files(folder), f"run: course release {lesson.key}"
    wrong = [folder / name for name in sorted(wanted.keys() | there.keys()) if wanted.get(name) != there.get(name)]
    found = [_finding(project, path, f"is not what source/ gives; {remedy}") for path in wrong]
    if lesson.source.read_bytes() != _solved_form(lesson):
        found.append(_finding(project, lesson.source, f"is not in the project's form; {remedy}"))
    return found


def write(project: Project, lesson: Lesson) -> list[Path]:
    """Put the solved notebook into the project's form, write what a learner is given; the files that changed."""
    wanted, folder = _generated(project, lesson), lesson.release.parent
    changed = [folder / name for name in _files(folder).keys() - wanted.keys()]
    for path in changed:
        path.unlink()
    changed += [path for path, data in _pairs(lesson, wanted) if _replace(path, data)]
    return sorted(changed)


def _pairs(lesson: Lesson, wanted: dict[str, bytes]) -> list[tuple[Path, bytes]]:
    released = [(lesson.release.parent / name, data) for name, data in wanted.items()]
    return [(lesson.source, _solved_form(lesson)), *released]


def _generated(project: Project, lesson: Lesson) -> dict[str, bytes]:
    """What nbgrader's generator makes of the lesson, by file name, without touching the project or a gradebook."""
    with tempfile.TemporaryDirectory(prefix="course-release-") as temporary:
        course = Path(temporary).resolve()
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        source = shutil.copytree(lesson.source.parent, course / "source" / lesson.key, ignore=ignored)
        (source / lesson.source.name).write_bytes(_solved_form(lesson))
        generate(project, course, lesson.key, database=False)
        made = course / "release" / lesson.key
        files = {**_files(made), lesson.release.name: _own_form(made / lesson.release.name)}
    _refuse_leaks(lesson, files[lesson.release.name].decode())
    hint_texts.refuse(lesson)
    found = slips.compiled(lesson)
    files |= released(configured(project)) | glossary.released(project)
    return files | ({NAME: dumped(found.calls)} if found.calls else {})


def _refuse_leaks(lesson: Lesson, text: str) -> None:
    for cell in json.loads(text)["cells"]:
        if mark := LEAK.search("".join(cell["source"])):
            raise CourseError(
                f"{lesson.key}: cell {cell['id']} would be released with {mark.group()!r} in it; mend its marks."
            )


def _solved_form(lesson: Lesson) -> bytes:
    return _own_form(lesson.source, lambda notebook: slips.with_comments(lesson, notebook))


def _own_form(path: Path, mend: Callable[[Any], Any] = lambda notebook: notebook) -> bytes:
    try:
        return canonical(mend(json.loads(path.read_text(encoding="utf-8")))).encode()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} is not a notebook: {error}.") from error


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _finding(project: Project, path: Path, what: str) -> Finding:
    return Finding(path, f"{path.relative_to(project.root).as_posix()} {what}")


def _replace(path: Path, data: bytes) -> bool:
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True
