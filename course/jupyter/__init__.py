"""Settings that `course lab` gives JupyterLab, for learners and for instructors; Binder installs the learner's."""

from pathlib import Path

LEARNER = Path(__file__).parent / "learner"
INSTRUCTOR = Path(__file__).parent / "instructor"
