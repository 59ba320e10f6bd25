"""A class: what was handed in, by whom, with which version it is graded and graded again."""
