"""What the foreseen wrong answers of a lesson give in its visible checks, and the sentence that each one earns.

`course release` writes the file; `expect` reads it where a check is run. So the checks know every recorded slip on a
machine that holds neither the exercises nor their solutions.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from course.compare import difference, is_missing

NAME = "slips.json"
DIGITS = 12  # of a float: enough to tell values apart, too few to tell processors apart
ADDRESS = "endpoint"  # of the Hub that gave an object: a hand-made Hub has another one in each process
folder: Path | None = None  # where the file lies: the current folder, unless a grader says otherwise

Plain = Any


class Given(NamedTuple):
    """What a call led to, as far as a slip is known by it: a value, or an exception's type and text, or side effects.

    `problem` is "value", "raised", "changed" or "over budget".
    """

    problem: str
    value: object = None


class Rules(NamedTuple):
    """How the values of one check are compared."""

    rel: float
    abs: float
    ordered: bool


def sentence(key: str, given: Given, rules: Rules) -> str:
    """The sentence of the slips that do in this call what was `given`; "" if there is none, or several differ."""
    found = {text for known, text in _known(key) if is_alike(given, known, rules)}
    return found.pop() if len(found) == 1 else ""


def is_alike(given: Given, known: Given, rules: Rules) -> bool:
    """Whether an answer did just what a recorded slip does."""
    if given.problem != known.problem:
        return False
    if given.problem == "value":
        return _same_value(given.value, known.value, rules)
    return given.problem == "over budget" or bool(given.value == known.value)


def _same_value(got: object, known: object, rules: Rules) -> bool:
    if isinstance(known, Unknown) or isinstance(got, Unknown) or _holds_unknown(known):
        return bool(plain(got) == plain(known))
    try:
        return difference(got, known, rel=rules.rel, abs=rules.abs, ordered=rules.ordered) is None
    except Exception:  # a learner's own class decides what equals it
        return False


def _holds_unknown(known: object) -> bool:
    """Whether a recorded value is a list of objects that have no form as data."""
    return isinstance(known, list) and any(isinstance(one, Unknown) for one in known)


def fingerprint(args: Sequence[object], wanted: object, budget: int | None) -> str:
    """The name of one call of a check, made of its arguments, the wanted value and the budget."""
    text = json.dumps([[_canonical(arg) for arg in args], _canonical(wanted), budget])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest(given: Given) -> str:
    """The name of what a call led to, the same for equal values; "" where a value has no form as data."""
    try:
        text = json.dumps([given.problem, _level(plain(given.value))])
    except Exception:  # a value that holds itself, or whose class raises when it is looked at
        return ""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _level(value: Plain) -> Plain:
    """A value as JSON without what makes no difference: 2.0 is 2, and a dict is one in any order."""
    if isinstance(value, list):
        return [_level(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {kind: sorted(_level(data), key=str) if kind == "dict" else _level(data) for kind, data in value.items()}
    return value


def dumped(calls: Mapping[str, Sequence[tuple[Given, str]]]) -> bytes:
    """The file of a lesson: for each call, what a slip gives and its sentence."""
    lines = []
    for key, pairs in calls.items():
        made = [{given.problem: plain(given.value), "say": text} for given, text in pairs]
        entries = ",\n".join(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in made)
        lines.append(f"{json.dumps(key)}: [\n{entries}\n]")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _known(key: str) -> Iterator[tuple[Given, str]]:
    try:
        found = json.loads(((folder or Path.cwd()) / NAME).read_text(encoding="utf-8"))
        for entry in found.get(key, []):
            say = entry["say"]
            ((problem, value),) = ((name, value) for name, value in entry.items() if name != "say")
            yield Given(problem, loaded(value)), str(say)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return  # without a file that can be read, a check tells the plain difference


class Unknown:
    """A value without a form as data: known by the name of its type, and a dataclass by what it holds too."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


