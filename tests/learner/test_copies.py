"""A working copy is renewed while it is untouched, never written over once it holds work, and carried on request."""

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from course.grading.release import release
from course.learner import copies
from course.lesson.project import CourseError, Lesson, Project
from tests.courses import cell

MINE = "def double(number):\n    return number + number"
TRIPLE = 'def triple(number):\n    """Thrice."""\n    ### BEGIN SOLUTION\n    return 3 * number\n    ### END SOLUTION'
NOTE = {"cell_type": "markdown", "metadata": {}, "source": "*my note*", "id": "note"}
Edit = Callable[[list[dict[str, Any]]], object]


def edit(path: Path, change: Edit) -> None:
    """Change the cells of a notebook in its file."""
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found["cells"])
    path.write_text(json.dumps(found), encoding="utf-8")


def set_source(name: str, text: str) -> Edit:
    """An edit that gives a cell another text."""
    return lambda cells: next(one for one in cells if one["id"] == name).update(source=text)


def renewed(lesson: Lesson, change: Edit) -> None:
    """Release the lesson again after a change of its source."""
    edit(lesson.source, change)
    release.write(Project(lesson.root), lesson)


def sources(lesson: Lesson) -> dict[str, str]:
    """The texts of the working copy by cell id; cells of the learner's own go by their text."""
    cells = json.loads(lesson.working_copy.read_text(encoding="utf-8"))["cells"]
    texts = {one["id"]: "".join(one["source"]) for one in cells}
    return {text if len(name) == 8 else name: text for name, text in texts.items()}


@pytest.fixture
def worked(released: Lesson) -> Lesson:
    """The lesson with an answer, a cell of one's own, a note, and a shown cell that was changed."""
    copies.start(released)
    edit(released.working_copy, set_source("double", MINE))
    edit(released.working_copy, lambda cells: cells.insert(3, cell("mine = double(21)") | {"id": "abcd1234"}))
    edit(released.working_copy, lambda cells: cells.insert(1, NOTE | {"id": "abcd5678"}))
    shown = next(name for name, text in sources(released).items() if text == "double(2)")
    edit(released.working_copy, set_source(shown, "double(2), double(3)"))
    return released


def add_triple(cells: list[dict[str, Any]]) -> None:
    """One more exercise, as a newer release may have it."""
    cells += [
        cell(TRIPLE, grade_id="triple", solution=True),
        cell("expect(triple, [1], 3)", grade_id="check_triple", grade=True, locked=True, points=1),
    ]


def test_a_copy_remembers_what_it_was_made_from(released: Lesson) -> None:
    assert copies.start(released) == copies.start(released) == []
    mark = json.loads((released.working_copy.parent / copies.MARK).read_text(encoding="utf-8"))
    assert list(mark["cells"])[1:3] == ["setup", "double"]


def test_an_untouched_copy_is_renewed(released: Lesson) -> None:
    copies.start(released)
    edit(released.working_copy, lambda cells: cells[1].update(execution_count=7, outputs=[]))
    renewed(released, add_triple)
    assert copies.start(released) == ["01-double was renewed; you had not written in it yet."]
    assert released.working_copy.read_bytes() == released.release.read_bytes()
    assert copies.start(released) == []


def test_a_worked_copy_stays_and_one_sentence_says_what_is_new(worked: Lesson) -> None:
    before = worked.working_copy.read_bytes()
    renewed(worked, add_triple)
    renewed(worked, set_source("check_double", "expect(double, [5], 10)"))
    assert copies.start(worked) == copies.start(worked) == [
        "01-double has changed (new: triple, changed: double). "
        "`course start 01-double --update` carries your answers over."
    ]  # fmt: skip
    assert worked.working_copy.read_bytes() == before


def test_an_update_carries_answers_own_cells_notes_and_shown_cells(worked: Lesson) -> None:
    before, written = worked.working_copy.read_bytes(), sources(worked)
    renewed(worked, add_triple)
    (sentence,) = copies.update(worked)
    old = f"double-{date.today().isoformat()}.ipynb"
    assert sentence == f"Your answers are in the new 01-double (new: triple); the old notebook is {old}."
    assert (worked.working_copy.parent / old).read_bytes() == before
    carried = sources(worked)
    assert {name: carried[name] for name in written} == written
    assert 'raise NotImplementedError("your turn")' in carried["triple"]
    assert list(carried)[:2] == [next(iter(written)), "*my note*"]
    assert copies.update(worked) == ["01-double is up to date."]


