"""What was written to a snapshot's Hub: pull requests and new repos, beside the snapshot, never in it."""

import difflib
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from course.hub.snapshot import Kind, Repo, StoredFile
from course.hub.writer import RepoFile, git_oid

AUTHOR = "learner"


@dataclass(frozen=True)
class Commit:
    """One recorded commit; a file without content was deleted, and those in `large` were sent as large files."""

    oid: str
    parent: str
    title: str
    message: str
    date: str
    files: Mapping[str, bytes | None]
    large: Set[str] = frozenset()

    def entry(self) -> dict[str, Any]:
        """The commit as a list of commits shows it."""
        authors = [{"user": AUTHOR}]
        return {"id": self.oid, "title": self.title, "message": self.message, "authors": authors, "date": self.date}


@dataclass(frozen=True)
class PullRequest:
    """One recorded pull request: commits that start from `base`, with the repo's files before and after."""

    kind: Kind
    repo_id: str
    num: int
    base: str
    before: Mapping[str, bytes]
    commits: list[Commit] = field(default_factory=list)

    @property
    def ref(self) -> str:
        """The reference that names it."""
        return f"refs/pr/{self.num}"

    def discussion(self) -> dict[str, Any]:
        """The pull request as a list of discussions shows it."""
        first = self.commits[0]
        return {
            "num": self.num,
            "title": first.title,
            "author": {"name": AUTHOR, "type": "user"},
            "createdAt": first.date,
            "status": "open",
            "repo": {"name": self.repo_id, "type": self.kind[:-1]},
            "isPullRequest": True,
        }

    def details(self) -> dict[str, Any]:
        """The pull request with its events and its diff."""
        author, first = {"name": AUTHOR, "type": "user"}, self.commits[0]
        latest = {"raw": first.message, "html": first.message, "updatedAt": first.date, "author": author}
        comment = {"edited": False, "hidden": False, "latest": latest}
        told = [("comment", first.date, comment)]
        told += [("commit", commit.date, {"subject": commit.title, "oid": commit.oid}) for commit in self.commits]
        events = [_event(f"{self.num:016x}{number:08x}", *event) for number, event in enumerate(told)]
        changes = {"changes": {"base": "refs/heads/main"}, "filesWithConflicts": [], "diff": self.diff()}
        return self.discussion() | {"events": events} | changes

    def diff(self) -> str:
        """What the commits change, as a unified diff."""
        changed = {path: content for commit in self.commits for path, content in commit.files.items()}
        return "".join(_file_diff(path, self.before.get(path), content) for path, content in sorted(changed.items()))


def _event(number: str, kind: str, date: str, data: dict[str, Any]) -> dict[str, Any]:
    author = {"name": AUTHOR, "type": "user"}
    return {"id": number, "type": kind, "createdAt": date, "author": author, "data": data}


def _file_diff(path: str, before: bytes | None, after: bytes | None) -> str:
    old, new = ((text or b"").decode("utf-8", "replace").splitlines(keepends=True) for text in (before, after))
    names = f"a/{path}" if before is not None else "/dev/null", f"b/{path}" if after is not None else "/dev/null"
    lines = [line if line.endswith("\n") else f"{line}\n" for line in difflib.unified_diff(old, new, *names)]
    return "".join([f"diff --git a/{path} b/{path}\n", *lines])


@dataclass
class NewRepo:
    """One recorded repo, a Space or a dataset; its main branch can be committed to. A dataset has no `sdk`."""

    kind: Kind
    id: str
    sdk: str
    private: bool
    created: str
    commits: list[Commit] = field(default_factory=list)
    secrets: tuple[str, ...] = ()  # their names; what they hold is never kept

    @property
    def repo(self) -> Repo:
        """It as a repo; number 0 holds no file in any snapshot."""
        return Repo(0, self.kind, self.id, self.commits[-1].oid, gated=False, disabled=False)

    def info(self) -> dict[str, Any]:
        """It as the Hub's single-repo endpoint would give it."""
        found = {
            "_id": f"{int(git_oid(self.id.encode()), 16) % 16**24:024x}",
            "id": self.id,
            "author": self.id.split("/")[0],
            "sha": self.repo.head,
            "private": self.private,
            "tags": [self.sdk] if self.sdk else [],
            "likes": 0,
            "disabled": False,
            "createdAt": self.created,
            "lastModified": self.commits[-1].date,
            "siblings": [{"rfilename": path} for path in sorted(overlaid({}, self.commits))],
        }
        if self.kind != "spaces":
            return found | {"gated": False, "downloads": 0}
        stage = "RUNNING" if self.sdk == "static" else "BUILDING"
        return found | {"sdk": self.sdk, "runtime": {"stage": stage, "hardware": {"current": None}}}


def overlaid(files: Mapping[str, StoredFile], commits: Iterable[Commit]) -> dict[str, StoredFile]:
    """The tree `files` after `commits`."""
    found = dict(files)
    for commit in commits:
        for path, content in commit.files.items():
            found.pop(path, None)
            if content is not None:
                found[path] = _stored(path, content, path in commit.large)
    return dict(sorted(found.items()))


def _stored(path: str, content: bytes, large: bool) -> StoredFile:
    sha256 = hashlib.sha256(content).hexdigest() if large else None
    file = RepoFile(path, content, sha256=sha256)
    return StoredFile(path, file.oid, file.length, sha256, content)


class Scratch:
    """Everything that was written to one snapshot's Hub in this process, and what was refused."""

    def __init__(self) -> None:
        self.pulls: list[PullRequest] = []
        self.made: dict[tuple[str, str], NewRepo] = {}
        self.objects: dict[str, bytes] = {}  # large files by their SHA-256, sent before the commit that names them
        self.parts: dict[tuple[str, int], bytes] = {}
        self.refused: list[str] = []
        self.lock = threading.RLock()

    def clear(self) -> None:
        """Forget all of it."""
        with self.lock:
            self.pulls.clear()
            self.made.clear()
            self.objects.clear()
            self.parts.clear()
            self.refused.clear()

    def pulls_of(self, repo: Repo) -> list[PullRequest]:
        """The pull requests recorded on a repo."""
        return [pull for pull in self.pulls if (pull.kind, pull.repo_id) == (repo.kind, repo.id)]

    def pull(self, repo: Repo, revision: str) -> PullRequest | None:
        """The pull request that a reference or a commit belongs to."""
        for pull in self.pulls_of(repo):
            if revision == pull.ref or revision in [commit.oid for commit in pull.commits]:
                return pull
        return None

    def new_repo(self, repo: Repo) -> NewRepo | None:
        """The recorded repo that this is, where it is none of the snapshot's."""
        return self.made.get((repo.kind, repo.id)) if repo.seq == 0 else None

    def commits_of(self, repo: Repo, revision: str) -> Iterator[Commit]:
        """The recorded commits between the snapshot and a revision, oldest first."""
        holder = self.pull(repo, revision) or self.new_repo(repo)
        commits = holder.commits if holder else []
        for commit in commits:
            yield commit
            if commit.oid == revision:
                return


def new_commit(
    repo_id: str,
    parent: str,
    title: str,
    message: str,
    date: str,
    files: dict[str, bytes | None],
    large: Set[str] = frozenset(),
    place: str = "main",
) -> Commit:
    """A commit whose id follows from its content, its parent, its words, and whether it is on `main` or on a `pr`."""
    content = {path: None if text is None else git_oid(text) for path, text in sorted(files.items())}
    told = json.dumps([repo_id, place, parent, title, message, content]).encode()
    return Commit(hashlib.sha1(told, usedforsecurity=False).hexdigest(), parent, title, message, date, files, large)
