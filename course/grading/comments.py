"""What a check says of itself."""

from itertools import takewhile


def first_comment(source: str) -> str:
    """The comment that a cell begins with, its lines as one text; empty where it begins otherwise."""
    lines = (line.strip() for line in source.strip().splitlines())
    own = takewhile(lambda line: line.startswith("#") and not line.startswith("###"), lines)
    return " ".join(line.lstrip("# ") for line in own)
