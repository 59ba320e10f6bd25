"""A name that a notebook defines in a cell that was not run: what to do about it, in place of Python's traceback."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MENU = "(Run, Run All Above Selected Cell)"
MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
LARGEST = 64_000_000  # bytes of a notebook that is looked through


def load_ipython_extension(shell: Any) -> None:
    """Show the sentence in place of the traceback, in this shell, from now on; another handler stays as it is."""
    if not shell.custom_exceptions:
        shell.set_custom_exc((NameError,), _shown)


def raised(error: BaseException) -> str:
    """An exception in words: its type, what it says and, where a cell of the notebook would help, which one to run."""
    told = f"{type(error).__name__}: {error}"
    help_with = way(error)
    return f"{told}; {help_with}" if help_with else told


def way(error: BaseException) -> str:
    """Which cell to run so that a missing name is there; "" for other errors, and for names that no cell defines."""
    name = getattr(error, "name", None)
    if type(error) is not NameError or not name:  # an UnboundLocalError is mended in the function
        return ""
    shell = notebook_shell()
    return _sentence(str(name), *_open_notebook(shell)) if shell is not None else ""


def notebook_shell() -> Any:
    """The IPython shell of a kernel whose cells a notebook editor runs, else None: only an editor names its cells."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell if _running(shell) else None


def defining(cells: list[dict[str, Any]], name: str) -> list[int]:
    """The positions of the code cells that bind `name` at their top level."""
    code = [(place, cell) for place, cell in enumerate(cells) if cell.get("cell_type") == "code"]
    return [place for place, cell in code if name in bound("".join(cell.get("source") or ""))]


def bound(code: str) -> set[str]:
    """The names that a cell binds at its top level; none where it is no Python."""
    try:
        return set(_names(ast.parse(MAGIC.sub("pass", code))))
    except (SyntaxError, ValueError, RecursionError):
        return set()


def _names(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name
        elif isinstance(child, ast.alias):
            yield (child.asname or child.name).partition(".")[0]
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        if not isinstance(child, SCOPES) and not isinstance(child, ast.comprehension):
            yield from _names(child)


def _shown(
    shell: Any, kind: type[BaseException], error: BaseException, trace: Any, tb_offset: int | None = None
) -> None:
    told = way(error)
    if told:
        sentence = f"`{getattr(error, 'name', '')}` is not there yet: {told}."
        error._render_traceback_ = lambda: [sentence]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _sentence(name: str, cells: list[dict[str, Any]], running: str) -> str:
    """What to run; "" if no other cell defines the name."""
    here = next((place for place, cell in enumerate(cells) if running and cell.get("id") == running), len(cells))
    found = [place for place in defining(cells, name) if place != here]
    if not found:
        return ""
    where = MENU if found[0] < here else "(it stands further down)"
    return f"run the cell that defines `{name}` first {where}"


def _running(shell: Any) -> str:
    """The id of the cell that runs."""
    kernel = getattr(shell, "kernel", None)
    asked = kernel.get_parent("shell") if kernel is not None else {}
    return str((asked or {}).get("metadata", {}).get("cellId") or "")


def _open_notebook(shell: Any) -> tuple[list[dict[str, Any]], str]:
    """The cells of the notebook that this kernel runs, as saved, or of the only one beside it; and which one runs."""
    named = Path(os.environ.get("JPY_SESSION_NAME", ""))
    paths = [named] if named.suffix == ".ipynb" and named.is_file() else sorted(Path.cwd().glob("*.ipynb"))
    try:
        (path,) = paths
        found = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= LARGEST else {}
        return [cell for cell in found["cells"] if isinstance(cell, dict)], _running(shell)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return [], ""
