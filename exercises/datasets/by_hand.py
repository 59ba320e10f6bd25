"""Datasets written by hand, as a listing returns them."""

from typing import Any

from huggingface_hub import DatasetInfo

LESSON = "08-datasets"
FULL: dict[str, Any] = {
    "license": "mit",
    "language": ["en"],
    "task_categories": ["translation"],
    "size_categories": ["1K<n<10K"],
    "source_datasets": ["original"],
}
TWENTY = " ".join(["word"] * 20)


def listed(name: str = "ada/x", **properties: Any) -> DatasetInfo:
    """A dataset with just these properties, open unless they say otherwise."""
    return DatasetInfo(**{"id": name, "gated": False, "downloads": 4} | properties)  # type: ignore[no-untyped-call]


def carded(**card: Any) -> DatasetInfo:
    """A dataset of which the card alone says something."""
    return listed(cardData=card)
