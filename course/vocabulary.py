"""The Hub's controlled words: licences, languages, tasks and libraries, and the usual misspellings of the first two."""

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


@cache
def vocab() -> dict[str, Any]:
    """Sets `licenses`, `languages`, `pipeline_tags`, `libraries`; dicts `license_alias`, `language_alias`."""
    return {
        "licenses": {row["id"] for row in table("licenses.csv")},
        "languages": {row["code"] for row in table("languages.csv")},
        "pipeline_tags": set(lines("pipeline_tags.txt")),
        "libraries": set(lines("libraries.txt")),
        "license_alias": _aliases("license"),
        "language_alias": _aliases("language"),
    }


@cache
def licence_classes() -> dict[str, str]:
    """Licence id -> `permissive`, `copyleft`, `use-restricted` or `noncommercial` (ours, not legal advice)."""
    return {row["id"]: row["class"] for row in table("licenses.csv") if row["class"] != "unknown"}
