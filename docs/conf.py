"""The web pages: `make site` reads docs/ and release/ where they lie and writes site/."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

project = "Measure the Hub"
author = "the authors"
copyright = "Measure the Hub. Code: MIT. Lessons: CC BY 4.0"
language = "en"
root_doc = "docs/index"
include_patterns = ["docs/*.md", "release/*/*.ipynb"]
exclude_patterns = ["[!dr]*", "**/.ipynb_checkpoints"]  # whatever else lies in the project is not even looked through
extensions = ["myst_nb", "pages", "front", "traceability"]

nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # nothing was run, and these would come from another machine
myst_heading_anchors = 3

html_theme = "furo"
html_title = project
html_show_sphinx = False
html_copy_source = False
html_use_index = False
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_css_files = ["lessons.css"]
