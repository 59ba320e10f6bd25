"""One file holds a learner's work; what comes back is bounded, stays in its place, and loses nothing."""

import contextlib
import io
import json
import stat
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.learner import archive, bundle, record
from course.learner.archive import BundleError, unpacked
from course.learner.place import Place
from course.learner.session import Session
from course.learner.store import NAME, Store
from tests.learner.conftest import lesson_at

AGED = f"sums-{date.today().isoformat()}.ipynb"


def edited(place: Place, text: str) -> bytes:
    """The notebook after an editor saved it with `text` in its first cell."""
    found: dict[str, Any] = json.loads(place.notebook.read_text(encoding="utf-8"))
    found["cells"][0] |= {"source": text, "outputs": [{"output_type": "stream", "text": text * 9}]}
    found["metadata"]["language_info"] = {"name": "python", "version": "3.12"}
    place.notebook.write_text(json.dumps(found), encoding="utf-8")
    return place.notebook.read_bytes()


def names(place: Place) -> list[str]:
    return sorted(path.name for path in place.folder.glob("*.ipynb"))


def zipped(**members: bytes) -> bytes:
    """A zip of those members; `__` in a name is a slash."""
    return bundle.packed({name.replace("__", "/"): content for name, content in members.items()})


@pytest.fixture
def saved(session: Session) -> bytes:
    """The file of a learner who wrote "mine" and passed an exercise."""
    edited(session.place, "mine")
    session.attempted("double", passed=True)
    (session.place.folder / archive.MARK).write_text("{}", encoding="utf-8")
    return bundle.packed(bundle.gather([session.place.folder.parent], session.place.kept).files)


def test_what_is_saved_comes_back_on_an_empty_machine(saved: bytes, place: Place, tmp_path: Path) -> None:
    home = tmp_path / "other" / "my-lessons"
    assert bundle.restore(saved, home, home / NAME) == ["Restored: 1 notebook and the progress."]
    for name in (NAME, "01-sums/sums.ipynb", "01-sums/.from-release.json"):
        assert (home / name).read_bytes() == (place.folder.parent / name).read_bytes()


def test_newer_work_is_kept_beside(saved: bytes, place: Place) -> None:
    newer = edited(place, "newer")
    said = bundle.restore(saved, place.folder.parent, place.kept)
    assert said == ["Restored: 1 notebook and the progress.", f"01-sums/sums.ipynb: what was there is kept as {AGED}."]
    assert (place.folder / AGED).read_bytes() == newer
    assert "mine" in place.notebook.read_text(encoding="utf-8")


def test_what_is_the_same_or_untouched_leaves_no_copy(saved: bytes, place: Place) -> None:
    bundle.restore(saved, place.folder.parent, place.kept)
    place.notebook.unlink()
    lesson_at_once = place.folder / "sums.ipynb"
    lesson_at_once.write_text(json.dumps({"cells": [], "metadata": {"language_info": {"name": "python"}}}))
    bundle.restore(saved, place.folder.parent, place.kept)
    assert names(place) == ["sums.ipynb"]


def test_progress_is_merged_not_replaced(saved: bytes, session: Session) -> None:
    session.hinted("half_of", 1)
    bundle.restore(saved, session.place.folder.parent, session.place.kept)
    exercises = Store(session.place.kept).read()["lessons"]["01-sums"]["exercises"]
    assert (list(exercises["half_of"]["hints"]), len(exercises["double"]["passed"])) == (["1"], 1)


def test_a_mark_of_another_release_does_not_stay(place: Place) -> None:
    (place.folder / archive.MARK).write_text('{"cells": {}}', encoding="utf-8")
    bundle.restore(zipped(**{"01-sums__sums.ipynb": b'{"cells": []}'}), place.folder.parent, place.kept)
    assert not (place.folder / archive.MARK).exists()


def test_of_the_released_lessons_only_those_are_packed_that_were_worked_on(place: Place, tmp_path: Path) -> None:
    release = tmp_path / "release"
    opened = lesson_at(release / "02-more")
    content = edited(opened, "online")
    lesson = json.loads(lesson_at(release / "03-new").notebook.read_text(encoding="utf-8"))
    lesson["metadata"]["language_info"] = {"name": "python"}
    (release / "03-new" / "sums.ipynb").write_text(json.dumps(lesson), encoding="utf-8")
    found = bundle.gather([place.folder.parent, release], place.kept).files
    assert list(found) == ["01-sums/sums.ipynb", "02-more/sums.ipynb"]
    assert found["02-more/sums.ipynb"] == content


