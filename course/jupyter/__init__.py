"""Settings that `course lab` gives JupyterLab, for learners and for instructors; Binder installs the learner's.

The learner's file begins with `zz` because Binder keeps it in one folder with nbgrader's own, and the last one counts.
"""

from pathlib import Path

LEARNER = Path(__file__).parent / "learner"
SHARE = Path(__file__).parent / "share"  # the kernel: it says which cell to run first where a name is missing
INSTRUCTOR = Path(__file__).parent / "instructor"
