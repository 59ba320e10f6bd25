"""How far does one session come?"""

from collections.abc import Iterator

from course import behaviour
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import Variant, also

exercise = Exercise(
    "04-failure",
    "steps_reached",
    looks_at="steps out of order, repeated events, other events in between, all steps and more, none, and no events",
)

STEPS = ["query", "click", "model_view", "inference_call", "inference_ok"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Sessions as lists of events."""
    yield case("all steps in order", STEPS, STEPS)
    yield case("the steps twice in order", [*STEPS, *STEPS], STEPS)
    skipped = case("a step that was skipped", ["query", "click", "inference_call", "inference_ok"], STEPS)
    yield from also(skipped, _from_the_last)
    yield case("more events after the last step", [*STEPS, "query", "click", "exit"], STEPS)
    yield case("other events in between", ["exit", "query", "snippet_copy", "click", "snippet_copy"], STEPS)
    yield case("a click before the query", ["click", "query", "exit"], STEPS)
    yield case("a click before the query and one after", ["click", "query", "click"], STEPS)
    yield case("repeated events", ["query", "query", "click", "click", "query", "click"], STEPS)
    yield case("a step that was skipped and came later", ["query", "model_view", "click", "model_view"], STEPS)
    yield case("all but the first", STEPS[1:], STEPS)
    yield case("a single step", ["exit", "click", "click"], ["click"])
    yield case("steps of your own", ["view", "look", "buy", "look", "buy"], ["look", "buy", "pay"])
    yield case("steps that are parts of other names", ["inference_call", "call", "in"], ["inference", "call"])
    yield case("none of the steps", ["exit", "exit"], STEPS)
    yield case("no events", [], STEPS)


def _reversed_case(one: Case) -> Case:
    return Case(f"{one.about}, from the last to the first", (one.args[0][::-1], one.args[1]))


_from_the_last: Variant = _reversed_case

# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ORDER = "A step counts only after the step before: what came too early is no progress."
AGAIN = "A step that comes again changes nothing: count steps, not events."
slip("counted_anywhere", ORDER,
     "return reached", "return sum(step in events for step in steps)")
slip("all_so_far_in_any_order", ORDER,
     "return reached", "return next((place for place, step in enumerate(steps) if step not in events), len(steps))")
slip("events_counted", AGAIN,
     "return reached", "return sum(event in steps for event in events)")
slip("starts_anew", "A second first step does not send the session back: what is reached stays reached.",
     "            reached += 1", "            reached += 1\n        elif event == steps[0]:\n            reached = 1")
slip("first_of_each_event",
     "A first click that came too early does not spoil a later one: look on after the step before.",
     "return reached",
     "firsts = [events.index(step) if step in events else -1 for step in steps]\n"
     "    after = [place >= 0 and place >= max(firsts[:n], default=0) for n, place in enumerate(firsts)]\n"
     "    return (after + [False]).index(False)")
slip("nothing_in_between", "Other events may come between two steps: go on to look for the step that is awaited.",
     "            reached += 1", "            reached += 1\n        elif reached:\n            break")
slip("looks_beyond_the_last", "After the last step none is awaited: ask first whether there is a next one.",
     "reached < len(steps) and ", "")
slip("place_of_the_last", "Return how many steps are reached: one is 1, although its place is 0.",
     "return reached", "return reached - 1")
slip("steps_may_be_skipped", "No step may be skipped: wait for the next one, whatever comes.",
     "event == steps[reached]:\n            reached += 1",
     "event in steps[reached:]:\n            reached = steps.index(event) + 1")
# fmt: on


exercise.right(behaviour.steps_reached)


@exercise.right
def with_an_iterator(events: list[str], steps: list[str]) -> int:
    rest = iter(events)
    return sum(1 for _ in _taken(rest, steps))


def _taken(rest: Iterator[str], steps: list[str]) -> Iterator[str]:
    for step in steps:
        if step not in rest:  # takes events up to the step
            return
        yield step
