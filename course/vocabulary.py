"""The Hub's controlled words: licences and their classes, languages, tasks, libraries, engines, types of numbers."""

import csv
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("course") / "data"


def table(name: str) -> list[dict[str, str]]:
    """The rows of a comma-separated data file of the course."""
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


def lines(name: str) -> list[str]:
    """The lines of a data file of the course."""
    return (DATA / name).read_text("utf-8").split()


def _aliases(kind: str) -> dict[str, str]:
    return {row["written"]: row["meant"] for row in table("aliases.csv") if row["kind"] == kind}


# From the class that allows most to the one that allows least.
LICENCE_CLASSES = ("permissive", "copyleft", "use-restricted", "noncommercial")


@cache
def vocab() -> dict[str, Any]:
    """The Hub's words: a dict of sets, of dicts, and one list.

    Sets: `licenses`, `languages`, `pipeline_tags`, `libraries`, and `engines`, those that the table of support knows.
    Dicts: `license_alias` and `language_alias` lead from a usual misspelling to the word; `license_class` from a
    licence to its class, without those whose class is not known; `dtype_bytes` from a type of numbers, written as a
    safetensors file writes it, to the bytes of one. The list `license_classes` begins with the class that allows most.
    """
    return {
        "licenses": {row["id"] for row in table("licenses.csv")},
        "languages": {row["code"] for row in table("languages.csv")},
        "pipeline_tags": set(lines("pipeline_tags.txt")),
        "libraries": set(lines("libraries.txt")),
        "engines": set(lines("engines.txt")),
        "license_alias": _aliases("license"),
        "language_alias": _aliases("language"),
        "license_class": licence_classes(),
        "license_classes": [*LICENCE_CLASSES],
        "dtype_bytes": dtype_bytes(),
    }


@cache
def licence_classes() -> dict[str, str]:
    """Licence id -> one of `LICENCE_CLASSES`, where it is known (ours, a teaching model and not legal advice)."""
    return {row["id"]: row["class"] for row in table("licenses.csv") if row["class"] in LICENCE_CLASSES}


@cache
def dtype_bytes() -> dict[str, int]:
    """Bytes of one number by its type, for the types whose numbers fill whole bytes."""
    return {row["dtype"]: int(row["bytes"]) for row in table("dtypes.csv")}
