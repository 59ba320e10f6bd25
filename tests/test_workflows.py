"""The hosted builds: they fit the schema, what they use of others is pinned, and what they run of ours runs here."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
LIVE = "tests/hub tests/test_live_hub.py"
LEARNERS = "tests/learner tests/lesson tests/commands tests/values tests/widgets tests/plots"
# Each command of ours in a workflow, and what is run of it here: the whole, or as much as another test does not run.
COMMANDS = {
    ".ci/run": "sh -n .ci/run",
    "make site": "make -n site",
    "python course/install.py developer": "python -m py_compile course/install.py",
    "python course/install.py learner": "python -m py_compile course/install.py",
    "python -m course doctor": "python -m course doctor --help",
    "python -m course start 01-census": "python -m course start --help",
    "python -m course publish binder --check": "python -m course publish binder --check --repository https://github.com/a/b",
    f"python -m pytest -n 2 --dist loadgroup {LEARNERS}": f"ls {LEARNERS}",
    f"python -m pytest --live -m live {LIVE}": f"python -m pytest --collect-only -q -m live {LIVE}",
}
OURS = re.compile(r"^(python -m (course|pytest)|python course/|make |\.ci/)")


def steps(path: Path) -> list[dict[str, Any]]:
    """All steps of a workflow."""
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def lines() -> set[str]:
    """The lines of all steps that are commands of ours."""
    runs = [step["run"] for path in FILES for step in steps(path) if "run" in step]
    return {line.strip() for run in runs for line in run.splitlines() if OURS.match(line.strip())}


def test_they_fit_the_schema() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *map(str, FILES),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_used_of_others_is_pinned_by_commit_and_named_by_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", one)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_build_may_read_and_has_an_end(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 90 for job in workflow["jobs"].values())


def test_every_command_of_ours_is_run_here() -> None:
    assert lines() == set(COMMANDS)


@pytest.mark.parametrize("words", sorted(set(COMMANDS.values())))
def test_the_commands_run(words: str) -> None:
    command = [sys.executable if word == "python" else word for word in words.split()]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, check=False)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode in ((0, 1) if "--check" in words else (0,)), told
    assert "Traceback" not in told


def test_the_wheel_holds_what_the_command_needs(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    own = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    asked = [
        sys.executable,
        "-c",
        "import course; print(course.__file__); from course.scorecard.rules import rules; rules()",
    ]
    done = subprocess.run(asked, cwd=tmp_path, env=own, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(tmp_path))
