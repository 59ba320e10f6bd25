"""Text as it is read: names in one form, and what would move a cursor, hide or turn other text as its escape."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import IO, Any

# control characters but for line ends and tabs, signs without width or that turn the direction, halves of a character
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
START, REST = "\r", "\x1b[K"  # of a line of progress, which is written over the one before


def composed(text: str) -> str:
    """`text` with each accented letter as one character: two texts that people read as the same name are equal then.

    macOS hands out file names with accents as characters of their own, other systems and files seldom do.
    """
    return unicodedata.normalize("NFC", text)


def printable(text: str) -> str:
    """`text` with every character that a terminal would act on written as Python writes it, such as \\x1b."""
    return UNPRINTABLE.sub(lambda one: ascii(one[0])[1:-1], text)


def one_line(text: str) -> str:
    """`text` as it can be printed within a line: nothing in it begins another."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


class Escaping:
    """A stream on which everything is printable; where `progress` is shown, a line may begin where the last one did."""

    def __init__(self, stream: IO[str], *, progress: bool) -> None:
        self._stream, self._progress = stream, progress

    def write(self, text: str) -> int:
        """Write `text` as it can be printed."""
        if self._progress and text.startswith(START):
            rest = REST if text.endswith(REST) else ""
            return self._stream.write(START + printable(text.removeprefix(START).removesuffix(rest)) + rest)
        return self._stream.write(printable(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def escaped(output: IO[str], errors: IO[str]) -> Iterator[None]:
    """What is printed meanwhile, wherever, is printable: names and sentences may come from what somebody handed in."""
    with redirect_stdout(Escaping(output, progress=False)), redirect_stderr(Escaping(errors, progress=True)):
        yield
