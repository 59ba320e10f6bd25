"""Hubs of a few repos written out by hand, for examples whose answer can be worked out on paper."""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi

from course.hub.by_hand import accounts, pages
from course.hub.by_hand.given import HandMadeError, entries, entry, mapping, moment, names, text
from course.hub.by_hand.properties import KNOWN, properties
from course.hub.by_hand.trees import tree
from course.hub.connect import connect
from course.hub.schema import Kind
from course.hub.writer import SnapshotWriter

__all__ = ["HandMadeError", "hub_of"]

Repos = Iterable[object]
AS_OF = "2026-06-15T00:00:00Z"
STATE = (*KNOWN, "files")
REPO = (*STATE, "revisions", "formerly", *pages.PAGES)


def hub_of(
    models: Repos = (),
    datasets: Repos = (),
    spaces: Repos = (),
    as_of: str = AS_OF,
    *,
    users: Repos = (),
    organizations: Repos = (),
) -> HfApi:
    """The Hub that holds just these repos, each given as the Hub's own JSON object; only `id` is needed.

    What the Hub keeps on other pages is written beside it. `files`: a path and its text or bytes; of a weight file its
    size, size and SHA-256, or the tensors of its header as `{name: (dtype, shape)}`. `commits`: newest first, each with
    `id`, `authors`, `date`, `title`. `refs`: `branches`, `tags`, `converts` and `pullRequests`, each a dict of names
    and commit ids. `discussions`: threads with `author`, `createdAt`, `status`, `isPullRequest` and `events`.
    `likers`: names. `leaderboard`, of a dataset: entries with `modelId`, `value`, `verified`. `revisions`: earlier
    states by tag, each with what differs in it and its `files`. `formerly`: ids that redirect to this one. `answers`: a
    path after the repo's own and the status that the Hub answers there. `runtime` may be the stage alone.

    An author None is a deleted account. Dates are texts such as "2026-05-04" or "2026-05-04T10:30:00Z", in UTC. Raises
    HandMadeError, in one sentence, for a key that is not known or a value that the client could not read.
    """
    asked = {"models": models, "datasets": datasets, "spaces": spaces}
    repos = {kind: entries(listed, kind) for kind, listed in asked.items()}
    people = [*accounts.users(users), *accounts.organizations(organizations)]
    date = moment(as_of, "as_of")
    told = repr([repos, people, date]).encode("utf-8", "backslashreplace")
    path = _folder() / f"hand-made-{hashlib.sha256(told).hexdigest()[:12]}.sqlite"
    if not path.exists():
        _write(path, repos, people, date)
    return connect(str(path))


def _write(path: Path, repos: Mapping[Any, list[Any]], people: list[pages.Document], as_of: str) -> None:
    with SnapshotWriter(path, name=path.stem, as_of=as_of, simulated=True, generator="by hand") as writer:
        for kind, listed in repos.items():
            for info, where in _checked(kind, listed):
                _add(writer, kind, info, as_of, where)
        for document in people:
            writer.add_document(*document)


def _checked(kind: Kind, listed: list[Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The repos with the words by which a sentence names them; each id once."""
    known: set[str] = set()
    for at, one in enumerate(listed):
        repo_id = text(entry(one, f"{kind}[{at}]", REPO, ("id",))["id"], f"{kind}[{at}]['id']")
        if repo_id in known:
            raise HandMadeError(f"{kind}[{at}] has the id {repo_id!r} of another of the {kind}; give each its own.")
        known.add(repo_id)
        yield one, f"{kind}[{at}] ({repo_id})"


def _add(writer: SnapshotWriter, kind: Kind, info: Mapping[str, Any], as_of: str, where: str) -> None:
    said, repo_id = properties(kind, info, where), info["id"]
    if "sha" not in said and info.get("commits"):
        said["sha"] = pages.commits(info["commits"], repo_id, as_of, f"{where}['commits']")[0]["id"]
    try:
        writer.add_repo(kind, said, tree(info.get("files", {}), f"{where}['files']"))
    except ValueError as error:
        raise error if isinstance(error, HandMadeError) else HandMadeError(str(error)) from None
    for name, state in mapping(info.get("revisions", {}), f"{where}['revisions']", "a tag to a state").items():
        _add_state(writer, kind, repo_id, name, entry(state, f"{where}['revisions'][{name!r}]", STATE), where)
    for old in names(info.get("formerly", ()), f"{where}['formerly']"):
        writer.add_redirect(kind, old, repo_id)
    for document in pages.documents(kind, repo_id, info, said.get("sha") or pages.oid(repo_id), as_of, where):
        writer.add_document(*document)


def _add_state(
    writer: SnapshotWriter, kind: Kind, repo_id: str, name: str, state: Mapping[str, Any], where: str
) -> None:
    place = f"{where}['revisions'][{name!r}]"
    said = {"sha": pages.oid(f"{repo_id} {name}"), **properties(kind, state, place)}
    writer.add_revision(kind, repo_id, name, said, tree(state.get("files", {}), f"{place}['files']"))


@cache
def _folder() -> Path:
    """A folder of this process, removed when it ends."""
    folder = tempfile.mkdtemp(prefix="hand-made-hubs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
