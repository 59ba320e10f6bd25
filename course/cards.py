"""Model cards as files, and the patterns that tell which of their words inform a reader."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huggingface_hub import HfApi

# The cause of a failed upload, told by its message; the first row that fits decides.
CAUSES = {
    "metadata": "yaml|metadata|license|pipeline_tag|model-index|front matter",
    "size": "lfs|too large|quota",
    "auth": "401|403|token|permission",
    "network": "timeout|connection|50[234]",
    "naming": "repo name|invalid repo id",
}

FENCE = re.compile(r"^```.*?^```[ \t]*\r?$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# a placeholder may be a link to how one writes a card; its address informs no more than it does
PLACEHOLDER = re.compile(r"\[?[ \t]*more information needed[^\].\n]*[\].]?(?:\([^)\s]*\))?", re.IGNORECASE)
TEMPLATE = re.compile(
    r"users \(both direct and downstream\) should be made aware of the risks, biases and limitations of the model\.?",
    re.IGNORECASE,
)
LABEL = re.compile(r"^\s*[-*]\s+\*\*[^*]+:\*\*\s*$", re.MULTILINE)

# What tells a reader nothing, in the order in which it is taken out.
FILLER = (FENCE, PLACEHOLDER, TEMPLATE, LABEL, HEADING)
WORD = re.compile(r"[^\W_]+")

# Item of the score -> points, and the titles of the sections that count for it.
RUBRIC = {
    "intended_use": (14, r"^(?!how to|.*\bout of scope\b).*\b(uses?|intended)\b"),
    "out_of_scope": (8, r"\bout of scope\b|\bmisuse\b"),
    "limitations": (14, r"\blimitations?\b|\bbias\b|\brisks?\b"),
    "training_data": (14, r"\btraining data(set)?\b"),
    "evaluation": (14, r"\bevaluation\b|\bresults\b|\bbenchmarks?\b"),
    "contact_citation": (5, r"\bcitation\b|\bcontact\b|\bauthors?\b"),
}
STARTS = re.compile(r"from_pretrained|pipeline\(|InferenceClient|\bimport\b")

HUB_LINK = re.compile(r"https://huggingface\.co/(?:datasets/)?([^/\s]+(?:/[^/\s]+)?)/?")


def readme(api: HfApi, repo_id: str) -> str | None:
    """The README of a model as it is stored, line ends and byte-order mark included; None if none can be read."""
    from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError
    from huggingface_hub.utils.tqdm import tqdm

    silent: Any = partial(tqdm, disable=True)  # a bar a card would fill the page
    try:
        path = api.hf_hub_download(repo_id, "README.md", tqdm_class=silent)
    except (EntryNotFoundError, RepositoryNotFoundError):  # a gated repo counts as one that is not found
        return None
    return Path(path).read_bytes().decode("utf-8", errors="replace")
