"""Binder: what it would make of this project, as far as that can be seen without Docker and without a conda channel."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from course.grading.release import readme
from course.lesson.project import Project
from tests import images

ADDRESS = "https://github.com/some-one/some.where"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as Binder gets it."""
    return images.tracked(tmp_path_factory.mktemp("binder") / "project")


@pytest.fixture(scope="module")
def rendering(tree: Path) -> subprocess.CompletedProcess[str]:
    """What repo2docker says of it."""
    return images.rendered(tree)


def test_the_image_is_rendered_for_the_python_we_name(rendering: subprocess.CompletedProcess[str]) -> None:
    assert rendering.returncode == 0, rendering.stdout
    assert "Building conda environment for python=3.12" in rendering.stdout
    assert "unspecified" not in rendering.stdout


def test_packages_are_installed_before_the_lessons_are_copied(rendering: subprocess.CompletedProcess[str]) -> None:
    said = rendering.stdout
    steps = ["COPY --chown=0:0 src/environment.yml", "env update", "COPY --chown=0:0 src/ ", "RUN ./postBuild"]
    assert [said.count(step) for step in steps] == [1, 1, 1, 1]
    assert sorted(steps, key=said.index) == steps


def test_what_post_build_leaves_in_the_home_stays_there(rendering: subprocess.CompletedProcess[str]) -> None:
    before, after = rendering.stdout.split("RUN ./postBuild")
    assert "ARG REPO_DIR=${HOME}" in before
    assert before.rindex("USER ${NB_USER}") > before.rindex("USER root")
    assert re.findall(r"^(?:RUN|VOLUME|USER|ENV HOME).*", after, re.MULTILINE) == []


@pytest.mark.parametrize("folder", ["binder", ".binder"])
def test_a_folder_of_that_name_would_hide_all_this(folder: str, tmp_path: Path) -> None:
    for name in ("environment.yml", f"{folder}/postBuild"):
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / name).write_bytes((images.ROOT / Path(name).name).read_bytes())
    assert "python=3.12" not in images.rendered(tmp_path / "project").stdout


def test_what_we_ask_for_fits_the_packages_of_the_base(tmp_path: Path) -> None:
    (tmp_path / "asked.in").write_text("\n".join(images.wanted()), encoding="utf-8")
    base = images.constraints(tmp_path / "base.txt", "3.12", leave_out=images.wanted())
    system = ("--python-version", "3.12", "--python-platform", "x86_64-manylinux_2_28", "--only-binary", ":all:")
    found = images.uv("pip", "compile", "--quiet", "--no-header", *system, "-c", base, tmp_path / "asked.in")
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", found, re.MULTILINE))
    assert pins["nbgrader"] == "0.9.6"
    assert pins["jupyter-client"] == images.frozen("3.12")["jupyter_client"]


@pytest.fixture
def online(tree: Path) -> list[str]:
    """The Binder links of a README whose repository has an address: the badge's first, then one a lesson."""
    linked = readme.linked((tree / "README.md").read_text(encoding="utf-8"), Project(tree), ADDRESS)
    assert linked.count(f"{readme.BINDER}/badge_logo.svg") == 1
    return re.findall(r"\]\((https://mybinder.org/v2/[^)\s]+)\)", linked)


def test_a_badge_and_every_released_lesson_open_on_binder(online: list[str], tree: Path) -> None:
    released = [lesson for lesson in Project(tree).lessons if lesson.release.is_file()]
    assert len(online) == 1 + len(released)
    assert online[0] == online[1]


def test_each_link_opens_jupyterlab_at_a_notebook_of_the_tree(online: list[str], tree: Path) -> None:
    for link in map(urlsplit, online):
        assert link.path == f"/v2/gh{urlsplit(ADDRESS).path}/HEAD"
        page = parse_qs(link.query, strict_parsing=True)["urlpath"][0]
        assert page.startswith("lab/tree/release/")
        assert json.loads((tree / unquote(page.removeprefix("lab/tree/"))).read_text(encoding="utf-8"))["cells"]


def test_without_an_address_nothing_leads_anywhere() -> None:
    text = (images.ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.BINDER not in readme.linked(text, Project(images.ROOT), "")
