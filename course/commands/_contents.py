"""How JupyterLab saves files for instructors: a solved lesson as source/ holds it, without what running it leaves."""

from __future__ import annotations

from typing import Any

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from course.lesson.canonical import canonical


class SourceContents(AsyncLargeFileManager):
    """Contents whose notebooks below source/ are saved without outputs, counts and what the kernel says of itself.

    To run a lesson therefore changes nothing in source/, and an edit changes what was edited alone.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.register_pre_save_hook(bare)  # type: ignore[no-untyped-call]


def bare(model: dict[str, Any], path: str, **_: object) -> None:
    """Bring a notebook that is about to be saved into the form of source/, if it belongs there."""
    if model["type"] == "notebook" and path.strip("/").startswith("source/"):
        model["content"] = nbformat.reads(canonical(model["content"]), as_version=4)
