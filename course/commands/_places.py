"""Where Jupyter and the packages of the lessons keep their own files where the home folder takes none."""

import errno
import os
import tempfile
from pathlib import Path

PROBE = 1 << 20  # bytes
FULL = (errno.ENOSPC, errno.EDQUOT)
NAMES = {
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
    "HF_HOME": "huggingface",
}


def places() -> dict[str, str]:
    """Variables that send those files beside the built Hubs; none where the home folder can be written.

    One that is set already stays as it is.
    """
    from course.hub.places import home

    if not unwritable(Path.home()) or unwritable(home()):
        return {}
    return {name: str(home() / folder) for name, folder in NAMES.items() if name not in os.environ}


def unwritable(place: Path) -> str:
    """Why a megabyte cannot be written at or above `place`, or ""."""
    try:
        with tempfile.TemporaryFile(dir=existing(place)) as probe:
            probe.write(os.urandom(PROBE))
            probe.flush()
    except OSError as error:
        return "the disk is full" if error.errno in FULL else f"{error.strerror}".lower()
    return ""


def existing(place: Path) -> Path:
    """The folder itself, or the nearest above it that there is."""
    return next(one for one in (place, *place.parents) if one.exists())
