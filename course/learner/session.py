"""The lesson that is open in this kernel: how its exercises stand, and what is noted of them."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from course.learner import record
from course.learner.place import Place, notebook_in
from course.learner.record import Data, Standing
from course.learner.store import ProgressError, Store, now

Edit = Callable[[Data], None]


@dataclass
class Session:
    """An open lesson. Without a `store` its progress lasts as long as this object.

    `last` is the exercise whose check was run last, `solved` whether it passed then; `trouble` says why progress is
    not kept; `watchers` are called after each change.
    """

    place: Place
    store: Store | None = None
    data: Data = field(default_factory=record.empty)
    last: str = ""
    solved: bool = False
    trouble: str = ""
    watchers: list[Callable[[], None]] = field(default_factory=list)

    @property
    def standings(self) -> dict[str, Standing]:
        """How each exercise stands, in the order of the notebook."""
        found = self.data["lessons"].get(self.place.lesson, {}).get("exercises", {})
        return {name: record.standing(found.get(name, {}), check) for name, check in self.place.checks.items()}

    @property
    def next(self) -> str:
        """The exercise that the learner is at: the one checked last until it passes, then the next not passed yet."""
        if self.last and not self.solved:
            return self.last
        names = list(self.place.checks)
        start = names.index(self.last) if self.last in names else 0
        waiting = [name for name in names[start:] + names[:start] if self.standings[name].state != "passed"]
        return next(filter(None, [*waiting, self.last, *names]), "")

    def opened(self, name: str) -> int:
        """The highest level among the hints of the exercise that were opened."""
        found = self.data["lessons"].get(self.place.lesson, {}).get("exercises", {}).get(name, {}).get("hints", {})
        return max((int(level) for level in found if level.isdecimal()), default=0)

    def read(self) -> None:
        """Take in what the store holds."""
        try:
            self.data = self.store.read() if self.store else self.data
        except ProgressError as error:
            self.trouble = str(error)

    def attempted(self, name: str, *, passed: bool) -> None:
        """Note a run of the exercise's check."""
        self._change(name, lambda one: record.attempted(one, self.place.checks[name], now(), passed=passed))

    def hinted(self, name: str, level: int) -> None:
        """Note that a hint was opened."""
        self._change(name, lambda one: record.hinted(one, level, now()))

    def tell(self) -> None:
        """Call the watchers."""
        for watcher in self.watchers:
            watcher()

    def _change(self, name: str, edit: Edit) -> None:
        def edited(data: Data) -> None:
            edit(record.exercise(data, self.place.lesson, name))

        try:
            self.data, self.trouble = self.store.change(edited) if self.store else self._edited(edited), ""
        except ProgressError as error:
            self.data, self.trouble = self._edited(edited), str(error)
        self.tell()

    def _edited(self, edit: Edit) -> Data:
        edit(self.data)
        return self.data


_open: list[Session] = []


def current() -> Session | None:
    """The session that is open in this process, or else one that nothing is kept of; None where there is no lesson."""
    if not _open and (place := here()):
        _open[:] = [Session(place)]
    return _open[0] if _open else None


def begin(lesson: str) -> Session | None:
    """The session of the notebook that this kernel runs, open from now on; None where nothing is to be kept."""
    place = here(lesson)
    if place is None or not place.learners:
        return None
    last, solved = (_open[0].last, _open[0].solved) if _open and _open[0].last in place.checks else ("", False)
    _open[:] = [Session(place, Store(place.kept), last=last, solved=solved)]
    _open[0].read()
    return _open[0]


def here(lesson: str = "") -> Place | None:
    """Where this process works on a lesson: the notebook that the server started it for, else the one beside it."""
    session = Path(os.environ.get("JPY_SESSION_NAME", ""))
    folder = session.parent if session.is_file() else Path.cwd()
    notebook = notebook_in(folder, session.name)
    return Place(lesson or folder.name, notebook) if notebook else None
