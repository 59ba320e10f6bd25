"""What students wrote without what could name them: no comment, no docstring, no name of anybody in the class."""

import ast
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

SHORTEST = 3  # characters of a name that is looked for; shorter ones stand in too many words
COMMENT = re.compile(r"#.*$", re.MULTILINE)
SOMEBODY = "somebody"


@dataclass(frozen=True)
class Names:
    """The names of a class: ids, first and last names; `kept` are words of the lesson, which stay whoever has them."""

    names: frozenset[str]
    kept: frozenset[str]

    def without(self, text: str) -> str:
        """A text with `somebody` in place of every name."""
        found = sorted((re.escape(name) for name in self.names if name not in self.kept), key=len, reverse=True)
        return re.sub(rf"(?<!\w)({'|'.join(found)})(?!\w)", SOMEBODY, text, flags=re.IGNORECASE) if found else text

    def code(self, source: str) -> str:
        """The code of an answer as it runs, without names, comments and docstrings."""
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return self.without(COMMENT.sub("", source)).strip()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
                node.body = [one for one in node.body if not _is_text(one)] or [ast.Pass()]
        return self.without(ast.unparse(tree)).strip()


def names(people: Iterable[Collection[str | None]], kept: Iterable[str]) -> Names:
    """The names of these people, each with its parts; `kept` are words that stay."""
    whole = [name.strip() for person in people for name in person if name]
    parts = [part for name in whole for part in re.split(r"[\s@._-]+", name)]
    return Names(frozenset(one for one in (*whole, *parts) if len(one) >= SHORTEST), frozenset(kept))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
