"""What the README names exists, and what it promises holds."""

import re
import shlex
from pathlib import Path

import pytest

from course import cli
from course.grading.release import readme
from course.lesson.project import Lesson, Project

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MADE = {".venv", "my-lessons/", "autograded/", "site/"}


def test_at_most_sixty_words_stand_before_the_first_command() -> None:
    assert len(re.findall(r"\w[\w'’-]*", README[: README.index("    make lab")])) <= 60


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w./-]+/|[\w-]+\.\w+)`", README)) - MADE))
def test_paths_exist(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)\)", README + CONTRIBUTING))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"(?:`|    )make ([a-z]+)", README + CONTRIBUTING))))
def test_make_targets_exist(name: str) -> None:
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("words", sorted(set(re.findall(r"`course ([a-z][^`]*)`", README + CONTRIBUTING))))
def test_commands_parse(words: str) -> None:
    assert cli.parser().parse_args(shlex.split(words)).run


def test_the_table_has_thirteen_lessons_and_a_capstone_with_the_right_links() -> None:
    assert [int(row[1]) for row in readme.ROW.finditer(README)] == [*range(1, 15)]
    assert readme.linked(README, Project(ROOT), readme.shown_address(README)) == README


TABLE = "<!-- lessons -->\n| 1 | Doubling |\n| 2 | [Halving](release/02-half/half.ipynb) |\n<!-- end of lessons -->"


def test_a_released_lesson_is_linked_and_any_other_is_not(released: Lesson) -> None:
    lines = readme.linked(TABLE, Project(released.root), "").splitlines()
    assert lines[1:5] == [
        "| | Lesson |",
        "|---|---|",
        "| 1 | [Doubling](release/01-double/double.ipynb) |",
        "| 2 | Halving |",
    ]
    assert [line for line in lines if "course publish binder" in line]


def test_the_title_of_a_lesson_is_that_of_its_notebook(released: Lesson) -> None:
    text = released.release.read_text(encoding="utf-8")
    released.release.write_text(text.replace("# Doubling", "# 1 · Twice as much"), encoding="utf-8")
    linked = readme.linked(TABLE, Project(released.root), "")
    assert "| 1 | [Twice as much](release/01-double/double.ipynb) |" in linked


def test_binder_links_need_an_address(released: Lesson) -> None:
    address = "https://github.com/some/where"
    linked = readme.linked(TABLE, Project(released.root), address)
    wanted = "https://mybinder.org/v2/gh/some/where/HEAD?urlpath=lab%2Ftree%2Frelease%2F01-double%2Fdouble.ipynb"
    assert f"| [open]({wanted}) |" in linked
    assert "course publish binder" not in linked
    assert readme.linked(linked, Project(released.root), address) == linked
    assert readme.shown_address(linked) == address


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("https://github.com/some/where.git", "gh/some/where"),
        ("https://gitlab.com/some/group/where", "gl/some%2Fgroup%2Fwhere"),
        ("https://git.example.org/some/where.git", "git/https%3A%2F%2Fgit.example.org%2Fsome%2Fwhere.git"),
    ],
)
def test_binder_is_told_where_the_repository_lives(address: str, provider: str, released: Lesson) -> None:
    assert readme.binder(address, released).startswith(f"https://mybinder.org/v2/{provider}/HEAD?urlpath=lab%2Ftree%2F")


def test_a_path_is_encoded_for_the_page_and_again_for_the_link(tmp_path: Path) -> None:
    link = readme.binder("https://github.com/some/where", Lesson(tmp_path, "01-a b", "50% & more"))
    assert link.endswith("?urlpath=lab%2Ftree%2Frelease%2F01-a%2520b%2F50%2525%2520%2526%2520more.ipynb")
