"""Whichever index a listing starts from, it shows the same repos in the same order."""

from dataclasses import replace
from pathlib import Path

import pytest

from course.hub import indexing, query
from course.hub.query import Query, find
from course.hub.snapshot import Snapshot, SnapshotWriter


@pytest.fixture
def hundred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """A hundred models, whose posting lists of 3 to 50 repos are kept in every order."""
    for module in (indexing, query):
        monkeypatch.setattr(module, "SHORT", 3)
        monkeypatch.setattr(module, "COMMON", 2)
    with SnapshotWriter(tmp_path / "hundred.sqlite", name="hundred", as_of="", simulated=True) as writer:
        for number in range(100):
            tags = [f"by{step}" for step in (2, 3, 10, 50) if number % step == 0]
            info = {"id": f"lab/model-{number:03}", "downloads": number % 7, "likes": number % 5, "tags": tags}
            writer.add_repo("models", info)
        writer.add_repo("datasets", {"id": "lab/model-data", "tags": ["by2"]})
    return Snapshot.open(tmp_path / "hundred.sqlite")


@pytest.mark.parametrize("key", ["downloads", "likes"])
@pytest.mark.parametrize("terms", [(), ("tag=by2",), ("tag=by3", "tag=by2"), ("tag=by50",), ("tag=by10", "author=lab")])
@pytest.mark.parametrize("words", [(), ("model-0",), ("el-", "0")])
def test_every_start_gives_the_same(
    hundred: Snapshot, key: str, terms: tuple[str, ...], words: tuple[str, ...]
) -> None:
    asked = Query("models", key, terms, words=words, limit=9)
    starts = list(query.starts(hundred, asked))
    assert len(starts) == 1 + bool(terms) + bool(words)
    shown = [query.run(hundred, asked, start) for start in starts]
    assert all(rows == shown[0] for rows in shown)
    assert shown[0] == find(hundred, asked)


def test_orders_hold_posting_lists_of_middling_length(hundred: Snapshot) -> None:
    found = hundred.db.execute("SELECT DISTINCT t.name FROM sorted_posting JOIN term AS t ON t.id = term ORDER BY 1")
    assert [name for (name,) in found] == ["tag=by10", "tag=by2", "tag=by3"]


def test_pages_of_a_filtered_search_join_up(hundred: Snapshot) -> None:
    asked = Query("models", "likes", ("tag=by2",), words=("model",), limit=60)
    whole = find(hundred, asked)
    half = find(hundred, replace(asked, limit=20))
    assert half + find(hundred, replace(asked, after=half[-1][0])) == whole


def test_an_unknown_term_finds_nothing(hundred: Snapshot) -> None:
    assert find(hundred, Query("models", "likes", ("tag=nothing",))) == []
    assert find(hundred, Query("models", "likes", groups=(("tag=nothing", "tag=none"),))) == []


def test_a_group_holds_when_any_of_it_does(hundred: Snapshot) -> None:
    rows = find(hundred, Query("models", "likes", groups=(("tag=by50", "tag=by10", "tag=none"),)))
    assert len(rows) == 10


def test_search_works_where_sqlite_has_no_trigrams(hundred: Snapshot) -> None:
    asked = Query("models", "likes", words=("model-01",))
    indexed = find(hundred, asked)
    hundred.has_search = False
    assert find(hundred, asked) == indexed != []


def test_a_kind_without_repos_is_empty(hundred: Snapshot) -> None:
    assert find(hundred, Query("spaces", "likes")) == []
