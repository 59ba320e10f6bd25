"""What Binder would make of this project: its Dockerfile, the packages of its base, and an environment like its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from course.install import pip_config, settings

ROOT = Path(__file__).resolve().parent.parent
BASES = Path(str(metadata.distribution("jupyter-repo2docker").locate_file("repo2docker/buildpacks/conda")))
BASE = ("ipywidgets", "jupyter-offlinenotebook", "jupyter-resource-usage", "jupyterhub", "jupyterlab", "notebook")
INSTALLERS = ("pip", "setuptools", "wheel")
NO_REGISTRY = ("error sending request", "the network was disabled")
PACKAGE = re.compile(r"/([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)#")
CONDA = {"python-fastjsonschema": "fastjsonschema", "jupyterhub-singleuser": "jupyterhub"}  # names conda has for PyPI's


def tracked(folder: Path) -> Path:
    """A copy of every file that git keeps or would keep, as Binder gets it from the repository."""
    told = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listing = subprocess.run(["git", *told], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git repository, so nothing says which files Binder would get")
    for name in filter(None, listing.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def rendered(folder: Path) -> subprocess.CompletedProcess[str]:
    """repo2docker on `folder`, with the Dockerfile in what it said; nothing is built, so it needs no Docker."""
    words = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(folder)]
    return subprocess.run(
        words, cwd=folder.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def wanted(folder: Path = ROOT) -> list[str]:
    """What environment.yml asks pip for."""
    environment = yaml.safe_load((folder / "environment.yml").read_text(encoding="utf-8"))
    return list(environment["dependencies"][-1]["pip"])


def frozen(python: str) -> dict[str, str]:
    """Package to version: what the base image of that Python holds before environment.yml is read."""
    text = (BASES / f"environment.py-{python}-linux-64.lock").read_text(encoding="utf-8")
    found = {CONDA.get(name, name): version for name, version in PACKAGE.findall(text)}
    return {name: version for name, version in found.items() if not name.startswith("_") and name != "python"}


def constraints(path: Path, python: str, leave_out: Iterable[str] = ()) -> Path:
    """The base of that Python as a constraints file, without the packages that `leave_out` names."""
    out = {Requirement(one).name.lower() for one in leave_out}
    lines = [f"{name}=={version}\n" for name, version in frozen(python).items() if name.lower() not in out]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def uv(*words: str | Path) -> str:
    """What uv prints."""
    environment = {**settings(pip_config()), **os.environ}  # this machine's own way to a package index
    said = subprocess.run(
        [sys.executable, "-m", "uv", *map(str, words)], env=environment, capture_output=True, text=True, check=False
    )
    if any(sign in said.stderr for sign in NO_REGISTRY):
        pytest.skip(f"the package registry cannot be reached: {said.stderr.strip().splitlines()[0]}")
    assert said.returncode == 0, said.stderr
    return said.stdout


@cache
def python() -> tuple[str, str]:
    """The Python to make Binder's environment with, and its version: 3.12 as on Binder where this machine has it."""
    ask = "import ssl, sys; print('{}.{}'.format(*sys.version_info))"
    for one in filter(None, (shutil.which("python3.12"), sys.executable)):
        said = subprocess.run([one, "-c", ask], capture_output=True, text=True, check=False)
        version = said.stdout.strip()
        if (BASES / f"environment.py-{version}-linux-64.lock").is_file():
            return one, version
    pytest.skip("repo2docker has no base image for this Python; install Python 3.12")


def environment(place: Path) -> Path:
    """An environment as in the image: the base's packages at its versions, then what environment.yml asks for.

    `mamba env update` calls `pip install -U`: what is asked for is brought up to date, anything else only if it has to.
    """
    interpreter, version = python()
    uv("venv", "--quiet", "--python", interpreter, place)
    into = ("pip", "install", "--quiet", "--python", place / "bin/python")
    uv(*into, *BASE, *INSTALLERS, "--constraints", constraints(place / "base.txt", version))
    newest = [word for one in wanted() for word in ("--upgrade-package", Requirement(one).name)]
    uv(*into, *newest, *wanted())
    return place


def variables(place: Path, home: Path) -> dict[str, str]:
    """The variables of a process in the image: nothing of this machine's but its certificates and the way to pip."""
    kept = ("SSL_CERT_FILE", "LANG", "TMPDIR")
    path = os.pathsep.join([str(place / "bin"), "/usr/bin", "/bin"])
    return {"HOME": str(home), "PATH": path, **{name: os.environ[name] for name in kept if name in os.environ}}


def run(place: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in the image, in the home folder."""
    return subprocess.run(
        words,
        cwd=home,
        env=variables(place, home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
