"""Small Hubs that plans are made for, and plans that are sent."""

import hashlib
import re
from functools import cache
from typing import Any

from huggingface_hub import HfApi

from course.hub.hand_made import hub_of
from exercises.cards.words import WORDS, Vocab

VOCAB: Vocab = WORDS | {
    "license_alias": {"apache 2.0": "apache-2.0", "the mit license": "mit"},
    "language_alias": {"english": "en"},
}
BODY = "\n# Corvid\n\nIt reads letters.\n"
SDK = b"---\ntitle: A page\nsdk: static\n---\n"
PAGE = {"README.md": SDK, "index.html": b"<h1>Corvid</h1>"}
SECRET = "hf_" + "aB3" * 8


def card(*lines: str, end: str = "\n") -> str:
    """A card with these lines of metadata."""
    return "\n".join(["---", *lines, "---", BODY]).replace("\n", end)


CARDS: dict[str, str | None] = {
    "a/alias": card("license: Apache 2.0", "tags:", "- x"),
    "a/several": card("license: The MIT License", "language: English", "metrics: accuracy, f1"),
    "a/clean": card("license: mit", "library_name: peft", "pipeline_tag: text-generation"),
    "a/bare": card("tags:", "- x"),
    "a/left": card("license: Corvid Public", "language: English"),
    "a/stuck": card("license: Corvid Public", "tags:", "- x"),
    "a/index": card("license: Apache 2.0", "model-index: nothing"),
    "a/other": card("license: other", "license_name: corvid", "language: English"),
    "a/warned": card("license: mit", "language: English", "library_name: rookery"),
    "a/windows": card("license: Apache 2.0", "tags:", "- x", end="\r\n"),
    "a/broken": card("license: [mit", "language: English"),
    "a/none": None,
    "a/bodied": BODY,
}
FACTS = {"library_name": ("peft", "adapter_config.json"), "license": ("mit", "a guess")}
MORE = FACTS | {"pipeline_tag": ("text-generation", "config.json"), "base_model": ("b/base", "adapter_config.json")}


@cache
def hub() -> HfApi:
    """A Hub of the cards, one of them behind a gate, one switched off."""
    listed = [repo(name, text) for name, text in CARDS.items()]
    gated = repo("a/gated", CARDS["a/alias"]) | {"gated": "manual"}
    moved = repo("a/moved", card("license: mit"))
    moved["revisions"] = {"v1": {"files": {"README.md": CARDS["a/alias"]}}}
    busy = repo("a/busy", BUSY)
    # its main branch cannot be read: who reads the newest card instead of that of a commit finds none
    busy["answers"] = {"resolve/main/README.md": {"status": 404, "headers": {"X-Error-Code": "EntryNotFound"}}}
    return hub_of([*listed, gated, moved, busy])


BUSY = card("license: mit", "language: English")


def repo(name: str, text: str | None) -> dict[str, Any]:
    """A repo that holds a card, or nothing."""
    sha = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    return {"id": name, "sha": sha, "files": {} if text is None else {"README.md": text}}


def head(name: str, revision: str | None = None) -> str:
    """The commit of a repo of that Hub."""
    return str(hub().model_info(name, revision=revision).sha)


def shown_lines(diff: object) -> list[str]:
    """The lines of a diff without their ends, and without blank ones after the last."""
    return [line.rstrip() for line in str(diff).rstrip().splitlines()]


def path(url: object) -> str | None:
    """An address without its host, and without the number of a discussion."""
    return None if url is None else re.sub(r"^https?://[^/]+|\d+$", "", str(url))
