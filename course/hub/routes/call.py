"""What every endpoint is given: the request, the snapshot, the parts of the path, and the repo it is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from course.hub.messages import HubError, Request, Response, repo_not_found, revision_not_found
from course.hub.schema import Kind
from course.hub.scratch import Scratch, overlaid
from course.hub.snapshot import Repo, Revision, Snapshot, StoredFile

DISABLED = "Access to this resource is disabled."
MAIN = ("main", "HEAD", "refs/heads/main")


@dataclass(frozen=True)
class _Asked:
    request: Request
    snapshot: Snapshot
    scratch: Scratch


@dataclass(frozen=True)
class Call(_Asked):
    """One request on its way to an answer; `rest` holds the decoded parts of the path that follow the endpoint."""

    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class RepoCall(_Asked):
    """A call about one repo; `rest` holds the parts that follow the endpoint's name."""

    repo: Repo
    rest: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the repo's own documents."""
        return f"{self.repo.kind}/{self.repo.id}"

    @property
    def revision(self) -> str:
        """The revision that the path names first; the main branch when it names none."""
        return self.rest[0] if self.rest else "main"


Endpoint = Callable[[Call], Response]
RepoEndpoint = Callable[[RepoCall], Response]


class Moved(Exception):
    """The repo has another id now, and the Hub redirects to it."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(old)
        self.old, self.new = old, new


def locate(call: Call, kind: Kind, parts: Sequence[str]) -> tuple[Repo, tuple[str, ...]]:
    """The repo that `parts` begin with, and the parts after it; raises Moved or a HubError."""
    ids = ["/".join(parts[:length]) for length in (2, 1) if len(parts) >= length]
    for repo_id in ids:
        rest = tuple(parts[repo_id.count("/") + 1 :])
        if repo := call.snapshot.repo(kind, repo_id):
            return repo, rest
        if made := call.scratch.made.get((kind, repo_id)):
            return made.repo, rest
    for repo_id in ids:
        if new := call.snapshot.moved_to(kind, repo_id):
            raise Moved(repo_id, new)
    raise repo_not_found()


def redirect(request: Request, moved: Moved) -> Response:
    """A 307 to the same path under the repo's new id, query kept."""
    old = "/".join(quote(part, safe="") for part in moved.old.split("/"))
    path = request.path.replace(moved.old if moved.old in request.path else old, quote(moved.new), 1)
    query = urlencode(request.query, errors="replace")
    target = f"{path}?{query}" if query else path
    body = f"Temporary Redirect. Redirecting to {target}".encode()
    return Response(307, {"Location": target, "Content-Type": "text/plain; charset=utf-8"}, body)


def require_enabled(repo: Repo) -> None:
    """A 403 for a repo that was disabled."""
    if repo.disabled:
        raise HubError(403, DISABLED)


def require_access(request: Request, repo: Repo) -> None:
    """The Hub's refusal to let a gated repo's content be read."""
    require_enabled(repo)
    if repo.gated:
        status, how = (403, "ask for access") if request.authorized else (401, "be authenticated to access it")
        raise HubError(status, f"Access to {repo.kind[:-1]} {repo.id} is restricted. You must {how}.", "GatedRepo")


def revision_of(call: RepoCall) -> Revision | None:
    """The earlier state of the repo that the call's revision names, where the snapshot holds one."""
    if call.revision in MAIN or call.revision == call.repo.head:
        return None
    held = call.snapshot.revisions(call.repo.kind, call.repo.id)
    name = call.revision.removeprefix("refs/tags/").removeprefix("refs/heads/")
    return next((one for one in held if name in (one.name, one.sha)), None)


def commit_of(call: RepoCall) -> str:
    """The commit that the call's revision names: a branch, a tag, a reference or a commit id."""
    repo, revision = call.repo, call.revision
    if revision in MAIN or revision == repo.head:
        return repo.head
    if written := list(call.scratch.commits_of(repo, revision)):
        return written[-1].oid
    if held := revision_of(call):
        return held.sha
    refs = call.snapshot.document("refs", call.key) or {}
    for group in ("branches", "tags", "converts", "pullRequests"):
        for ref in refs.get(group) or ():
            if revision in (ref["name"], ref["ref"], ref["targetCommit"]):
                return str(ref["targetCommit"])
    if any(commit["id"] == revision for commit in call.snapshot.document("commits", call.key) or ()):
        return revision
    raise revision_not_found(revision)


def files_of(call: RepoCall) -> list[StoredFile]:
    """The tree at the call's revision: one that the snapshot holds, else the head's, and what was written over it."""
    held = revision_of(call)
    stored = {file.path: file for file in call.snapshot.files(held.tree if held else call.repo.seq)}
    revision = call.repo.head if call.revision in MAIN else call.revision
    return list(overlaid(stored, call.scratch.commits_of(call.repo, revision)).values())


def file_of(call: RepoCall, path: str) -> StoredFile | None:
    """One file of that tree."""
    if call.repo.seq and not call.scratch.pull(call.repo, call.revision):
        held = revision_of(call)
        return call.snapshot.file(held.tree if held else call.repo.seq, path)
    return next((file for file in files_of(call) if file.path == path), None)
