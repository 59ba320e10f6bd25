"""A repaired card seen by what it says, so that every way to lay out its YAML is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.check import Outcome, observe
from course.grading.exercise import Answer, Exercise, Verdict
from exercises.cards.card_parts import bare, parts


@dataclass(frozen=True)
class Looked:
    """A repair seen by what counts: the metadata in their order and what was kept, not how the YAML is laid out."""

    function: Answer

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)

    def __observe__(self, args: Sequence[object]) -> Outcome:
        outcome = observe(self.function, args)
        if not isinstance(outcome.value, str):
            return outcome
        again = observe(self.function, [outcome.value, *args[1:]]).value
        return replace(outcome, value=view(str(args[0]), outcome.value, again))


def view(before: str, after: str, again: object) -> dict[str, Any]:
    """What a repair did to a card; a licence that was not there shows as such, whichever it is."""
    old, new = parts(bare(before)), parts(bare(after))
    granted = "license" not in old["metadata"]
    pairs = [[key, "granted" if key == "license" and granted else value] for key, value in new["metadata"].items()]
    fresh = sum(key not in old["metadata"] for key in new["metadata"])
    if fresh and all(key not in old["metadata"] for key, _ in pairs[-fresh:]):
        pairs[-fresh:] = sorted(pairs[-fresh:])  # new keys come last, in whatever order
    changed = old["metadata"] != new["metadata"]
    return {
        "status": new["status"],
        "metadata": pairs,
        "the author's text": new["body"] == old["body"],
        "a card with nothing to fix": changed or bare(after) == bare(before),
        "the second repair": again == after,
    }


class Repair(Exercise):
    """An exercise that looks at what a repaired card says, so that every way to lay out its YAML is right."""

    def judge(self, function: Answer) -> Verdict:
        """The verdict on `function`."""
        return super().judge(function if isinstance(function, Looked) else Looked(function))

    def wrong(self, sentence: str) -> Callable[[Answer], Answer]:
        """Decorator: a wrong answer, seen as the learner's is."""
        return lambda function: super(Repair, self).wrong(sentence)(Looked(function))

    @property
    def reference(self) -> Answer:
        """The solved notebook's own answer, seen as the learner's is."""
        return Looked(super().reference)
