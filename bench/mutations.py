"""Single changes of an answer's code, of the kinds that people make: what the cases of an exercise have to notice.

Python's own operators are changed as mutation testing usually does. The rest is what goes wrong in answers with pandas:
a method of a chain left out, an argument forgotten, first taken for last. Libraries for mutation testing change tokens
of the language alone, so the changes are written here.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
PAIRS = (
    "min max, first last, any all, lt le, gt ge, eq ne, head tail, union intersection, startswith endswith, "
    "nlargest nsmallest, idxmax idxmin, cummax cummin, argmax argmin, floor ceil, isna notna, mean median, "
    "partition rpartition, search match, ffill bfill, setdefault get, append extend, left right, inner outer"
)
OTHER = {one: other for pair in PAIRS.split(", ") for one, other in (pair.split(), pair.split()[::-1])}
OTHER |= {"match": "fullmatch", "fullmatch": "search"}
LEFT_OUT = frozenset(
    (
        "strip lower upper dropna fillna drop_duplicates sort_values sort_index reset_index round astype replace "
        "removeprefix removesuffix where mask clip tz_convert tz_localize ffill reindex abs explode normalize casefold"
    ).split()
)
UNWRAPPED = frozenset("sorted set list round abs str tuple float int frozenset reversed dict".split())


class Mutant(NamedTuple):
    """An answer cell with one change: its code, and the change as `old → new` of the line it stands in."""

    code: str
    change: str


def mutants(source: str) -> Iterator[Mutant]:
    """Each answer cell that differs from `source` in one place inside a function, without doubles."""
    tree = _bare(ast.parse(source))
    plain = ast.unparse(tree)
    seen = {plain}
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        for _ in _changes(function):
            code = ast.unparse(ast.fix_missing_locations(tree))
            if code not in seen:
                seen.add(code)
                yield Mutant(code, _change(plain, code))


def _bare(tree: ast.Module) -> ast.Module:
    """The code without annotations and docstrings, where nobody's mistake matters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if ast.get_docstring(node) and len(node.body) > 1:
                node.body = node.body[1:]
        if isinstance(node, ast.arg):
            node.annotation = None
    return tree


def _change(plain: str, code: str) -> str:
    before, after = plain.splitlines(), code.splitlines()
    start = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    end = next((n for n, (one, other) in enumerate(zip(before[::-1], after[::-1], strict=False)) if one != other), 0)
    old, new = (" ".join(" ".join(lines[start : len(lines) - end]).split()) for lines in (before, after))
    return f"{old} → {new}"


def _changes(function: ast.FunctionDef) -> Iterator[None]:
    """Make each change in place, yield while it stands, and take it back."""
    for parent in list(ast.walk(function)):
        if isinstance(parent, ast.arguments | ast.arg):
            continue
        for name, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                for new in _others(value):
                    setattr(parent, name, new)
                    yield
                    setattr(parent, name, value)
            elif isinstance(value, list):
                yield from _in_list(value)


def _in_list(value: list[object]) -> Iterator[None]:
    for place, item in enumerate(value):
        if not isinstance(item, ast.AST):
            continue
        others = [*_others(item), *([ast.Pass()] if _is_dropped(item) else [])]
        for new in others:
            value[place] = new
            yield
            value[place] = item


def _is_dropped(node: ast.AST) -> bool:
    """Whether a statement can be left out of an answer that still runs."""
    return isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.For | ast.Raise | ast.Continue)


def _others(node: ast.AST) -> Iterator[ast.AST]:
    for kind, change in CHANGES.items():
        if isinstance(node, kind):
            yield from change(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        for new in COMPARED.get(type(operator), ()):
            made = copy.deepcopy(node)
            made.ops[place] = new()
            yield made


def _boolean(node: ast.BoolOp) -> Iterator[ast.AST]:
    turned = copy.deepcopy(node)
    turned.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield turned
    for place in range(len(node.values)):
        rest = [copy.deepcopy(one) for number, one in enumerate(node.values) if number != place]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(copy.deepcopy(node.op), rest)


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield copy.deepcopy(node.operand)


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in COMPUTED:
        made = copy.deepcopy(node)
        made.op = COMPUTED[type(node.op)]()
        yield made
    if isinstance(node.op, ast.BitAnd | ast.BitOr | ast.Add | ast.Sub):
        yield copy.deepcopy(node.left)
        yield copy.deepcopy(node.right)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float) and abs(value) < 10_000_000:
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str) and value in OTHER:
        yield ast.Constant(OTHER[value])
    elif isinstance(value, str) and len(value) > 1 and " " not in value:
        yield ast.Constant(value + "x")


def _call(node: ast.Call) -> Iterator[ast.AST]:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in OTHER:
        made = copy.deepcopy(node)
        made.func.attr = OTHER[function.attr]  # type: ignore[attr-defined]
        yield made
    if isinstance(function, ast.Attribute) and function.attr in LEFT_OUT:
        yield copy.deepcopy(function.value)
    if isinstance(function, ast.Name) and function.id in OTHER:
        made = copy.deepcopy(node)
        made.func.id = OTHER[function.id]  # type: ignore[attr-defined]
        yield made
    if isinstance(function, ast.Name) and function.id in UNWRAPPED and len(node.args) == 1:
        yield copy.deepcopy(node.args[0])
    for place in range(len(node.keywords)):
        made = copy.deepcopy(node)
        del made.keywords[place]
        yield made


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield copy.deepcopy(node.body)
    yield copy.deepcopy(node.orelse)


def _slice(node: ast.Slice) -> Iterator[ast.AST]:
    for part in ("lower", "upper"):
        if getattr(node, part) is not None:
            made = copy.deepcopy(node)
            setattr(made, part, None)
            yield made


def _items(node: ast.List | ast.Tuple | ast.Set) -> Iterator[ast.AST]:
    if isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and 1 < len(node.elts) < 9:
        for place in range(len(node.elts)):
            made = copy.deepcopy(node)
            del made.elts[place]
            yield made


def _dict(node: ast.Dict) -> Iterator[ast.AST]:
    for place in range(len(node.keys)):
        made = copy.deepcopy(node)
        del made.keys[place], made.values[place]
        yield made


def _comprehension(node: ast.comprehension) -> Iterator[ast.AST]:
    if node.ifs:
        made = copy.deepcopy(node)
        made.ifs = []
        yield made


def _set(node: ast.SetComp) -> Iterator[ast.AST]:
    yield ast.ListComp(copy.deepcopy(node.elt), copy.deepcopy(node.generators))


CHANGES: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.IfExp: _choice,
    ast.Slice: _slice,
    ast.List: _items,
    ast.Tuple: _items,
    ast.Set: _items,
    ast.Dict: _dict,
    ast.comprehension: _comprehension,
    ast.SetComp: _set,
}
