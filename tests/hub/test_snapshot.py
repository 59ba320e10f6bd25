"""A snapshot file is read exactly as it was written, or refused in one sentence."""

import os
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from course.hub.schema import VERSION
from course.hub.snapshot import RepoFile, Snapshot, SnapshotError, SnapshotWriter
from tests.hub.conftest import CARD, MODELS, unseal, write


def test_info_is_what_was_given(snapshot: Snapshot) -> None:
    for given in MODELS:
        found = snapshot.info("models", given["id"])
        assert found is not None
        assert {name: found[name] for name in given} == given


def test_absent_stays_absent_and_null_stays_null(snapshot: Snapshot) -> None:
    found = snapshot.info("models", "lab-b/Newt-Small")
    assert found is not None
    assert found["downloads"] is None
    assert "gated" not in found


def test_siblings_follow_from_the_files(snapshot: Snapshot) -> None:
    found = snapshot.info("models", "lab-b/eel")
    assert found is not None
    assert found["siblings"] == [{"rfilename": "README.md"}]


def test_assigned_object_ids_grow_with_the_id(snapshot: Snapshot) -> None:
    names = sorted(snapshot.ids("models"))
    infos = [snapshot.info("models", name) for name in names]
    ids = [info["_id"] for info in infos if info]
    assert ids == sorted(ids)
    assert all(len(one) == 24 for one in ids)


def test_a_property_nobody_knows_is_kept(tmp_path: Path) -> None:
    with SnapshotWriter(tmp_path / "a.sqlite", name="a", as_of="", simulated=True) as writer:
        writer.add_repo("models", {"id": "a/b", "novel": [1, {"x": None}]})
    info = Snapshot.open(tmp_path / "a.sqlite").info("models", "a/b")
    assert info is not None
    assert info["novel"] == [1, {"x": None}]


def test_values_that_sqlite_or_json_could_not_hold(tmp_path: Path) -> None:
    odd = {
        "id": "a/b",
        "downloads": 2**70,
        "tags": ["\ud800"],
        "safetensors": {"total": 2**70},
        "config": {"x": "\udfff"},
    }
    with SnapshotWriter(tmp_path / "a.sqlite", name="a", as_of="", simulated=True) as writer:
        writer.add_repo("models", {**odd, "likes": float("nan"), "cardData": {"y": [float("inf")]}})
    info = Snapshot.open(tmp_path / "a.sqlite").info("models", "a/b")
    assert info is not None
    assert {name: info[name] for name in odd} == odd
    assert (info["likes"], info["cardData"]) == (None, {"y": [None]})


def test_meta_counts_and_describes(snapshot: Snapshot) -> None:
    meta = snapshot.meta
    assert meta.counts == {"models": 4, "datasets": 2, "spaces": 2}
    assert (meta.name, meta.simulated, meta.schema) == ("pond", True, VERSION)


def test_content_comes_back_and_weights_do_not(snapshot: Snapshot) -> None:
    repo = snapshot.repo("models", "lab-a/otter")
    assert repo is not None
    card, weights = snapshot.file(repo.seq, "README.md"), snapshot.file(repo.seq, "model.safetensors")
    assert card is not None
    assert weights is not None
    assert snapshot.content(card) == CARD
    assert snapshot.content(weights) is None


def test_documents_and_logs(tmp_path: Path) -> None:
    with SnapshotWriter(tmp_path / "a.sqlite", name="a", as_of="", simulated=True) as writer:
        writer.add_document("papers", "1", {"é": [1]})
        writer.add_log("events", pd.DataFrame({"n": [1]}))
    snapshot = Snapshot.open(tmp_path / "a.sqlite")
    assert list(snapshot.documents("papers")) == [("1", {"é": [1]})]
    assert snapshot.document("papers", "2") is None
    assert snapshot.logs() == ["events"]
    with pytest.raises(SnapshotError, match="'nothing'; it has: events"):
        snapshot.log("nothing")


