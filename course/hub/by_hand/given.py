"""Plain data that somebody wrote, checked: known keys, lists, dates; what is wrong is one sentence."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from course.hub.facts import HUB_DATE

Entry = Mapping[str, Any]


class HandMadeError(ValueError):
    """A Hub written by hand that cannot be built, in one sentence that names the place and says what to write."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def entry(given: Any, where: str, known: Iterable[str], needed: Iterable[str] = ()) -> Entry:
    """`given` as a dict that has all of the keys `needed`, and none that is not `known`."""
    if not isinstance(given, Mapping):
        raise HandMadeError(f"{where} is {_shown(given)}; write a dict with some of the keys {_listed(known)}.")
    for key in given:
        if key not in known:
            raise HandMadeError(f"{where} has the unknown key {_shown(key)}; {_meant(str(key), known)}")
    for key in needed:
        if key not in given:
            raise HandMadeError(f"{where} has no {key!r}; add it.")
    return given


def entries(given: Any, where: str) -> list[Any]:
    """`given` as a list."""
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise HandMadeError(f"{where} is {_shown(given)}; write a list.")
    return list(given)


def mapping(given: Any, where: str, holds: str) -> Entry:
    """`given` as a dict with any keys; `holds` says what leads to what."""
    if not isinstance(given, Mapping):
        raise HandMadeError(f"{where} is {_shown(given)}; write a dict that leads from {holds}.")
    return given


def names(given: Any, where: str) -> list[str]:
    """One name, or a list of names, as a list."""
    found = [given] if isinstance(given, str) else entries(given, where)
    for one in found:
        text(one, where)
    return found


def text(given: Any, where: str) -> str:
    """`given`, which must be a text."""
    if not isinstance(given, str):
        raise HandMadeError(f"{where} holds {_shown(given)}; write a text.")
    return given


def one_of(given: Any, where: str, known: Iterable[str]) -> str:
    """`given`, which must be one of the words `known`."""
    words = [*known]
    if given not in words:
        raise HandMadeError(f"{where} is {_shown(given)}; it may be {', '.join(words)}.")
    return str(given)


def moment(given: Any, where: str) -> str:
    """A date or a moment in the Hub's own form; a text without a zone is in UTC."""
    try:
        read = given if isinstance(given, datetime) else datetime.fromisoformat(given)
        if isinstance(given, str) and HUB_DATE.fullmatch(given):
            return given
        aware = read if read.tzinfo else read.replace(tzinfo=UTC)
        return f"{aware.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=_precision(aware))}Z"
    except (TypeError, ValueError, OverflowError):
        raise HandMadeError(f"{where} is {_shown(given)}; write a date such as '2026-05-04T10:30:00Z'.") from None


def _precision(when: datetime) -> str:
    return "microseconds" if when.microsecond % 1000 else "milliseconds"


def _meant(key: str, known: Iterable[str]) -> str:
    words = [*known]
    head, *rest = key.split("_")
    camel = head + "".join(part.capitalize() for part in rest)
    close = [camel] if camel in words else get_close_matches(key, words, 1)
    return f"did you mean {close[0]!r}?" if close else f"it may have {_listed(words)}."


def _listed(known: Iterable[str]) -> str:
    return ", ".join(sorted(known, key=str.lower))


def _shown(given: Any) -> str:
    told = repr(given)
    return told if len(told) <= 60 else f"{told[:57]}..."
