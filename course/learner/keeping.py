"""Controls that hand a learner's work over as one file, and take it back: through the browser, nothing else needed."""

from __future__ import annotations

import time
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any

from course.learner import bundle, store
from course.learner.archive import BundleError
from course.learner.place import LESSONS, checkout
from course.learner.store import ProgressError

if TYPE_CHECKING:
    from pathlib import Path

    from course.learner.session import Session

LINK = "text-decoration: underline; color: var(--jp-content-link-color, #0b4fa8)"
MOST = 2_000_000  # bytes; a server drops larger messages to a browser
RELOAD = "To see it: File > Reload Notebook from Disk. If you are asked about a changed file, choose Revert."


def keeping(session: Session) -> list[Any]:
    """A button that saves, one that restores, and what they say."""
    import ipywidgets

    save = ipywidgets.Button(description="Save my work", tooltip="Makes one file of your notebooks and your progress")
    # the control writes the number of chosen files behind its description
    upload = ipywidgets.FileUpload(accept=".zip", description="Restore: files chosen", tooltip="Puts a saved file back")
    upload.layout.width = "auto"
    said = ipywidgets.HTML()

    def saved(_: object) -> None:
        said.value = offer(session)

    def restored(change: dict[str, Any]) -> None:
        if change["new"]:
            said.value = put_back(session, bytes(change["new"][0]["content"]))
            upload.value = ()

    def forget() -> None:  # a link to work that is no longer the newest, and a large one
        said.value = said.value if "href" not in said.value else ""

    session.watchers.append(forget)
    save.on_click(saved)
    upload.observe(restored, names="value")
    return [ipywidgets.HBox([save, upload]), said]


def homes(session: Session) -> list[Path]:
    """The folders of lessons whose notebooks are a learner's work: where this one lies, and my-lessons/."""
    root, here = checkout(session.place.folder), session.place.folder.parent
    return list(dict.fromkeys([here, *([root / LESSONS] if root else [])]))


def offer(session: Session) -> str:
    """A link that the browser saves as a file, as HTML; a sentence where that cannot be."""
    own = session.place.notebook
    try:
        here = {own.relative_to(own.parents[1]).as_posix(): own.read_bytes()}
        found = bundle.gather(homes(session), session.place.kept)
        data = bundle.packed(here | found.files, MOST)
    except (BundleError, OSError) as error:
        return _status(str(error))
    name, age = bundle.file_name(), max(0, time.time() - own.stat().st_mtime)
    as_of = f"It holds {own.name} as saved {_ago(age)} ago; press Ctrl+S first for newer changes."
    left_out = "".join(_status(sentence) for sentence in found.said)
    if len(data) > MOST:
        path = store.free(session.place.folder / name)
        store.write(path, data)
        where = f"{path.name} lies beside this notebook: right-click it in the file browser, Download."
        return _status(f"{where} {as_of}") + left_out
    link = f'download="{name}" href="data:application/zip;base64,{b64encode(data).decode()}"'
    return f'<a style="{LINK}" {link}>Download {name}</a> ({max(1, len(data) // 1000)} kB){_status(as_of)}{left_out}'


def put_back(session: Session, data: bytes) -> str:
    """What became of a file that was handed back, as HTML."""
    try:
        said = bundle.restore(data, session.place.folder.parent, session.place.kept)
    except (BundleError, ProgressError, OSError) as error:
        return _status(str(error))
    session.read()
    session.tell()
    return "".join(_status(text) for text in [*said, RELOAD])


def _ago(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
