"""A snapshot being written: repos, files, documents and logs in, one read-only SQLite file out."""

import glob
import hashlib
import json
import os
import re
import sqlite3
import stat
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd

from course.hub import indexing, schema
from course.hub.digest import digest
from course.hub.facts import facts
from course.hub.frame_bytes import frame_to_bytes
from course.hub.packing import PACKED, Packing
from course.hub.schema import KIND_NUMBER, PROPERTIES, SORT_KEYS, Kind, quoted
from course.hub.seal import seal

STAGE_TABLES = f"""
CREATE TABLE stage.raw (seq INTEGER PRIMARY KEY, kind INTEGER, id TEXT, oid TEXT,
    {", ".join(SORT_KEYS)}, parameters INTEGER);
CREATE TABLE stage.tagged (term INTEGER, seq INTEGER);
CREATE TABLE stage.term (id INTEGER PRIMARY KEY, kind INTEGER, name TEXT, UNIQUE (kind, name));
CREATE TABLE stage.seen (digest BLOB PRIMARY KEY, blob INTEGER) WITHOUT ROWID;
"""
REMEMBERED, SHORT = 100_000, 200  # terms and contents, of so few bytes, whose numbers need not be looked up
UNASSIGNED = '"' + "0" * 24 + '"'
_COLUMNS = ("seq", "kind", "id", "head", "_id", *PROPERTIES, "extra")
_INSERT = f"INSERT INTO repo ({', '.join(map(quoted, _COLUMNS))}) VALUES ({', '.join('?' * len(_COLUMNS))})"
REPO_ID = re.compile(r"[^\s/\"\\\x00-\x1f]+(/[^\s/\"\\\x00-\x1f]+)?")


@dataclass(frozen=True)
class RepoFile:
    """One file of a repo's tree; without content it is listed but cannot be downloaded."""

    path: str
    content: bytes | None = None
    size: int | None = None
    sha256: str | None = None
    git_oid: str | None = None

    @property
    def length(self) -> int:
        """Its size in bytes, as the tree shows it."""
        return self.size if self.size is not None else len(self.content or b"")

    @property
    def oid(self) -> str:
        """Its git object id: the one given, or else of the content, or of the LFS pointer that stands for it."""
        if self.git_oid is not None:
            return self.git_oid
        if self.sha256 is not None:
            return git_oid(lfs_pointer(self.sha256, self.length))
        return git_oid(self.content if self.content is not None else f"{self.path} {self.length}".encode())


def git_oid(content: bytes) -> str:
    """The SHA-1 under which git keeps `content`."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def lfs_pointer(sha256: str, size: int) -> bytes:
    """The text that git keeps in the place of a large file."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str).encode


def as_json(value: Any) -> str:
    """`value` as compact JSON; dates as ISO text, and NaN, which JSON lacks, as null."""
    try:
        text = _encoded(value)
    except ValueError:
        return as_json(_without_nan(value))
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 cannot hold
        return json.dumps(value, separators=(",", ":"), default=str)
    return text


