"""What a learner's progress is: plain data, by lesson and exercise; no notebook content and no name.

An exercise holds `first` and `last` (times of the first and the last attempt), `tries`, `passed` (check -> time),
`hints` (level -> time) and `graded` (what the hidden tests of `course check` found last). A check is named by the hash
of its text; times are UTC, as ISO 8601.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCHEMA = 1
ABOUT = "What was attempted and passed in Measure the Hub. It stays on this machine unless you hand it on."
STATES = ("not started", "not passed yet", "passed", "passed before it changed")
LATEST = {"last", "tries", "schema"}
EARLIEST = {"first", "passed", "hints"}

Data = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """How an exercise stands: `state` is one of `STATES`, by its visible check; `graded` is what hidden tests found."""

    state: str = STATES[0]
    tries: int = 0
    hints: int = 0
    graded: str = ""

    def __str__(self) -> str:
        counts = [_count(self.tries, "try", "tries"), _count(self.hints, "hint", "hints")]
        said = ", ".join([self.state, *filter(None, counts)])
        return f"{said}; graded {self.graded}" if self.graded else said


def empty() -> Data:
    """The progress of somebody who has not begun."""
    return {"schema": SCHEMA, "about": ABOUT, "lessons": {}}


def checked(data: object) -> Data:
    """`data`, if it has the form of progress; ValueError if it has not."""
    if not isinstance(data, dict) or not isinstance(data.get("schema"), int):
        raise ValueError("it has no schema number.")
    for lesson in _mapping(data.get("lessons")).values():
        for exercise in _mapping(_mapping(lesson).get("exercises", {})).values():
            if not isinstance(_mapping(exercise).get("tries", 0), int):
                raise ValueError("tries is no whole number.")
            for name in EARLIEST:
                _times(exercise.get(name, {}) if name != "first" else {"first": exercise.get(name, "")})
            _times({"last": exercise.get("last", "")})
            _graded(exercise.get("graded", {}))
    return data


def exercise(data: Data, lesson: str, name: str) -> Data:
    """The part of `data` that holds an exercise, made if it is missing."""
    found = data["lessons"].setdefault(lesson, {}).setdefault("exercises", {})
    return found.setdefault(name, {})  # type: ignore[no-any-return]


def attempted(one: Data, check: str, now: str, *, passed: bool) -> None:
    """Note a run of the check; a run counts as a try until the check is passed."""
    one.setdefault("first", now)
    one["last"] = now
    if check not in one.get("passed", {}):
        one["tries"] = one.get("tries", 0) + 1
    if passed:
        one.setdefault("passed", {}).setdefault(check, now)


def graded(one: Data, state: str, points: float, out_of: float, now: str) -> None:
    """Note what hidden tests found; the last result is kept."""
    one["graded"] = {"state": state, "points": points, "out_of": out_of, "at": now}


def hinted(one: Data, level: int, now: str) -> None:
    """Note that a level of its hints was opened."""
    one.setdefault("hints", {}).setdefault(str(level), now)


def standing(one: Mapping[str, Any], check: str) -> Standing:
    """How the exercise stands whose check is now the one named `check`."""
    passed, tries = one.get("passed", {}), int(one.get("tries", 0))
    unseen, tried, right, right_before = STATES
    state = right if check in passed else right_before if passed else tried if tries else unseen
    return Standing(state, tries, len(one.get("hints", {})), one.get("graded", {}).get("state", ""))


def merged(one: Any, other: Any, name: str = "") -> Any:
    """The best of both: everything passed and opened in either, with the earliest time; `one` wins elsewhere."""
    if name == "graded" and isinstance(one, dict) and isinstance(other, dict):
        return max(one, other, key=lambda found: found.get("at", ""))
    if isinstance(one, dict) and isinstance(other, dict):
        inner = {key: name if name in EARLIEST else key for key in [*one, *other]}
        return {
            key: merged(one[key], other[key], rule) if key in one and key in other else one.get(key, other.get(key))
            for key, rule in inner.items()
        }
    if name in LATEST or name in EARLIEST:
        return (max if name in LATEST else min)(one, other)
    return one


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("a part of it is no mapping.")
    return value


def _times(values: object) -> None:
    if not all(isinstance(value, str) for value in _mapping(values).values()):
        raise ValueError("a time is no text.")


def _graded(found: object) -> None:
    """ValueError if that is no result of hidden tests."""
    given = _mapping(found)
    numbers = [given[name] for name in ("points", "out_of") if name in given]
    if not all(isinstance(one, int | float) and one >= 0 for one in numbers):
        raise ValueError("points are no number.")
    _times({name: given[name] for name in ("state", "at") if name in given})


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}" if number else ""
