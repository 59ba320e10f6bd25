"""The `course` command's own commands: one module each, found by name.

A module offers `HELP` (one line), `EXAMPLE` (one command), `configure(parser)` and `run(args) -> int`; it imports what
is heavy inside `run`. A name ending in an underscore stands for a word that Python keeps for itself.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast


class Command(Protocol):
    """One command of `course`."""

    HELP: str
    EXAMPLE: str

    def configure(self, parser: ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: Namespace) -> int:
        """Do it; 0 done, 1 a finding, 2 wrong use."""


def found() -> Iterator[tuple[str, Command]]:
    """Every command with the word it is called by, in alphabetical order."""
    for module in sorted(iter_modules(__path__), key=lambda one: one.name):
        if not module.name.startswith("_"):
            yield module.name.rstrip("_"), cast("Command", import_module(f"{__name__}.{module.name}"))
