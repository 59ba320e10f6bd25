"""The layout of a snapshot file: what a repo can say about itself, and the SQLite tables that hold it."""

from typing import Final, Literal, get_args

Kind = Literal["models", "datasets", "spaces"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
KIND_NUMBER: Final[dict[str, int]] = {kind: number for number, kind in enumerate(KINDS)}

VERSION: Final = 4
LARGEST: Final = 2**63 - 1  # the greatest integer that SQLite holds
# How an object id begins that a snapshot gave a repo which came without one.
ASSIGNED: Final = "621ffdc100000000"


class SnapshotError(Exception):
    """A snapshot file that cannot be used, in one sentence that says what to do."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class DamagedSnapshot(SnapshotError):
    """A snapshot file that is not as it was written."""


# What `expand=` may name; the order is the order of the keys in an answer.
EXPANDABLE: Final[dict[str, tuple[str, ...]]] = {
    "models": (
        *("author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime"),
        *("evalResults", "gated", "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes"),
        *("mask_token", "model-index", "pipeline_tag", "private", "safetensors", "sha", "siblings", "spaces", "tags"),
        *("transformersInfo", "trendingScore", "widgetData", "gguf", "resourceGroup", "xetEnabled"),
        *("childrenModelCount", "usedStorage"),
    ),
    "datasets": (
        *("author", "cardData", "citation", "createdAt", "disabled", "description", "downloads", "downloadsAllTime"),
        *("gated", "lastModified", "likes", "mainSize", "paperswithcode_id", "private", "siblings", "sha", "tags"),
        *("trendingScore", "usedStorage", "resourceGroup", "xetEnabled"),
    ),
    "spaces": (
        *("author", "cardData", "createdAt", "datasets", "disabled", "lastModified", "likes", "models", "private"),
        *("runtime", "sdk", "siblings", "sha", "subdomain", "tags", "trendingScore", "usedStorage", "resourceGroup"),
        *("region", "xetEnabled"),
    ),
}

# Narrow properties first: SQLite reads a row from its start, and listings seldom want the wide ones.
PROPERTIES: Final[tuple[str, ...]] = (
    *("likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt"),
    *("modelId", "author", "gated", "lastModified", "sha", "sdk", "disabled", "downloadsAllTime", "inference"),
    *("mask_token", "usedStorage", "safetensors", "gguf", "childrenModelCount", "baseModels", "key", "mainSize"),
    *("paperswithcode_id", "host", "subdomain", "region", "resourceGroup", "xetEnabled", "gitalyUid", "runtime"),
    *("models", "datasets", "description", "cardData", "config", "transformersInfo", "inferenceProviderMapping"),
    *("evalResults", "citation", "spaces", "model-index", "widgetData", "siblings"),
)

# The keys a listing can be sorted by; each has a column of ranks in the table `fact`.
SORT_KEYS: Final[tuple[str, ...]] = ("downloads", "likes", "createdAt", "lastModified", "trendingScore")
RANK_COLUMNS: Final[dict[str, str]] = {"downloads": "n"} | {key: f"by_{key}" for key in SORT_KEYS[1:]}

# A posting list that is longer than this, yet holds less than one repo in `COMMON`, is too long to sort and too thin
# to meet by chance on the way: it is kept in every order.
SHORT, COMMON = 2000, 8


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


TABLES: Final = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE repo (
    seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id TEXT NOT NULL, head TEXT NOT NULL, "_id" TEXT NOT NULL,
    {", ".join(f"{quoted(name)} TEXT" for name in PROPERTIES)}, extra TEXT);
CREATE TABLE fact (
    n INTEGER PRIMARY KEY, {", ".join(f"by_{key} INTEGER NOT NULL" for key in SORT_KEYS[1:])},
    seq INTEGER NOT NULL, parameters INTEGER, name TEXT NOT NULL);
CREATE TABLE term (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL);
CREATE TABLE posting (term INTEGER, n INTEGER, PRIMARY KEY (term, n)) WITHOUT ROWID;
CREATE TABLE sorted_posting (key INTEGER, term INTEGER, rank INTEGER, n INTEGER,
    PRIMARY KEY (key, term, rank)) WITHOUT ROWID;
CREATE TABLE file (seq INTEGER, path TEXT, oid TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT, blob INTEGER,
    PRIMARY KEY (seq, path)) WITHOUT ROWID;
CREATE TABLE dictionary (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE blob (id INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE document (id INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
    UNIQUE (collection, key));
CREATE TABLE redirect (kind INTEGER, old TEXT, new TEXT NOT NULL, PRIMARY KEY (kind, old)) WITHOUT ROWID;
CREATE TABLE revision (kind INTEGER, id TEXT, name TEXT, sha TEXT NOT NULL, tree INTEGER NOT NULL, info TEXT NOT NULL,
    PRIMARY KEY (kind, id, name)) WITHOUT ROWID;
CREATE TABLE log (name TEXT PRIMARY KEY, body BLOB NOT NULL);
"""

INDEXES: Final = f"""
CREATE UNIQUE INDEX repo_id ON repo (kind, id);
CREATE INDEX repo_name ON repo (kind, id COLLATE NOCASE);
CREATE UNIQUE INDEX term_name ON term (kind, name);
{"".join(f"CREATE UNIQUE INDEX fact_{key} ON fact (by_{key});" for key in SORT_KEYS[1:])}
CREATE INDEX fact_parameters ON fact (parameters) WHERE parameters IS NOT NULL;
"""
