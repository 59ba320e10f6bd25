"""Values from a student as plain data: a closed list of types, each rebuilt by its own constructor, never unpickled.

A value becomes a JSON tree and a list of byte blobs. In the tree None, bool, int, float and str stand for themselves;
anything else is a list that begins with the name of its kind. Tables are in `tables`.
"""

import datetime as dt
import json
import re
import struct
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

Node = Any
PLAIN = frozenset({type(None), bool, int, float, str})
DEPTH = 40
DIGITS = 4000
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


KINDS: dict[str, Kind] = {}
NAMES: dict[type, str] = {}


def kind(name: str, *types: type) -> Callable[[type[Any]], type[Any]]:
    """Class decorator: the class's `write` and `read` are those of the kind `name`, used for exactly `types`."""

    def register(one: type[Any]) -> type[Any]:
        KINDS[name] = Kind(one.write, one.read)
        NAMES.update(dict.fromkeys(types, name))
        return one

    return register


class Writer:
    """Turns a value into a tree, collecting blobs."""

    def __init__(self) -> None:
        self.blobs: list[bytes] = []
        self._depth = 0

    def node(self, value: Any) -> Node:
        """The tree of `value`; a value of no known type becomes opaque."""
        if type(value) in PLAIN:
            return value
        name = NAMES.get(type(value)) or _ancestor(value)
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


def encode(value: Any) -> bytes:
    """`value` as bytes; raises Unfit if it is too deep, or cannot be written."""
    from course.grading.engine import tables  # noqa: F401 - registers its kinds

    writer = Writer()
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
    from course.grading.engine import tables  # noqa: F401 - registers its kinds

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


class _Items:
    """Lists, tuples, sets: their items."""

    make: type[Any] = list

    @classmethod
    def write(cls, writer: Writer, value: Any) -> Node:
        return writer.nodes(cls.make.__iter__(value))

    @classmethod
    def read(cls, reader: Reader, node: Node) -> Any:
        return cls.make(reader.values(node))


for _type in (list, tuple, set, frozenset):
    kind(_type.__name__, _type)(type(_type.__name__, (_Items,), {"make": _type}))


@kind("dict", dict)
class _Dict:
    @staticmethod
    def write(writer: Writer, value: Any) -> Node:
        return [writer.nodes(dict.keys(value)), writer.nodes(dict.values(value))]

    @staticmethod
    def read(reader: Reader, node: Node) -> Any:
        keys, values = node
        return dict(zip(reader.values(keys), reader.values(values), strict=True))


@kind("bytes", bytes, bytearray)
class _Bytes:
    @staticmethod
    def write(writer: Writer, value: Any) -> Node:
        return writer.blob(bytes(value))

    @staticmethod
    def read(reader: Reader, node: Node) -> Any:
        return reader.blob(node)


@kind("complex", complex)
class _Complex:
    @staticmethod
    def write(writer: Writer, value: Any) -> Node:
        return [value.real, value.imag]

    @staticmethod
    def read(reader: Reader, node: Node) -> Any:
        real, imag = map(float, node)
        return complex(real, imag)


class _Text:
    """Types that are written as text and read by a constructor that takes nothing else."""

    shape = re.compile("")
    parse: Callable[[str], Any]

    @classmethod
    def write(cls, writer: Writer, value: Any) -> Node:
        return str(value) if not hasattr(value, "isoformat") else value.isoformat()

    @classmethod
    def read(cls, reader: Reader, node: Node) -> Any:
        need(type(node) is str and len(node) <= DIGITS and cls.shape.fullmatch(node))
        return cls.parse(node)


@kind("date", dt.date)
class _Date(_Text):
    shape, parse = re.compile(r"\d{4}-\d\d-\d\d"), dt.date.fromisoformat


@kind("time", dt.time)
class _Time(_Text):
    shape, parse = re.compile(r"[\d:.+-]{5,40}"), dt.time.fromisoformat


@kind("decimal", Decimal)
class _Decimal(_Text):
    shape, parse = re.compile(r"[-+\w.]{1,200}", re.ASCII), Decimal


@kind("fraction", Fraction)
class _Fraction(_Text):
    shape, parse = re.compile(r"-?\d{1,1000}(/\d{1,1000})?", re.ASCII), Fraction


@kind("duration", dt.timedelta)
class _Duration:
    @staticmethod
    def write(writer: Writer, value: Any) -> Node:
        return [value.days, value.seconds, value.microseconds]

    @staticmethod
    def read(reader: Reader, node: Node) -> Any:
        days, seconds, microseconds = node
        return dt.timedelta(int(days), int(seconds), int(microseconds))


@kind("datetime", dt.datetime)
class _Datetime:
    @staticmethod
    def write(writer: Writer, value: Any) -> Node:
        return [value.replace(tzinfo=None).isoformat(), zone_node(value.tzinfo, value)]

    @staticmethod
    def read(reader: Reader, node: Node) -> Any:
        text, zone = node
        need(type(text) is str and len(text) <= 40)
        return dt.datetime.fromisoformat(text).replace(tzinfo=zone_value(zone))


def zone_node(zone: Any, moment: Any = None) -> Node:
    """A time zone by its name in the tz database, or as seconds east of UTC; None without one."""
    if zone is None:
        return None
    name = getattr(zone, "key", None) or getattr(zone, "zone", None) or str(zone)
    if name in ("UTC", "Etc/UTC"):
        return "UTC"
    if name in zones():
        return name
    offset = zone.utcoffset(moment)
    return int(offset.total_seconds()) if offset is not None else None


def zone_value(node: Node) -> dt.tzinfo | None:
    """The time zone of `node`; a name is looked up only if the tz database has it."""
    if node is None or node == "UTC":
        return None if node is None else dt.UTC
    if type(node) is int:
        return dt.timezone(dt.timedelta(seconds=node))
    need(type(node) is str and node in zones())
    return ZoneInfo(node)


@cache
def zones() -> frozenset[str]:
    """The names of the tz database."""
    return frozenset(available_timezones())
