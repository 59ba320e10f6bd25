"""Save and restore in the panel: a link that holds the file, and an upload that puts it back."""

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ipywidgets import HTML, Button, FileUpload

from course.learner import keeping
from course.learner.archive import unpacked
from course.learner.place import MARK
from course.learner.session import Session
from course.learner.store import Store
from tests.learner.conftest import lesson_at


def linked(html: str) -> bytes:
    """The file in a link."""
    return base64.b64decode(re.findall(r'href="data:application/zip;base64,([^"]+)"', html)[0])


def test_the_link_holds_the_work_and_says_how_old_it_is(session: Session) -> None:
    session.attempted("double", passed=True)
    html = keeping.offer(session)
    assert set(unpacked(linked(html))) == {"progress.json", "01-sums/sums.ipynb"}
    assert 'download="measure-the-hub-' in html
    assert re.search(r"It holds sums.ipynb as saved \d+ seconds ago; press Ctrl\+S first for newer changes\.", html)


def test_a_released_notebook_is_saved_even_before_an_editor_has(tmp_path: Path) -> None:
    (tmp_path / MARK).touch()
    place = lesson_at(tmp_path / "release" / "01-sums")
    found = json.loads(place.notebook.read_text(encoding="utf-8"))
    place.notebook.write_text(
        json.dumps({**found, "metadata": {"language_info": {"name": "python"}}}), encoding="utf-8"
    )
    files = unpacked(linked(keeping.offer(Session(place, Store(place.kept)))))
    assert list(files) == ["01-sums/sums.ipynb"]


def test_a_file_too_large_for_a_link_is_written_beside_the_notebook(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 10)
    assert "right-click it in the file browser, Download." in keeping.offer(session)
    (path,) = session.place.folder.glob("measure-the-hub-*.zip")
    assert list(unpacked(path.read_bytes())) == ["01-sums/sums.ipynb"]


def test_the_controls_save_and_restore(session: Session) -> None:
    session.attempted("double", passed=True)
    box, said = keeping.keeping(session)
    save, upload = box.children
    assert (type(save), type(upload), type(said)) == (Button, FileUpload, HTML)
    save.click()
    session.place.kept.unlink()
    session.read()
    assert session.standings["double"].state == "not started"
    file = {"name": "a.zip", "type": "", "size": 1, "last_modified": datetime.now(UTC)}
    upload.value = ({**file, "content": memoryview(linked(said.value))},)
    assert session.standings["double"].state == "passed"
    assert "Restored: 1 notebook and the progress." in said.value
    assert upload.value == ()


def test_a_link_goes_when_there_is_newer_work(session: Session) -> None:
    box, said = keeping.keeping(session)
    box.children[0].click()
    assert "href" in said.value
    session.attempted("double", passed=True)
    assert said.value == ""


def test_a_wrong_file_is_one_sentence(session: Session) -> None:
    html = keeping.put_back(session, b"no zip")
    assert html == '<p role="status">This file cannot be read; choose the zip that was saved here.</p>'
