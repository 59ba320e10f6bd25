"""What is taken off for handing in late: by the rule that nbgrader's configuration names."""

from collections.abc import Callable
from functools import cache
from typing import Any

from course.lesson.project import MARK, Project

Late = Callable[[str, float, float], float | None]


def no_penalty(student: str, score: float, seconds: float) -> float | None:
    """No rule."""


def configured(project: Project) -> Late:
    """The rule of the course's nbgrader_config.py, loaded when somebody is late."""

    def late(student: str, score: float, seconds: float) -> float | None:
        found: float | None = _plugin(project).late_submission_penalty(student, score, seconds)
        return found

    return late


@cache
def _plugin(project: Project) -> Any:
    from nbgrader.preprocessors import AssignLatePenalties
    from traitlets.config import PyFileConfigLoader

    assigned = AssignLatePenalties(config=PyFileConfigLoader(MARK, path=str(project.root)).load_config())
    assigned.init_plugin()
    return assigned.plugin_inst
