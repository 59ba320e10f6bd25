"""The ordinary way, where nbgrader itself runs the notebooks."""
