"""Datasets with a history, written by hand."""

from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course.hub.hand_made import hub_of

NOW = pd.Timestamp("2026-06-15T00:00:00Z")


def commit(name: str, date: str = "2026-05-01T12:00:00Z", *authors: str) -> dict[str, Any]:
    """A commit of that id; by Ada unless somebody is named."""
    return {"id": name, "date": date, "authors": list(authors or ("ada",))}


SYSTEM = commit("c0", "2026-04-01T09:00:00Z", "system")
THREE = [commit("c3", "2026-06-10T08:00:00Z"), commit("c2", "2026-05-20T08:00:00Z"), commit("c1"), SYSTEM]


def dataset(name: str = "ada/x", commits: list[dict[str, Any]] = THREE, **more: Any) -> dict[str, Any]:
    """A dataset with these commits; tags and branches lead from a name to a commit."""
    refs = {key: more.pop(key) for key in ("tags", "branches", "converts", "pullRequests") if key in more}
    return {"id": name, "commits": commits, "refs": refs, **more}


def hub(*datasets: dict[str, Any]) -> HfApi:
    """A Hub of these datasets, of one with three commits and no tag if none is given."""
    return hub_of(datasets=datasets or [dataset()])
