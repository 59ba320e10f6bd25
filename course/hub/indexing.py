"""The last step of writing a snapshot: ranks, posting lists and full text, made by SQLite itself."""

import sqlite3

from course.hub.schema import ASSIGNED, COMMON, INDEXES, KINDS, SHORT, SORT_KEYS


def index(db: sqlite3.Connection) -> None:
    """Complete the tables: ids where none were given, ranks, posting lists of the terms, search."""
    assign_ids(db)
    rank(db)
    post(db)
    for statement in INDEXES.split(";"):
        db.execute(statement)
    post_sorted(db)
    index_names(db)


def assign_ids(db: sqlite3.Connection) -> None:
    """Give the repos without `_id` one that grows with their id, so that ties come out by id."""
    db.execute("CREATE TABLE stage.unnamed (number INTEGER PRIMARY KEY, seq INTEGER)")
    db.execute("INSERT INTO stage.unnamed (seq) SELECT seq FROM stage.raw WHERE oid IS NULL ORDER BY kind, id")
    db.execute("CREATE TABLE stage.named (seq INTEGER PRIMARY KEY, number INTEGER)")  # in the order of the file
    db.execute("INSERT INTO stage.named SELECT seq, number FROM stage.unnamed ORDER BY seq")
    for target, form in (("stage.raw SET oid", f"{ASSIGNED}%08x"), ('repo SET "_id"', f'"{ASSIGNED}%08x"')):
        table = target.split()[0].removeprefix("stage.")
        db.execute(f"UPDATE {target} = printf('{form}', u.number) FROM stage.named AS u WHERE u.seq = {table}.seq")


def rank(db: sqlite3.Connection) -> None:
    """Place every repo in every order: value descending, missing last, ties by `_id`; kinds follow one another."""
    for key in SORT_KEYS:
        db.execute(f"CREATE TABLE stage.order_{key} (rank INTEGER PRIMARY KEY, seq INTEGER)")
        db.execute(f"""INSERT INTO stage.order_{key} (seq) SELECT seq FROM stage.raw
                       ORDER BY kind, {key} IS NULL, {key} DESC, oid""")
        db.execute(f"CREATE TABLE stage.place_{key} (seq INTEGER PRIMARY KEY, rank INTEGER)")
        db.execute(f"INSERT INTO stage.place_{key} SELECT seq, rank FROM stage.order_{key} ORDER BY seq")
    others = SORT_KEYS[1:]
    joins = " ".join(f"JOIN stage.place_{key} AS {key} ON {key}.seq = o.seq" for key in others)
    db.execute(f"""INSERT INTO fact SELECT o.rank, {", ".join(f"{key}.rank" for key in others)},
                   o.seq, raw.parameters, lower(raw.id)
                   FROM stage.order_downloads AS o CROSS JOIN stage.raw AS raw ON raw.seq = o.seq {joins}
                   ORDER BY o.rank""")


def post(db: sqlite3.Connection) -> None:
    """Write each term's posting list in the order of downloads, and how long it is."""
    db.execute("""INSERT INTO posting SELECT t.term, p.rank FROM stage.tagged AS t
                  CROSS JOIN stage.place_downloads AS p ON p.seq = t.seq ORDER BY t.term, p.rank""")
    db.execute("INSERT INTO term SELECT id, kind, name, 0 FROM stage.term ORDER BY id")
    db.execute("""UPDATE term SET count = c.count
                  FROM (SELECT term, count(*) AS count FROM posting GROUP BY term) AS c WHERE c.term = term.id""")


def post_sorted(db: sqlite3.Connection) -> None:
    """Write the posting lists of middling length once more for each other order."""
    db.execute("CREATE TABLE stage.middling (term INTEGER PRIMARY KEY)")
    for kind in range(len(KINDS)):
        (total,) = db.execute("SELECT count(*) FROM repo WHERE kind = ?", (kind,)).fetchone()
        db.execute(
            "INSERT INTO stage.middling SELECT id FROM term WHERE kind = ? AND count BETWEEN ? AND ?",
            (kind, SHORT, total // COMMON),
        )
    for number, key in enumerate(SORT_KEYS[1:], 1):
        db.execute(f"""INSERT INTO sorted_posting SELECT {number}, p.term, f.by_{key}, p.n
                       FROM stage.middling AS m CROSS JOIN posting AS p ON p.term = m.term
                       CROSS JOIN fact AS f ON f.n = p.n ORDER BY p.term, f.by_{key}""")


def index_names(db: sqlite3.Connection) -> None:
    """Index the ids by their trigrams, where this SQLite can (3.34 and newer); searches scan otherwise."""
    try:
        db.execute("CREATE VIRTUAL TABLE search USING fts5(id, content='', detail=none, tokenize='trigram')")
    except sqlite3.OperationalError:
        return
    db.execute("INSERT INTO search (rowid, id) SELECT n, name FROM fact ORDER BY n")
    db.execute("INSERT INTO search (search) VALUES ('optimize')")
