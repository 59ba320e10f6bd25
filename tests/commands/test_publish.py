"""`course publish binder`: the links of an address are written, compared, and follow a fork."""

import pytest

from course.cli import main
from course.lesson.project import Lesson

OURS, FORK = "https://github.com/some/where", "https://gitlab.com/the/fork"
TABLE = "<!-- badge -->\n<!-- end of badge -->\n<!-- lessons -->\n| 1 | Doubling |\n<!-- end of lessons -->\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(released: Lesson, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    """A released lesson with a README, its folder the current one."""
    (released.root / "README.md").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(released.root)
    for name in ("GITHUB_REPOSITORY", "CI_PROJECT_PATH"):
        monkeypatch.delenv(name, raising=False)
    return released


def readme(project: Lesson) -> str:
    return (project.root / "README.md").read_text(encoding="utf-8")


def test_links_are_written_checked_and_follow_a_fork(project: Lesson, capsys: Capture) -> None:
    assert main(["publish", "binder", "--check", "--repository", OURS]) == 1
    assert "the Binder links are missing" in capsys.readouterr().out
    assert main(["publish", "binder", "--repository", OURS]) == 0
    assert readme(project).count("mybinder.org/v2/gh/some/where/HEAD?urlpath=") == 2
    assert main(["publish", "binder", "--check", "--repository", OURS]) == 0
    assert main(["publish", "binder", "--check", "--repository", FORK]) == 1
    assert f"the Binder links lead to {OURS}, and this repository is {FORK}" in capsys.readouterr().out
    assert main(["publish", "binder", "--repository", FORK]) == 0
    assert "some/where" not in readme(project)
    assert "mybinder.org/v2/gl/the%2Ffork/HEAD" in readme(project)


def test_a_link_that_was_changed_by_hand_is_found(project: Lesson, capsys: Capture) -> None:
    main(["publish", "binder", "--repository", OURS])
    text = readme(project).replace("double.ipynb) |", "other.ipynb) |")
    (project.root / "README.md").write_text(text, encoding="utf-8")
    assert main(["publish", "binder", "--check", "--repository", OURS]) == 1
    assert "not those of the released lessons" in capsys.readouterr().out


def test_without_an_address_one_line_says_what_to_name(project: Lesson, capsys: Capture) -> None:
    assert main(["publish", "binder"]) == 2
    assert capsys.readouterr().err == (
        "course: the public address of this repository is not known; name it: --repository URL\n"
    )
    assert readme(project) == TABLE
