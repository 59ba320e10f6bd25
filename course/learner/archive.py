"""The zip that holds a learner's work, opened without trust: names that stay in their folder, and bounded sizes."""

import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from course.learner import record
from course.learner.store import NAME
from course.lesson.untrusted import Unreadable, parse
from course.printable import printable

MARK = ".from-release.json"
PART = r"[^/\\:*?\"<>|\x00-\x1f.][^/\\:*?\"<>|\x00-\x1f]{0,200}"  # of a path, on every system; none begins with a dot
KINDS = ("ipynb", "py", "csv", "tsv", "txt", "md", "json", "jsonl", "yaml", "yml", "toml", "png", "svg", "pdf")
ALLOWED = re.compile(rf"{PART}/{re.escape(MARK)}|(?:{PART}/){{0,4}}{PART}\.(?:{'|'.join(KINDS)})")
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # devices of Windows, as folders too
PACKERS = re.compile(r"__MACOSX/|(?:.*/)?(?:\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
MOST_FILES, LARGEST, LARGEST_OF_ALL = 500, 30_000_000, 200_000_000
DENSEST = 400  # bytes that one byte of a zip may stand for, beyond the first million of a file

BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
DAMAGED = (zlib.error, lzma.LZMAError, struct.error, MemoryError, UnicodeError)

Files = dict[str, bytes]


class BundleError(Exception):
    """Why a file cannot be packed or put back, in one sentence; nothing was changed."""


def is_allowed(name: str) -> bool:
    """Whether a file of that name below the lessons can be packed and put back on every system."""
    parts = name.split("/")
    odd = any(part.endswith((".", " ")) or RESERVED.fullmatch(part) for part in parts)
    return bool(ALLOWED.fullmatch(name)) and not odd and printable(name) == name


def unpacked(data: bytes) -> Files:
    """The files of a zip that was packed here; BundleError says why it is refused.

    What Finder and Explorer add is passed over, and so is one folder around everything.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = dict(_members(archive))
    except (*BROKEN, *DAMAGED) as error:
        raise BundleError("This file cannot be read; choose the zip that was saved here.") from error
    files = _without_a_folder_around(files)
    for name, content in files.items():
        if not is_allowed(name):
            raise BundleError(f"This file holds {name[:60]!r}, which was not saved here; nothing was changed.")
        _look_at(name, content)
    return files


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = [info for info in archive.infolist() if not PACKERS.match(info.filename)]
    sizes = [info.file_size for info in infos]
    dense = any(info.file_size > DENSEST * info.compress_size + 1_000_000 for info in infos)
    if dense or len(infos) > MOST_FILES or sum(sizes) > LARGEST_OF_ALL or max(sizes, default=0) > LARGEST:
        raise BundleError("This file holds more than the lessons ever do; choose the zip that was saved here.")
    for info in infos:
        path = PurePosixPath(info.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in info.filename:
            raise BundleError(f"This file holds {info.filename[:60]!r}, which was not saved here; nothing was changed.")
        if not info.is_dir():
            with archive.open(info) as member:
                yield info.filename, member.read(LARGEST)


def _without_a_folder_around(files: Files) -> Files:
    """The files without the folder that someone who packed them again put around them all."""
    around = {name.partition("/")[0] for name in files}
    if NAME in files or len(around) != 1:
        return files
    inner = {name.partition("/")[2]: content for name, content in files.items()}
    is_around = NAME in inner or all("/" in name for name in inner)
    return inner if inner and is_around else files


def _look_at(name: str, content: bytes) -> None:
    """BundleError if a notebook or the progress is none."""
    try:
        if name == NAME and record.checked(parse(content, name))["schema"] > record.SCHEMA:
            raise BundleError("This file was saved by a newer version of the course; update this one.")
        if name.endswith(".ipynb") and not isinstance(parse(content, name)["cells"], list):
            raise ValueError
        if name.endswith(MARK):
            json.loads(content)
    except (Unreadable, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError(f"In this file {name} is damaged; nothing was changed.") from error
