"""What a Dask worker is given in place of the ordinary task, to see what a deadly submission costs the others."""

import os
import signal
from typing import Any

from course.grading.cluster.worker import Cells, task


def deadly(plugin: str, cells: Cells) -> dict[str, Any]:
    """The ordinary task, but that a submission with the word `poison` in it kills its worker."""
    if any("poison" in cell[3] for cell in cells):
        os.kill(os.getpid(), signal.SIGKILL)
    return task(plugin, cells)
