"""What stands around a repo written by hand: commits, references, discussions, likes, a leaderboard, other answers."""

import hashlib
from collections.abc import Iterator
from typing import Any

from course.hub.by_hand.given import Entry, HandMadeError, entries, entry, mapping, moment, names, one_of, text
from course.hub.facts import namespace
from course.hub.schema import Kind

# Keys of a repo beside the Hub's own properties that lead to pages of it.
PAGES = ("commits", "refs", "discussions", "likers", "leaderboard", "answers")
GROUPS = {"branches": "heads", "tags": "tags", "converts": "convert", "pullRequests": "pr"}
STATUSES = ("open", "closed", "merged", "draft")
DECISIONS = ("open", "closed", "merged")
COMMIT = ("id", "title", "message", "authors", "date")
THREAD = ("num", "title", "author", "createdAt", "status", "isPullRequest", "text", "events", "diff", "mergeCommitId")
EVENT = ("type", "author", "createdAt", "text", "hidden", "edited", "status", "title", "oid", "from", "to")
PLACE = ("modelId", "value", "verified", "source", "pullRequest", "notes", "filename", "author", "rank")
ANSWER = ("status", "headers", "json")
Document = tuple[str, str, Any]


def documents(kind: Kind, repo_id: str, given: Entry, head: str, as_of: str, where: str) -> Iterator[Document]:
    """The pages of one repo, each with its collection and key; `head` is the commit of its main branch."""
    key, owner = f"{kind}/{repo_id}", namespace(repo_id) or repo_id
    if "commits" in given:
        yield "commits", key, commits(given["commits"], repo_id, as_of, f"{where}['commits']")
    if "refs" in given:
        yield "refs", key, refs(given["refs"], head, f"{where}['refs']")
    if "discussions" in given:
        yield "discussions", key, threads(given["discussions"], owner, as_of, f"{where}['discussions']")
    if "likers" in given:
        yield "likers", key, [person(name) for name in names(given["likers"], f"{where}['likers']")]
    if "leaderboard" in given:
        if kind != "datasets":
            raise HandMadeError(f"{where} has a 'leaderboard'; only a dataset has one.")
        yield "leaderboards", repo_id, board(given["leaderboard"], repo_id, f"{where}['leaderboard']")
    for what, told in mapping(given.get("answers", {}), f"{where}['answers']", "a path to an answer").items():
        yield "answers", address(kind, repo_id, str(what)), answer(told, f"{where}['answers'][{what!r}]")


def commits(given: Any, repo_id: str, as_of: str, where: str) -> list[dict[str, Any]]:
    """Commits, newest first as the Hub lists them."""
    return [
        _commit(entry(one, f"{where}[{at}]", COMMIT), f"{repo_id} {at}", as_of, f"{where}[{at}]")
        for at, one in enumerate(entries(given, where))
    ]


def _commit(given: Entry, label: str, as_of: str, where: str) -> dict[str, Any]:
    owner = label.split("/")[0]
    return {
        "id": text(given.get("id", oid(label)), f"{where}['id']"),
        "title": given.get("title", "Update"),
        "message": given.get("message", ""),
        "authors": [{"user": name} for name in names(given.get("authors", owner), f"{where}['authors']")],
        "date": moment(given.get("date", as_of), f"{where}['date']"),
    }


def oid(label: str) -> str:
    """A commit id that follows from a label."""
    return hashlib.sha1(label.encode(), usedforsecurity=False).hexdigest()


def refs(given: Any, head: str, where: str) -> dict[str, list[dict[str, str]]]:
    """Branches, tags, converts and pull requests, each a dict of names and the commits they point to."""
    groups = entry(given, where, GROUPS)
    found: dict[str, list[dict[str, str]]] = {"branches": [_ref("heads", "main", head)], "converts": [], "tags": []}
    for group, folder in GROUPS.items():
        targets = mapping(groups.get(group, {}), f"{where}[{group!r}]", "a name to the id of a commit")
        if group == "branches" and "main" in targets:
            raise HandMadeError(f"{where} names 'main'; leave it out, it is the newest commit.")
        made = [_ref(folder, str(name), text(oid, f"{where}[{group!r}]")) for name, oid in targets.items()]
        if made:
            found[group] = [*found.get(group, ()), *made]
    return found


def _ref(folder: str, name: str, target: str) -> dict[str, str]:
    return {"name": f"pr/{name}" if folder == "pr" else name, "ref": f"refs/{folder}/{name}", "targetCommit": target}


def threads(given: Any, owner: str, as_of: str, where: str) -> list[dict[str, Any]]:
    """Discussions and pull requests with their events, newest number first; unnumbered ones are counted from 1."""
    found = [
        _thread(entry(one, f"{where}[{at}]", THREAD), at + 1, owner, as_of, f"{where}[{at}]")
        for at, one in enumerate(entries(given, where))
    ]
    numbers = [one["num"] for one in found]
    if len({*numbers}) < len(numbers):
        raise HandMadeError(f"{where} has the number {max(numbers, key=numbers.count)} twice; give each its own 'num'.")
    return sorted(found, key=lambda one: -int(one["num"]))


