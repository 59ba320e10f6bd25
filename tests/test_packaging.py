"""The lists of packages agree, and the lock files hold hashes and nothing of one machine."""

import itertools
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LEARNER = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["grading"]
EXTRAS = PROJECT["optional-dependencies"]
DEVELOPER = [*LEARNER, *EXTRAS["dev"], *EXTRAS["site"], *EXTRAS["jupyterhub"]]
LOCKS = {
    "requirements.lock": LEARNER,
    "requirements-dev.lock": DEVELOPER,
    "deploy/jupyterhub/requirements.lock": [*LEARNER, *EXTRAS["jupyterhub"]],
}
PAIRS = [*itertools.combinations(sorted(LOCKS, key=lambda name: len(LOCKS[name])), 2)]  # the smaller of two first


def locked(name: str) -> dict[str, str]:
    """The version of each package in a lock file, the last where systems differ."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name: str) -> None:
    versions = locked(name)
    for wanted in map(Requirement, LOCKS[name]):
        assert versions[canonicalize_name(wanted.name)] in wanted.specifier, f"{wanted}: run make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_each_version_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pins) > 100
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert not re.search(r"://|--(?:index-url|extra-index-url|find-links)| @ |^-e", text, re.MULTILINE)


@pytest.mark.parametrize(("smaller", "larger"), PAIRS)
def test_the_locks_agree(smaller: str, larger: str) -> None:
    some, more = locked(smaller), locked(larger)
    assert {name: more.get(name) for name in some} == some


def test_the_proxy_of_jupyterhub_is_pinned_and_locked_without_an_address() -> None:
    folder = ROOT / "deploy" / "jupyterhub"
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, one in packages.items() if name and "integrity" not in one] == []
    assert [name for name, one in packages.items() if "resolved" in one] == []


def test_conda_installs_the_same_direct_dependencies() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda, pip = environment["dependencies"][:-1], environment["dependencies"][-1]["pip"]
    assert conda == ["python=3.12", "pip"]
    assert sorted(pip) == sorted(LEARNER)


def test_each_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if re.match(r'^    "[A-Za-z0-9_\[\]-]+[<>=]=?.*",', line)]
    assert len(named) >= 15
    assert [line for line in named if "#" not in line] == []


def test_binder_finds_the_environment_at_the_root() -> None:
    assert not [name for name in ("binder", ".binder", "Dockerfile") if (ROOT / name).exists()]
    assert (ROOT / "postBuild").stat().st_mode & 0o111
