"""What a check cell calls: run a learner's function on data that can be worked out by hand, and say what went wrong."""

import contextlib
import io
import linecache
import logging
import re
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from course import missing
from course import slips as recorded
from course.compare import ABS, REL, difference, is_missing, short
from course.slips import Given, Rules

YOUR_TURN = "your turn, this answer is not written yet."
NO_VALUE = "does the function end in `return`?"
# A Hub in a file has an address anew in each process, and the path tells which of two requests came first.
HUB = re.compile(r"https://[\w.-]+\.snapshot\.invalid[^\s']*")
DEEP = ("TimeoutError", "RecursionError")  # their text tells of the machine, not of the mistake


class Failure(AssertionError):
    """A check that did not pass. Notebooks show its sentence alone, without a traceback.

    `unforeseen` is what a call led to where no recorded slip does the same, for whoever looks for new ones;
    `of_exercise` says that an exercise words it, which names no unseen value.
    """

    unforeseen: Given | None = None
    of_exercise = False

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class NotStarted(Failure):
    """The answer cell still holds what it was released with."""


class Broken(Failure):
    """The learner's code raised."""


@dataclass(frozen=True)
class Raised:
    """An exception of the learner's code: its type's name, its message, and the learner's own line that led to it.

    `way` says which cell to run first, where a notebook defines a name that is missing.
    """

    type: str
    message: str = ""
    line: str = ""
    way: str = ""

    @property
    def not_started(self) -> bool:
        """Whether the answer cell still holds what it was released with."""
        return self.type == "NotImplementedError" and self.message == "your turn"

    def __str__(self) -> str:
        text = f"{self.type}: {short_text(self.message)}" if self.message else self.type
        return f"{text}, at `{self.line}`" if self.line else text


@dataclass(frozen=True)
class Outcome:
    """What one call of a learner's function led to.

    `value` is what it returned, or `raised` why it did not; `changed` holds the positions of arguments it altered,
    `requests` counts what it asked of snapshots.
    """

    value: object = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    requests: int = 0


