"""The edition of the engine: a number that is raised by hand, and the code that says whether an answer is right."""

import hashlib
from functools import cache
from pathlib import Path

from course import check, compare
from course.grading import exercise, performance
from course.grading.engine import judging

NUMBER = 2
JUDGES = (check, compare, exercise, performance, judging)


@cache
def edition() -> str:
    """The number, then SHA-256, in part, over the judging code: with another edition a grade may come out otherwise."""
    found = hashlib.sha256()
    for module in JUDGES:
        found.update(Path(str(module.__file__)).read_bytes())
    return f"{NUMBER}-{found.hexdigest()[:8]}"
