"""Random streams: one independent generator a table, so that a new table reshuffles nothing."""

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from course.simulate.meta import SALT

T = TypeVar("T")
MASK = (1 << 64) - 1


def words(text: str) -> list[int]:
    """Four 32-bit words that depend on every character of `text`."""
    digest = hashlib.sha256(text.encode()).digest()
    return [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 16, 4)]


class Streams:
    """The generators of one snapshot: `streams("models.downloads")` is always the same one, from its start."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, table: str) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([SALT, self.seed, *words(table)])))


class Dice:
    """A small generator for one repo, cheap to make: SplitMix64 (Steele, Lea and Flood 2014)."""

    __slots__ = ("state",)

    def __init__(self, state: int) -> None:
        self.state = state & MASK

    def roll(self) -> int:
        """The next 64-bit integer."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n: int) -> int:
        """An integer in [0, n)."""
        return self.roll() % n

    def chance(self, p: float) -> bool:
        """True with probability `p`."""
        return self.roll() < p * 18446744073709551616.0

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self.roll() % len(options)]

    def some(self, options: Sequence[T], n: int) -> list[T]:
        """`n` different ones of `options`, in random order."""
        rest = list(options)
        return [rest.pop(self.roll() % len(rest)) for _ in range(min(n, len(rest)))]


def hex_of(*parts: Any) -> str:
    """40 hexadecimal digits that depend on `parts`: a stand-in for a git hash."""
    return hashlib.sha1(":".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def sha256_of(*parts: Any) -> str:
    """64 hexadecimal digits that depend on `parts`: a stand-in for the hash of a large file."""
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()
