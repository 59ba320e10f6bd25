"""A graded notebook as plain data, and back: what a worker on another machine answers with."""

from dataclasses import asdict
from typing import Any

from course.grading.book.record import result
from course.grading.engine.finding import Finding
from course.grading.engine.graded import GradedCell, GradedNotebook
from course.lesson.plan import Part


def to_plain(graded: GradedNotebook) -> dict[str, Any]:
    """The graded notebook as JSON can hold it."""
    return asdict(graded)


def from_plain(data: dict[str, Any]) -> GradedNotebook:
    """The graded notebook that `to_plain` made plain."""
    cells = tuple(_cell(one) for one in data["cells"])
    return GradedNotebook(**{**data, "cells": cells, "result": result(data["result"])})


def _cell(data: dict[str, Any]) -> GradedCell:
    found = None if data["found"] is None else Finding(**data["found"])
    return GradedCell(data["name"], Part(data["part"]), data["source"], tuple(data["outputs"]), found)
