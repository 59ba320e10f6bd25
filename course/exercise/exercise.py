"""One graded exercise: the data it is tried on, right answers, and wrong answers with the sentence each earns."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.check import NO_VALUE, YOUR_TURN, Broken, Failure, NotStarted, Outcome, Raised, observe, over_budget
from course.compare import ABS, REL, difference, is_missing
from course.exercise import outcomes
from course.exercise.state import State
from course.hub.seeds import in_force
from course.lesson.reference import Edits, edited, solution

Answer = Callable[..., Any]
ENOUGH = 3
LARGE = 400  # rows, items and repos; a hand-made case has fewer, an unseen Hub more
TELLING = 3  # values


# the type of a failure is all that a graded notebook keeps of the state
FAILURES = {State.BROKEN: Broken, State.NOT_ATTEMPTED: NotStarted}


@dataclass(frozen=True)
class Case:
    """One call of the learner's function: what the data is, in words a learner may read, and the arguments."""

    about: str
    args: tuple[Any, ...]
    budget: int | None = None


def case(about: str, *args: object, budget: int | None = None) -> Case:
    """A case; `budget` is the number of requests that suffice."""
    return Case(about, args, budget)


def is_large(one: Case) -> bool:
    """Whether a case holds so much that foreseen wrong answers are not asked on it without need.

    It is counted, not timed: which sentence an answer is told must not depend on how busy a machine is.
    """
    return sum(map(_size, one.args)) > LARGE


def _size(value: Any) -> int:
    """The rows, items or repos that an argument holds."""
    meta = getattr(getattr(value, "snapshot", None), "meta", None)
    if meta is not None:
        return int(sum(meta.counts.values()))
    return len(value) if hasattr(value, "__len__") and not isinstance(value, str) else 1


def is_telling(got: Outcome) -> bool:
    """Whether an outcome holds so much that two mistakes hardly give the same by chance."""
    if got.raised is not None:
        return False
    value: Any = got.value
    if hasattr(value, "columns"):
        return bool(getattr(value, "size", 0) >= TELLING)
    if isinstance(value, Mapping):
        return sum(map(_size, value.values())) >= TELLING
    return hasattr(value, "__len__") and not isinstance(value, str) and sum(map(_size, list(value))) >= TELLING