def plain(value: Any) -> Plain:
    """A value as JSON; what is missing is null, and a value of no known type is named by its type.

    A dataclass, such as a commit, is named by a digest of its public fields too, so that two of them can be told apart.
    """
    if isinstance(value, Unknown):
        return {"type": value.kind}
    if is_missing(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else {"float": str(value)}
    for kind, (types, write, _) in KINDS.items():
        if isinstance(value, types):
            return {kind: write(value)}
    if isinstance(value, Sequence | np.ndarray | pd.Index):
        return [plain(item) for item in value]
    return {"type": _kind(value)}


def _kind(value: Any) -> str:
    name = type(value).__name__
    if not _is_record(value):
        return name
    names = [field.name for field in fields(value) if not field.name.startswith("_") and field.name != ADDRESS]
    try:
        text = json.dumps([_canonical(getattr(value, field, None)) for field in names])
    except RecursionError:  # a learner's own class may hold itself
        return name
    return f"{name} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _is_record(value: Any) -> bool:
    return is_dataclass(value) and hasattr(value, "__dict__") and not isinstance(value, type | Mapping | Sequence)


def loaded(value: Plain) -> Any:
    """The value that was written as `value`."""
    if isinstance(value, list):
        return [loaded(item) for item in value]
    if not isinstance(value, dict):
        return value
    ((kind, data),) = value.items()
    if kind == "float":
        return float(data)
    return KINDS[kind][2](data) if kind in KINDS else Unknown(str(data))


def _key(value: Plain) -> Any:
    """What was a key or a member of a set: of the sequences only tuples can be."""
    found = loaded(value)
    return tuple(map(_key, value)) if isinstance(found, list) else found


def _write_series(value: Any) -> Plain:
    index = None if isinstance(value.index, pd.RangeIndex) else plain(value.index.tolist())
    return [index, plain(value.tolist())]


def _read_series(data: Plain) -> Any:
    index, values = data
    return pd.Series(loaded(values), index=None if index is None else loaded(index), dtype=object)


def _write_frame(value: Any) -> Plain:
    return [[plain(name), plain(value.iloc[:, place].tolist())] for place, name in enumerate(value.columns)]


def _read_frame(data: Plain) -> Any:
    columns = [pd.Series(loaded(values), dtype=object) for _, values in data]
    if not columns:
        return pd.DataFrame()
    return pd.concat(columns, axis="columns", keys=[loaded(name) for name, _ in data])


KINDS: dict[str, tuple[Any, Any, Any]] = {
    "period": (pd.Period, lambda value: [str(value), value.freqstr], lambda data: pd.Period(data[0], freq=data[1])),
    "time": (date, lambda value: value.isoformat(), pd.Timestamp),
    "duration": (timedelta, lambda value: pd.Timedelta(value).isoformat(), pd.Timedelta),
    "table": (pd.DataFrame, _write_frame, _read_frame),
    "series": (pd.Series, _write_series, _read_series),
    "dict": (
        Mapping,
        lambda value: [[plain(key), plain(item)] for key, item in value.items()],
        lambda data: {_key(key): loaded(item) for key, item in data},
    ),
    "set": (
        AbstractSet,
        lambda value: sorted((plain(item) for item in value), key=str),
        lambda data: {_key(item) for item in data},
    ),
}


@cache
def _canonical_words(value: frozenset[str]) -> Plain:
    """A set of texts as JSON; vocabularies have thousands of words and are asked for at each call."""
    return {"set": sorted(value)}


def _canonical(value: Any) -> Plain:
    """An argument as JSON; a Hub is known by its snapshot, other objects by what they hold."""
    meta = getattr(getattr(value, "snapshot", None), "meta", None)
    if meta is not None:
        return ["hub", meta.digest]
    if isinstance(value, type):
        return ["class", value.__name__]
    if isinstance(value, dict):
        return ["dict", [[_canonical(key), _canonical(item)] for key, item in value.items()]]
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, frozenset | set) and all(type(item) is str for item in value):
        return _canonical_words(frozenset(value))
    if _is_record(value):
        return _contents(value)
    found = plain(value)
    return _contents(value) if isinstance(found, dict) and "type" in found and hasattr(value, "__dict__") else found


def _contents(value: Any) -> Plain:
    held = {key: item for key, item in vars(value).items() if key != ADDRESS}
    return [type(value).__name__, _canonical(held)]
