"""What changed between two snapshots, and how the commands tell it."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from course import cli
from course.hub.difference import difference, totals
from course.hub.snapshot import RepoFile, Snapshot, SnapshotWriter


def hub(path: Path, *repos: tuple[dict[str, object], dict[str, bytes]]) -> Path:
    """A snapshot of these models with these files."""
    with SnapshotWriter(path, name=path.stem, as_of="2026-06-15T00:00:00Z", simulated=False) as writer:
        for info, files in repos:
            writer.add_repo("models", info, [RepoFile(name, content) for name, content in files.items()])
    return path


@pytest.fixture
def months(tmp_path: Path) -> tuple[Path, Path]:
    """Two snapshots, a month apart."""
    old = hub(
        tmp_path / "june.sqlite",
        ({"id": "a/gone"}, {}),
        ({"id": "a/kept", "likes": 1}, {"README.md": b"1"}),
        ({"id": "a/liked", "likes": 1}, {}),
        ({"id": "a/same", "likes": 1}, {"README.md": b"1"}),
        ({"id": "b/edited", "tags": []}, {"README.md": b"1", "a.txt": b""}),
    )
    new = hub(
        tmp_path / "july.sqlite",
        ({"id": "a/kept", "likes": 1}, {"README.md": b"1"}),
        ({"id": "a/liked", "likes": 2}, {}),
        ({"id": "a/same", "likes": 1}, {"README.md": b"1"}),
        ({"id": "b/edited", "tags": ["en"]}, {"README.md": b"2", "b.txt": b""}),
        ({"id": "c/new"}, {}),
    )
    return old, new


def test_every_change_is_named(months: tuple[Path, Path]) -> None:
    assert [str(change) for change in difference(*map(Snapshot.open, months))] == [
        "- model a/gone",
        "~ model a/liked: likes",
        "~ model b/edited: tags, siblings, ~README.md, -a.txt, +b.txt",
        "+ model c/new",
    ]


def test_properties_and_files(months: tuple[Path, Path], tmp_path: Path) -> None:
    fixed = {"_id": "1" * 24, "id": "b/edited"}
    old = hub(tmp_path / "a.sqlite", ({**fixed, "tags": []}, {"README.md": b"1", "a.txt": b""}))
    new = hub(tmp_path / "b.sqlite", ({**fixed, "tags": ["en"], "likes": 3}, {"README.md": b"2", "b.txt": b""}))
    (change,) = difference(Snapshot.open(old), Snapshot.open(new))
    assert (change.sign, set(change.properties)) == ("~", {"tags", "likes", "siblings"})
    assert change.files == ("~README.md", "-a.txt", "+b.txt")
    assert totals([change]) == {"changed": 1, "tags": 1, "likes": 1, "siblings": 1}


def test_a_snapshot_does_not_differ_from_itself(pond: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["snapshot", "diff", str(pond), str(pond)]) == 0
    assert capsys.readouterr().out == "Nothing differs.\n"


def test_counts_alone_are_counted_and_not_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = hub(tmp_path / "a.sqlite", ({"id": "a/b", "likes": 1}, {}))
    two = hub(tmp_path / "b.sqlite", ({"id": "a/b", "likes": 2}, {}))
    assert cli.main(["snapshot", "diff", str(one), str(two)]) == 1
    assert capsys.readouterr().out == "changed 1; likes 1\n"


def test_the_list_can_be_cut(months: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["snapshot", "diff", *map(str, months), "--limit", "1"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "- model a/gone"
    assert "more; --limit shows them" in shown[1]
    assert cli.main(["snapshot", "diff", *map(str, months), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["totals"]["new"] == 1


def test_info(pond: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["snapshot", "info", str(pond)]) == 0
    assert "simulated, as of 2026-06-15T00:00:00Z" in capsys.readouterr().out
    assert cli.main(["snapshot", "info", str(pond), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"models": 4, "datasets": 2, "spaces": 2}


def test_verify(pond: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["snapshot", "verify", str(pond)]) == 0
    spoilt = Path(shutil.copy(pond, tmp_path / "spoilt.sqlite"))
    spoilt.chmod(0o644)
    with sqlite3.connect(spoilt) as db:
        db.execute("UPDATE repo SET likes = '99'")
    db.close()
    capsys.readouterr()
    assert cli.main(["snapshot", "verify", str(spoilt)]) == 1
    assert "delete it and build or record it again" in capsys.readouterr().out
    assert cli.main(["snapshot", "verify", str(spoilt), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["sound"] is False
