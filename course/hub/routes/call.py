"""What every endpoint is given: the request, the snapshot, the parts of the path, and the repo it is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from course.hub.messages import HubError, Request, Response, repo_not_found, revision_not_found
from course.hub.schema import Kind
from course.hub.snapshot import Repo, Snapshot

# Words that follow a repo id in a path; they tell `api/models/gpt2/refs` from a repo called `gpt2/refs`.
DISABLED = "Access to this resource is disabled."


@dataclass(frozen=True)
class Call:
    """One request on its way to an answer; `rest` holds the decoded parts of the path that follow the endpoint."""

    request: Request
    snapshot: Snapshot
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class RepoCall:
    """A call about one repo; `rest` holds the parts that follow the repo's id and the endpoint's name."""

    request: Request
    snapshot: Snapshot
    repo: Repo
    rest: tuple[str, ...] = ()


Endpoint = Callable[[Call], Response]
RepoEndpoint = Callable[[RepoCall], Response]


class Moved(Exception):
    """The repo has another id now, and the Hub redirects to it."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(old)
        self.old, self.new = old, new


def locate(snapshot: Snapshot, kind: Kind, parts: Sequence[str]) -> tuple[Repo, tuple[str, ...]]:
    """The repo that `parts` begin with, and the parts after it; raises Moved or a HubError."""
    ids = ["/".join(parts[:length]) for length in (2, 1) if len(parts) >= length]
    for repo_id in ids:
        if repo := snapshot.repo(kind, repo_id):
            return repo, tuple(parts[repo_id.count("/") + 1 :])
    for repo_id in ids:
        if new := snapshot.moved_to(kind, repo_id):
            raise Moved(repo_id, new)
    raise repo_not_found()


def redirect(request: Request, moved: Moved) -> Response:
    """A 307 to the same path under the repo's new id, query kept."""
    old = "/".join(quote(part, safe="") for part in moved.old.split("/"))
    path = request.path.replace(moved.old if moved.old in request.path else old, quote(moved.new), 1)
    target = f"{path}?{urlencode(request.query)}" if request.query else path
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


def commit_of(snapshot: Snapshot, repo: Repo, revision: str) -> str:
    """The commit that a branch, a tag, a reference or a commit id names."""
    if revision in ("main", "HEAD", "refs/heads/main", repo.head):
        return repo.head
    refs = snapshot.document("refs", f"{repo.kind}/{repo.id}") or {}
    for group in ("branches", "tags", "converts", "pullRequests"):
        for ref in refs.get(group) or ():
            if revision in (ref["name"], ref["ref"], ref["targetCommit"]):
                return str(ref["targetCommit"])
    commits = snapshot.document("commits", f"{repo.kind}/{repo.id}") or ()
    if any(commit["id"] == revision for commit in commits):
        return revision
    raise revision_not_found(revision)