def test_two_notebooks_of_one_name_are_both_packed(place: Place, tmp_path: Path) -> None:
    online = edited(lesson_at(tmp_path / "release" / "01-sums"), "online")
    found = bundle.gather([place.folder.parent, tmp_path / "release"], place.kept).files
    assert found["01-sums/sums-release.ipynb"] == online


def test_outputs_go_where_the_file_would_be_too_large(saved: bytes, place: Place) -> None:
    files = unpacked(saved)
    bare = unpacked(bundle.packed(files, most=10))
    assert unpacked(bundle.packed(files, most=10**6)) == files
    cells = json.loads(bare["01-sums/sums.ipynb"])["cells"]
    assert [cell["outputs"] for cell in cells] == [[]] * len(cells)
    assert cells[0]["source"] == "mine"


def test_what_widgets_looked_like_is_left_out(saved: bytes, place: Place) -> None:
    found = json.loads(place.notebook.read_text(encoding="utf-8"))
    drawn = {**found, "metadata": {**found["metadata"], "widgets": {"state": "a link to the last zip"}}}
    place.notebook.write_text(json.dumps(drawn), encoding="utf-8")
    files = unpacked(bundle.packed(bundle.gather([place.folder.parent], place.kept).files))
    assert json.loads(files["01-sums/sums.ipynb"]) == found


ESCAPES = ["../evil.ipynb", "/etc/evil.ipynb", "01-sums/../../evil.ipynb", "a/b/c/d/e/f.ipynb", "C:\\evil.ipynb",
           "a/.x.ipynb", "01-sums/run.sh", ".progress.json", "a/b\\c.ipynb", "a/..ipynb", "con.ipynb", "a/nul.py",
           "01-sums /x.ipynb", "a./x.ipynb", "01-sums/\u202egnp.py", "lpt1/x.ipynb"]  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
