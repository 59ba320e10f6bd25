"""An exercise without a single right answer: how well an answer does on Hubs that nobody has seen earns its points."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import is_
from statistics import fmean
from typing import Any

from course.check import YOUR_TURN
from course.exercise.exercise import Answer, Case, Exercise, Verdict
from course.exercise.state import State
from course.hub.seeds import in_force
from course.lesson.reference import points

HALF, FULL = 0.35, 0.70  # of the way from the baseline to the reference, for half and for all of the points
NEAR = 1e-9

Scores = Mapping[str, float]
Rule = Callable[[Case, Any], str | None]
Probe = Callable[[Case, Answer], str | None]


@dataclass(frozen=True)
class Trial:
    """What an answer is measured on: calls on one unseen Hub, and the scores that their results earn together.

    Of the scores by name, the first earns the points and the others may not fall.
    """

    cases: tuple[Case, ...]
    scores: Callable[[Sequence[Any]], Scores]


@dataclass(frozen=True)
class Measured:
    """The scores of an answer on one Hub, beside those of the baseline and of the reference on the same Hub."""

    got: Scores
    baseline: Scores
    reference: Scores

    @property
    def score(self) -> float:
        """The score that earns the points."""
        return self.got[self._name]

    @property
    def lead(self) -> float:
        """How far the reference is ahead of the baseline."""
        return self.reference[self._name] - self.baseline[self._name]

    def at(self, way: float) -> float:
        """The score at this part of the way from the baseline to the reference."""
        return self.baseline[self._name] + way * self.lead

    def fallen(self, loss: float) -> list[str]:
        """The other scores that lost more than `loss` against the baseline, or a reference that is lower still."""
        lowest = {name: min(low, self.reference[name]) - loss for name, low in self.baseline.items()}
        return [name for name, least in lowest.items() if name != self._name and self.got[name] < least - NEAR]

    def share(self, loss: float) -> float:
        """The share of the points: none below the mark for half, then linear; at most half where another score fell."""
        if not self.score >= self.at(HALF) - NEAR:
            return 0.0
        way = (self.score - self.at(HALF)) / (self.at(FULL) - self.at(HALF))
        share = 1.0 if way > 1 - NEAR else 0.5 + 0.5 * max(way, 0.0)
        return min(share, 0.5) if self.fallen(loss) else share

    @property
    def _name(self) -> str:
        return next(iter(self.baseline))


Remark = Callable[[Answer, Sequence[Measured]], str | None]


class Credit(float):
    """Points for an answer that is partly right, as nbgrader reads them off the last line of a cell, and a sentence."""

    sentence: str

    def __new__(cls, points: float, sentence: str) -> "Credit":
        """The number `points`, with `sentence`."""
        made = super().__new__(cls, points)
        made.sentence = sentence
        return made


class Ended(Exception):
    """An answer need not be looked at any further: its verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


