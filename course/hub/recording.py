"""A recording under way: which requests are still to be made, and what the others brought; it survives a kill."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.hub.snapshot import SnapshotError

_TABLES = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS job (
    n INTEGER PRIMARY KEY, later INTEGER, what TEXT, kind TEXT, id TEXT, url TEXT UNIQUE, done INTEGER);
CREATE TABLE IF NOT EXISTS repo (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, info TEXT, UNIQUE (kind, id));
CREATE TABLE IF NOT EXISTS part (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, what TEXT, url TEXT UNIQUE, body BLOB);
CREATE INDEX IF NOT EXISTS job_open ON job (done, later, n);
CREATE INDEX IF NOT EXISTS job_about ON job (kind, id);
CREATE INDEX IF NOT EXISTS part_of ON part (kind, id);
"""


@dataclass(frozen=True)
class Job:
    """One request to be made: what for, about which repo ("" for a listing), and where."""

    what: str
    kind: str
    id: str
    url: str


@dataclass(frozen=True)
class Part:
    """What a request about a repo brought."""

    what: str
    url: str
    body: bytes


class Recording:
    """The file that a recording is kept in until it is a snapshot."""

    def __init__(self, path: Path, settings: dict[str, Any], started: str) -> None:
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None)
        try:
            self.db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {_TABLES}")
        except sqlite3.OperationalError:  # a full disk
            self.close()
            raise
        except sqlite3.DatabaseError as error:
            self.close()
            raise SnapshotError(f"{path} is damaged ({error}); delete it to begin anew.") from None
        known = self.settings()
        if not known:
            rows = {**settings, "started": started}.items()
            with self:
                self.db.executemany("INSERT INTO setting VALUES (?, ?)", ((key, json.dumps(one)) for key, one in rows))
        elif {key: known.get(key) for key in settings} != settings:
            self.close()
            raise SnapshotError(f"{path} was begun with other options; use those, or delete it to begin anew.")

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.db.in_transaction:  # a full disk may have ended it
            self.db.execute("COMMIT" if kind is None else "ROLLBACK")

    def settings(self) -> dict[str, Any]:
        """What the recording was begun with."""
        return {key: json.loads(value) for key, value in self.db.execute("SELECT name, value FROM setting")}

    def set(self, name: str, value: Any) -> None:
        """Note one more fact about the recording."""
        self.db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, json.dumps(value)))

    def open_jobs(self, count: int) -> list[Job]:
        """The next few requests to be made: first listings, one by one, for each leads to the next."""
        query = "SELECT what, kind, id, url FROM job WHERE done = 0 ORDER BY later, n LIMIT ?"
        jobs = [Job(*row) for row in self.db.execute(query, (count,))]
        return jobs[:1] if jobs and jobs[0].what == "list" else jobs

    def progress(self) -> tuple[int, int]:
        """How many requests are done, and how many are known of."""
        done, every = self.db.execute("SELECT coalesce(sum(done), 0), count(*) FROM job").fetchone()
        return int(done), int(every)

    def add_jobs(self, jobs: Iterable[Job]) -> None:
        """Note requests to be made, each once."""
        rows = ((job.what != "list", job.what, job.kind, job.id, job.url) for job in jobs)
        query = "INSERT OR IGNORE INTO job (later, what, kind, id, url, done) VALUES (?, ?, ?, ?, ?, 0)"
        self.db.executemany(query, rows)

    def requests_about(self, kind: str, repo_id: str) -> int:
        """How many requests about one repo are known of."""
        query = "SELECT count(*) FROM job WHERE kind = ? AND id = ?"
        return int(self.db.execute(query, (kind, repo_id)).fetchone()[0])

    def finish(self, job: Job) -> None:
        """Note that a request was made."""
        self.db.execute("UPDATE job SET done = 1 WHERE url = ?", (job.url,))

    def add_repo(self, kind: str, repo_id: str, info: dict[str, Any]) -> bool:
        """Note a repo; False where a page before this one brought it already."""
        query = "INSERT OR IGNORE INTO repo (kind, id, info) VALUES (?, ?, ?)"
        return self.db.execute(query, (kind, repo_id, json.dumps(info))).rowcount == 1

    def add_part(self, job: Job, body: bytes) -> None:
        """Note what a request about a repo brought."""
        row = (job.kind, job.id, job.what, job.url, body)
        self.db.execute("INSERT OR REPLACE INTO part (kind, id, what, url, body) VALUES (?, ?, ?, ?, ?)", row)

    def count(self, kind: str) -> int:
        """How many repos of a kind there are so far."""
        return int(self.db.execute("SELECT count(*) FROM repo WHERE kind = ?", (kind,)).fetchone()[0])

    def repos(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Kind, id and information of every repo, in the order they came."""
        for kind, repo_id, info in self.db.execute("SELECT kind, id, info FROM repo ORDER BY n"):
            yield kind, repo_id, json.loads(info)

    def parts(self, kind: str, repo_id: str) -> list[Part]:
        """What was brought about one repo, in the order it came."""
        query = "SELECT what, url, body FROM part WHERE kind = ? AND id = ? ORDER BY n"
        return [Part(*row) for row in self.db.execute(query, (kind, repo_id))]

    def close(self) -> None:
        """Close the file."""
        self.db.close()
