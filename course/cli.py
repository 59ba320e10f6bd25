"""The `course` command: lessons, checking, releasing, and the Hubs they run on."""

import errno
import io
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence

from course import commands
from course.printable import escaped
from course.schemas import read_no_international_addresses

WRONG_USE = 2
UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC)
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv`: 0 done, 1 a finding, 2 wrong use; an error is one sentence on stderr."""
    _print_in_any_encoding()
    read_no_international_addresses()
    with escaped(sys.stdout, sys.stderr):
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has left
        sys.stderr.close()
        return 0
    except Exception as error:
        sentence = said(error)
        if sentence is None:
            raise
        print(f"course: {sentence}", file=sys.stderr)
        return WRONG_USE


def _print_in_any_encoding() -> None:
    """Signs that a terminal's encoding does not hold are written as escapes, such as \\u2264."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def parser() -> ArgumentParser:
    """The parser of the whole command line."""
    top = ArgumentParser(prog="course", description="Measure the Hub: lessons, checks and the Hubs they run on.")
    several = top.add_subparsers(metavar="COMMAND", required=True)
    for name, command in commands.found():
        one = several.add_parser(
            name,
            help=command.HELP,
            description=command.HELP,
            epilog=f"example:\n  {command.EXAMPLE}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        command.configure(one)
        one.set_defaults(run=command.run)
    return top


def said(error: Exception) -> str | None:
    """The sentence that a person can act on, or None: then it is a fault of ours and its traceback is wanted."""
    if isinstance(error, OSError) and error.filename:
        way = "; `course doctor` says what to do" if error.errno in UNWRITABLE else ""
        return f"{error.filename}: {error.strerror}{way}."
    own = type(error).__module__.split(".")[0] == "course"
    return str(error) if own else None


if __name__ == "__main__":
    sys.exit(main())
