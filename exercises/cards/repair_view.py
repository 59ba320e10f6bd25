"""A repaired card seen by what it says, so that every way to lay out its YAML is right."""

import re
from dataclasses import replace
from typing import Any

from course.cards import MARK, parts
from course.check import Outcome, observe
from course.exercise.exercise import Answer, Case, Exercise
from exercises.cards.repaired_metadata import pairs


def line_ends(text: str) -> set[str]:
    """The line ends that occur in `text`."""
    return set(re.findall(r"\r?\n", text))


def view(before: str, after: str, again: object) -> dict[str, Any]:
    """What a repair did to a card; a licence that was not there shows as such, whichever it is."""
    old, new = parts(before), parts(after)
    granted = "license" not in old["metadata"]
    found = pairs(old["metadata"], new["metadata"])
    said = [[key, "granted" if key == "license" and granted else value] for key, value in found]
    changed = repr(old["metadata"]) != repr(new["metadata"])
    end = "\r\n" if "\r\n" in before else "\n"
    return {
        "status": new["status"],
        "metadata": said,
        "the author's text": new["body"] == old["body"],
        "a card with nothing to fix": changed or after == before,
        "the line ends": not changed or line_ends(after.removesuffix(new["body"])) <= {end},
        "a byte-order mark": changed and after.startswith(MARK),
        "the second repair": again == after,
    }


class Repair(Exercise):
    """An exercise that looks at what a repaired card says, so that every way to lay out its YAML is right."""

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """What a repair did to the card, and whether a second repair changes anything."""
        first = observe(function, one.args)
        if not isinstance(first.value, str):
            return first
        again = observe(function, [first.value, *one.args[1:]]).value
        return replace(first, value=view(one.args[0], first.value, again))
