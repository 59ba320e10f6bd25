"""Which repos a listing shows, in order: answered by SQLite, starting from the cheapest of its indexes."""

from collections.abc import Iterator
from dataclasses import dataclass

from course.hub.schema import COMMON, KIND_NUMBER, RANK_COLUMNS, SHORT, SORT_KEYS, Kind
from course.hub.snapshot import Snapshot

# Steps that one look-up of a ranked repo, and one hit of the full-text index, are worth.
LOOK_UP, HIT = 2.0, 4.0
SAMPLE = 400


@dataclass(frozen=True)
class Query:
    """One page of a listing: every term must hold, of each group any, and every word must occur in the id."""

    kind: Kind
    key: str
    terms: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    smallest: int | None = None
    largest: int | None = None
    after: int = 0
    limit: int = 1000


@dataclass(frozen=True)
class Term:
    """A filter that some repos meet, and how many."""

    id: int
    count: int


@dataclass(frozen=True)
class Start:
    """A place to start from: its cost in steps, its SQL, the column to order by, the terms it leaves to be tested."""

    cost: float
    source: str
    values: tuple[object, ...]
    order: str
    untested: tuple[Term, ...]


def find(snapshot: Snapshot, query: Query) -> list[tuple[int, int]]:
    """Rank and repo number of the first `limit` repos after rank `after`, in the order of `key`."""
    start = min(starts(snapshot, query), key=lambda start: start.cost, default=None)
    return run(snapshot, query, start) if start else []


def run(snapshot: Snapshot, query: Query, start: Start) -> list[tuple[int, int]]:
    """What `find` gives, found from `start`."""
    groups = [[_term(snapshot, query.kind, name) for name in group] for group in query.groups]
    if not all(any(group) for group in groups):
        return []
    tests = [*_term_tests(start.untested, groups), *_own_tests(query)]
    low, high = snapshot.range(query.kind)
    sql = f"""SELECT f.{RANK_COLUMNS[query.key]}, f.seq FROM {start.source} AND {start.order} > ? AND {start.order} <= ?
              {"".join(f" AND {test}" for test, _ in tests)} ORDER BY {start.order} LIMIT ?"""
    values = (*start.values, max(low - 1, query.after), high, *(value for _, value in tests if value is not None))
    return snapshot.db.execute(sql, (*values, query.limit)).fetchall()


def _term(snapshot: Snapshot, kind: Kind, name: str) -> Term | None:
    query = "SELECT id, count FROM term WHERE kind = ? AND name = ?"
    row = snapshot.db.execute(query, (KIND_NUMBER[kind], name)).fetchone()
    return Term(*row) if row else None


def starts(snapshot: Snapshot, query: Query) -> Iterator[Start]:
    """Every place from which `query` can be answered; none where a term is held by no repo."""
    found = [_term(snapshot, query.kind, name) for name in dict.fromkeys(query.terms)]
    if not all(found):
        return
    terms = tuple(sorted((term for term in found if term), key=lambda term: term.count))
    low, high = snapshot.range(query.kind)
    total, column = max(1, high - low + 1), RANK_COLUMNS[query.key]
    match = _match(snapshot, query.words)
    hits = _count_hits(snapshot, match, low, high) if match else total
    share = hits / total
    for term in terms:
        share *= term.count / total
    steps = query.limit / max(share, 1e-12)
    yield Start(min(total, steps), "fact AS f WHERE 1", (), f"f.{column}", terms)
    if terms:
        yield _from_posting(query.key, terms, total, steps)
    if match:
        streamed = min(1.0, steps / total) if column == "n" else 1.0
        source = "search CROSS JOIN fact AS f ON f.n = search.rowid WHERE search MATCH ?"
        order = "search.rowid" if column == "n" else f"f.{column}"
        yield Start(HIT * hits * streamed, source, (match,), order, terms)


def _from_posting(key: str, terms: tuple[Term, ...], total: int, steps: float) -> Start:
    first, rest, column = terms[0], terms[1:], RANK_COLUMNS[key]
    streamed = LOOK_UP * min(first.count, steps * first.count / total)
    if column == "n":
        source = "posting AS p CROSS JOIN fact AS f ON f.n = p.n WHERE p.term = ?"
        return Start(streamed, source, (first.id,), "p.n", rest)
    if SHORT <= first.count <= total // COMMON and steps < total:
        source = "sorted_posting AS p CROSS JOIN fact AS f ON f.n = p.n WHERE p.key = ? AND p.term = ?"
        return Start(streamed, source, (SORT_KEYS.index(key), first.id), "p.rank", rest)
    source = "posting AS p CROSS JOIN fact AS f ON f.n = p.n WHERE p.term = ?"
    return Start(LOOK_UP * first.count, source, (first.id,), f"f.{column}", rest)


def _match(snapshot: Snapshot, words: tuple[str, ...]) -> str:
    if not snapshot.has_search:
        return ""
    pieces = {word[at : at + 3] for word in words for at in range(len(word) - 2)}
    return " AND ".join('"' + piece.replace('"', '""') + '"' for piece in sorted(pieces))


def _count_hits(snapshot: Snapshot, match: str, low: int, high: int) -> float:
    query = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?"
    rows = snapshot.db.execute(query, (match, low, high, SAMPLE)).fetchall()
    if len(rows) < SAMPLE:
        return len(rows)
    return float(SAMPLE * (high - low + 1) / (rows[-1][0] - low + 1))


def _term_tests(untested: tuple[Term, ...], groups: list[list[Term | None]]) -> Iterator[tuple[str, object]]:
    for term in untested:
        yield "EXISTS (SELECT 1 FROM posting AS t WHERE t.term = ? AND t.n = f.n)", term.id
    for group in groups:
        ids = ", ".join(str(term.id) for term in group if term)
        yield f"EXISTS (SELECT 1 FROM posting AS t WHERE t.term IN ({ids}) AND t.n = f.n)", None


def _own_tests(query: Query) -> Iterator[tuple[str, object]]:
    yield from (("instr(f.name, ?)", word) for word in query.words)
    if query.smallest is not None:
        yield "f.parameters >= ?", query.smallest
    if query.largest is not None:
        yield "f.parameters <= ?", query.largest
