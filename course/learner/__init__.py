"""A learner's own side: what was attempted and passed, the hints, and all of it kept as one file."""
