"""What the process that is forked has imported."""

import nbgrader.api
import nbgrader.apps.nbgraderapp
import nbgrader.converters
import nbgrader.exchange
import nbgrader.plugins

__all__ = ["nbgrader"]
