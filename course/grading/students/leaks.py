"""What must not reach students, looked for in the files that they are to be given."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from course.grading.students.contents import Files
from course.lesson.plan import CHECKS, WRITTEN, solved_cells, text_of
from course.lesson.project import Lesson, Project

LONG = 40  # characters of lines that follow each other: fewer may be anybody's
SHORT_RUN, LONG_RUN = 2, 3  # lines; modules of the course may have two in common with an answer
MARKS = re.compile(r"###\s*(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS)")
IMPORT = re.compile(r"^[ \t]*(?:from|import) (?:exercises|course\.exercise\.exercise)\b.*", re.MULTILINE)
PLACES = re.compile(r"(?:source|exercises|tests|submitted|autograded|course/grading|course/exercise)/")
OFFERED = {  # modules that lend an answer to who could not write it, and the lessons that send a learner there
    "course/cards.py": "07-cards",
    "course/frames.py": "10-spaces",
    "course/results.py": "09-leaderboards",
    "course/serving.py": "05-fit",
}
TEXT = (".py", ".ipynb", ".md", ".json", ".yaml", ".yml", ".txt", ".toml", ".html")
CODE = (".py", ".ipynb")
Passage = tuple[str, ...]
Secrets = Mapping[Passage, str]  # lines that follow each other, and where they come from


def secrets(project: Project) -> Secrets:
    """What solved lessons and exercises hold and released lessons do not show."""
    kept = dict[Passage, str]()
    for path in sorted((project.root / "exercises").rglob("*.py")):
        kept |= dict(_of_exercises(path, path.relative_to(project.root).as_posix()))
    for lesson in project.lessons:
        kept |= dict(_of_lesson(lesson))
    shown = {one for lesson in project.lessons for text in texts(lesson.release) for one in passages(text)}
    return {one: where for one, where in kept.items() if one not in shown}


def leaks(files: Files, kept: Secrets) -> list[str]:
    """What of the secrets is in the files, a sentence each."""
    return [sentence for name, data in files.items() for sentence in _in_file(name, data, kept)]


def texts(notebook: Path) -> list[str]:
    """The sources of a notebook's cells."""
    return _sources(notebook.read_text(encoding="utf-8"))


def passages(text: str, *runs: int) -> Iterator[Passage]:
    """Each run of so many lines of a text, of two and of three if not said, that says enough to be told apart."""
    stripped = (line.strip() for line in text.splitlines())
    lines = [line for line in stripped if line and not MARKS.match(line)]
    for run in runs or (SHORT_RUN, LONG_RUN):
        for start in range(len(lines) - run + 1):
            one = tuple(lines[start : start + run])
            if sum(map(len, one)) >= LONG:
                yield one


def _of_lesson(lesson: Lesson) -> Iterator[tuple[Passage, str]]:
    """The passages of the answers and checks of a lesson that are not in what is released of them."""
    for cell in solved_cells(lesson.source):
        if cell.part in (*WRITTEN, *CHECKS):
            what = "the solution" if cell.part in WRITTEN else "the hidden tests"
            for one in passages(cell.source):
                yield one, f"{what} of {lesson.key}, {cell.name}"


def _of_exercises(path: Path, name: str) -> Iterator[tuple[Passage, str]]:
    """The passages of the functions of slips and of other right answers, and of the lines that name slips."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and any(map(_is_of_exercise, node.decorator_list)):
            what = f"{node.name} in {name}"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _is_slip(node.value):
            what = f"a slip in {name}"
        else:
            continue
        for one in passages("\n".join(lines[node.lineno - 1 : node.end_lineno])):
            yield one, what


def _is_of_exercise(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else node
    return isinstance(function, ast.Attribute) and function.attr in ("wrong", "right")


def _is_slip(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "slip"


def _in_file(name: str, data: bytes, kept: Secrets) -> Iterator[str]:
    """What is wrong with one file; the first passage that is found stands for all."""
    if PLACES.match(name):
        yield f"{name} is the instructor's."
    if Path(name).suffix not in TEXT:
        return
    text = data.decode("utf-8", "replace")
    parts = _sources(text) if name.endswith(".ipynb") else [text]
    run = LONG_RUN if name.endswith(".py") else SHORT_RUN
    lent = OFFERED.get(name)
    kinds = (one for part in parts for one in passages(part, run) if one in kept)
    found = next((one for one in kinds if lent is None or not _is_of_lesson(kept[one], lent)), None)
    if found is not None:
        yield f"{name} holds lines of {kept[found]}: {' / '.join(found)}"
    if name.endswith(".ipynb"):
        yield from (f"{name} holds {mark!r}; run: course release" for mark in _first(map(MARKS.findall, parts)))
    if name.endswith(CODE):
        yield from (f"{name} imports exercises: {line.strip()}" for line in _first(map(IMPORT.findall, parts)))


def _is_of_lesson(where: str, lesson: str) -> bool:
    return f" {lesson}," in where or f"exercises/{lesson.partition('-')[2]}/" in where


def _first(found: Iterable[list[str]]) -> list[str]:
    return next((ones[:1] for ones in found if ones), [])


def _sources(notebook: str) -> list[str]:
    return [text_of(cell) for cell in json.loads(notebook)["cells"]]
