"""Threads for the cases: written by hand, an event a line, or taken from the graded Hubs."""

from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd
from huggingface_hub import (
    DiscussionComment,
    DiscussionCommit,
    DiscussionStatusChange,
    DiscussionTitleChange,
    DiscussionWithDetails,
)

from course.exercise import hubs
from course.hub.seeds import in_force

LESSON = "12-community"
OPENED = pd.Timestamp("2026-03-01T00:00:00Z")
AS_OF = pd.Timestamp("2026-04-01T00:00:00Z")
BOTS = frozenset({"weights-convert-bot", "metadata-bot"})
MODELS = 60  # of an unseen Hub, the most downloaded: those whose threads are read


def at(hours: float) -> datetime:
    """The moment so many hours after `OPENED`."""
    return (OPENED + pd.Timedelta(hours=hours)).to_pydatetime()


def comment(hours: float, author: str, hidden: bool = False) -> DiscussionComment:
    """A comment so many hours after `OPENED`."""
    return DiscussionComment(content="", edited=False, hidden=hidden, **_common("comment", hours, author))


def commit(hours: float, author: str) -> DiscussionCommit:
    """A commit to the pull request."""
    return DiscussionCommit(summary="", oid="", **_common("commit", hours, author))


def status(hours: float, author: str, new: str = "closed") -> DiscussionStatusChange:
    """A change of the status."""
    return DiscussionStatusChange(new_status=new, **_common("status-change", hours, author))


def title(hours: float, author: str) -> DiscussionTitleChange:
    """A change of the title."""
    return DiscussionTitleChange(old_title="", new_title="", **_common("title-change", hours, author))


def _common(kind: str, hours: float, author: str) -> Any:
    return {"id": f"{kind} {hours} {author}", "type": kind, "created_at": at(hours), "author": author, "_event": {}}


def thread(
    *events: Any, opener: str = "cleo", opened: float = 0, repo: str = "ada/maps", num: int = 1
) -> DiscussionWithDetails:
    """A thread with the opener's first comment and these events after it in the list."""
    return DiscussionWithDetails(
        title="", status="open", num=num, repo_id=repo, repo_type="model", author=opener, is_pull_request=False,
        created_at=at(opened), endpoint="", events=[comment(opened, opener), *events], conflicting_files=None,
        target_branch=None, merge_commit_oid=None, diff=None,
    )  # fmt: skip


def unseen(slot: str) -> list[DiscussionWithDetails]:
    """The threads of the most downloaded models of a graded Hub."""
    return list(_unseen(slot, in_force()))


@cache
def _unseen(slot: str, _seeds: str) -> tuple[DiscussionWithDetails, ...]:
    api = hubs.hub(slot)
    found = []
    for repo_id in hubs.models(slot)["id"].head(MODELS):
        listed = api.get_repo_discussions(repo_id)
        found += [api.get_discussion_details(repo_id, one.num) for one in listed]
    return tuple(found)
