"""nbgrader in an instructor's own server, which only leads to formgrader; grading is done in the grader's."""

import os

from nbgrader.auth import JupyterHubAuthPlugin

c = get_config()
c.Exchange.root = os.environ["COURSE_EXCHANGE"]
c.Authenticator.plugin_class = JupyterHubAuthPlugin