def test_digest_is_of_the_content_alone(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1.sqlite", "one"), write(tmp_path / "2.sqlite", "two")
    assert Snapshot.open(one).meta.digest == Snapshot.open(two).meta.digest


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE repo SET likes = '8' WHERE id = 'lab-a/otter'",
        "UPDATE blob SET content = x'789c030000000001' WHERE id = 1",
        "DELETE FROM redirect",
        "UPDATE file SET size = 1 WHERE path = 'README.md'",
    ],
)
def test_verify_sees_a_change(pond: Path, tmp_path: Path, change: str) -> None:
    Snapshot.open(pond).verify()
    copy = Path(shutil.copy(pond, tmp_path / "copy.sqlite"))
    copy.chmod(0o644)
    with sqlite3.connect(copy) as db:
        db.execute(change)
    db.close()
    unseal(copy)
    with pytest.raises(SnapshotError, match="digest"):
        Snapshot.open(copy).verify()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def _spoil(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * 4000 + content[4100:])


def _other_layout(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    db.close()
    unseal(path)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: path.unlink(), "cannot be opened"),
        (lambda path: path.write_text("hello"), "is not a snapshot"),
        (lambda path: path.write_bytes(b""), "is not a snapshot"),
        (_cut, "cut short"),
        (_spoil, "is damaged"),
        (_other_layout, "has layout 99, this course reads"),
    ],
)
def test_an_unusable_file_is_refused_in_one_sentence(pond: Path, tmp_path: Path, harm: Any, words: str) -> None:
    copy = Path(shutil.copy(pond, tmp_path / "copy.sqlite"))
    copy.chmod(0o644)
    harm(copy)
    with pytest.raises(SnapshotError, match=words) as caught:
        Snapshot.open(copy)
    assert str(caught.value).count("\n") == 0
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_another_sqlite_file_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite") as db:
        db.execute("CREATE TABLE meta (name, value)")
    db.close()
    with pytest.raises(SnapshotError, match="layout None"):
        Snapshot.open(tmp_path / "other.sqlite")


def test_a_snapshot_is_never_written_to(pond: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        Snapshot.open(pond).db.execute("DELETE FROM repo")
    assert not os.stat(pond).st_mode & 0o222


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), SnapshotWriter(tmp_path / "a.sqlite", name="a", as_of="", simulated=True) as writer:
        writer.add_repo("models", {"no id": 1})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("repo_id", ["", "a/b/c", 'a/"b', "a b", "a/"])
def test_an_impossible_id_is_refused(tmp_path: Path, repo_id: str) -> None:
    with (
        pytest.raises(ValueError, match="is not a repo id"),
        SnapshotWriter(tmp_path / "a.sqlite", name="a", as_of="", simulated=True) as writer,
    ):
        writer.add_repo("models", {"id": repo_id})


def test_the_same_content_is_stored_once(tmp_path: Path) -> None:
    with SnapshotWriter(tmp_path / "a.sqlite", name="a", as_of="", simulated=True) as writer:
        for name in ("a/a", "a/b"):
            writer.add_repo("models", {"id": name}, [RepoFile("README.md", b"same")])
    assert Snapshot.open(tmp_path / "a.sqlite").db.execute("SELECT count(*) FROM blob").fetchone() == (1,)


def test_what_the_writer_forgets_it_looks_up(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.hub.writer.REMEMBERED", 1)
    again = Snapshot.open(write(tmp_path / "again.sqlite"))
    query = "SELECT t.kind, t.name, t.count, p.n FROM term AS t JOIN posting AS p ON p.term = t.id ORDER BY 1, 2, 4"
    assert again.meta.digest == snapshot.meta.digest
    assert again._rows(query) == snapshot._rows(query)


def test_git_object_ids_are_gits_own() -> None:
    assert RepoFile("a", b"hello\n").oid == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_sixteen_threads_read_at_once(snapshot: Snapshot) -> None:
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(snapshot.info("models", "toad"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [snapshot.info("models", "toad")] * 16


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_opens_the_file_again(snapshot: Snapshot) -> None:
    here = snapshot.db
    child = os.fork()
    if child == 0:
        os._exit(0 if snapshot.db is not here and snapshot.repo("models", "toad") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_file_replaced_while_in_use_is_noticed(tmp_path: Path) -> None:
    snapshot = Snapshot.open(write(tmp_path / "a.sqlite"))
    write(tmp_path / "b.sqlite").replace(tmp_path / "a.sqlite")
    assert snapshot.repo("models", "toad")
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            snapshot.repo("models", "toad")
        except SnapshotError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert "was replaced" in str(caught[0])