def test_a_path_that_leads_elsewhere_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("01-sums/sums.ipynb", '{"cells": []}')
        archive.writestr(zipfile.ZipInfo(name), '{"cells": []}')
    with pytest.raises(BundleError, match=r"which was not saved here; nothing was changed\.$"):
        bundle.restore(made.getvalue(), tmp_path / "my-lessons", tmp_path / NAME)
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_a_zip_is_a_file_that_is_no_notebook(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("01-sums/sums.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(BundleError, match=r"01-sums/sums.ipynb is damaged; nothing was changed\."):
        bundle.restore(made.getvalue(), tmp_path, tmp_path / NAME)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(**{"01-sums__sums.ipynb": b'{"cells": []}' + b" " * 40_000_000})
    assert len(data) < 50_000
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(BundleError, match="more than the lessons ever do"):
        unpacked(data)


@pytest.mark.parametrize(
    "member",
    [{"01-sums__sums.ipynb": b"{"}, {"01-sums__sums.ipynb": b"[]"}, {"01-sums__sums.ipynb": b"[" * 100_000},
     {"01-sums__sums.ipynb": b"\xff"}, {"progress.json": b"[]"}, {"progress.json": b'{"schema": 9, "lessons": {}}'}],
)  # fmt: skip
def test_damaged_content_changes_nothing(session: Session, member: dict[str, bytes]) -> None:
    session.attempted("double", passed=True)
    before = session.place.kept.read_bytes()
    with pytest.raises(BundleError, match=r"\.$"):
        bundle.restore(zipped(**{"02-more__sums.ipynb": b'{"cells": []}'}, **member),
                       session.place.folder.parent, session.place.kept)  # fmt: skip
    assert session.place.kept.read_bytes() == before
    assert not (session.place.folder.parent / "02-more").exists()


@given(st.binary(max_size=400), st.integers(0, 400))
def test_whatever_the_bytes_they_are_read_or_refused(noise: bytes, at: int) -> None:
    whole = zipped(**{"progress.json": json.dumps(record.empty()).encode()})
    for data in (noise, whole[:at] + noise + whole[at:]):
        with contextlib.suppress(BundleError):
            assert set(unpacked(data)) <= {NAME}


def test_everything_in_the_folder_is_saved_or_named(place: Place) -> None:
    home = place.folder.parent
    (place.folder / "helpers.py").write_text("x = 1\n", encoding="utf-8")
    (home / "notes").mkdir()
    (home / "notes" / "plan.md").write_text("plan", encoding="utf-8")
    (place.folder / "model.bin").write_bytes(b"0")
    found = bundle.gather([home], place.kept)
    assert {"01-sums/helpers.py", "notes/plan.md", "01-sums/sums.ipynb"} <= set(found.files)
    assert [sentence.split(" ")[0] for sentence in found.said] == ["01-sums/model.bin"]
    assert bundle.described(found.files) == "1 notebook and 2 other files"
    other = home.parent / "other" / "my-lessons"
    bundle.restore(bundle.packed(found.files), other, other / NAME)
    assert (other / "01-sums" / "helpers.py").read_text(encoding="utf-8") == "x = 1\n"


def test_another_file_that_was_changed_is_kept_beside(place: Place) -> None:
    home, file = place.folder.parent, place.folder / "helpers.py"
    file.write_text("x = 1\n", encoding="utf-8")
    data = bundle.packed(bundle.gather([home], place.kept).files)
    file.write_text("x = 2\n", encoding="utf-8")
    said = bundle.restore(data, home, place.kept)
    aside = place.folder / f"helpers-{date.today().isoformat()}.py"
    assert said[1] == f"01-sums/helpers.py: what was there is kept as {aside.name}."
    assert (file.read_text(encoding="utf-8"), aside.read_text(encoding="utf-8")) == ("x = 1\n", "x = 2\n")


def test_a_large_notebook_is_saved_without_its_outputs(place: Place) -> None:
    found = json.loads(edited(place, "mine"))
    found["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * archive.LARGEST}]
    place.notebook.write_text(json.dumps(found), encoding="utf-8")
    gathered = bundle.gather([place.folder.parent], place.kept)
    assert json.loads(gathered.files["01-sums/sums.ipynb"])["cells"][0]["outputs"] == []
    assert gathered.said == [
        "01-sums/sums.ipynb is saved without its outputs, because it is larger than 30 MB with them."
    ]


def test_one_file_that_is_too_large_does_not_keep_the_others(place: Place) -> None:
    (place.folder / "data.csv").write_bytes(b"0" * (archive.LARGEST + 1))
    gathered = bundle.gather([place.folder.parent], place.kept)
    assert "01-sums/sums.ipynb" in gathered.files
    assert gathered.said == ["01-sums/data.csv is not saved, because it is too large: it has 30 MB."]


@pytest.mark.parametrize("around", ["", "measure-the-hub-2026/"])
def test_what_finder_and_explorer_packed_again_comes_back(saved: bytes, tmp_path: Path, around: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed_again:
        for name, content in unpacked(saved).items():
            packed_again.writestr(around + name, content)
        for extra in ("__MACOSX/", "__MACOSX/._sums.ipynb", f"{around}.DS_Store", f"{around}01-sums/Thumbs.db"):
            packed_again.writestr(extra, b"x")
        packed_again.writestr(f"{around}01-sums/", b"")
    home = tmp_path / "again" / "my-lessons"
    assert bundle.restore(made.getvalue(), home, home / NAME) == ["Restored: 1 notebook and the progress."]


def test_one_lesson_alone_keeps_its_folder(tmp_path: Path) -> None:
    bundle.restore(zipped(**{"01-sums__sums.ipynb": b'{"cells": []}'}), tmp_path / "my-lessons", tmp_path / NAME)
    assert (tmp_path / "my-lessons" / "01-sums" / "sums.ipynb").exists()


def test_a_folder_that_is_a_link_is_not_written_through(saved: bytes, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home" / "my-lessons", tmp_path / "elsewhere"
    home.mkdir(parents=True)
    elsewhere.mkdir()
    (home / "01-sums").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(BundleError, match="is a link to another folder; move it away and restore again"):
        bundle.restore(saved, home, home / NAME)
    assert list(elsewhere.iterdir()) == []


def test_a_compression_that_is_broken_is_one_sentence(saved: bytes) -> None:
    start = saved.index(b"sums.ipynb") + 10
    for broken in (saved[:start] + b"\xff" * 20 + saved[start + 20 :], saved[: len(saved) // 2]):
        with pytest.raises(BundleError, match=r"^(This file cannot be read|In this file) ?.*\.$"):
            unpacked(broken)


def test_a_notebook_of_countless_values_is_refused() -> None:
    many = b'{"cells": [' + b"{}," * 1_500_000 + b"{}]}"
    with pytest.raises(BundleError, match=r"more than the lessons ever do|is damaged"):
        unpacked(zipped(**{"01-sums__sums.ipynb": many}))
