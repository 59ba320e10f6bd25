"""Which cause does the message of a failed upload tell of?"""

import re
from collections.abc import Iterator

import numpy as np

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_uploads

exercise = Exercise(
    "07-cards",
    "category",
    looks_at="each pattern, messages that fit several, capitals, no message, and the messages of unseen Hubs",
)

MESSAGES = (
    "yaml", "Invalid YAML in README", "Metadata is wrong", "LICENSE?", "license missing, token expired",
    "pipeline_tag must be known", "model-index: name is required", "Front Matter not found", "front-matter not found",
    "File too LARGE", "LFS upload refused: 403, token lacks permission", "quota reached", "HTTP 401", "error 403",
    "Connection closed: bad license in metadata", "Read timeout", "connection reset", "HTTP 502", "Error 503", "504",
    "HTTP 501", "Repo Name is taken", "Invalid repo id: token too long", "Invalid repo id", "Internal error", "", " ",
)  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """One message of each kind, then those of the graded Hubs."""
    for message in MESSAGES:
        yield case("a message", message)
    yield case("no message", None)
    yield case("a message that is NaN", np.nan)
    for log in hub_uploads.attempts():
        for message in sorted(log["error_message"].dropna().unique())[:40]:
            yield case("a message of an unseen Hub", message)


# fmt: off
slip = exercise.slip
FOUND = "re.search(pattern, message, re.IGNORECASE)"
NONE = "A failure without a message is still a failure: its category is other."
slip("last_match", "The order of the table is the definition: the first pattern that fits decides.",
     "cards.CAUSES.items()", "reversed(cards.CAUSES.items())")
slip("with_case", "The patterns ignore case: ‘YAML’ and ‘yaml’ are one cause.", ", re.IGNORECASE", "")
slip("at_the_start",
     "A pattern may occur anywhere in the message: `search` looks everywhere, `match` at the beginning alone.",
     "re.search", "re.match")
slip("as_plain_text", "`|` in a pattern means or: search for the pattern, not for its letters.",
     FOUND, "pattern in message.lower()")
slip("silence_escapes", NONE, '    if not isinstance(message, str):\n        return "other"\n', "")
slip("silence_is_nothing", NONE, 'str):\n        return "other"', "str):\n        return None")
slip("silence_is_metadata", NONE, 'str):\n        return "other"', 'str):\n        return "metadata"')
slip("no_other", "A message that fits no pattern has the category `other`.",
     'return name\n    return "other"', "return name\n    return None")
# fmt: on


@exercise.right
def by_the_course(message: object) -> str:
    return cards.category(message)


@exercise.right
def with_a_default(message: object) -> str:
    text = message.lower() if isinstance(message, str) else ""
    return next((name for name, pattern in cards.CAUSES.items() if re.findall(pattern, text)), "other")
