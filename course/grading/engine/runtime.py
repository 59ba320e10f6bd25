"""The folder that a running engine works in: locked while the engine lives, swept up by the next one if it died."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX, LOCK = "course-grading-", "lock"
MOST_FILES = 5_000


class Runtime:
    """A folder of this process's own; `close` removes it, and tells what could not be removed."""

    def __init__(self) -> None:
        sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = _locked(self.folder)

    def close(self) -> list[str]:
        """Remove the folder; the paths that are still there."""
        left = remove(self.folder)
        if self._lock is not None:
            self._lock.release()
        return left


def holds_more(folder: Path, most: int) -> bool:
    """Whether what can be found in a folder is larger than `most` bytes, or too much to look through."""
    size, seen, left = 0, 0, [folder]
    while left:
        try:
            with os.scandir(left.pop()) as found:
                for one in found:
                    seen, size = seen + 1, size + 512 * one.stat(follow_symlinks=False).st_blocks
                    left += [Path(one.path)] * one.is_dir(follow_symlinks=False)
                    if size > most or seen > MOST_FILES:
                        return True
        except FileNotFoundError:
            continue  # it has just been removed
        except OSError:
            return True  # whoever closes a folder has something in it
    return False


def sweep(parent: Path) -> None:
    """Remove the folders of engines that somebody killed."""
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            foreign = hasattr(os, "getuid") and folder.lstat().st_uid != os.getuid()
            if foreign or folder.is_symlink() or not (folder / LOCK).is_file():
                continue
            lock = _locked(folder)
            if lock is not None:
                remove(folder)
                lock.release()


def _locked(folder: Path) -> FileLock | None:
    """The lock of `folder`, held; None if somebody else holds it."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock


def remove(folder: Path) -> list[str]:
    """Remove a folder, also where somebody took the rights off its parts; the paths that are still there."""

    def open_up(act: Callable[[str], object], path: str, _error: object) -> None:
        with suppress(OSError):
            place = Path(path)
            if place != folder:  # what holds the folder belongs to others
                place.parent.chmod(0o700)
            if place.is_symlink() or not place.is_dir():
                place.unlink()
            else:
                place.chmod(0o700)
                shutil.rmtree(place)

    for _ in range(3):  # a folder that was opened up shows what lies in it
        if not os.path.lexists(folder):
            return []
        shutil.rmtree(folder, onerror=open_up)
    return [str(folder)] if os.path.lexists(folder) else []
