"""The documents of the nano Hub: commits and tags, discussions with events, leaderboards, overviews."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from course.simulate.objects import iso, too_many
from course.simulate.seeds import hex_of

Document = tuple[str, str, Any]
PEOPLE = frozenset({"olda-mirren", "quill-ossery", "vasken-tor"})


def commit_id(key: str, number: int, head: int = 0) -> str:
    """The id of a repo's commit; number 0 is its head, the one that its information object names."""
    return hex_of("nano", key.partition("/")[2], *([] if number == head else [number]))


def commits(key: str, rows: list[list[Any]]) -> Iterator[Document]:
    """The commits of a repo and, where some are tagged, its references."""
    listed = [
        {"id": commit_id(key, number), "title": f"Change {len(rows) - number}", "message": "", "date": iso(date)}
        | {"authors": [{"user": name} for name in names]}
        for number, (date, names, _) in enumerate(rows)
    ]
    yield "commits", key, listed
    tags = [reference(tag, "tags", commit_id(key, number)) for number, (*_, tag) in enumerate(rows) if tag]
    yield "refs", key, {"branches": [reference("main", "heads", listed[0]["id"])], "converts": [], "tags": tags}


def reference(name: str, group: str, target: Any) -> dict[str, Any]:
    """A branch or a tag."""
    return {"name": name, "ref": f"refs/{group}/{name}", "targetCommit": target}


def discussion(num: int, row: list[Any]) -> dict[str, Any]:
    """One discussion or pull request from its compact form."""
    opener, start, pull, status, later = row
    events = [event(num, start, 0, opener, "Simulated."), *(event(num, start, *one) for one in later)]
    shown = {"num": num, "title": f"Number {num}", "createdAt": iso(start), "status": status, "isPullRequest": pull}
    return shown | {"author": {"name": opener, "type": "user"}, "events": events}


def event(num: int, start: datetime, hours: float, who: str, what: str) -> dict[str, Any]:
    """One event; `deleted` stands for an account that is gone."""
    moment = iso(start + timedelta(hours=hours))
    author = {} if who == "deleted" else {"author": {"name": who, "type": "user"}}
    kind, data = told(what, moment, author)
    return {"id": hex_of(num, moment, who, what)[:24], "type": kind, "createdAt": moment, **author, "data": data}


def told(what: str, moment: str, author: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The type of an event and its data."""
    if what in ("merged", "closed", "open"):
        return "status-change", {"status": what}
    if what == "commit":
        return "commit", {"subject": "Change", "oid": hex_of("change", moment)}
    latest = {"raw": what, "html": f"<p>{what}</p>", "updatedAt": moment, **author}
    return "comment", {"edited": False, "hidden": what == "hidden", "latest": latest}


def entry(rank: int, row: list[Any]) -> dict[str, Any]:
    """One entry of a leaderboard."""
    model, value, verified, source, pull = row
    owner = model.partition("/")[0]
    shown = {
        "rank": rank,
        "modelId": model,
        "value": value,
        "verified": verified,
        "filename": ".eval_results/stair.yaml",
    }
    shown |= {"author": {"type": "user" if owner in PEOPLE else "org", "name": owner, "fullname": owner}}
    shown |= {"source": {"url": source, "name": "Log", "isExternal": True}} if source else {}
    return shown | ({"pullRequest": pull} if pull else {})


def overviews(ids: list[str]) -> Iterator[Document]:
    """One overview an account that owns a model: people and organisations."""
    owners = [repo_id.partition("/")[0] for repo_id in ids if "/" in repo_id]
    for name in dict.fromkeys(owners):
        shown = {"fullname": name.title(), "avatarUrl": "/avatars/plain.svg", "numModels": owners.count(name)}
        if name in PEOPLE:
            yield "users", name, shown | {"user": name, "type": "user", "orgs": []}
        else:
            plan = {"plan": "enterprise"} if name == "corvane" else {}
            yield "organizations", name, shown | {"name": name, "isVerified": name == "corvane", "numUsers": 3} | plan


def pages(kinds: dict[str, Any]) -> Iterator[Document]:
    """Every document of the nano Hub."""
    for key, rows in kinds["commits"].items():
        yield from commits(key, rows)
    for key, rows in kinds["discussions"].items():
        ordered = sorted(rows, key=lambda row: row[1])
        yield "discussions", key, [discussion(num + 1, row) for num, row in enumerate(ordered)][::-1]
    for dataset, rows in kinds["leaderboards"].items():
        yield "leaderboards", dataset, [entry(rank, row) for rank, row in enumerate(rows, 1)]
    yield from overviews([row["id"] for row in kinds["models"]])
    yield too_many("belmorix/tarn-7b-awq")