def _without_nan(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and (value != value or abs(value) == float("inf")) else value


def unwritable(path: Path, error: Exception) -> schema.SnapshotError:
    """What is said where a file cannot be written: in most cases the disk is full."""
    told = error.strerror if isinstance(error, OSError) else str(error)
    way = "make room there, or let COURSE_HOME (for a recording --out) name a folder on another disk"
    return schema.SnapshotError(f"{path} cannot be written ({told}); {way}.")


def remove_left_over(path: Path) -> None:
    """Remove what killed writers of the file `path` left beside it, but not what another is writing now."""
    folder, name = path.parent, glob.escape(path.name)
    for part in folder.glob(f".{name}.*.part"):
        if not _is_locked(part):
            for stale in (part, part.with_suffix(".stage")):
                with suppress(OSError):
                    stale.unlink(missing_ok=True)
    for stage in folder.glob(f".{name}.*.stage"):
        if not stage.with_suffix(".part").exists():
            with suppress(OSError):
                stage.unlink(missing_ok=True)


def _is_locked(part: Path) -> bool:
    """Whether a process is writing the file."""
    try:
        with closing(sqlite3.connect(f"{part.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as db:
            db.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        return "locked" in str(error)
    return False


class SnapshotWriter:
    """Writes a snapshot under a temporary name, and gives it its own when all went well."""

    def __init__(
        self, path: Path, *, name: str, as_of: str, simulated: bool, generator: str = "", **meta: object
    ) -> None:
        self.path = Path(path)
        self.meta = {"name": name, "as_of": as_of, "simulated": simulated, "generator": generator, **meta}
        self._part = self.path.with_name(f".{self.path.name}.{os.urandom(6).hex()}.part")
        self._stage = self._part.with_suffix(".stage")
        self._terms: dict[tuple[int, str], int] = {}  # those met lately
        self._blobs: dict[bytes, int] = {}
        self._packed = {kind: Packing() for kind in PACKED}
        self._seq = self._revisions = 0

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._begin()
        except sqlite3.OperationalError as error:
            self._discard()
            raise unwritable(self.path, error) from None
        return self

    def _begin(self) -> None:
        self._db = sqlite3.connect(self._part, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
        self._db.execute("ATTACH ? AS stage", (str(self._stage),))
        self._db.executescript("PRAGMA stage.journal_mode = OFF; PRAGMA stage.synchronous = OFF;")
        self._db.executescript(f"BEGIN IMMEDIATE; {schema.TABLES} {STAGE_TABLES}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._close()
        except (sqlite3.OperationalError, OSError) as problem:
            raise unwritable(self.path, problem) from None
        finally:
            self._db.close()
            self._discard()
        if isinstance(error, sqlite3.OperationalError):
            raise unwritable(self.path, error) from None

    def _close(self) -> None:
        """Complete the file, and give it its name."""
        self._finish()
        self._db.execute("COMMIT")
        self._db.close()
        seal(self._part)
        self._part.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        os.replace(self._part, self.path)

    def _finish(self) -> None:
        indexing.index(self._db)
        words = ((kind, packing.dictionary) for kind, packing in self._packed.items())
        self._db.executemany("INSERT INTO dictionary VALUES (?, ?)", words)
        found = dict(self._db.execute("SELECT kind, count(*) FROM repo GROUP BY kind").fetchall())
        counts = {kind: found.get(number, 0) for kind, number in KIND_NUMBER.items()}
        described = {**self.meta, "schema": schema.VERSION, "counts": counts, "digest": digest(self._db)}
        rows = ((key, as_json(value)) for key, value in described.items())
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", rows)

    def _discard(self) -> None:
        self._part.unlink(missing_ok=True)
        self._stage.unlink(missing_ok=True)

    def add_repo(self, kind: Kind, info: Mapping[str, Any], files: Iterable[RepoFile] = ()) -> None:
        """Add one repo: the object that the Hub's single-repo endpoint returns, and its tree."""
        repo_id = str(info["id"])
        if not REPO_ID.fullmatch(repo_id):
            raise ValueError(f"{repo_id!r} is not a repo id; write it as owner/name, without spaces or quotes.")
        self._seq += 1
        number, tree = KIND_NUMBER[kind], sorted(files, key=lambda file: file.path)
        given = dict(info)
        if tree:
            given.setdefault("siblings", [{"rfilename": file.path} for file in tree])
        self._add_row(number, repo_id, given)
        self._add_facts(number, repo_id, given)
        self._add_tree(self._seq, tree)

    def add_revision(
        self, kind: Kind, repo_id: str, name: str, info: Mapping[str, Any], files: Iterable[RepoFile] = ()
    ) -> None:
        """Add an earlier state of a repo under a tag or branch: its `sha`, what else of its info differs, its tree."""
        tree = sorted(files, key=lambda file: file.path)
        differs = {"siblings": [{"rfilename": file.path} for file in tree], **info}
        self._revisions += 1
        row = (KIND_NUMBER[kind], repo_id, name, info["sha"], -self._revisions, as_json(differs))
        self._db.execute("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?)", row)
        self._add_tree(-self._revisions, tree)

    def _add_tree(self, number: int, tree: list[RepoFile]) -> None:
        rows = ((number, *self._file_row(file)) for file in tree)
        self._db.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _add_row(self, number: int, repo_id: str, info: Mapping[str, Any]) -> None:
        columns = {name: as_json(info[name]) for name in PROPERTIES if name in info}
        extra = {name: value for name, value in info.items() if name not in PROPERTIES and name not in ("_id", "id")}
        head = info.get("sha") or hashlib.sha1(repo_id.encode(), usedforsecurity=False).hexdigest()
        oid = as_json(info["_id"]) if info.get("_id") else UNASSIGNED
        row = [self._seq, number, repo_id, head, oid, *map(columns.get, PROPERTIES)]
        self._db.execute(_INSERT, [*row, as_json(extra) if extra else None])

    def _add_facts(self, number: int, repo_id: str, info: Mapping[str, Any]) -> None:
        found = facts(repo_id, info)
        row = (self._seq, number, repo_id, info.get("_id"), *found.keys, found.parameters)
        self._db.execute(f"INSERT INTO stage.raw VALUES ({', '.join('?' * len(row))})", row)
        terms = [(self._term(number, name), self._seq) for name in sorted(found.terms)]
        self._db.executemany("INSERT INTO stage.tagged VALUES (?, ?)", terms)

    def _term(self, kind: int, name: str) -> int:
        known = self._terms.get((kind, name))
        if known is None:
            if len(self._terms) >= REMEMBERED:
                self._terms.clear()
            known = self._terms[kind, name] = self._stored_term(kind, name)
        return known

    def _stored_term(self, kind: int, name: str) -> int:
        row = self._db.execute("SELECT id FROM stage.term WHERE kind = ? AND name = ?", (kind, name)).fetchone()
        if row is None:
            row = (self._db.execute("INSERT INTO stage.term (kind, name) VALUES (?, ?)", (kind, name)).lastrowid,)
        return int(row[0])

    def _file_row(self, file: RepoFile) -> tuple[object, ...]:
        blob = None if file.content is None else self._blobs.get(file.content) or self._blob(file.content)
        return file.path, file.oid, file.length, file.sha256, blob

    def _blob(self, content: bytes) -> int:
        digest = hashlib.sha256(content).digest()
        row = self._db.execute("SELECT blob FROM stage.seen WHERE digest = ?", (digest,)).fetchone()
        if row is not None:
            if len(content) < SHORT and len(self._blobs) < REMEMBERED:
                self._blobs[content] = int(row[0])  # met twice already: it will come again
            return int(row[0])
        packed = self._packed["blob"].pack(content)
        number = self._db.execute("INSERT INTO blob (content) VALUES (?)", (packed,)).lastrowid
        self._db.execute("INSERT INTO stage.seen VALUES (?, ?)", (digest, number))
        return number or 0

    def add_document(self, collection: str, key: str, body: Any) -> None:
        """Add any other JSON the Hub answers, under a collection and a key in it."""
        row = (collection, key, self._packed["document"].pack(as_json(body).encode()))
        self._db.execute("INSERT INTO document (collection, key, body) VALUES (?, ?, ?)", row)

    def add_redirect(self, kind: Kind, old_id: str, new_id: str) -> None:
        """Let requests for a repo's old id be redirected to its new one."""
        self._db.execute("INSERT INTO redirect VALUES (?, ?, ?)", (KIND_NUMBER[kind], old_id, new_id))

    def add_log(self, name: str, frame: pd.DataFrame) -> None:
        """Add a simulated log, to be read back column for column, dtype for dtype."""
        self._db.execute("INSERT INTO log VALUES (?, ?)", (name, frame_to_bytes(frame)))
