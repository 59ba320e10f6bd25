"""Save and restore in the panel: a link that holds the file, and an upload that puts it back."""

import base64
import re
from datetime import UTC, datetime

import pytest
from ipywidgets import HTML, Button, FileUpload

from course.learner import keeping
from course.learner.bundle import unpacked
from course.learner.session import Session


def linked(html: str) -> bytes:
    """The file in a link."""
    return base64.b64decode(re.findall(r'href="data:application/zip;base64,([^"]+)"', html)[0])


def test_the_link_holds_the_work_and_says_how_old_it_is(session: Session) -> None:
    session.attempted("double", passed=True)
    html = keeping.offer(session)
    assert list(unpacked(linked(html))) == ["progress.json", "01-sums/sums.ipynb"]
    assert 'download="measure-the-hub-' in html
    assert re.search(r"It holds sums.ipynb as saved \d+ seconds ago; press Ctrl\+S first for newer changes\.", html)


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


def test_a_wrong_file_is_one_sentence(session: Session) -> None:
    html = keeping.put_back(session, b"no zip")
    assert html == '<p role="status">This file cannot be read; choose the zip that was saved here.</p>'
