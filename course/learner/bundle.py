"""A learner's work as one file: their notebooks and their progress, packed, and put back without losing anything."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from course.learner import record, store
from course.learner.place import LESSONS
from course.learner.store import NAME, Store

MARK = ".from-release.json"
PART = r"[^/\\:*?\"<>|\x00-\x1f.][^/\\:*?\"<>|\x00-\x1f]{0,200}"  # of a path, on every system; none begins with a dot
ALLOWED = re.compile(rf"{re.escape(NAME)}|{PART}/(?:{PART}\.ipynb|{re.escape(MARK)})")
MOST_FILES, LARGEST, LARGEST_OF_ALL = 500, 30_000_000, 200_000_000

Files = dict[str, bytes]


class BundleError(Exception):
    """Why a file cannot be packed or put back, in one sentence; nothing was changed."""


def gather(homes: Iterable[Path], kept: Path) -> Files:
    """What is to be packed: the notebooks of the lessons in `homes`, and the progress file at `kept`.

    Of a home that is none of the learner's own, only notebooks that an editor has saved; the first home wins a name.
    """
    found: Files = {NAME: kept.read_bytes()} if kept.is_file() else {}
    for home in homes:
        for path in _notebooks(home):
            name = path.relative_to(home).as_posix()
            name = name if name not in found else name.replace(".ipynb", f"-{home.name}.ipynb")
            found[name] = path.read_bytes()
            if not ALLOWED.fullmatch(name) or len(found[name]) > LARGEST:
                raise BundleError(f"{path} is too large or oddly named; clear its outputs or rename it.")
    return found


def packed(files: Mapping[str, bytes], most: int | None = None) -> bytes:
    """The files as a zip, what widgets looked like left out.

    Without the outputs of notebooks where it would have more than `most` bytes.
    """
    whole = _zip({name: _slim(name, content, _still) for name, content in files.items()})
    if most is None or len(whole) <= most:
        return whole
    return _zip({name: _slim(name, content, _bare) for name, content in files.items()})


def unpacked(data: bytes) -> Files:
    """The files of a zip that was packed here; BundleError says why it is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = dict(_members(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise BundleError("This file cannot be read; choose the zip that was saved here.") from error
    for name, content in files.items():
        _look_at(name, content)
    return files


def restore(data: bytes, home: Path, kept: Path) -> list[str]:
    """Put the notebooks back below `home` and merge the progress into `kept`; sentences that say what was done.

    A notebook that holds something else stays, under a dated name.
    """
    files = unpacked(data)
    said = [_put(home, name, files) for name in sorted(files) if name.endswith(".ipynb")]
    if NAME in files:
        brought = json.loads(files[NAME])
        Store(kept).change(lambda own: own.update(record.merged(own, brought)))
    return [f"Restored: {described(files)}.", *filter(None, said)]


def described(files: Collection[str]) -> str:
    """What is among the files, in words."""
    count = sum(name.endswith(".ipynb") for name in files)
    return f"{count} notebook{'' if count == 1 else 's'}{' and the progress' if NAME in files else ''}"


def file_name() -> str:
    """What a file saved today is called."""
    return f"measure-the-hub-{date.today().isoformat()}.zip"


def _notebooks(home: Path) -> Iterator[Path]:
    own = home.name == LESSONS
    for path in sorted([*home.glob("*/*.ipynb"), *home.glob(f"*/{MARK}")]):
        if own or (path.name != MARK and _saved_by_an_editor(path.read_bytes())):
            yield path


def _saved_by_an_editor(content: bytes) -> bool:
    """Whether a notebook has been opened and saved: editors write down the version of the language, releases do not."""
    try:
        return "version" in json.loads(content)["metadata"]["language_info"]
    except (ValueError, KeyError, TypeError):
        return True


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _slim(name: str, content: bytes, change: Callable[[dict[str, Any]], bool]) -> bytes:
    """A notebook after `change`; as it stands where that changes nothing, and where it is no notebook."""
    try:
        notebook = json.loads(content) if name.endswith(".ipynb") else {}
        return f"{json.dumps(notebook, indent=1, ensure_ascii=False)}\n".encode() if change(notebook) else content
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return content


def _still(notebook: dict[str, Any]) -> bool:
    """Leave out what widgets looked like: the last file that was saved among it."""
    return notebook.get("metadata", {}).pop("widgets", None) is not None


def _bare(notebook: dict[str, Any]) -> bool:
    """Leave out outputs as well."""
    _still(notebook)
    for cell in notebook.get("cells", []):
        cell.update({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {})
    return bool(notebook)


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = archive.infolist()
    sizes = [info.file_size for info in infos]
    if len(infos) > MOST_FILES or sum(sizes) > LARGEST_OF_ALL or max(sizes, default=0) > LARGEST:
        raise BundleError("This file holds more than the lessons ever do; choose the zip that was saved here.")
    for info in infos:
        if info.is_dir() or not ALLOWED.fullmatch(info.filename):
            raise BundleError(f"This file holds {info.filename[:60]!r}, which was not saved here; nothing was changed.")
        with archive.open(info) as member:
            yield info.filename, member.read(LARGEST)


def _look_at(name: str, content: bytes) -> None:
    """BundleError if a notebook or the progress is none."""
    try:
        found = json.loads(content)
        if name == NAME and record.checked(found)["schema"] > record.SCHEMA:
            raise BundleError("This file was saved by a newer version of the course; update this one.")
        if name.endswith(".ipynb") and not isinstance(found["cells"], list):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError(f"In this file {name} is damaged; nothing was changed.") from error


def _put(home: Path, name: str, files: Files) -> str:
    """Write one notebook; a sentence if something else lay there."""
    path, content, said = home / name, files[name], ""
    path.parent.mkdir(parents=True, exist_ok=True)
    there = path.read_bytes() if path.is_file() else content
    if _saved_by_an_editor(there) and _texts(there) != _texts(content):
        aside = store.free(path.with_name(f"{path.stem}-{date.today().isoformat()}.ipynb"))
        store.write(aside, there)
        said = f"{name}: what was there is kept as {aside.name}."
    store.write(path, content)
    if home.name == LESSONS:
        _put_mark(path.with_name(MARK), files.get(f"{path.parent.name}/{MARK}"))
    return said


def _put_mark(path: Path, content: bytes | None) -> None:
    """Note which release the notebook came from; where nobody knows, nothing may claim to."""
    if content is not None:
        store.write(path, content)
    else:
        path.unlink(missing_ok=True)


def _texts(content: bytes) -> list[Any]:
    """What a person wrote in a notebook: the texts of its cells."""
    try:
        return ["".join(cell["source"]) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return [content]
