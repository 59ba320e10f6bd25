"""READMEs of the Hubs that answers are graded on, read from their files without a request."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.vocabulary import vocab


def sample(number: int) -> list[str]:
    """The READMEs of `number` open models of each graded Hub, spread over all of them."""
    return list(_sample(number, os.environ.get("COURSE_GRADING_SEEDS", "")))


def words() -> dict[str, Any]:
    """The Hub's vocabulary with languages of two letters alone: thousands more would cross to the learner each time."""
    return vocab() | {"languages": {code for code in vocab()["languages"] if len(code) == 2}}


@cache
def _sample(number: int, _seeds: str) -> tuple[str, ...]:
    return tuple(text for slot in hubs.SLOTS for text in _spread(list(_readmes(slot)), number))


def _spread(texts: list[str], number: int) -> list[str]:
    return texts[:: max(1, len(texts) // number)][:number]


def _readmes(slot: str) -> Iterator[str]:
    snapshot = snapshot_of(hubs.hub(slot))
    assert snapshot is not None
    for repo_id in list(snapshot.ids("models"))[::10]:
        repo = snapshot.repo("models", repo_id)
        file = snapshot.file(repo.seq, "README.md") if repo and not repo.gated else None
        content = snapshot.content(file) if file else None
        if content is not None:
            yield content.decode("utf-8")
