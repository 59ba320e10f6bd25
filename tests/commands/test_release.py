"""`course release` writes and compares."""

import pytest

from course import cli
from course.lesson.project import Lesson


@pytest.fixture
def inside(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    """The lesson's project as the working directory."""
    monkeypatch.chdir(lesson.root)
    return lesson


def test_check_is_1_before_and_0_after(inside: Lesson, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["release", "--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "release/01-double/double.ipynb is not what source/ gives; run: course release 01-double",
        "source/01-double/double.ipynb is not in the project's form; run: course release 01-double",
    ]
    assert cli.main(["release", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "wrote release/01-double/double.ipynb",
        "wrote source/01-double/double.ipynb",
    ]
    assert cli.main(["release", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_the_readme_is_linked_and_compared(inside: Lesson, capsys: pytest.CaptureFixture[str]) -> None:
    readme = inside.root / "README.md"
    readme.write_text("<!-- lessons -->\n| 1 | Doubling | |\n<!-- end of lessons -->\n", encoding="utf-8")
    cli.main(["release"])
    assert "[Doubling](release/01-double/double.ipynb)" in readme.read_text(encoding="utf-8")
    readme.write_text("<!-- lessons -->\n| 1 | Doubling | |\n<!-- end of lessons -->\n", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["release", "--check"]) == 1
    assert capsys.readouterr().out == "README.md does not link the released lessons; run: course release\n"
