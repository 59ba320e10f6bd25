"""Text as it can be printed: what would move a cursor, hide or turn other text shows as its escape."""

import re

# control characters but for line ends and tabs, signs without width or that turn the direction, halves of a character
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    """`text` with every character that a terminal would act on written as Python writes it, such as \\x1b."""
    return UNPRINTABLE.sub(lambda one: ascii(one[0])[1:-1], text)
