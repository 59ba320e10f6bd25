"""Words of a text, as the limits of memo and spec count them."""

import re

WORD = re.compile(r"\w[\w.,%'\u2019-]*")


def words(text: str) -> int:
    """The words of a text."""
    return len(WORD.findall(text))
