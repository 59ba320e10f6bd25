"""Grading one submission: two processes of the student's code, one of the checks, and the engine between them."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from course.exercise.state import State
from course.grading.engine.finding import Finding
from course.grading.engine.graded import GradedNotebook, Notes, graded
from course.grading.engine.learner import Learner
from course.grading.engine.limits import Limits
from course.grading.engine.outputs import text
from course.grading.engine.process import Process, StartFailed, until
from course.grading.engine.rebuild import Placed, Rebuilt
from course.grading.engine.wire import Garbled, Gone, Message, TooLate, receive, send
from course.lesson.plan import WRITTEN, Part, Plan

QUOTED = re.compile(r"`([^`]*)`")
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
        self._words = plan.words | {word for cell in rebuilt.cells for word in re.findall(r"\w+", cell.source)}

    def grade(self, seeds: tuple[int, ...], key: str, *, outputs: bool) -> GradedNotebook:
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
        return graded(self._plan, self._rebuilt, self._notes, seeds, key, time.monotonic() - begun)

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
            if cell.number in numbers:
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
        if trouble is not None and cell.name and (part is Part.VISIBLE or cell.name not in self._notes.troubles):
            self._notes.troubles[cell.name] = trouble.words
        if part is Part.VISIBLE:
            self._notes.outputs[cell.number] = outputs

    def _check(self, learner: Learner, cell: Placed) -> None:
        """Let the checker judge one cell; a checker that dies over it is replaced, and the cell not judged."""
        deaths = learner.deaths
        try:
            found = self._judge(self._judging, learner, cell.name)
        except (Gone, Garbled, TooLate) as error:
            self._judging.end()
            self._judging = self._checker()
            if learner.deaths == deaths:
                found = Finding(State.NOT_JUDGED, 0, f"the check stopped ({type(error).__name__}).")
            else:
                found = Finding(State.BROKEN, 0)
        if learner.deaths > deaths and found.state != State.RIGHT:
            found = replace(found, state=State.BROKEN, sentence=_stopped(found.sentence, learner.last))
        self._note(cell, found)

    def _note(self, cell: Placed, found: Finding) -> None:
        if cell.part is Part.HIDDEN:
            found = replace(found, sentence=self._without_values(found.sentence), printed="")
        found = replace(found, sentence=text(found.sentence, 600))
        self._notes.found[cell.name] = found
        self._notes.outputs[cell.number] = _outputs(found)

    def _without_values(self, sentence: str) -> str:
        """Names that neither the lesson nor the student's own text holds could spell an unseen value."""
        return QUOTED.sub(lambda one: one[0] if self._known(one[1]) else "`…`", sentence)

    def _known(self, quoted: str) -> bool:
        return set(re.findall(r"\w+", quoted)) <= self._words

    def _judge(self, checker: Process, learner: Learner, name: str) -> Finding:
        """Relay between checker and student until the finding is there; after a death the rest of a check fails."""
        end, deaths = until(self._limits.cell + self._limits.call), learner.deaths
        send(checker.sock, {"op": "judge", "name": name}, deadline=end)
        while True:
            asked = receive(checker.sock, end, self._limits.arguments)
            if asked.head["op"] == "failed":
                raise StartFailed(asked.head["why"])
            if asked.head["op"] == "found":
                return Finding(**{key: value for key, value in asked.head.items() if key != "op"})
            answer = self._answer(checker, learner, asked, end, stopped=learner.deaths > deaths)
            send(checker.sock, answer.head, answer.body, end)

    def _answer(self, checker: Process, learner: Learner, asked: Message, end: float, *, stopped: bool) -> Message:
        if asked.head["op"] == "value":
            return learner.value(asked.head["name"]) if not stopped else Message({"op": "absent"})
        if stopped or until(0) > end - self._limits.call:
            return Message({"op": "raised", "type": "a stop", "message": "", "line": "", "requests": 0})

        def call_back(message: Message) -> Message:
            send(checker.sock, {"op": "call back", "number": message.head.get("number")}, message.body, end)
            return receive(checker.sock, end, self._limits.arguments)

        return learner.call(asked.head["name"], asked.body, call_back)


def _stopped(sentence: str, why: str) -> str:
    """The sentence for code that had to be stopped: the diagnosis if the exercise knows one, else what happened."""
    known = sentence and not re.search("raised (TimeoutError|a [a-z]+)", sentence)
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
    return [{"output_type": "error", "ename": name, "evalue": found.sentence, "traceback": [found.sentence]}]


def _printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}
