"""What every test may count on: the tools beside this Python, and homes that are not the tester's own."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests.courses import answering, lesson, released

__all__ = ["answering", "lesson", "released"]

ROOT = Path(__file__).resolve().parent.parent
OWN_HOMES = ("COURSE_HOME", "HF_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
_TEMPORARY = "COURSE_TEST_HOME"


def pytest_configure(config: pytest.Config) -> None:
    """Set before anything is imported; workers inherit it, so a Hub is built once for all of them."""
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    os.environ["PYTHONPATH"] = str(ROOT)
    if _TEMPORARY not in os.environ:
        os.environ[_TEMPORARY] = tempfile.mkdtemp(prefix="course-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(_TEMPORARY), ignore_errors=True))
    for name in OWN_HOMES:
        os.environ[name] = str(Path(os.environ[_TEMPORARY], name.lower()))
    os.environ.pop("HF_TOKEN", None)
    os.environ.setdefault("COURSE_GRADING_SEEDS", "101,102,103")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--live` runs the tests that ask the real Hub."""
    parser.addoption("--live", action="store_true", help="run the tests that ask the real Hub")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one file run in one process, those of lessons lesson by lesson; live ones only if asked for."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(f"{item.path.relative_to(ROOT)} {_lesson(item)}".strip()))
    if not config.getoption("--live"):
        for item in items:
            if item.get_closest_marker("live"):
                item.add_marker(pytest.mark.skip(reason="asks the real Hub; run with --live"))


def _lesson(item: pytest.Item) -> str:
    """The key of the lesson that a test is about, "" if it is about no one lesson."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    key = getattr(parameters.get("exercise"), "lesson", None) or parameters.get("run") or parameters.get("lesson")
    return key if isinstance(key, str) else ""
