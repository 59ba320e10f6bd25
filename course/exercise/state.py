"""What can be true of an answer."""

from enum import StrEnum


class State(StrEnum):
    """What can be true of an answer."""

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "wrong"
    BROKEN = "broken"
    NOT_ATTEMPTED = "not attempted"
    NOT_JUDGED = "not judged"
