"""A lesson on disk: its project, its cells and the part each plays, and what somebody made of it."""
