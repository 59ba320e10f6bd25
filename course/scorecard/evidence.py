"""What a learner has shown: points for exercises and memos, and artefacts; from self-study, or given by a gradebook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from course.learner.record import Data
from course.scorecard.rules import rules

FIELDS = ("kind", "url", "date", "sentence")


class EvidenceError(Exception):
    """Why evidence cannot be read, in one sentence."""


@dataclass(frozen=True)
class Mark:
    """Points for an exercise or a memo, and what a person wrote about it."""

    points: float
    comment: str = ""


@dataclass(frozen=True)
class Artefact:
    """Something that the learner made and others use; `verified` says that an instructor looked at it."""

    kind: str
    url: str
    date: str
    sentence: str
    verified: bool = False


@dataclass(frozen=True)
class Evidence:
    """The marks by lesson and name, the artefacts, and how many exercises wait to be judged or memos to be read."""

    marks: Mapping[tuple[str, str], Mark] = field(default_factory=dict)
    artefacts: tuple[Artefact, ...] = ()
    waiting: int = 0


def of_progress(data: Data) -> dict[tuple[str, str], Mark]:
    """What hidden tests found when the learner ran `course check`; a visible check that passed is no result."""
    return {
        (lesson, name): Mark(float(one["graded"]["points"]))
        for lesson, kept in data["lessons"].items()
        for name, one in kept.get("exercises", {}).items()
        if one.get("graded", {}).get("points") is not None
    }


def artefacts(path: Path, *, by_instructor: bool) -> tuple[Artefact, ...]:
    """The artefacts that a YAML file lists; a learner need not have one, and only an instructor's can verify them.

    Raises EvidenceError with one sentence where the file is missing or cannot be understood.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if by_instructor:
            raise EvidenceError(f"There is no file {path}.") from None
        return ()
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise EvidenceError(f"{path} cannot be read as YAML ({type(error).__name__}).") from error
    if not isinstance(data, list):
        raise EvidenceError(f"{path} should hold a list of artefacts, each with {', '.join(FIELDS)}.")
    return tuple(_artefact(path, number, one, by_instructor) for number, one in enumerate(data, start=1))


def _artefact(path: Path, number: int, given: Any, by_instructor: bool) -> Artefact:
    which = f"{path}: artefact {number}"
    if not isinstance(given, dict) or not set(FIELDS) <= given.keys():
        raise EvidenceError(f"{which} needs {', '.join(FIELDS)}.")
    if given["kind"] not in rules().kinds:
        raise EvidenceError(f"{which} has the kind {given['kind']!r}; the kinds are {', '.join(rules().kinds)}.")
    if not str(given["url"]).startswith(("https://", "http://")):
        raise EvidenceError(f"{which} has the url {given['url']!r}; give a web address.")
    try:
        when = date.fromisoformat(str(given["date"])).isoformat()
    except ValueError:
        raise EvidenceError(f"{which} has the date {given['date']!r}; write it as 2026-07-31.") from None
    verified = by_instructor and given.get("verified") is True
    return Artefact(given["kind"], str(given["url"]), when, str(given["sentence"]), verified)