def short_text(text: str, width: int = 120) -> str:
    """`text` on one line of at most `width` characters."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 3] + "..."


def observe(function: Callable[..., Any], args: Sequence[object], seconds: float | None = None) -> Outcome:
    """The outcome of `function(*args)` on copies of `args`; a function with `__observe__` is asked for it itself.

    A call that takes longer than `seconds` ends in a TimeoutError.
    """
    own = getattr(function, "__observe__", None)
    if own is not None:
        return own(args)  # type: ignore[no-any-return]
    given = _copied(args)
    before = _requests(given)
    try:
        with _quiet(), _deadline(seconds):
            value = function(*given)
    except (Exception, SystemExit) as error:
        return Outcome(raised=_raised(error, function), requests=_requests(given) - before)
    changed = tuple(i for i, (one, other) in enumerate(zip(given, args, strict=True)) if _altered(one, other))
    return Outcome(value, changed=changed, requests=_requests(given) - before)


def _copied(args: Sequence[object]) -> list[object]:
    """Deep copies of `args`. Vocabularies are copied at once, for a deep copy looks at each of their words."""
    tables = [arg for arg in args if isinstance(arg, dict)]
    memo: dict[int, Any] = {}
    for words in (value for table in tables for value in table.values()):
        if type(words) is set and all(type(word) is str for word in words):
            memo[id(words)] = set(words)
        elif type(words) is dict and all(type(key) is type(word) is str for key, word in words.items()):
            memo[id(words)] = dict(words)
    return deepcopy(list(args), memo)


def expect(
    function: Callable[..., Any],
    args: Sequence[object],
    wanted: object,
    about: str = "",
    *,
    rel: float = REL,
    abs: float = ABS,
    ordered: bool = False,
    budget: int | None = None,
    seconds: float = 10,
) -> None:
    """Pass if `function(*args)` is `wanted`, compared by value; otherwise raise `Failure` with one sentence.

    `wanted` may be an exception type that has to be raised. A slip that was recorded for this call adds its sentence.
    `budget` bounds the requests made to a snapshot, and `seconds` the time it takes.
    """
    name = getattr(function, "__name__", "your function")
    call = f"{name}({about or ', '.join(short(arg, 40) for arg in args)})"
    outcome = observe(function, args, seconds)
    wrong, aside = problems(call, outcome, wanted, Rules(rel, abs, ordered), budget)
    problem = wrong or aside
    if problem is not None:
        key = recorded.fingerprint(args, wanted, budget)
        found = given(outcome, wrong is None)
        hint = recorded.sentence(key, found, Rules(rel, abs, ordered))
        if not hint and outcome.raised is None and outcome.value is None and wrong:
            hint = NO_VALUE
        failure = _kind(outcome, wanted)(f"{problem} Hint: {hint}" if hint else problem)
        failure.unforeseen = None if hint else found
        raise failure
    print(f"{call} passes.")


def problems(
    call: str, outcome: Outcome, wanted: object, rules: Rules, budget: int | None
) -> tuple[str | None, str | None]:
    """What is wrong with the outcome of a call, and what is wrong beside a right value; None where nothing is."""
    return _problem(call, outcome, wanted, *rules), _side_effects(call, outcome, budget)


def given(outcome: Outcome, right: bool) -> Given:
    """What an outcome is known by, among the recorded slips; `right` if its value is the wanted one."""
    if outcome.raised is not None:
        told = "" if outcome.raised.type in DEEP else short_text(HUB.sub("https://hub", outcome.raised.message))
        return Given("raised", [outcome.raised.type, told])
    if right:
        return Given("changed", list(outcome.changed)) if outcome.changed else Given("over budget")
    return Given("value", outcome.value)


def _kind(outcome: Outcome, wanted: object) -> type[Failure]:
    if outcome.raised is None or isinstance(wanted, type):
        return Failure
    return NotStarted if outcome.raised.not_started else Broken


def over_budget(outcome: Outcome, budget: int | None) -> bool:
    """Whether the call asked more of the Hub than the exercise allows."""
    return budget is not None and outcome.requests > budget


def _problem(call: str, outcome: Outcome, wanted: object, rel: float, abs: float, ordered: bool) -> str | None:
    raised = outcome.raised
    if isinstance(wanted, type) and issubclass(wanted, BaseException):
        if raised is None:
            return f"{call} returned {short(outcome.value)}; expected {wanted.__name__} to be raised."
        return None if raised.type == wanted.__name__ else f"{call} raised {raised}; expected {wanted.__name__}."
    if raised is not None:
        return f"{call}: {YOUR_TURN}" if raised.not_started else f"{call} raised {raised}{_first(raised)}."
    if outcome.value is None and not is_missing(wanted):
        return f"{call} returned None."
    found = difference(outcome.value, wanted, rel=rel, abs=abs, ordered=ordered)
    return f"{call} {found}" if found and found.startswith("returned") else f"{call}: {found}" if found else None


def _first(raised: Raised) -> str:
    return f"; {raised.way}" if raised.way else ""


def _side_effects(call: str, outcome: Outcome, budget: int | None) -> str | None:
    if outcome.changed:
        return f"{call} is right, but it changed its argument {outcome.changed[0] + 1}: work on a copy."
    if over_budget(outcome, budget):
        return f"{call} is right, but it asked the Hub {outcome.requests} times; {budget} would do."
    return None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Warnings, logging and stderr of the learner's code are no wrong answers: nbgrader takes points for them."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)


@contextlib.contextmanager
def _deadline(seconds: float | None) -> Iterator[None]:
    """Ends what takes longer, where there is a timer and this thread may set it."""
    timer = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if seconds is None or not timer:
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError(f"it did not end within {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _raised(error: BaseException, function: Callable[..., Any]) -> Raised:
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    line, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == home:
            line = linecache.getline(home, trace.tb_lineno).strip()
        trace = trace.tb_next
    started = not isinstance(error, NotImplementedError)
    return Raised(type(error).__name__, str(error), short_text(line, 80) if started else "", missing.way(error))


def _requests(args: Sequence[object]) -> int:
    return sum(int(getattr(arg, "requests_made", 0)) for arg in args)


def _altered(after: object, before: object) -> bool:
    if hasattr(before, "requests_made") or _equal(after, before):
        return False
    return difference(after, before, ordered=True) is not None


def _equal(after: object, before: object) -> bool:
    """Whether pandas finds no difference, which is quicker than looking for one."""
    try:
        return type(after) is type(before) and after.equals(before) is True  # type: ignore[attr-defined]
    except Exception:  # what has no `equals`, or cells that cannot be compared
        return False
