"""Grading one submission: two processes of the student's code, one of the checks, and the engine between them."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from course.exercise.state import State
from course.grading.engine.deadline import Clock, Deadline, TooLate
from course.grading.engine.finding import Finding
from course.grading.engine.graded import GradedNotebook, Notes, graded
from course.grading.engine.learner import Learner, Trouble
from course.grading.engine.limits import Limits
from course.grading.engine.outputs import as_memo, text
from course.grading.engine.process import Process
from course.grading.engine.protocol import Said
from course.grading.engine.rebuild import Placed, Rebuilt
from course.grading.engine.wire import Garbled, Gone, Message
from course.lesson.plan import WRITTEN, Part, Plan, bound, text_name

QUOTED, RAISED = re.compile(r"`([^`]*)`"), re.compile(r"\braised ([A-Z]\w*)")
# types that are named to the author of an answer that met unseen data; one of many more could be chosen to tell a value
COMMON = frozenset(
    """AttributeError HfHubHTTPError IndexError KeyError NameError RecursionError TimeoutError TypeError
    UnboundLocalError ValueError ZeroDivisionError""".split()
)
LOST = (Gone, Garbled, TooLate)  # how a talk with a process ends before its end
STOPPED = Message({"op": "raised", "type": "a stop", "message": "", "line": "", "requests": 0})
Fork = Callable[..., Process]


class Session:
    """One submission on its way through the engine.

    The student's process runs every cell, shows what a notebook shows and is asked by the visible checks. It meets
    unseen data only when all of that is done, and nothing it says from then on is kept: so no unseen value can find its
    way into a page that a student reads. Where the answers may not be any more what they were when they stood where
    their hidden check stands, or the process has died, a second process runs what they need and is asked there; so too
    where the walls cannot keep unseen Hubs from the first (`once` is False).
    """

    def __init__(
        self, plan: Plan, rebuilt: Rebuilt, limits: Limits, student: Fork, checker: Fork, *, once: bool
    ) -> None:
        self._plan, self._rebuilt, self._limits = plan, rebuilt, limits
        self._student, self._checker = student, checker
        self._notes, self._once = Notes(), once and rebuilt.lasts(plan)
        self._endless: set[int] = set()

    def grade(self, seeds: tuple[int, ...], *, outputs: bool) -> GradedNotebook:
        """The graded notebook; without `outputs`, cells that only show something are not run at all."""
        begun = time.monotonic()
        needed = self._rebuilt.needed()
        shown = {cell.number for cell in self._rebuilt.cells if cell.part in (Part.SHOW, *WRITTEN)}
        self._judging = self._checker()
        try:
            with self._learner(Part.VISIBLE) as learner:
                self._pass(learner, Part.VISIBLE, shown if outputs else needed)
                self._hidden_at_the_end(learner)
            if self._left():
                with self._learner(Part.HIDDEN) as learner:
                    self._pass(learner, Part.HIDDEN, needed)
        finally:
            self._judging.end()
        return graded(self._plan, self._rebuilt, self._notes, seeds, time.monotonic() - begun)

    @contextmanager
    def _learner(self, part: Part) -> Iterator[Learner]:
        def fork() -> Process:
            return self._student(sees_hidden=part is Part.HIDDEN)

        learner = Learner(fork, self._rebuilt.cells, self._limits, part is Part.HIDDEN)
        try:
            yield learner
        finally:
            learner.end()

    def _left(self) -> list[Placed]:
        """The hidden checks that are still to be made."""
        return [cell for cell in self._rebuilt.cells if cell.part is Part.HIDDEN and cell.name not in self._notes.found]

    def _pass(self, learner: Learner, part: Part, numbers: frozenset[int] | set[int]) -> None:
        """Run the cells of these `numbers`, and make the checks of `part` where they stand."""
        left = {cell.number for cell in self._left()}
        for cell in self._rebuilt.cells:
            if cell.number in numbers - self._endless:
                self._run(learner, cell, part)
            elif cell.part is Part.VISIBLE is part or (cell.part is Part.HIDDEN is part and cell.number in left):
                self._check(learner, cell)
            elif cell.part is Part.HIDDEN and self._once:
                learner.mark(cell)

    def _hidden_at_the_end(self, learner: Learner) -> None:
        """Make the hidden checks in the process that ran the notebook, for as long as it lives."""
        for cell in self._left() if self._once else ():
            if not learner.deaths:
                learner.meet(cell)
            if not learner.deaths:
                self._check(learner, cell)

    def _run(self, learner: Learner, cell: Placed, part: Part) -> None:
        outputs, trouble = learner.run(cell)
        if trouble is not None and trouble.death and trouble.type == "TimeoutError":
            self._endless.add(cell.number)  # it would take its whole limit again, and leave as little behind
        if trouble is not None and cell.name and (part is Part.VISIBLE or cell.name not in self._notes.troubles):
            words = trouble.words
            self._notes.troubles[cell.name] = words if part is Part.VISIBLE else self._without_values(words)
        if part is Part.VISIBLE:
            shown = self._text(learner, cell) if cell.part is Part.MEMO and trouble is None else _death(trouble)
            self._notes.outputs[cell.number] = [*outputs, *shown]

    def _text(self, learner: Learner, cell: Placed) -> list[dict[str, Any]]:
        """What a memo says once its references are filled in, as an output, for whoever reads and marks it."""
        name = text_name(cell.planned.source) if cell.planned is not None else ""
        if name not in bound(cell.source):
            return []
        asked = Placed(len(self._rebuilt.cells) + 1, None, f"print({name})", changed=True)
        return as_memo(learner.run(asked)[0])

    def _check(self, learner: Learner, cell: Placed) -> None:
        """Let the checker judge one cell. A checker that ends over it is replaced, and asked whose doing that was."""
        deaths = learner.deaths
        try:
            found = self._judge(learner, cell.name)
        except LOST:
            found = self._whose(cell.name)
        if learner.deaths > deaths and found.state != State.RIGHT:
            found = replace(found, state=State.BROKEN, sentence=_stopped(found.sentence, learner.last))
        self._note(cell, found)

    def _whose(self, name: str) -> Finding:
        """What to say of a check that did not end: it is the student's if it ends where every call of theirs raises."""
        try:
            self._fresh_checker()
            self._judge(None, name)
        except LOST as error:
            self._fresh_checker()
            return Finding(State.NOT_JUDGED, 0, f"the check stopped ({type(error).__name__}).")
        return Finding(State.BROKEN, 0, "the check could not get to an end with what your code returned.")

    def _fresh_checker(self) -> None:
        self._judging.end()
        self._judging = self._checker()

    def _note(self, cell: Placed, found: Finding) -> None:
        if cell.part is Part.HIDDEN:
            found = replace(found, sentence=self._without_values(found.sentence), printed="")
        found = replace(found, sentence=text(found.sentence, 600))
        self._notes.found[cell.name] = found
        self._notes.outputs[cell.number] = _outputs(found)

    def _without_values(self, sentence: str) -> str:
        """Names that the lesson does not hold could spell an unseen value; the student's own text may hold them all."""
        named = RAISED.sub(lambda one: one[0] if one[1] in COMMON else "raised an exception", sentence)
        return QUOTED.sub(lambda one: one[0] if self._known(one[1]) else "`…`", named)

    def _known(self, quoted: str) -> bool:
        return set(re.findall(r"\w+", quoted)) <= self._plan.words

    def _judge(self, learner: Learner | None, name: str) -> Finding:
        """Relay between checker and student until the finding is there; without `learner` every call raises.

        After a death of the student's process, and when a check has taken its share of it, the rest of the check fails.
        """
        checker, end = self._judging, self._deadline(self._judging.clock)
        if learner is not None:
            deaths, share = learner.deaths, Deadline(self._limits.cell, self._most(), learner.spent)
        checker.tell({"op": "judge", "name": name}, b"", end)
        while True:
            asked = checker.hear(end, self._limits.arguments)
            if asked.op == "found":
                return Finding(**asked.fields)
            if learner is None or learner.deaths > deaths or _passed(share):
                answer = Message({"op": "callable"}) if asked.op == "value" and learner is None else _nothing(asked)
            else:
                answer = self._answer(learner, asked, end)
            checker.tell(answer.head, answer.body, end)

    def _answer(self, learner: Learner, asked: Said, end: Deadline) -> Message:
        name = asked.fields["name"]
        if asked.op == "value":
            return learner.value(name)

        def call_back(said: Said) -> Message:
            self._judging.tell({"op": "call back", "number": said.fields["number"]}, said.body, end)
            answer = self._judging.hear(end, self._limits.arguments)
            if answer.op not in ("returned", "raised"):
                raise Garbled
            return Message({"op": answer.op}, answer.body)

        return learner.call(name, asked.fields["callbacks"], asked.body, call_back)

    def _deadline(self, clock: Clock) -> Deadline:
        """For one check: the checker's own work, and a wait for all that the student's process may take meanwhile."""
        return Deadline(self._limits.cell + self._limits.call, self._most(), clock)

    def _most(self) -> float:
        return (self._limits.cell + self._limits.call) * self._limits.patience


