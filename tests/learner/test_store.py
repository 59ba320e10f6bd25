"""The file is written whole, by one program at a time; a damaged one is kept."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from course.learner import record, store
from course.learner.store import ProgressError, Store

NOTE = """
import sys
from pathlib import Path
from course.learner import record
from course.learner.store import Store
kept = Store(Path(sys.argv[1]))
for number in range(20):
    kept.change(lambda data: record.hinted(record.exercise(data, "01-sums", f"{sys.argv[2]}{number}"), 1, "now"))
"""


def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "my-lessons" / "progress.json")


def test_nothing_yet_is_empty_progress_and_no_file(tmp_path: Path) -> None:
    assert kept(tmp_path).read() == record.empty()
    assert not list(tmp_path.iterdir())


def test_what_is_written_can_be_read_by_anybody(tmp_path: Path) -> None:
    kept(tmp_path).change(lambda data: record.exercise(data, "01-sums", "double").update(tries=2))
    text = kept(tmp_path).path.read_text(encoding="utf-8")
    assert json.loads(text)["lessons"] == {"01-sums": {"exercises": {"double": {"tries": 2}}}}
    assert text.startswith('{\n "schema": 1,\n "about": "What was attempted and passed')


def test_unknown_keys_stay(tmp_path: Path) -> None:
    kept(tmp_path).change(lambda data: data.update(colour="blue"))
    kept(tmp_path).change(lambda data: data["lessons"].update({"01-sums": {}}))
    assert kept(tmp_path).read()["colour"] == "blue"


def test_two_kernels_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(kept(tmp_path).path)
    both = [subprocess.Popen([sys.executable, "-c", NOTE, path, name]) for name in "ab"]
    assert [one.wait() for one in both] == [0, 0]
    assert len(kept(tmp_path).read()["lessons"]["01-sums"]["exercises"]) == 40
    assert sorted(one.name for one in kept(tmp_path).path.parent.iterdir()) == [".progress.json.lock", "progress.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000, b'{"schema": 1, "lessons": 3}'])
def test_a_damaged_file_is_set_aside_with_one_sentence(tmp_path: Path, content: bytes) -> None:
    one = kept(tmp_path)
    one.path.parent.mkdir()
    one.path.write_bytes(content)
    one.change(lambda data: data.update(begun="again"))
    aside = next(one.path.parent.glob("progress-damaged-*.json"))
    assert aside.read_bytes() == content
    assert one.notes == [f"progress.json was damaged; it is kept as {aside.name}, and a new one is begun."]
    assert one.read()["begun"] == "again"


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    one = kept(tmp_path)
    one.path.parent.mkdir()
    one.path.write_text('{"schema": 2, "lessons": {}}', encoding="utf-8")
    with pytest.raises(ProgressError, match="newer version of the course; update this one"):
        one.change(lambda data: data.update(lost=True))
    assert one.path.read_text(encoding="utf-8") == '{"schema": 2, "lessons": {}}'


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "my-lessons").touch()
    with pytest.raises(ProgressError, match=r"^Progress is not kept: \S+ cannot be written \(.*\)\.$"):
        kept(tmp_path).change(lambda data: None)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "progress.json"
    store.write(path, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        store.write(path, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("progress.json", b"old")]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "a.json").touch()
    (tmp_path / "a-2.json").touch()
    assert store.free(tmp_path / "a.json") == tmp_path / "a-3.json"
