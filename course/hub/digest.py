"""The digest of a snapshot: SHA-256 over what it says, in a fixed order, whatever the bytes of its file."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator

from course.hub.packing import Packing, packings
from course.hub.schema import PROPERTIES, quoted

_ROW = ", ".join(map(quoted, ("_id", *PROPERTIES, "extra")))


def digest(db: sqlite3.Connection) -> str:
    """The digest of the open snapshot `db`."""
    total = hashlib.sha256()
    for part in parts(db):
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def parts(db: sqlite3.Connection) -> Iterator[bytes]:
    """Everything the snapshot says, piece by piece: repos with their files, redirects, documents, logs."""
    packed = packings(db)
    for seq, kind, repo_id, *row in db.execute(f"SELECT seq, kind, id, {_ROW} FROM repo ORDER BY kind, id"):
        yield f"repo {kind} {repo_id}".encode()
        yield json.dumps(row).encode()
        yield from _files(db, seq, packed["blob"])
    query = "SELECT kind, id, name, sha, info, tree FROM revision ORDER BY kind, id, name"
    for *told, tree in db.execute(query):
        yield json.dumps(told).encode()
        yield from _files(db, tree, packed["blob"])
    for old_new in db.execute("SELECT kind, old, new FROM redirect ORDER BY kind, old"):
        yield json.dumps(old_new).encode()
    for collection, key, body in db.execute("SELECT collection, key, body FROM document ORDER BY collection, key"):
        yield f"document {collection} {key}".encode()
        yield packed["document"].unpack(body)
    for name, body in db.execute("SELECT name, body FROM log ORDER BY name"):
        yield f"log {name}".encode()
        yield zlib.decompress(body)


def _files(db: sqlite3.Connection, seq: int, packing: Packing) -> Iterator[bytes]:
    query = """SELECT path, oid, size, sha256, content FROM file LEFT JOIN blob ON blob.id = file.blob
               WHERE seq = ? ORDER BY path"""
    for *facts, content in db.execute(query, (seq,)):
        yield json.dumps(facts).encode()
        yield b"" if content is None else packing.unpack(content)
