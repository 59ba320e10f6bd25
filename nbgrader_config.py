"""What nbgrader needs to know of this course; `nbgrader generate_assignment 01-census` and the rest read it here."""

import contextlib
import os
import secrets
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades

from course.grading.by_nbgrader.hooks import HideTests
from course.settings import HUB

root = Path(__file__).resolve().parent
exchange = Path(os.environ.get("COURSE_EXCHANGE", root / "exchange"))
with contextlib.suppress(OSError):  # a read-only checkout can still grade
    exchange.mkdir(parents=True, exist_ok=True)
paths = [str(root), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(filter(None, paths)))  # tests import exercises/

c = get_config()
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "measure-the-hub"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".DS_Store", "*.sqlite*", "feedback*"]
if "COURSE_GRADEBOOK" in os.environ:  # as `course grade` reads it; a password belongs in PGPASSFILE
    c.CourseDirectory.db_url = os.environ["COURSE_GRADEBOOK"]
c.Exchange.root = str(exchange)
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("your turn")'}
c.GenerateAssignment.post_convert_hook = "course.grading.by_nbgrader.hooks.normalise_release"
c.Autograde.pre_convert_hook = "course.grading.by_nbgrader.hooks.build_slots"
c.GenerateFeedback.preprocessors = [HideTests, GetGrades, CSSHTMLHeaderPreprocessor]
c.ExchangeFactory.collect = "course.grading.by_nbgrader.exchange.Collect"
c.ExportApp.plugin_class = "course.grading.book.export.CourseExport"
c.OverwriteCells.add_missing_cells = True
c.Execute.timeout = 120
# `autograde` and Validate stay on the course's own Hubs, whatever Hub COURSE_HUB puts in the place of practice
c.Execute.extra_arguments = [f"--IPKernelApp.exec_lines=__import__('os').environ.update({HUB}='')"]
c.Execute.skip_cells_with_tag = secrets.token_hex()  # a test cell tagged "skip-execution" would earn its points unrun
c.KernelManager.transport_encryption = "auto"  # without it the kernel's notice on stderr costs points
