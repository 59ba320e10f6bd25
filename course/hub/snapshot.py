"""A snapshot of the Hub: one SQLite file, read-only, opened once a thread and once more after a fork."""

import json
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import pandas as pd

from course.hub.digest import digest
from course.hub.frame_bytes import bytes_to_frame
from course.hub.packing import packings
from course.hub.schema import KIND_NUMBER, KINDS, PROPERTIES, VERSION, Kind, quoted
from course.hub.schema import DamagedSnapshot as DamagedSnapshot
from course.hub.schema import SnapshotError as SnapshotError
from course.hub.seal import is_whole
from course.hub.writer import RepoFile, SnapshotWriter

__all__ = [
    "DamagedSnapshot",
    "Kind",
    "Meta",
    "Repo",
    "RepoFile",
    "Revision",
    "Snapshot",
    "SnapshotError",
    "SnapshotWriter",
    "StoredFile",
]

_HEADER = b"SQLite format 3\0"
_whole: set[tuple[Path, tuple[int, int, int]]] = set()  # files whose seal was found to hold


@dataclass(frozen=True)
class Meta:
    """What a snapshot says about itself; `counts` by kind, `digest` over its logical content."""

    name: str
    as_of: str
    simulated: bool
    generator: str
    schema: int
    counts: dict[str, int]
    digest: str
    more: dict[str, Any]


@dataclass(frozen=True)
class Repo:
    """What every answer about one repo needs: its number, exact id, head commit, and who may read its files."""

    seq: int
    kind: Kind
    id: str
    head: str
    gated: bool
    disabled: bool
    private: bool = False


@dataclass(frozen=True)
class StoredFile:
    """One file of a tree; `blob` is its content's number, or the content itself; None when there is none to give."""

    path: str
    oid: str
    size: int
    sha256: str | None
    blob: int | bytes | None


@dataclass(frozen=True)
class Revision:
    """An earlier state of a repo: its tag or branch, commit, number of its tree, and what of its info differs."""

    name: str
    sha: str
    tree: int
    info: dict[str, Any]


class _Connection(sqlite3.Connection):
    def __del__(self) -> None:
        self.close()


