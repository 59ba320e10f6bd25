"""`python -m course` is the `course` command, wherever it was not installed."""

import sys

from course.cli import main

sys.exit(main())
