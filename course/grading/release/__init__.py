"""What a learner is given: the released notebook, hints, and the links of README."""