def _passed(deadline: Deadline) -> bool:
    try:
        return deadline.left() < 0
    except TooLate:
        return True


def _nothing(asked: Said) -> Message:
    return Message({"op": "absent"}) if asked.op == "value" else STOPPED


def _stopped(sentence: str, why: str) -> str:
    """The sentence for code that had to be stopped: the diagnosis if the exercise knows one, else what happened."""
    known = sentence and not re.search("raised (TimeoutError|a [a-z]+)|^name .* is not defined", sentence)
    return sentence if known else f"your code was stopped: {why}."


def _outputs(found: Finding) -> list[dict[str, Any]]:
    """What the check cell shows: its sentence, as nbgrader would show a failed test, or what it printed."""
    if found.state == State.RIGHT:
        return [_printed(found.printed)] if found.printed else []
    if found.state == State.PARTLY:
        shown = {"text/plain": f"{found.points:g}"}
        result = {"output_type": "execute_result", "execution_count": None, "data": shown, "metadata": {}}
        return [_printed(f"{found.sentence}\n"), result]
    kind = {State.NOT_ATTEMPTED: "NotStarted", State.BROKEN: "Broken", State.NOT_JUDGED: "NotJudged"}
    name = kind.get(State(found.state), "Failure")
    return [_failed(name, found.sentence)]


def _death(trouble: Trouble | None) -> list[dict[str, Any]]:
    """What a cell shows whose process was ended: why, for it shows nothing itself any more."""
    if trouble is None or not trouble.death:
        return []
    return [_failed("Stopped", text(f"this cell was stopped: {trouble.message}.", 600))]


def _failed(name: str, why: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": why, "traceback": [why]}


def _printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}
