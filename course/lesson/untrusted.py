"""What somebody handed in, opened without trust: plain files of bounded size, and JSON of bounded size."""

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MIB = 1 << 20
SMALL, LARGEST_LEFT = 2 * MIB, 32 * MIB  # bytes of JSON that are read as they are, and at most without long texts
LONG_TEXT = 256 << 10  # bytes of a text that is left out of a large file
MOST_VALUES, MOST_QUOTES = 1_000_000, 8_000_000
MOST_FILES = 2_000
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


class Unreadable(Exception):
    """There is no notebook to grade; the text is one sentence for the instructor."""


def read_file(path: Path, most: int) -> bytes:
    """The content of a plain file of at most `most` bytes; raises Unreadable.

    A link is not followed, a device or a pipe is not read, and nothing waits.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        if path.is_symlink():
            raise Unreadable(f"{path.name} is a link; ask for the file itself.")
        if not stat.S_ISREG(path.lstat().st_mode):  # to open a device can already do something
            raise Unreadable(f"{path.name} is not a file.")
        with os.fdopen(os.open(path, flags), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable(f"{path.name} is not a file.")
            if found.st_size > most:
                raise _large(path, most)
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or "its name cannot be used"
        raise Unreadable(f"{path.name} cannot be read ({why}); ask for the file itself.") from None
    if len(data) > most:
        raise _large(path, most)
    return data


def _large(path: Path, most: int) -> Unreadable:
    size = f"{most // MIB} MiB" if most >= MIB else f"{most:,} bytes"
    return Unreadable(f"{path.name} is larger than {size}; ask for it without outputs.")


def read_text(path: Path, most: int) -> str:
    """The text of a plain file in UTF-8, as `read_file` opens it."""
    try:
        return read_file(path, most).decode()
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not text in UTF-8.") from None


def parse(data: bytes, name: str, values: int = MOST_VALUES) -> Any:
    """The JSON in `data`; raises Unreadable, also where it holds more than so many `values`.

    Of a large file the long texts are left out, for these are outputs and not code.
    """
    try:
        return json.loads(_bounded(data, name, values))
    except UnicodeDecodeError:
        raise Unreadable(f"{name} is not text in UTF-8.") from None
    except (RecursionError, MemoryError):
        raise Unreadable(f"{name} is nested too deeply to be a notebook.") from None
    except ValueError:
        raise Unreadable(f"{name} is not JSON, so it is no notebook.") from None


def _bounded(data: bytes, name: str, values: int) -> bytes:
    """`data` with no more in it than parsing may take; raises Unreadable."""
    if len(data) <= SMALL and sum(map(data.count, (b",", b"[", b"{"))) < values:
        return data
    if json.detect_encoding(data) not in ("utf-8", "utf-8-sig"):
        raise Unreadable(f"{name} is large and not text in UTF-8.")
    if data.count(b'"') > MOST_QUOTES:
        raise Unreadable(f"{name} holds more pieces of text than a notebook; ask for it without outputs.")
    if len(data) > SMALL:
        data = STRING.sub(lambda one: one[0] if len(one[0]) <= LONG_TEXT else b'""', data)
    bare = STRING.sub(b"", data)
    if sum(map(bare.count, (b",", b"[", b"{"))) >= values:
        raise Unreadable(f"{name} holds more than {values:,} values; ask for it without outputs.")
    if len(data) > LARGEST_LEFT:
        raise Unreadable(f"{name} holds more than {LARGEST_LEFT // MIB} MiB of text; ask for it without outputs.")
    return data


def notebooks(folder: Path) -> list[Path]:
    """The notebooks in a folder and below, in order; no link is followed, and after `MOST_FILES` files it ends."""
    return sorted(path for path in _files(folder) if path.suffix == ".ipynb")


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one != ".ipynb_checkpoints")
        for name in sorted(names):
            seen += 1
            if seen > MOST_FILES:
                return
            yield Path(place, name)
