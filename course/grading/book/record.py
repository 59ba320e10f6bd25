"""What is kept of a graded submission: plain data, from which every page and every row can be written again."""

import datetime
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from course.exercise.state import State
from course.grading.book.result import Answer, Memo, Result
from course.grading.engine.graded import GradedNotebook, groups
from course.lesson.plan import CHECKS, Plan


@dataclass(frozen=True)
class Record:
    """A graded submission of a student.

    `content` names what was handed in, `version` the lesson, exercises, seeds and engine that it was graded with.
    `checks` names the graded cells of each answer; `scores` maps a graded cell to its points, or to None where a person
    has to say; `result` does not tell the seeds.
    """

    student: str
    content: str
    version: str
    graded_at: str
    result: Result
    scores: dict[str, float | None]
    checks: dict[str, list[str]]
    fault: str = ""

    @property
    def unjudged(self) -> list[str]:
        """The names of the exercises that could not be judged."""
        return [answer.name for answer in self.result.answers if answer.state is State.NOT_JUDGED]


def record(
    student: str, content: str, version: str, graded: GradedNotebook, plan: Plan, notes: tuple[str, ...] = ()
) -> Record:
    """The record of a graded notebook, made now; `notes` head the list of what was repaired."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
    result = replace(graded.result, seeds=(), repairs=(*notes, *graded.result.repairs))
    return Record(student, content, version, now, result, _scores(graded), groups(plan), graded.fault)


def _scores(graded: GradedNotebook) -> dict[str, float | None]:
    found = {cell.name: cell.found for cell in graded.cells if cell.part in CHECKS and cell.found is not None}
    checks = {name: None if one.state == State.NOT_JUDGED else one.points for name, one in found.items()}
    unwritten = 0.0 if not graded.fault else None
    return {**checks, **{memo.name: None if memo.written else unwritten for memo in graded.result.memos}}


def to_json(one: Record) -> str:
    """The record as text."""
    return json.dumps(asdict(one), sort_keys=True)


def from_json(text: str) -> Record:
    """The record in `text`; ValueError if there is none."""
    try:
        return _record(json.loads(text))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a record of a graded submission: {error}") from error


def readable(text: str) -> Record | None:
    """The record in `text`, None where another version of the course wrote it in another form."""
    try:
        return from_json(text)
    except ValueError:
        return None


def _record(data: dict[str, Any]) -> Record:
    return Record(**{**data, "result": result(data["result"])})


def result(data: dict[str, Any]) -> Result:
    """The result that `asdict` made plain."""
    answers = tuple(Answer(**{**one, "state": State(one["state"])}) for one in data["answers"])
    memos = tuple(Memo(**one) for one in data["memos"])
    seeds, repairs = tuple(data["seeds"]), tuple(data["repairs"])
    return Result(**{**data, "answers": answers, "memos": memos, "seeds": seeds, "repairs": repairs})