@dataclass
class PerformanceExercise(Exercise):
    """An exercise whose answer has to keep `rules` and `probes` on every case, and is measured on `trials`.

    `measure` names in words the score that earns the points; another score may lose `loss` against the baseline. A Hub
    on which the reference does not lead the baseline by `least` tells answers apart too badly to count.
    """

    measure: str = "the score"
    loss: float = 0.02
    least: float = 0.06
    _trials: Callable[[], Iterable[Trial]] = tuple
    _lowest: Answer | None = None
    _rules: list[Rule] = field(default_factory=list)
    _probes: list[Probe] = field(default_factory=list)
    _remarks: list[Remark] = field(default_factory=list)
    _standards: dict[str, list[tuple[Trial, Scores, Scores]]] = field(default_factory=dict)

    def trials(self, make: Callable[[], Iterable[Trial]]) -> Callable[[], Iterable[Trial]]:
        """Decorator: a function that yields one trial for each unseen Hub."""
        self._trials = make
        return make

    def baseline(self, function: Answer) -> Answer:
        """Decorator: the answer that earns nothing."""
        self._lowest = function
        return function

    def rule(self, broken: Rule) -> Rule:
        """Decorator: the sentence for what was returned on a case, or None; asked of every call."""
        self._rules.append(broken)
        return broken

    def probe(self, broken: Probe) -> Probe:
        """Decorator: the sentence for an answer that it may call as often as it likes, or None; asked of every case."""
        self._probes.append(broken)
        return broken

    def remark(self, say: Remark) -> Remark:
        """Decorator: the sentence that explains why an answer does not earn all points, or None."""
        self._remarks.append(say)
        return say

    def grade(self, function: Answer) -> float | None:
        """None if `function` earns all points, those that it earns if some; otherwise raises `Failure`."""
        verdict = self.judge(function)
        if verdict.state is not State.PARTLY:
            self._say(verdict)
            return None
        sentence = f"{self.name}: {verdict.sentence}"
        print(sentence)  # where nbgrader itself grades, this is what a learner reads
        return Credit(round(verdict.share * points(self.lesson, self.name), 2), sentence)

    def prepare(self) -> None:
        """Measure the baseline and the reference now, so that judging a class measures them no more."""
        self.standards()

    def standards(self) -> list[tuple[Trial, Scores, Scores]]:
        """Each trial with the scores of the baseline and of the reference; LookupError if none tells them apart."""
        seeds = in_force()
        if seeds not in self._standards:
            low, high = self._ours
            found = [(one, self._scores(low, one), self._scores(high, one)) for one in self._trials()]
            self._standards[seeds] = [one for one in found if Measured(one[1], *one[1:]).lead >= self.least]
        if not self._standards[seeds]:
            raise LookupError(f"no unseen Hub tells answers to {self.name} apart: draw other seeds.")
        return self._standards[seeds]

    @property
    def _ours(self) -> tuple[Answer, Answer]:
        if self._lowest is None:
            raise LookupError(f"{self.name} has no baseline.")
        return self._lowest, self.reference

    def judge(self, function: Answer) -> Verdict:
        """The verdict on `function`: the first rule that it breaks, else what its scores are worth."""
        standards = self.standards()
        try:
            for one in self._cases():
                self._probe(function, one, self._value(function, one))
            measured = [Measured(self._scores(function, one), *ours) for one, *ours in standards]
            return self._worth(function, measured)
        except Ended as ended:
            return ended.verdict

    def _scores(self, function: Answer, trial: Trial) -> Scores:
        return trial.scores([self._value(function, one) for one in trial.cases])

    def _value(self, function: Answer, one: Case) -> Any:
        """What `function` returns on a case, if that keeps the rules."""
        got = self.outcome(function, one)
        if got.raised is not None and got.raised.not_started:
            raise Ended(Verdict(State.NOT_ATTEMPTED, YOUR_TURN))
        if got.raised is not None:
            raise Ended(self._raised(one, got.raised, None) or Verdict(State.BROKEN))
        if got.value is None:
            raise Ended(Verdict(State.WRONG, "it returned None; does the function end in `return`?"))
        for rule in self._rules:
            _end(rule(one, got.value))
        if got.changed:
            raise Ended(Verdict(State.WRONG, f"on {one.about}, it changed its argument {got.changed[0] + 1}."))
        return got.value

    def _probe(self, function: Answer, one: Case, value: Any) -> None:
        for probe in self._probes:
            known = [
                value
            ]  # what it answered already: the first time that a probe asks the same, it is not asked again

            def ask(*args: Any, known: list[Any] = known) -> Any:
                if known and len(args) == len(one.args) and all(map(is_, args, one.args)):
                    return known.pop()
                return self._value(function, Case(one.about, args))

            _end(probe(one, ask))

    def _worth(self, function: Answer, measured: Sequence[Measured]) -> Verdict:
        share = fmean(one.share(self.loss) for one in measured)
        if share > 1 - NEAR:
            return Verdict(State.RIGHT, share=1.0)
        said = (say(lambda *args: self._value(function, Case("a query", args)), measured) for say in self._remarks)
        sentence = next(filter(None, said), None) or self._marks(measured)
        return Verdict(State.PARTLY if share else State.WRONG, sentence, share)

    def _marks(self, measured: Sequence[Measured]) -> str:
        """The scores and what they would have to be, one for each Hub."""
        marks = (
            _listed(one.score for one in measured),
            *(_listed(one.at(way) for one in measured) for way in (HALF, FULL)),
        )
        text = "{} on unseen Hubs: {}; half credit begins at {}, full credit at {}.".format(self.measure, *marks)
        fallen = sorted({name for one in measured for name in one.fallen(self.loss)})
        return (
            f"{text} {' and '.join(fallen)} fell by more than {self.loss:g}: half credit at most." if fallen else text
        )


def _listed(numbers: Iterable[float]) -> str:
    return ", ".join(f"{number:.2f}" for number in numbers)


def _end(sentence: str | None) -> None:
    if sentence:
        raise Ended(Verdict(State.WRONG, sentence))
