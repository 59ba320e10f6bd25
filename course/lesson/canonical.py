"""The one form in which the project keeps a notebook: no outputs, little metadata, cell ids that stay."""

import hashlib
import json
from typing import Any

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT = ("nbgrader", "deletable", "editable", "tags")
NBGRADER_KEYS = ("cell_type", "checksum", "grade", "grade_id", "locked", "points", "schema_version", "solution", "task")


def canonical(notebook: dict[str, Any]) -> str:
    """The notebook as text: JSON, one space of indent, no outputs, final newline; equal notebooks give equal text.

    A cell that nbgrader knows has its grade id for an id; any other keeps its id, or gets one from its place and text.
    """
    cells = [_cell(cell, number) for number, cell in enumerate(notebook["cells"])]
    whole = {
        "cells": _distinct(cells),
        "metadata": {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _cell(cell: dict[str, Any], number: int) -> dict[str, Any]:
    source = "".join(cell["source"])
    kept: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "id": _identity(cell, source, number),
        "metadata": _metadata(cell["metadata"]),
        "source": source.splitlines(keepends=True),
    }
    if cell.get("attachments"):
        kept["attachments"] = cell["attachments"]
    return {**kept, "execution_count": None, "outputs": []} if cell["cell_type"] == "code" else kept


def _identity(cell: dict[str, Any], source: str, number: int) -> str:
    grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return grade_id or cell.get("id") or hashlib.sha256(f"{number}\n{source}".encode()).hexdigest()[:8]


def _metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    kept = {key: metadata[key] for key in KEPT if metadata.get(key) not in (None, [], {})}
    if "nbgrader" in kept:
        kept["nbgrader"] = {key: kept["nbgrader"][key] for key in NBGRADER_KEYS if key in kept["nbgrader"]}
    return kept


def _distinct(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: set[str] = set()
    for cell in cells:
        base, turn = cell["id"], 2
        while cell["id"] in seen:
            cell["id"], turn = f"{base}-{turn}", turn + 1
        seen.add(cell["id"])
    return cells
