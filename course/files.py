"""Files that are there whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write a file under; it replaces `path` after the block, or is removed."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put `data` into the file at once: whoever reads it finds the old content or the new."""
    with replacing(path) as part:
        part.write_bytes(data)
        part.chmod(mode)