class Snapshot:
    """Read access to one snapshot file, from any number of threads and from forked processes."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path).absolute()
        self._identity = _identity(self.path)
        _check_seal(self.path, self._identity)
        self._local = threading.local()
        self._inherited: list[sqlite3.Connection] = []
        self.meta = _meta(self._rows("SELECT name, value FROM meta"), self.path)
        self._packed = packings(self.db)
        self.has_search = bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = 'search'"))

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """The snapshot in the file `path`; raises SnapshotError where it cannot be used."""
        try:
            return cls(Path(path))
        except sqlite3.Error as error:
            raise _damaged(path, error) from None

    def is_file(self, path: Path) -> bool:
        """Whether it was opened from the file that is at `path` now."""
        return self.path == path and self._identity == _identity(path)

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection, made at first use."""
        mine: tuple[int, sqlite3.Connection] | None = getattr(self._local, "mine", None)
        if mine is None or mine[0] != os.getpid():
            if mine is not None:
                self._inherited.append(mine[1])
            mine = self._local.mine = (os.getpid(), self._connect())
        return mine[1]

    def _connect(self) -> sqlite3.Connection:
        if _identity(self.path) != self._identity:
            raise SnapshotError(f"{self.path} was replaced while it was in use; open it again.")
        uri = f"{self.path.as_uri()}?mode=ro&immutable=1"
        db = sqlite3.connect(uri, uri=True, factory=_Connection, check_same_thread=False, isolation_level=None)
        db.execute("PRAGMA mmap_size = 8589934592")
        db.execute("PRAGMA cache_size = -4096")
        return db

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self.db.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _damaged(self.path, error) from None

    def _unpacked(self, kind: str, packed: bytes) -> bytes:
        try:
            return self._packed[kind].unpack(packed)
        except zlib.error as error:
            raise _damaged(self.path, error) from None

    def range(self, kind: Kind) -> tuple[int, int]:
        """First and last rank of `kind` in every order; empty when it has none."""
        before = sum(self.meta.counts[other] for other in KINDS[: KIND_NUMBER[kind]])
        return before + 1, before + self.meta.counts[kind]

    def repo(self, kind: Kind, repo_id: str) -> Repo | None:
        """The repo of exactly this id."""
        query = "SELECT seq, id, head, gated, disabled, private FROM repo WHERE kind = ? AND id = ?"
        return next((_repo(kind, row) for row in self._rows(query, (KIND_NUMBER[kind], repo_id))), None)

    def moved_to(self, kind: Kind, repo_id: str) -> str | None:
        """The id a request for `repo_id` is redirected to: renamed, transferred, or written in another case."""
        number = KIND_NUMBER[kind]
        rows = self._rows("SELECT new FROM redirect WHERE kind = ? AND old = ?", (number, repo_id))
        rows = rows or self._rows("SELECT id FROM repo WHERE kind = ? AND id = ? COLLATE NOCASE", (number, repo_id))
        return str(rows[0][0]) if rows else None

    def ids(self, kind: Kind) -> Iterator[str]:
        """Every repo id of `kind`, in plain string order."""
        for row in self.db.execute("SELECT id FROM repo WHERE kind = ? ORDER BY id", (KIND_NUMBER[kind],)):
            yield str(row[0])

    def closed(self) -> Iterator[tuple[str, str]]:
        """Every repo whose content here not everybody may read, and why: private; gated or disabled, with files."""
        for repo_id in self._rows("SELECT id FROM repo WHERE private = 'true' ORDER BY seq"):
            yield str(repo_id[0]), "private"
        held = "EXISTS (SELECT 1 FROM file WHERE file.seq = repo.seq AND blob IS NOT NULL)"
        for why, told in (("gated", "gated NOT IN ('null', 'false')"), ("disabled", "disabled = 'true'")):
            for repo_id in self._rows(f"SELECT id FROM repo WHERE {told} AND {held} ORDER BY seq"):
                yield str(repo_id[0]), f"{why}, with files"

    def info(self, kind: Kind, repo_id: str) -> dict[str, Any] | None:
        """All that the snapshot holds about one repo, as the Hub's single-repo endpoint would give it."""
        names = ("_id", *PROPERTIES)
        query = f"SELECT {', '.join(map(quoted, names))}, extra FROM repo WHERE kind = ? AND id = ?"
        for *values, extra in self._rows(query, (KIND_NUMBER[kind], repo_id)):
            known = {name: json.loads(value) for name, value in zip(names, values, strict=True) if value is not None}
            return {"id": repo_id, **known, **json.loads(extra or "{}")}
        return None

    def revisions(self, kind: Kind, repo_id: str) -> list[Revision]:
        """The earlier states of a repo that the snapshot holds."""
        query = "SELECT name, sha, tree, info FROM revision WHERE kind = ? AND id = ? ORDER BY name"
        rows = self._rows(query, (KIND_NUMBER[kind], repo_id))
        return [Revision(name, sha, tree, json.loads(info)) for name, sha, tree, info in rows]

    def files(self, seq: int) -> list[StoredFile]:
        """The whole tree of the repo, or of the revision, numbered `seq`, by path."""
        query = "SELECT path, oid, size, sha256, blob FROM file WHERE seq = ? ORDER BY path"
        return [StoredFile(*row) for row in self._rows(query, (seq,))]

    def file(self, seq: int, path: str) -> StoredFile | None:
        """One file of the repo numbered `seq`."""
        query = "SELECT path, oid, size, sha256, blob FROM file WHERE seq = ? AND path = ?"
        return next((StoredFile(*row) for row in self._rows(query, (seq, path))), None)

    def content(self, file: StoredFile) -> bytes | None:
        """The bytes stored for `file`, or None when it cannot be downloaded."""
        if not isinstance(file.blob, int):
            return file.blob
        return self._unpacked("blob", self._rows("SELECT content FROM blob WHERE id = ?", (file.blob,))[0][0])

    def document(self, collection: str, key: str) -> Any:
        """The JSON stored under `key` of `collection`, or None."""
        rows = self._rows("SELECT body FROM document WHERE collection = ? AND key = ?", (collection, key))
        return json.loads(self._unpacked("document", rows[0][0])) if rows else None

    def documents(self, collection: str) -> Iterator[tuple[str, Any]]:
        """Every key and body of `collection`, by key."""
        for key, body in self._rows("SELECT key, body FROM document WHERE collection = ? ORDER BY key", (collection,)):
            yield key, json.loads(self._unpacked("document", body))

    def log(self, name: str) -> pd.DataFrame:
        """The simulated log `name`; raises SnapshotError when there is none."""
        rows = self._rows("SELECT body FROM log WHERE name = ?", (name,))
        if not rows:
            known = ", ".join(self.logs()) or "none"
            raise SnapshotError(f"{self.meta.name} has no log {name!r}; it has: {known}.")
        return bytes_to_frame(rows[0][0])

    def logs(self) -> list[str]:
        """The names of the simulated logs."""
        return [name for (name,) in self._rows("SELECT name FROM log ORDER BY name")]

    def verify(self) -> None:
        """Raise SnapshotError unless the content still has the digest it was written with."""
        try:
            found = digest(self.db)
        except (sqlite3.Error, zlib.error) as error:
            raise _damaged(self.path, error) from None
        if found != self.meta.digest:
            raise DamagedSnapshot(
                f"{self.path} has digest {found[:12]}, not {self.meta.digest[:12]}; delete it and make it again."
            )


def _repo(kind: Kind, row: tuple[Any, ...]) -> Repo:
    seq, repo_id, head, gated, disabled, private = row
    return Repo(seq, kind, repo_id, head, gated not in (None, "null", "false"), disabled == "true", private == "true")


def _identity(path: Path) -> tuple[int, int, int]:
    try:
        with path.open("rb") as file:
            head, status = file.read(100), os.fstat(file.fileno())
    except OSError as error:
        raise SnapshotError(f"{path} cannot be opened ({error.strerror}); check the path or build it again.") from None
    if not head.startswith(_HEADER):
        raise SnapshotError(f"{path} is not a snapshot; give a .sqlite file that `course simulate` or record wrote.")
    page = int.from_bytes(head[16:18], "big")
    promised = (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    if status.st_size < promised:
        raise SnapshotError(
            f"{path} is cut short ({status.st_size} of {promised} bytes); delete it and make or copy it again."
        )
    return status.st_ino, status.st_mtime_ns, status.st_size


def _damaged(path: Path | str, error: object) -> DamagedSnapshot:
    return DamagedSnapshot(f"{path} is damaged ({error}); delete it and build or record it again.")


def _check_seal(path: Path, identity: tuple[int, int, int]) -> None:
    """Once a process, whether a file is as it was written."""
    if (path, identity) in _whole:
        return
    if not is_whole(path):
        raise _damaged(path, "its bytes are not those that were written")
    _whole.add((path, identity))


def _meta(rows: Iterable[tuple[str, str]], path: Path) -> Meta:
    known = {name: json.loads(value) for name, value in rows}
    if known.get("schema") != VERSION:
        raise SnapshotError(f"{path} has layout {known.get('schema')}, this course reads {VERSION}; make it again.")
    own = {field.name: known.pop(field.name) for field in fields(Meta) if field.name != "more"}
    return Meta(**own, more=known)
