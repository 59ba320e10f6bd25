"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """The state of a check, the points, one sentence, and what the check printed."""

    state: str
    points: float
    sentence: str = ""
    printed: str = ""