def _thread(given: Entry, place: int, owner: str, as_of: str, where: str) -> dict[str, Any]:
    status = one_of(given.get("status", "open"), f"{where}['status']", STATUSES)
    pull, num = given.get("isPullRequest", False), given.get("num", place)
    if not isinstance(num, int) or num < 1:
        raise HandMadeError(f"{where}['num'] is {num!r}; write a whole number from 1.")
    if status in ("merged", "draft") and not pull:
        raise HandMadeError(f"{where} is {status!r}; only a pull request can be: add 'isPullRequest': True.")
    opened, author = moment(given.get("createdAt", as_of), f"{where}['createdAt']"), _author(given.get("author", owner))
    events = [_opening(given, author, opened)]
    for at, one in enumerate(entries(given.get("events", ()), f"{where}['events']")):
        place_of = f"{where}['events'][{at}]"
        events.append(_event(entry(one, place_of, EVENT), owner, opened, place_of))
    found = {
        "num": num,
        "title": given.get("title", "A pull request" if pull else "A question"),
        **author,
        "createdAt": opened,
        "status": status,
        "isPullRequest": bool(pull),
        "events": [{"id": oid(f"{where} {at}")[:24], **one} for at, one in enumerate(events)],
    }
    return found | (_changes(given) if pull else {})


def _author(name: Any) -> dict[str, Any]:
    """An author as the Hub gives one: nothing at all where the account was deleted."""
    return {} if name in (None, "deleted") else {"author": {"name": text(name, "an author"), "type": "user"}}


def _opening(given: Entry, author: dict[str, Any], opened: str) -> dict[str, Any]:
    return {"type": "comment", "createdAt": opened, **author, "data": _comment(given, author, opened)}


def _comment(given: Entry, author: dict[str, Any], when: str) -> dict[str, Any]:
    words = given.get("text", "")
    latest = {"raw": words, "html": words, "updatedAt": when, **author}
    return {"edited": given.get("edited", False), "hidden": given.get("hidden", False), "latest": latest}


def _event(given: Entry, owner: str, opened: str, where: str) -> dict[str, Any]:
    """One event; without a `type` its other keys say what it is."""
    when, author = moment(given.get("createdAt", opened), f"{where}['createdAt']"), _author(given.get("author", owner))
    guessed = next((kind for key, kind in GUESSES.items() if key in given), "comment")
    kind = one_of(given.get("type", guessed), f"{where}['type']", ("comment", *dict.fromkeys(GUESSES.values())))
    if kind == "status-change":
        data = {"status": one_of(given.get("status", "closed"), f"{where}['status']", DECISIONS)}
    elif kind == "commit":
        data = {"subject": given.get("title", "Update"), "oid": given.get("oid", oid(where))}
    elif kind == "title-change":
        data = {"from": given.get("from", ""), "to": given.get("to", "")}
    else:
        data = _comment(given, author, when)
    return {"type": kind, "createdAt": when, **author, "data": data}


GUESSES = {"status": "status-change", "oid": "commit", "title": "commit", "from": "title-change", "to": "title-change"}


def _changes(given: Entry) -> dict[str, Any]:
    merged = {"mergeCommitId": given["mergeCommitId"]} if "mergeCommitId" in given else {}
    return {"changes": {"base": "refs/heads/main", **merged}, "filesWithConflicts": [], "diff": given.get("diff", "")}


def person(name: str) -> dict[str, str]:
    """An account as a list of accounts shows it."""
    return {"user": name, "fullname": name, "avatarUrl": "", "type": "user"}


def board(given: Any, dataset: str, where: str) -> list[dict[str, Any]]:
    """The entries of a leaderboard in the order of their ranks."""
    filename = f".eval_results/{dataset.split('/')[-1]}.yaml"
    rows = enumerate(entries(given, where))
    return [{"rank": at + 1, "filename": filename, **_place(one, f"{where}[{at}]")} for at, one in rows]


def _place(given: Any, where: str) -> dict[str, Any]:
    """One entry; a source or an author may be a text: an address, a name."""
    told = dict(entry(given, where, PLACE, ("modelId", "value")))
    model = text(told["modelId"], f"{where}['modelId']")
    author, source = told.get("author", namespace(model) or model), told.get("source")
    if isinstance(author, str):
        told["author"] = {"type": "user", "name": author, "fullname": author}
    if isinstance(source, str):
        told["source"] = {"url": source, "name": "Source", "isExternal": True}
    return {"verified": False, **told}


def address(kind: Kind, repo_id: str, what: str) -> str:
    """The path under which the Hub answers `what` about a repo; files lie outside of its API."""
    place = repo_id if kind == "models" else f"{kind}/{repo_id}"
    return f"/{place}/{what}" if what.startswith("resolve/") else f"/api/{kind}/{repo_id}/{what}".rstrip("/")


def answer(given: Any, where: str) -> dict[str, Any]:
    """An answer word for word: a status alone, or a dict of status, headers and JSON."""
    told = {"status": given} if isinstance(given, int) else dict(entry(given, where, ANSWER))
    status = told.get("status", 200)
    if not isinstance(status, int) or not 200 <= status < 600:
        raise HandMadeError(f"{where} has the status {status!r}; write one from 200 to 599.")
    return {"status": status, "json": {"error": f"Status {status}"} if status >= 400 else None, **told}
