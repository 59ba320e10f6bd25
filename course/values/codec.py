"""Values from a student as plain data: a closed list of types, each rebuilt by its own constructor, never unpickled.

A value becomes a JSON tree and a list of byte blobs. In the tree None, bool, int, float and str stand for themselves;
anything else is a list that begins with the name of its kind. The kinds are in `scalars` and `tables`.
"""

import json
import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Any, NamedTuple

Node = Any
PLAIN = frozenset({type(None), bool, int, float, str})
DEPTH = 40
_COUNT = struct.Struct("!II")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,39}")


class Unfit(Exception):
    """A value that cannot be sent, or data that is not a value."""


class Opaque:
    """Something a student returned that has no form as data: equal to nothing but itself."""

    def __init__(self, kind: str) -> None:
        self.kind = kind if _WORD.fullmatch(kind) else "object"

    def __repr__(self) -> str:
        return f"<{self.kind}>"


class Kind(NamedTuple):
    """How the values of a type are written and read."""

    write: Callable[["Writer", Any], Node]
    read: Callable[["Reader", Node], Any]


ALIKE: list[tuple[type, Callable[[Any], Any]]] = [(Mapping, dict), (AbstractSet, set), (Sequence, list)]
OWN: set[type] = set()  # of ALIKE, those that count although a base class of theirs has a kind
KINDS: dict[str, Kind] = {}
NAMES: dict[type, str] = {}


def register(name: str, types: tuple[type, ...], write: Callable[..., Node], read: Callable[..., Any]) -> None:
    """Values of exactly `types` are written by `write(writer, value)` and read by `read(reader, node)`."""
    KINDS[name] = Kind(write, read)
    NAMES.update(dict.fromkeys(types, name))


class Writer:
    """Turns a value into a tree, collecting blobs.

    With `alike`, a container that has no kind is written as the one that it compares like: a range as a list.
    """

    def __init__(self, *, alike: bool = False) -> None:
        self.blobs: list[bytes] = []
        self.alike = alike
        self._depth = 0

    def node(self, value: Any) -> Node:
        """The tree of `value`; a value of no known type becomes opaque."""
        if type(value) in PLAIN:
            return value
        name = NAMES.get(type(value)) or _ancestor(value)
        if self.alike and (other := _alike(value, name)) is not value:
            return self.node(other)
        if name is None:
            return ["opaque", type(value).__name__]
        if name == "plain":
            return _bare(value)
        self._depth += 1
        if self._depth > DEPTH:
            raise Unfit("it is nested too deeply")
        made = [name, KINDS[name].write(self, value)]
        self._depth -= 1
        return made

    def blob(self, data: bytes) -> int:
        """The number under which the reader finds `data`."""
        self.blobs.append(data)
        return len(self.blobs) - 1

    def nodes(self, values: Iterable[Any]) -> Node:
        """The tree of a list: as it is when all items are plain, which JSON writes fastest."""
        items = list(values)
        if set(map(type, items)) <= PLAIN:
            return [0, items]
        return [1, [self.node(item) for item in items]]


class Reader:
    """Turns a tree and blobs back into a value; raises Unfit for anything that a Writer does not make."""

    def __init__(self, blobs: list[bytes]) -> None:
        self.blobs = blobs
        self._depth = 0

    def value(self, node: Node) -> Any:
        """The value that `node` stands for."""
        if type(node) in PLAIN:
            return node
        need(type(node) is list and len(node) == 2 and type(node[0]) is str)
        name, data = node
        if name == "opaque":
            return Opaque(str(data))
        need(name in KINDS)
        self._depth += 1
        need(self._depth <= DEPTH)
        made = KINDS[name].read(self, data)
        self._depth -= 1
        return made

    def blob(self, number: Node) -> bytes:
        """The bytes that the writer put away under `number`."""
        need(type(number) is int and 0 <= number < len(self.blobs))
        return self.blobs[number]

    def values(self, node: Node) -> list[Any]:
        """The items of a list."""
        need(type(node) is list and len(node) == 2 and type(node[1]) is list)
        if node[0] == 0:
            need(set(map(type, node[1])) <= PLAIN)
            return list(node[1])
        return [self.value(item) for item in node[1]]


def need(condition: object) -> None:
    """Raise Unfit unless `condition` holds."""
    if not condition:
        raise Unfit("not a value")


def encode(value: Any, *, alike: bool = False) -> bytes:
    """`value` as bytes; raises Unfit if it is too deep, or cannot be written. `alike` as in Writer."""
    writer = Writer(alike=alike)
    try:
        tree = json.dumps(writer.node(value), check_circular=False).encode()
    except Unfit:
        raise
    except (ValueError, TypeError, OverflowError, AttributeError, RecursionError) as error:
        raise Unfit(f"it cannot be read as data ({type(error).__name__})") from None
    sizes = struct.pack(f"!{len(writer.blobs)}Q", *map(len, writer.blobs))
    return b"".join([_COUNT.pack(len(tree), len(writer.blobs)), sizes, tree, *writer.blobs])


def decode(data: bytes) -> Any:
    """The value in `data`, which anybody may have written; raises Unfit, and nothing else, where there is none."""
    try:
        tree, blobs = _parts(data)
        return Reader(blobs).value(tree)
    except Unfit:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        raise Unfit(f"not a value ({type(error).__name__})") from None


def _parts(data: bytes) -> tuple[Node, list[bytes]]:
    size, count = _COUNT.unpack_from(data)
    need(count <= 10_000)
    sizes = struct.unpack_from(f"!{count}Q", data, _COUNT.size)
    start = _COUNT.size + 8 * count
    need(start + size + sum(sizes) == len(data))
    tree, at, blobs = json.loads(data[start : start + size]), start + size, []
    for length in sizes:
        blobs.append(data[at : at + length])
        at += length
    return tree, blobs


def _alike(value: Any, name: str | None) -> Any:
    """The value itself, or the list, dict or set that stands for a container without a kind of its own.

    To read a container is to run its own code; one that raises then stays what it is.
    """
    for kind, convert in ALIKE:
        if (name is None or kind in OWN) and isinstance(value, kind):
            with suppress(Exception):
                return convert(value)
    return value


def _bare(value: Any) -> Node:
    """A str, int, float or bool without what a subclass added to it."""
    if isinstance(value, str):
        return str.__str__(value)
    return int.__int__(value) if isinstance(value, int) else float.__float__(value)


def _ancestor(value: Any) -> str | None:
    """The kind of the first base class that has one: a defaultdict is a dict, a namedtuple a tuple."""
    for base in type(value).__mro__:
        if base in (str, int, float):
            return "plain"
        if base in NAMES:
            return NAMES[base]
    return None
