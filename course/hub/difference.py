"""What differs between two snapshots of a Hub: what a month changed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course.hub.schema import ASSIGNED, KINDS, Kind
from course.hub.snapshot import Snapshot

# What changes every day and says nothing about the repo itself is counted, not listed.
UNSTEADY = ("downloads", "downloadsAllTime", "likes", "trendingScore", "usedStorage")


@dataclass(frozen=True)
class Change:
    """One repo that came, went or changed: which of its properties, and which of its files (+, -, ~)."""

    kind: Kind
    id: str
    sign: str
    properties: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def steady(self) -> bool:
        """Whether anything changed but counts."""
        return self.sign != "~" or bool(self.files) or not set(self.properties) <= set(UNSTEADY)

    def __str__(self) -> str:
        told = ", ".join((*self.properties, *self.files))
        return f"{self.sign} {self.kind[:-1]} {self.id}" + (f": {told}" if told else "")


def difference(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    """Every change from `old` to `new`, by kind and id."""
    for kind in KINDS:
        yield from _of_kind(old, new, kind)


def _of_kind(old: Snapshot, new: Snapshot, kind: Kind) -> Iterator[Change]:
    befores, afters = old.ids(kind), new.ids(kind)
    before, after = next(befores, None), next(afters, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before < after):
            yield Change(kind, str(before), "-")
            before = next(befores, None)
        elif before is None or after < before:
            yield Change(kind, after, "+")
            after = next(afters, None)
        else:
            yield from _of_repo(old, new, kind, before)
            before, after = next(befores, None), next(afters, None)


def _of_repo(old: Snapshot, new: Snapshot, kind: Kind, repo_id: str) -> Iterator[Change]:
    before, after = _known(old, kind, repo_id), _known(new, kind, repo_id)
    names = tuple(name for name in {**before, **after} if before.get(name, ...) != after.get(name, ...))
    was, now = (_hashes(snapshot, kind, repo_id) for snapshot in (old, new))
    files = tuple(_sign(path, was, now) for path in sorted({**was, **now}) if was.get(path) != now.get(path))
    if names or files:
        yield Change(kind, repo_id, "~", names, files)


def _known(snapshot: Snapshot, kind: Kind, repo_id: str) -> dict[str, Any]:
    info = snapshot.info(kind, repo_id) or {}
    return {name: value for name, value in info.items() if name != "_id" or not value.startswith(ASSIGNED)}


def _hashes(snapshot: Snapshot, kind: Kind, repo_id: str) -> dict[str, str]:
    repo = snapshot.repo(kind, repo_id)
    return {file.path: file.sha256 or file.oid for file in snapshot.files(repo.seq)} if repo else {}


def _sign(path: str, was: dict[str, str], now: dict[str, str]) -> str:
    return f"{'+' if path not in was else '-' if path not in now else '~'}{path}"


def totals(changes: list[Change]) -> dict[str, int]:
    """How many repos came, went and changed, and how often each property did."""
    signs = Counter({"+": "new", "-": "gone", "~": "changed"}[change.sign] for change in changes)
    return {**signs, **Counter(name for change in changes for name in change.properties)}
