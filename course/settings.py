"""Environment variables, for as long as they are needed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

HUB = "COURSE_HUB"  # the Hub in the place of practice, for lessons alone: whatever checks or grades drops it


@contextmanager
def setting(name: str, value: str) -> Iterator[None]:
    """`name` is `value` meanwhile, and what it was before afterwards, whatever happens."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
