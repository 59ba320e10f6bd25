"""The kinds of value that the standard library has: containers, numbers, dates."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from course.values.codec import Node, Reader, Writer, need, register


def zone_node(zone: Any, moment: Any = None) -> Node:
    """A time zone by its name in the tz database, or as seconds east of UTC; None without one."""
    if zone is None:
        return None
    name = getattr(zone, "key", None) or getattr(zone, "zone", None) or str(zone)
    if name in ("UTC", "Etc/UTC"):
        return "UTC"
    if name in zones():
        return name
    return int(zone.utcoffset(moment).total_seconds())


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


def _container(make: Any) -> None:
    register(
        make.__name__,
        (make,),
        lambda writer, value: writer.nodes(make.__iter__(value)),
        lambda reader, node: make(reader.values(node)),
    )


def _write_dict(writer: Writer, value: Any) -> Node:
    return [writer.nodes(dict.keys(value)), writer.nodes(dict.values(value))]


def _read_dict(reader: Reader, node: Node) -> dict[Any, Any]:
    keys, values = node
    return dict(zip(reader.values(keys), reader.values(values), strict=True))


def _text(name: str, kind: type, write: Callable[[Any], str], shape: str, parse: Callable[[str], Any]) -> None:
    """A type that is written as text, and read by a constructor that is given nothing but text of that shape."""
    pattern = re.compile(shape, re.ASCII)

    def read(_reader: Reader, node: Node) -> Any:
        need(type(node) is str and pattern.fullmatch(node))
        return parse(node)

    register(name, (kind,), lambda _writer, value: write(value), read)


def _write_moment(_writer: Writer, value: dt.datetime) -> Node:
    return [value.replace(tzinfo=None).isoformat(), zone_node(value.tzinfo, value)]


def _read_moment(_reader: Reader, node: Node) -> dt.datetime:
    text, zone = node
    need(type(text) is str and len(text) <= 40)
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone_value(zone))


def _read_numbers(make: Callable[..., Any], number: type) -> Callable[[Reader, Node], Any]:
    return lambda _reader, node: make(*map(number, node))


for _make in (list, tuple, set, frozenset):
    _container(_make)
register("dict", (dict,), _write_dict, _read_dict)
register("bytes", (bytes, bytearray), lambda writer, value: writer.blob(bytes(value)), Reader.blob)
register("complex", (complex,), lambda _writer, value: [value.real, value.imag], _read_numbers(complex, float))
register("datetime", (dt.datetime,), _write_moment, _read_moment)
register(
    "duration",
    (dt.timedelta,),
    lambda _writer, value: [value.days, value.seconds, value.microseconds],
    _read_numbers(dt.timedelta, int),
)
_text("date", dt.date, dt.date.isoformat, r"\d{4}-\d\d-\d\d", dt.date.fromisoformat)
_text("time", dt.time, lambda value: value.replace(tzinfo=None).isoformat(), r"[\d:.]{5,20}", dt.time.fromisoformat)
_text("decimal", Decimal, str, r"[-+\w.]{1,200}", Decimal)
_text("fraction", Fraction, str, r"-?\d{1,1000}(/\d{1,1000})?", Fraction)
