"""A seal over the bytes of a finished snapshot, in two fields of the file's header that SQLite leaves to its users."""

import hashlib
from pathlib import Path

FIELDS = (slice(60, 64), slice(68, 72))  # user version and application id, by the file format of SQLite
LARGEST = 2**30  # bytes; a larger file is not read whole, for opening it would take seconds
_CHUNK = 2**20
_NONE = bytes(8)


def seal(path: Path) -> None:
    """Write the seal of the file `path` into it."""
    value = _computed(path)
    with path.open("r+b") as file:
        for number, field in enumerate(FIELDS):
            file.seek(field.start)
            file.write(value[4 * number : 4 * number + 4])


def is_whole(path: Path) -> bool:
    """Whether the bytes are those that were sealed; True where there is no seal, and for files over `LARGEST`."""
    with path.open("rb") as file:
        head = file.read(100)
    written = b"".join(head[field] for field in FIELDS)
    return written == _NONE or path.stat().st_size > LARGEST or written == _computed(path)


def _computed(path: Path) -> bytes:
    total = hashlib.sha256()
    with path.open("rb") as file:
        first = bytearray(file.read(_CHUNK))
        for field in FIELDS:
            first[field] = bytes(4)
        total.update(first)
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.digest()[:8]
