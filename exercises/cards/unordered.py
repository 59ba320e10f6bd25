"""An exercise whose answer is a list in any order."""

from dataclasses import replace

from course.check import Outcome
from course.exercise.exercise import Answer, Case, Exercise


class Unordered(Exercise):
    """An exercise that compares lists as if they were sorted."""

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """What a call leads to, a list sorted by how its items are written."""
        found = super().outcome(function, one)
        return replace(found, value=sorted(found.value, key=_written)) if isinstance(found.value, list) else found


def _written(item: object) -> str:
    return repr(tuple(item)) if isinstance(item, list | tuple) else repr(item)
