"""The public address of a repository is found in whatever form it is given, and never guessed."""

import subprocess
from pathlib import Path

import pytest

from course.grading.release.address import public, repository
from course.lesson.project import CourseError, Lesson, Project

GITHUB = "https://github.com/some/where"
FORMS = {
    "https://github.com/some/where": GITHUB,
    "https://github.com/some/where/": GITHUB,
    "https://github.com/some/where.git": GITHUB,
    "http://github.com/some/where": GITHUB,
    "https://GitHub.com/some/where": GITHUB,
    "https://www.github.com/some/where": GITHUB,
    "https://name:secret@github.com/some/where.git": GITHUB,
    "https://x-access-token:secret@github.com/some/where": GITHUB,
    "git@github.com:some/where.git": GITHUB,
    "github.com:some/where.git": GITHUB,
    "ssh://git@github.com/some/where.git": GITHUB,
    "ssh://git@ssh.github.com:443/some/where.git": GITHUB,
    "git://github.com/some/where.git": GITHUB,
    "git+ssh://git@github.com/some/where.git": GITHUB,
    " https://github.com/some/where\n": GITHUB,
    "git@gitlab.com:group/sub/where.git": "https://gitlab.com/group/sub/where",
    "https://gitlab.com/group/sub/where": "https://gitlab.com/group/sub/where",
    "https://git.example.org:8443/some/where.git": "https://git.example.org:8443/some/where",
    "ssh://git@git.example.org:2222/some/where.git": "https://git.example.org/some/where",
    "https://huggingface.co/spaces/some/where": "https://huggingface.co/spaces/some/where",
    "git@hf.co:datasets/some/where": "https://huggingface.co/datasets/some/where",
    "https://hf.co/some/where": "https://huggingface.co/some/where",
}
NONE = ["", "/srv/git/where.git", "../where", "file:///srv/where.git", "C:\\work\\where", "where", "some/where",
        "https://github.com/some", "https://github.com", "https://localhost/some/where", "https://127.0.0.1/some/where",
        "http://[::1]/some/where", "git@host:some/where", "https://build.internal/some/where", "javascript:alert(1)",
        "https://github.com/../where", "https://github.com/some/wh)ere", "https://github.com:x/some/where",
        "https://huggingface.co/spaces/some"]  # fmt: skip
HOSTED = ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "CI_PROJECT_PATH", "CI_SERVER_URL")


@pytest.fixture
def project(released: Lesson, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that nobody has named an address for."""
    for name in HOSTED:
        monkeypatch.delenv(name, raising=False)
    (released.root / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    return Project(released.root)


def cloned(project: Project, origin: str) -> None:
    for words in (["init", "-q"], ["remote", "add", "origin", origin]):
        subprocess.run(["git", "-C", str(project.root), *words], check=True)


@pytest.mark.parametrize(("text", "address"), FORMS.items())
def test_an_address_is_read_in_every_form(text: str, address: str) -> None:
    assert public(text) == address
    assert public(address) == address


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_public_address_is_none(text: str) -> None:
    assert public(text) == ""


def test_without_a_sign_of_one_there_is_none(project: Project) -> None:
    assert repository(project) == ""


@pytest.mark.parametrize("origin", ["/srv/where.git", "git@github.com:the/fork.git"])
def test_git_is_asked_last(project: Project, origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cloned(project, origin)
    assert repository(project) == public(origin)
    monkeypatch.setenv("CI_PROJECT_PATH", "group/sub/built")
    assert repository(project) == "https://gitlab.com/group/sub/built"
    monkeypatch.setenv("GITHUB_REPOSITORY", "some/built")
    assert repository(project) == "https://github.com/some/built"
    named = '[project.urls]\nRepository = "https://git.example.org/some/named.git"\n'
    (project.root / "pyproject.toml").write_text(named, encoding="utf-8")
    assert repository(project) == "https://git.example.org/some/named"
    assert repository(project, "git@github.com:some/given") == "https://github.com/some/given"


def test_a_server_of_ones_own_is_named_by_its_build(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "some/built")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example.org")
    assert repository(project) == "https://git.example.org/some/built"


def test_a_folder_in_a_repository_of_others_has_not_their_address(project: Project, tmp_path: Path) -> None:
    inner = Project(project.root / "inner")
    inner.root.mkdir()
    cloned(project, GITHUB)
    assert repository(inner) == ""


def test_what_was_given_and_is_none_is_said(project: Project) -> None:
    with pytest.raises(CourseError, match=r"^'some/where' \(--repository\) is no public address"):
        repository(project, "some/where")
    (project.root / "pyproject.toml").write_text('[project.urls]\nRepository = "OWNER"\n', encoding="utf-8")
    with pytest.raises(CourseError, match=r"^'OWNER' \(\[project\.urls\] in pyproject\.toml\) is no public address"):
        repository(project)
