"""What students are given: all that they need, nothing of the instructor's, and commands that say so."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course.grading.students import giving, leaks
from course.grading.students.contents import contents
from course.lesson.project import CourseError, Project
from tests.courses import ROOT

ADDRESS = "https://github.com/some-one/some.where"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The students' files of this course."""
    return contents(Project(ROOT), ADDRESS)


@pytest.fixture(scope="module")
def kept() -> leaks.Secrets:
    """What this course keeps from students."""
    return leaks.secrets(Project(ROOT))


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> Path:
    """The wheel of those files, unpacked where no checkout is near."""
    made = tmp_path_factory.mktemp("given")
    for name, data in files.items():
        (made / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (made / "source" / name).write_bytes(data)
    with zipfile.ZipFile(giving.build(made / "source", made / "built")) as archive:
        archive.extractall(made / "site")
    return made / "site"


def student(given: Path, folder: Path, *words: str, code: int = 0) -> str:
    """What a student's `course` prints; the package that they were given, and no other, is imported."""
    environment = {**os.environ, "PYTHONPATH": str(given), "COURSE_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "course", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_nothing_of_the_instructors_is_given(files: dict[str, bytes], kept: leaks.Secrets) -> None:
    assert leaks.leaks(files, kept) == []
    assert len(kept) > 5000


def test_everything_a_learner_needs_is_given(files: dict[str, bytes]) -> None:
    lessons = [
        f"release/{one.key}/{part}" for one in Project(ROOT).lessons for part in (f"{one.name}.ipynb", "slips.json")
    ]
    assert set(lessons) <= files.keys()
    assert {"README.md", "environment.yml", "postBuild", "LICENSE", "course/simulate/__init__.py"} <= files.keys()
    assert f"mybinder.org/v2/gh/{ADDRESS.removeprefix('https://github.com/')}/HEAD" in files["README.md"].decode()


def source(files: dict[str, bytes], name: str, add: str) -> dict[str, bytes]:
    """The files with something added to one."""
    return {name: files.get(name, b"") + add.encode()}


@pytest.mark.parametrize("place", ["release/01-census/hints.yaml", "course/words.py"])
def test_a_line_of_a_solution_is_refused_by_name(files: dict[str, bytes], kept: leaks.Secrets, place: str) -> None:
    solved = max((one for one, where in kept.items() if where == "the solution of 01-census, inventory_row"), key=len)
    found = leaks.leaks(source(files, place, "\n" + "\n    ".join(solved)), kept)
    assert len(found) == 1
    assert found[0].startswith(f"{place} holds lines of the solution of 01-census, inventory_row: ")


def test_a_hidden_test_a_slip_and_an_import_are_refused_by_name(files: dict[str, bytes], kept: leaks.Secrets) -> None:
    book = json.loads(files["release/01-census/census.ipynb"])
    book["cells"][3]["source"] = "### BEGIN HIDDEN TESTS\nfrom exercises.census.licence_of import exercise\n"
    found = leaks.leaks({"release/01-census/census.ipynb": json.dumps(book).encode()}, kept)
    assert found == [
        "release/01-census/census.ipynb holds '### BEGIN HIDDEN TESTS'; run: course release",
        "release/01-census/census.ipynb imports exercises: from exercises.census.licence_of import exercise",
    ]
    module = (ROOT / "exercises/census/licence_of.py").read_text(encoding="utf-8")
    found = leaks.leaks({"course/licences.py": module.encode()}, kept)
    assert any(
        one.startswith("course/licences.py holds lines of a slip in exercises/census/licence_of.py") for one in found
    )
    assert leaks.leaks({"exercises/a.py": b""}, kept) == ["exercises/a.py is the instructor's."]


def test_nothing_is_written_where_something_would_leak(
    tmp_path: Path, files: dict[str, bytes], kept: leaks.Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "secrets", lambda project: kept)
    monkeypatch.setattr(giving, "contents", lambda project, address="": {**files, "course/grading/x.py": b""})
    with pytest.raises(CourseError, match=r"Nothing was written, .*\n  course/grading/x.py is the instructor's\."):
        giving.give(Project(ROOT), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_repository_is_brought_up_to_date_and_keeps_what_is_not_ours(
    tmp_path: Path, files: dict[str, bytes], kept: leaks.Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "secrets", lambda project: kept)
    monkeypatch.setattr(giving, "contents", lambda project, address="": files)
    assert len(giving.give(Project(ROOT), tmp_path / "new")) == len(files)
    (tmp_path / "new" / "NOTES.md").write_text("mine")
    fewer = {name: data for name, data in files.items() if name != "course/words.py"} | {"LICENSE": b"new"}
    monkeypatch.setattr(giving, "contents", lambda project, address="": fewer)
    assert giving.give(Project(ROOT), tmp_path / "new") == ["LICENSE", "course/words.py"]
    assert (tmp_path / "new" / "NOTES.md").read_text() == "mine"
    assert not (tmp_path / "new" / "course/words.py").exists()
    assert os.access(tmp_path / "new" / "postBuild", os.X_OK)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").write_text("")
    with pytest.raises(CourseError, match=r"other is not empty \(thesis.tex\); name a new folder"):
        giving.give(Project(ROOT), tmp_path / "other")


def test_a_student_starts_a_lesson_from_the_wheel_alone(given: Path, tmp_path: Path) -> None:
    assert not list(given.rglob("grading")) + list(given.glob("exercises")) + list(given.glob("source"))
    assert str(tmp_path / "my-lessons/01-census/census.ipynb") in student(given, tmp_path, "start", "1")
    assert {path.name for path in (tmp_path / "my-lessons/01-census").iterdir()} >= {"hints.yaml", "slips.json"}
    assert not (given / "course/commands/grade.py").exists()
    said = student(given, tmp_path, "lab", "--instructor", code=2)
    assert said == "course: The solved lessons are with the instructor; `course lab` opens yours.\n"


def test_check_says_where_the_hidden_tests_are_and_runs_the_visible_ones(given: Path, tmp_path: Path) -> None:
    cells = [
        ("double", "def double(n):\n    return n * 2", {"solution": True}),
        ("check_double", "from course.check import expect\nexpect(double, [4], 8, 'four')", {"grade": True}),
        ("check_other", "expect(double, [4], 9, 'four')", {"grade": True}),
    ]
    made: list[dict[str, object]] = [
        {"cell_type": "code", "id": name, "metadata": {"nbgrader": {"grade_id": name, **marks}}, "source": text}
        | {"execution_count": None, "outputs": []}
        for name, text, marks in cells
    ]
    book = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = tmp_path / "double.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    before = path.read_bytes()
    code = "import sys, pathlib; from course.learner.visible import checked; [print(*one) for one in "
    code += "((c.name, c.came.name, c.sentence) for c in checked(pathlib.Path(sys.argv[1])))]"
    environment = {**os.environ, "PYTHONPATH": str(given)}
    words = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("double PASSED \nother FAILED ")
    assert "8" in done.stdout
    assert path.read_bytes() == before
