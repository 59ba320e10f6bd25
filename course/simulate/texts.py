"""Many short texts in little memory: one run of bytes, and where each text ends."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import overload


class Texts(Sequence[str]):
    """An unchangeable list of texts that takes their own bytes and eight more for each."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._body, self._ends = bytearray(), array("q", [0])
        for text in texts:
            self._body += text.encode()
            self._ends.append(len(self._body))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if at < 0:
            at += len(self)
            if at < 0:
                raise IndexError("there are not so many texts")
        return self._body[self._ends[at] : self._ends[at + 1]].decode()

    def __iter__(self) -> Iterator[str]:
        return (self._body[start:end].decode() for start, end in pairwise(self._ends))