def test_a_second_update_on_one_day_keeps_both_old_notebooks(worked: Lesson) -> None:
    for text in ("# one\nexpect(double, [5], 10)", "# two\nexpect(double, [5], 10)"):
        renewed(worked, set_source("check_double", text))
        copies.update(worked)
    names = sorted(path.name for path in worked.working_copy.parent.glob("*.ipynb"))
    today = date.today().isoformat()
    assert names == [f"double-{today}-2.ipynb", f"double-{today}.ipynb", "double.ipynb"]


def test_an_untouched_stub_takes_its_new_form_and_an_answer_keeps_its_own(worked: Lesson) -> None:
    renewed(worked, add_triple)
    copies.update(worked)
    renewed(worked, lambda cells: cells[-2].update(source=TRIPLE.replace("(number)", "(number, times=3)")))
    renewed(worked, set_source("double", "### BEGIN SOLUTION\ndouble = lambda n: 2 * n\n### END SOLUTION"))
    copies.update(worked)
    assert sources(worked)["triple"].startswith("def triple(number, times=3):")
    assert sources(worked)["double"] == MINE


def test_an_answer_that_nobody_asks_for_any_more_is_kept(worked: Lesson) -> None:
    gone = {"double", "check_double", "graded_double"}
    renewed(worked, add_triple)
    renewed(worked, lambda cells: cells.__setitem__(slice(None), [one for one in cells if one["id"] not in gone]))
    first, second = copies.update(worked)
    assert first.startswith("Your answers are in the new 01-double (new: triple, ")
    assert second.startswith("`double` is not asked any more; your answer to it is in double-")
    assert MINE in sources(worked).values()


def test_a_copy_of_unknown_origin_is_carried_as_well(worked: Lesson) -> None:
    (worked.working_copy.parent / copies.MARK).unlink()
    assert copies.start(worked) == []
    (worked.working_copy.parent / copies.MARK).unlink()
    renewed(worked, add_triple)
    assert "(new: triple)" in copies.start(worked)[0]
    copies.update(worked)
    assert sources(worked)["double"] == MINE
    assert "triple" in sources(worked)


def test_other_files_are_renewed_unless_the_learner_changed_them(released: Lesson) -> None:
    beside = released.source.parent
    for text in ("old", "newer", "newest"):
        hints = f"double: [{text} look, {text} begin, {text} analogue]"
        (beside / "hints.yaml").write_text(hints, encoding="utf-8")
        (beside / "data.csv").write_text(text, encoding="utf-8")
        release.write(Project(released.root), released)
        copies.start(released)
        mine = {path.name: path.read_text(encoding="utf-8") for path in released.working_copy.parent.glob("*.*[vl]")}
        assert mine == {"hints.yaml": hints, "data.csv": "old" if text == "old" else "mine"}
        (released.working_copy.parent / "data.csv").write_text("mine", encoding="utf-8")


@pytest.mark.parametrize("content", ["", "{", '{"cells": 3}'])
def test_a_copy_that_cannot_be_read_stays_and_is_named(released: Lesson, content: str) -> None:
    copies.start(released)
    released.working_copy.write_text(content, encoding="utf-8")
    renewed(released, add_triple)
    (sentence,) = copies.start(released)
    assert sentence.endswith("rename it, and `course start` gives you a fresh copy.")
    with pytest.raises(CourseError, match="double"):
        copies.update(released)
    assert released.working_copy.read_text(encoding="utf-8") == content


def git(folder: Path, *words: str) -> None:
    """A git command in `folder`, by somebody."""
    who = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_a_pull_is_safe_with_work_present(released: Lesson, tmp_path: Path) -> None:
    ignored = Path(__file__).resolve().parents[2] / ".gitignore"
    (released.root / ".gitignore").write_text(ignored.read_text(encoding="utf-8"), encoding="utf-8")
    for words in (["init"], ["add", "."], ["commit", "-m", "one"], ["clone", ".", str(tmp_path / "clone")]):
        git(released.root, *words)
    mine = Lesson(tmp_path / "clone", released.key, released.name)
    copies.start(mine)
    edit(mine.working_copy, set_source("double", MINE))
    renewed(released, add_triple)
    for folder, words in ((released.root, ["commit", "-am", "two"]), (mine.root, ["pull"])):
        git(folder, *words)
    assert sources(mine)["double"] == MINE
    assert "(new: triple)" in copies.start(mine)[0]
    copies.update(mine)
    assert sources(mine)["double"] == MINE
    status = subprocess.run(["git", "status", "--porcelain"], cwd=mine.root, check=True, capture_output=True, text=True)
    assert status.stdout == ""
