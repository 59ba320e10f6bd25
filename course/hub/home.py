"""Where what this course keeps for a person lies: built snapshots, files downloaded from them, drawn seeds."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """COURSE_HOME, or else the user's cache directory."""
    given = os.environ.get("COURSE_HOME")
    return Path(given).expanduser().absolute() if given else platformdirs.user_cache_path("measure-the-hub")
