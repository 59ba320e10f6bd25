"""Whether answers still do at the end of a notebook what they did where they stood.

Then one run of the notebook serves all its checks. That is so where functions lean on nothing but modules, other
functions and constants, and no cell alters one of these. What cannot be told from the text does not last.
"""

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

# ways to reach or alter what a text does not show, and settings of libraries
REACHING = frozenset(
    """exec eval globals locals setattr delattr breakpoint get_ipython sys builtins importlib gc inspect ctypes
    threading multiprocessing concurrent asyncio signal atexit subprocess open chdir environ putenv seed shuffle
    set_option reset_option options rcParams seterr simplefilter filterwarnings setrecursionlimit
    basicConfig register setlocale install patch cache lru_cache""".split()
)
CHANGING = frozenset(
    """append extend insert remove pop clear sort reverse update setdefault popitem add discard
    difference_update intersection_update symmetric_difference_update""".split()
)
MAKING = frozenset({"float", "int", "str", "tuple", "frozenset", "range", "compile", "Timestamp", "Timedelta"})
HOLDING = frozenset({"list", "set", "dict", "split"})
FIXED = (ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop,
         ast.expr_context)  # fmt: skip
BOXES = (ast.List, ast.Set, ast.Dict, ast.Subscript)
NAMING = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Return, ast.Yield, ast.BoolOp, ast.IfExp, ast.withitem)


class Text(NamedTuple):
    """What a cell does to names, as far as its text tells.

    `steady` it binds to modules, functions and constants, `other` to anything else, `boxes` to what may hold things.
    Its functions take `used` from outside; it alters the names `altered`, gives those in `again` a second name, calls
    for a change on those in `changed`. `opaque`: that is not all.
    """

    steady: frozenset[str]
    other: frozenset[str]
    boxes: frozenset[str]
    used: frozenset[str]
    altered: frozenset[str]
    again: frozenset[str]
    changed: frozenset[str]
    opaque: bool


def lasting(texts: Iterable[str], asked: Iterable[str], given: Iterable[str]) -> bool:
    """Whether the names `asked` last, as the cells `texts` define them; the set-up cells bind the names `given`."""
    try:
        cells = [_read(text) for text in texts]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    known = frozenset(given) | vars(builtins).keys()
    steady, other, boxes, used, altered, again, changed = (
        frozenset[str]().union(*parts) for parts in list(zip(*cells, strict=True))[:-1]
    )
    leans_well = used | frozenset(asked) <= (steady | known) - other
    left_alone = not (altered & (steady | known) or (again | changed) & boxes & used)
    return leans_well and left_alone and not any(cell.opaque for cell in cells)


@lru_cache(1000)
def _read(text: str) -> Text:
    tree = ast.parse(text)
    steady, other, boxes = set[str](), set[str](), set[str]()
    for statement in tree.body:
        names, held = set(_bound(statement)), _held(statement)
        (steady if held is not None else other).update(names)
        boxes.update(names if held else ())
    nodes = list(ast.walk(tree))
    found = ({name for node in nodes for name in look(node)} for look in (_altered, _again, _changed))
    altered, again, changed = map(frozenset, found)
    used, opaque = _used(symtable.symtable(text, "cell", "exec")), any(map(_is_opaque, nodes))
    return Text(frozenset(steady), frozenset(other), frozenset(boxes), used, altered, again, changed, opaque)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement at the top of a cell binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
    else:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                yield node.id


def _held(statement: ast.stmt) -> bool | None:
    """Whether the names that a statement binds may hold things; None if they are no module, function or constant."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return False
    if isinstance(statement, ast.FunctionDef):
        given = [*statement.args.defaults, *filter(None, statement.args.kw_defaults)]
        return False if all(map(_is_fixed, given)) and not statement.decorator_list else None
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return _constant(statement.value) if all(isinstance(one, ast.Name) for one in targets) else None
    return None


def _is_fixed(value: ast.expr) -> bool:
    return isinstance(value, ast.Lambda) or all(isinstance(node, FIXED) for node in ast.walk(value))


def _constant(value: ast.expr | None) -> bool | None:
    """Whether a constant may hold things; None if `value` is none."""
    if isinstance(value, ast.Lambda):
        return False
    nodes = list(ast.walk(value)) if value is not None else []
    calls = {_called(node) for node in nodes if isinstance(node, ast.Call)}
    made = all(isinstance(node, (*FIXED, *BOXES, ast.Call)) for node in nodes) and calls <= MAKING | HOLDING
    return bool(calls & HOLDING) or any(isinstance(node, BOXES) for node in nodes) if nodes and made else None


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _used(table: symtable.SymbolTable) -> frozenset[str]:
    """The names that functions take from outside of all functions."""
    own = {one.get_name() for one in table.get_symbols() if one.is_global() and one.is_referenced()}
    inner = frozenset[str]().union(*map(_used, table.get_children()))
    return inner | own if table.get_type() == "function" else inner


def _is_opaque(node: ast.AST) -> bool:
    if isinstance(node, ast.Name | ast.Attribute):
        word = node.id if isinstance(node, ast.Name) else node.attr
        return word in REACHING or (word.startswith("__") and word.endswith("__"))
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {part for alias in node.names for part in alias.name.split(".")}
        return bool(names & REACHING) or bool({*(getattr(node, "module", None) or "").split(".")} & REACHING)
    return isinstance(node, ast.Global | ast.ClassDef)


def _altered(node: ast.AST) -> Iterator[str]:
    """The names of which a node sets or deletes a part, or which it adds to."""
    stored = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)
    if stored or isinstance(node, ast.AugAssign):
        yield _root(node.target if isinstance(node, ast.AugAssign) else node)


def _again(node: ast.AST) -> Iterator[str]:
    """The names to which a node gives another name, by which what they hold could be altered."""
    if isinstance(node, NAMING):
        children = [node.value] if isinstance(node, ast.AnnAssign) else ast.iter_child_nodes(node)
        yield from (one.id for one in children if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load))


def _changed(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        yield _root(node.func)


def _root(node: ast.AST) -> str:
    """The name that an attribute or an item is taken of; "" if it is no name."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
