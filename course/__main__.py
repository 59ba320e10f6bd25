"""`python -m course` is the `course` command, wherever it was not installed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python may be what a learner has
    sys.exit("The course needs Python 3.11 or newer; this is " + ".".join(map(str, sys.version_info[:2])) + ".")

from course.cli import main

sys.exit(main())
