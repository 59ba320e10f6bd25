"""The web pages, built once for all workers by the command that `make site` gives."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent


def command(out: Path) -> list[str]:
    """What `make site` runs, with this Python, into `out`."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nsite: ")[1].splitlines()[1]
    program, *options, source, folder = shlex.split(recipe.strip())
    assert (program, source, folder) == ("$(BIN)/sphinx-build", ".", "site")
    return [sys.executable, "-m", "sphinx", *options, source, str(out)]


def built() -> Path:
    """The folder of the pages; the first to ask builds them, and a warning is an error."""
    place = Path(os.environ["COURSE_TEST_HOME"], "pages")
    with FileLock(place.with_suffix(".lock")):
        if not place.exists():
            part = place.with_suffix(".part")
            done = subprocess.run(command(part), cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            part.rename(place)
    return place


def pages(site: Path) -> list[Path]:
    """Every page, in order."""
    return sorted(site.rglob("*.html"))
