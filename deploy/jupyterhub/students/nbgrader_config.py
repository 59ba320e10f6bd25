"""nbgrader for students: where the exchange is, and that nobody but instructors reads what they hand in."""

import os
import stat
from pathlib import Path

from nbgrader.auth import JupyterHubAuthPlugin
from nbgrader.exchange.default import ExchangeSubmit

OTHERS = stat.S_IRWXO


class Submit(ExchangeSubmit):
    """Hands in for the grader's group alone, which the inbound folder passes on; nbgrader lets everybody in.

    Folders are closed, not files: those that nbgrader adds belong to the student's own group.
    """

    def set_perms(self, dest: str, fileperms: int, dirperms: int) -> None:
        """Permissions, on folders without those of other people."""
        super().set_perms(dest, fileperms, (dirperms | stat.S_IWGRP) & ~OTHERS)

    def copy_files(self) -> None:
        """Copy, and take back what nbgrader grants to everybody on the folder."""
        try:
            super().copy_files()
        finally:
            handed_in = Path(self.inbound_path, self.assignment_filename)
            if handed_in.is_dir():
                handed_in.chmod(0o770)


c = get_config()
c.CourseDirectory.course_id = "measure-the-hub"
c.Exchange.root = os.environ["COURSE_EXCHANGE"]
c.ExchangeFactory.submit = Submit
c.Authenticator.plugin_class = JupyterHubAuthPlugin
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".DS_Store", "*.sqlite*", "feedback*"]
