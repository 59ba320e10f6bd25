"""Contents compressed one by one, each with the help of those that the file held first."""

import sqlite3
import zlib

PACKED = ("blob", "document")
ENOUGH, PART = 8000, 1500  # bytes of a dictionary; of these, at most, from one content
LEVEL = 6  # of memory: tables small enough that setting them up takes less time than using them


class Packing:
    """Packs contents of one kind; the first few become the dictionary that all later ones are packed with."""

    def __init__(self, dictionary: bytes = b"") -> None:
        self.dictionary = dictionary
        self._first = bytearray()

    def pack(self, content: bytes) -> bytes:
        """`content` compressed."""
        if self.dictionary:
            press = zlib.compressobj(memLevel=LEVEL, zdict=self.dictionary)
        else:
            press = zlib.compressobj(memLevel=LEVEL)
            self._learn(content)
        return press.compress(content) + press.flush()

    def _learn(self, content: bytes) -> None:
        self._first += content[:PART]
        if len(self._first) >= ENOUGH:
            self.dictionary = bytes(self._first)

    def unpack(self, packed: bytes) -> bytes:
        """What was packed; raises zlib.error where that cannot be told any more."""
        press = zlib.decompressobj(zdict=self.dictionary)
        content = press.decompress(packed)
        if not press.eof:
            raise zlib.error("a packed content is cut short")
        return content


def packings(db: sqlite3.Connection) -> dict[str, Packing]:
    """The packing of each kind, as the snapshot `db` was written with."""
    return {name: Packing(content) for name, content in db.execute("SELECT name, content FROM dictionary")}
