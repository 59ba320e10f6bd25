"""What was seen of one thing, and what to do if it does not work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "fault"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. A note costs something, yet the lessons work; a fault stands in their way."""

    name: str
    state: State
    seen: str
    remedy: str = ""


Check = Callable[[], Finding]


def looked_at(name: str, check: Check) -> Finding:
    """What `check` finds; a check that breaks is itself a finding, for the rest has to be looked at too."""
    try:
        return check()
    except Exception as error:
        told = " ".join(str(error).split()) or type(error).__name__
        return Finding(name, "fault", f"could not be looked at: {told[:200]}", "Set the course up again: make lab")
