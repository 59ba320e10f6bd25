"""What watches a lesson: it notes each visible check that a learner runs in a notebook, and nothing anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course import missing

if TYPE_CHECKING:
    from course.learner.panel import Panel
    from course.learner.session import Session


def progress(lesson: str) -> Panel | None:
    """A small panel that shows how the exercises of `lesson` stand and gives hints; checks are noted from now on.

    None, and nothing is noted, wherever no person runs cells of a notebook: graders, scripts, `nbclient`.
    """
    shell = missing.notebook_shell()
    if shell is None:
        return None
    from course.learner.session import begin

    session = begin(lesson)
    if session is None:
        return None
    from course.learner.panel import Panel

    watch(shell, session)
    missing.load_ipython_extension(shell)
    return Panel(session)


class Recorder:
    """Notes the checks of a session; called after every cell."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(self, result: Any) -> None:
        """Note what the cell came to, if it is a visible check as it was released."""
        try:
            self._note(result)
        except Exception as error:  # a cell of the learner never fails for our book-keeping
            self.session.trouble = f"Progress is not kept: {type(error).__name__}: {error}"

    def _note(self, result: Any) -> None:
        from course.check import Failure, NotStarted
        from course.learner.place import digest

        run = digest(result.info.raw_cell)
        name = next((name for name, check in self.session.place.checks.items() if check == run), "")
        if not name or not result.info.cell_id:
            return
        error = result.error_before_exec or result.error_in_exec
        self.session.last, self.session.solved = name, error is None
        if error is None or (isinstance(error, Failure) and not isinstance(error, NotStarted)):
            self.session.attempted(name, passed=error is None)
        else:
            self.session.tell()


_watching: list[Recorder] = []


def watch(shell: Any, session: Session) -> None:
    """Note the checks of `session` from now on, and of no other."""
    for old in _watching:
        shell.events.unregister("post_run_cell", old)
    _watching[:] = [Recorder(session)]
    shell.events.register("post_run_cell", _watching[0])
