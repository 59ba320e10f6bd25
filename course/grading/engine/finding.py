"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """The state of a check, the points, one sentence, and what the check printed.

    `given` names what a call of a visible check led to where no recorded slip does the same; "" otherwise.
    """

    state: str
    points: float
    sentence: str = ""
    printed: str = ""
    given: str = ""
