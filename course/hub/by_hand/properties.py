"""The Hub's own properties of a repo, as somebody wrote them: checked where the client would stumble over them."""

from collections.abc import Callable
from typing import Any

from course.hub.by_hand.given import Entry, HandMadeError, entries, entry, mapping, moment, names, one_of, text
from course.hub.schema import PROPERTIES, Kind

KNOWN = ("_id", "id", *PROPERTIES)
RESULT = ("dataset", "value", "verifyToken", "date", "source", "notes", "filename", "data", "verified", "pullRequest")
Read = Callable[[Any, str], Any]


def properties(kind: Kind, given: Entry, where: str) -> dict[str, Any]:
    """The properties in `given`, in the shapes that the Hub uses; other keys are left out."""
    found = {key: value for key, value in given.items() if key in KNOWN}
    for key, read in READ.items():
        if found.get(key) is not None:
            found[key] = read(found[key], f"{where}[{key!r}]")
    if kind != "spaces" and "runtime" in found:
        raise HandMadeError(f"{where} has a 'runtime'; only a Space has one.")
    return found


def runtime(given: Any, where: str) -> Entry:
    """How a Space runs; a text is its stage."""
    told = {"stage": given} if isinstance(given, str) else mapping(given, where, "a name to a value, 'stage' first")
    if not isinstance(told.get("stage"), str):
        raise HandMadeError(f"{where} has no 'stage'; write one such as 'RUNNING'.")
    return {"hardware": {"current": None, "requested": None}, **told}


def parameters(given: Any, where: str) -> Entry:
    """Counts of numbers by dtype, and their total where it is not given."""
    told = mapping(given, where, "'parameters' to counts by dtype")
    counts = mapping(told.get("parameters"), f"{where}['parameters']", "a dtype to a count")
    return {"total": sum(counts.values()), **told, "parameters": dict(counts)}


def results(given: Any, where: str) -> list[Entry]:
    """Results in the form of `.eval_results` files, flat or under `data`; one that has an `error` is not read."""
    found = [mapping(one, f"{where}[{at}]", "a name to a value") for at, one in enumerate(entries(given, where))]
    for at, one in enumerate(found):
        if "error" not in one:
            _result(one, f"{where}[{at}]")
    return found


def _result(given: Entry, where: str) -> None:
    entry(given, where, RESULT)
    inner = entry(given.get("data", given), where, RESULT, ("dataset", "value"))
    entry(inner["dataset"], f"{where}['dataset']", ("id", "task_id", "revision"), ("id", "task_id"))


def providers(given: Any, where: str) -> Any:
    """Which provider serves a model and how, as the Hub gives it: a dict by provider, or a list."""
    if not isinstance(given, list):
        return mapping(given, where, "a provider to a dict with its 'status'")
    for at, one in enumerate(given):
        if not isinstance(one, dict) or "provider" not in one:
            raise HandMadeError(f"{where}[{at}] names no 'provider'; write a dict with 'provider' and 'status'.")
    return given


def _card(given: Any, where: str) -> Entry:
    return mapping(given, where, "a field of the card's front matter to its value")


def _gate(given: Any, where: str) -> Any:
    return given if isinstance(given, bool) else one_of(given, where, ("auto", "manual"))


def _flag(given: Any, where: str) -> bool:
    if not isinstance(given, bool):
        raise HandMadeError(f"{where} is {given!r}; write True or False.")
    return given


def _number(given: Any, where: str) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise HandMadeError(f"{where} is {given!r}; write a number, or leave it out where the Hub would not tell it.")
    return given


READ: dict[str, Read] = {
    **dict.fromkeys(("createdAt", "lastModified"), moment),
    **dict.fromkeys(("tags", "models", "datasets", "spaces"), names),
    **dict.fromkeys(("author", "sha", "sdk", "pipeline_tag", "library_name", "description", "citation"), text),
    **dict.fromkeys(("private", "disabled"), _flag),
    **dict.fromkeys(("downloads", "downloadsAllTime", "likes", "trendingScore", "usedStorage"), _number),
    "gated": _gate,
    "cardData": _card,
    "runtime": runtime,
    "safetensors": parameters,
    "evalResults": results,
    "inferenceProviderMapping": providers,
}
