"""What can be said of a memo before a person reads it: headings, length, and whether its numbers are computed."""

import ast
from collections.abc import Iterable
from typing import Any

from course.check import Failure, NotStarted
from course.markdown import Markdown
from course.words import words

HEADINGS = ("Decision", "Numbers", "Trade-off", "What would change my mind")
MOST_WORDS, LEAST_REFERENCES = 150, 3


def expect_memo(memo: str) -> None:
    """Show `memo`; pass if it has the four headings, at most 150 words and at least three numbers that are references.

    References are counted in the newest notebook cell that assigns an f-string to the name `memo`.
    """
    if not memo.strip() and references(_cells()):
        raise Failure(
            "the memo's cell ended in an error before `memo` had its text. Run it again, and mend what it says."
        )
    if not memo.strip():
        raise NotStarted("memo: your turn, it is not written yet.")
    _show(Markdown(memo))
    lacking = [heading for heading in HEADINGS if heading.lower() not in memo.lower()]
    if lacking:
        raise Failure(f"the memo has no heading {lacking[0]!r}; it needs {', '.join(HEADINGS)}.")
    many = words(memo)
    if many > MOST_WORDS:
        raise Failure(f"the memo has {many} words; at most {MOST_WORDS} will be read.")
    found = references(_cells())
    if found is not None and found < LEAST_REFERENCES:
        raise Failure(f"the memo has {found} {{references}} to computed values; write at least {LEAST_REFERENCES}.")
    print(f"The memo has its headings, {many} words, and numbers that are computed. A person reads it for the rest.")


def references(cells: Iterable[str]) -> int | None:
    """How many references the last `memo = f"…"` in `cells` has: 0 for plain text, None if no cell assigns it."""
    for cell in reversed(list(cells)):
        try:
            statements = list(ast.walk(ast.parse(cell)))
        except SyntaxError:
            continue
        assigned = [one.value for one in statements if isinstance(one, ast.Assign) and _is_memo(one)]
        if assigned:
            return sum(isinstance(part, ast.FormattedValue) for part in ast.walk(assigned[-1]))
    return None


def _is_memo(statement: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "memo" for target in statement.targets)


def _show(memo: Markdown) -> None:
    if _shell() is not None:
        from IPython.display import display

        display(memo)


def _cells() -> list[str]:
    """The cells run in this notebook so far, oldest first; none outside of one."""
    shell = _shell()
    return list(shell.user_ns.get("In", [])) if shell is not None else []


def _shell() -> Any:
    """The IPython that runs this notebook; None outside of one."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()
