"""Users and organisations written by hand."""

from collections.abc import Iterator
from typing import Any

from course.hub.by_hand.given import entries, entry, names, text
from course.hub.by_hand.pages import Document, person

_COUNTS = ("numModels", "numDatasets", "numSpaces", "numPapers", "numFollowers")
_SHARED = ("fullname", "avatarUrl", "details", "isFollowing", "followers", *_COUNTS)
USER = ("user", "isPro", "numDiscussions", "numUpvotes", "numLikes", "numFollowing", "orgs", "following", *_SHARED)
ORGANIZATION = ("name", "isVerified", "numUsers", "plan", "members", *_SHARED)
LISTS = ("followers", "following", "members")


def users(given: Any) -> Iterator[Document]:
    """The pages of users: an overview, and who follows whom."""
    for at, one in enumerate(entries(given, "users")):
        where = f"users[{at}]"
        yield from _account("users", "user", entry(one, where, USER, ("user",)), {"type": "user", "orgs": []}, where)


def organizations(given: Any) -> Iterator[Document]:
    """The pages of organisations: an overview, members and followers."""
    for at, one in enumerate(entries(given, "organizations")):
        where = f"organizations[{at}]"
        told = entry(one, where, ORGANIZATION, ("name",))
        counted = {"numUsers": len(names(told["members"], f"{where}['members']"))} if "members" in told else {}
        yield from _account("organizations", "name", told, {"type": "org", **counted}, where)


def _account(collection: str, key: str, told: Any, known: dict[str, Any], where: str) -> Iterator[Document]:
    name = text(told[key], f"{where}[{key!r}]")
    shown = {what: value for what, value in told.items() if what not in LISTS}
    yield collection, name, {"fullname": name, "avatarUrl": "", **known, **shown}
    for what in LISTS:
        if what in told:
            yield what, name, [person(one) for one in names(told[what], f"{where}[{what!r}]")]