@dataclass(frozen=True)
class Verdict:
    """The state of an answer, the one sentence its author reads, and the share of the points of one partly right."""

    state: State
    sentence: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer and the sentence it must earn; of a slip, the edits of the solution that make it."""

    function: Answer
    sentence: str
    edits: Edits = ()


@dataclass
class Exercise:
    """An exercise of `lesson`, known by the name of its function.

    `looks_at` says in words what the graded cell looks at; `ordered` makes the order of a frame's columns count.
    """

    lesson: str
    name: str
    looks_at: str
    rel: float = REL
    abs: float = ABS
    ordered: bool = False
    over_budget: str = "You asked the Hub more often than this question needs."
    wrongs: list[Wrong] = field(default_factory=list)
    rights: list[Answer] = field(default_factory=list)
    _cases: Callable[[], Iterable[Case]] = tuple
    _known: dict[tuple[str, Answer, int], Outcome] = field(default_factory=dict)
    _made: dict[object, list[Case]] = field(default_factory=dict)

    def cases(self, make: Callable[[], Iterable[Case]]) -> Callable[[], Iterable[Case]]:
        """Decorator: a function that yields the cases, edge cases first."""
        self._cases = make
        return make

    def wrong(self, sentence: str) -> Callable[[Answer], Answer]:
        """Decorator: a wrong answer that has to earn `sentence`."""

        def keep(function: Answer) -> Answer:
            self.wrongs.append(Wrong(function, sentence))
            return function

        return keep

    def slip(self, name: str, sentence: str, *texts: str) -> None:
        """A wrong answer that has to earn `sentence`: the solution with texts of it put for others, pair by pair.

        The first text of a pair has to stand exactly once in the solution; `reference.edited` says where it is looked
        for, and raises LookupError at once where it does not.
        """
        edits = tuple(zip(texts[::2], texts[1::2], strict=True))
        if not edits or name in {wrong.function.__name__ for wrong in self.wrongs}:
            raise LookupError(f"{self.name}: the slip {name!r} " + ("is there already." if edits else "edits nothing."))
        try:
            edited(self.lesson, self.name, edits)
        except LookupError as error:
            raise LookupError(f"{self.name}: the slip {name!r}: {error.args[0]}") from None

        def slipped(*args: Any, **kwargs: Any) -> Any:
            return solution(self.lesson, self.name, edits)(*args, **kwargs)

        slipped.__name__ = name
        self.wrongs.append(Wrong(slipped, sentence, edits))

    def right(self, function: Answer) -> Answer:
        """Decorator: another right answer."""
        self.rights.append(function)
        return function

    @property
    def reference(self) -> Answer:
        """The solved notebook's own answer."""
        return solution(self.lesson, self.name)

    def grade(self, function: Answer) -> float | None:
        """None if `function` is right on every case; otherwise raises `Failure` with one sentence."""
        self._say(self.judge(function))
        return None

    def _say(self, verdict: Verdict) -> None:
        """Raise what a learner reads of an answer that is not right; a grader shows these sentences, and few others."""
        if verdict.state is not State.RIGHT:
            failure = FAILURES.get(verdict.state, Failure)(f"{self.name}: {verdict.sentence}")
            failure.of_exercise = True
            raise failure

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """What `function` leads to on a case, as far as this exercise looks at it: here, all of it."""
        return observe(function, one.args)

    def judge(self, function: Answer) -> Verdict:
        """The verdict on `function`: the sentence of a foreseen slip that explains a difference, else where it is."""
        first: Verdict | None = None
        raised: Counter[str] = Counter()
        passed: list[int] = []
        for number, one in enumerate(self.made()):
            wanted = self.foreseen(self.reference, number, one)
            got = self._met(function, number, one)
            problem = self._problem(one, got, wanted)
            if problem is None:
                passed.append(number)
                continue
            if problem.state is State.NOT_ATTEMPTED:
                return problem
            first = first or problem
            raised[got.raised.type if got.raised else ""] += 1
            if got.raised is not None and raised[got.raised.type] > ENOUGH:
                continue  # it raises wherever one looks: no slip that was foreseen does
            sentence = self._diagnosis(function, number, got, passed)
            if sentence is not None:
                return Verdict(problem.state, sentence)
        return first or Verdict(State.RIGHT)

    def made(self) -> list[Case]:
        """The cases, made once for the seeds in force; nobody may alter what they hold."""
        key = (in_force(), self._cases)
        if key not in self._made:
            self._made[key] = list(self._cases())
        return self._made[key]

    def cases_anew(self) -> Iterable[Case]:
        """The cases, made now for the seeds in force."""
        return self._cases()

    def is_wrong(self, number: int, one: Case, got: Outcome) -> bool:
        """Whether an outcome on the case of that number is not the right one."""
        return self._problem(one, got, self.foreseen(self.reference, number, one)) is not None

    def prepare(self) -> None:
        """Ask the reference now, and wrong answers on cases that are small, so that judging seldom asks them.

        What a wrong answer does with a whole Hub is needed for those few alone that no smaller case told apart.
        """
        for number, one in enumerate(self.made()):
            for function in (self.reference, *(slip.function for slip in self.wrongs)):
                if function is self.reference or not is_large(one):
                    self.foreseen(function, number, one)

    def foreseen(self, function: Answer, number: int, one: Case) -> Outcome:
        """Our own answers are asked once for a case and the seeds in force, however many answers are judged."""
        seeds = in_force()
        key = (seeds, function, number)
        if key not in self._known:
            name = f"{seeds} {self.lesson} {self.name} {self._order(function)} {number}"
            self._known[key] = outcomes.shared(name, lambda: self.outcome(function, one))
        return self._known[key]

    def _met(self, function: Answer, number: int, one: Case) -> Outcome:
        """What an answer leads to on a case; our own answers are known from before."""
        ours = function is self.reference or self._order(function) >= 0
        return self.foreseen(function, number, one) if ours else self.outcome(function, one)

    def _order(self, function: Answer) -> int:
        """The place of a wrong answer among all, -1 for the reference."""
        return next((place for place, slip in enumerate(self.wrongs) if slip.function is function), -1)

    def _problem(self, one: Case, got: Outcome, wanted: Outcome) -> Verdict | None:
        if got.raised is not None and got.raised.not_started:
            return Verdict(State.NOT_ATTEMPTED, YOUR_TURN)
        if got.raised is not None or wanted.raised is not None:
            return self._raised(one, got.raised, wanted.raised)
        if got.value is None and not is_missing(wanted.value):
            return Verdict(State.WRONG, f"it returned None; {NO_VALUE}")
        found = difference(got.value, wanted.value, rel=self.rel, abs=self.abs, ordered=self.ordered, show=False)
        if found:
            return Verdict(State.WRONG, f"on {one.about}, {found}")
        if got.changed:
            sentence = f"on {one.about}, it changed its argument {got.changed[0] + 1}; work on a copy."
            return Verdict(State.WRONG, sentence)
        return Verdict(State.WRONG, self.over_budget) if over_budget(got, one.budget) else None

    def _raised(self, one: Case, got: Raised | None, wanted: Raised | None) -> Verdict | None:
        if got is None:
            return Verdict(State.WRONG, f"on {one.about}, it should raise {wanted.type if wanted else 'an error'}.")
        if wanted is not None and got.type == wanted.type:
            return None
        # the text of an exception can quote the data it met, and that data is hidden: name its type and line alone
        where = f" at `{got.line}`" if got.line else ""
        return Verdict(State.BROKEN, f"on {one.about}, your code raised {got.type}{where}.")

    def _diagnosis(self, function: Answer, number: int, got: Outcome, passed: Sequence[int]) -> str | None:
        """The sentence of the foreseen slips that do just what this answer does, if they agree on one.

        A slip that is wrong on a case that this answer `passed` is not what went wrong here. Where one number or the
        type of an exception is all there is to see, the slip has to do the same on a second case.
        """
        one = self.made()[number]
        wanted = self.foreseen(self.reference, number, one)
        found = set()
        for slip in self.wrongs:
            other = self.foreseen(slip.function, number, one)
            if not self.alike(other, got, one) or self.alike(other, wanted, one):
                continue
            if any(self._fails(slip.function, earlier) for earlier in passed):
                continue
            if not is_telling(got) and not self._agrees(slip.function, function, number):
                continue
            found.add(slip.sentence)
        return found.pop() if len(found) == 1 else None

    def _fails(self, function: Answer, number: int) -> bool:
        """Whether a foreseen answer is wrong on a case; what is large is not asked for this."""
        one = self.made()[number]
        if is_large(one):
            return False
        ours = self.foreseen(function, number, one), self.foreseen(self.reference, number, one)
        return not self.alike(*ours, one)

    def _agrees(self, slip: Answer, function: Answer, number: int) -> bool:
        """Whether an answer does what a slip does on another case that the slip gets wrong, if there is any."""
        others = [other for other in range(len(self.made())) if other != number and self._fails(slip, other)]
        for other in others:
            one = self.made()[other]
            got = self._met(function, other, one)
            if self._problem(one, got, self.foreseen(self.reference, other, one)) is None:
                return False
            if self.alike(self.foreseen(slip, other, one), got, one):
                return True
        return not others

    def alike(self, one: Outcome, other: Outcome, case: Case) -> bool:
        """Whether two outcomes of a case cannot be told apart by this exercise."""
        if one.raised is not None or other.raised is not None:
            return (one.raised and one.raised.type) == (other.raised and other.raised.type)
        if one.changed != other.changed or over_budget(one, case.budget) != over_budget(other, case.budget):
            return False
        return difference(one.value, other.value, rel=self.rel, abs=self.abs, ordered=self.ordered) is None
