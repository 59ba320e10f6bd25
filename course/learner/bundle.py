"""A learner's work as one file: their notebooks and their progress, packed, and put back without losing anything."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from course import slips
from course.learner import hints, record, store
from course.learner.archive import LARGEST, LARGEST_OF_ALL, MARK, MOST_FILES, BundleError, Files, is_allowed, unpacked
from course.learner.place import LESSONS
from course.learner.store import NAME, Store

GLOSSARY = "glossary.md"
MATERIALS = {GLOSSARY, hints.NAME, hints.COST, hints.USED, slips.NAME}  # what a release brings and a lesson writes anew
MANY = 20  # files left out that are named one by one


@dataclass
class Gathered:
    """What is to be packed, by name, and a sentence for each file that is left out or changed."""

    files: Files = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


def gather(homes: Iterable[Path], kept: Path) -> Gathered:
    """What is to be packed: what a learner keeps in `homes`, and the progress file at `kept`.

    Of a home that is none of the learner's own, only notebooks that an editor has saved; the first home wins a name.
    """
    found = Gathered({NAME: kept.read_bytes()} if kept.is_file() else {})
    for home in homes:
        for path in _own(home):
            name = path.relative_to(home).as_posix()
            name = name if name not in found.files else name.replace(".ipynb", f"-{home.name}.ipynb")
            _add(found, name, path)
    if len(found.said) > MANY:
        found.said[MANY:] = [f"{len(found.said) - MANY} more files are not saved for the same reasons."]
    return found


def _add(found: Gathered, name: str, path: Path) -> None:
    """Take a file along, or say why not."""
    if name == NAME:
        return
    if not is_allowed(name):
        found.said.append(f"{name} is not saved: a file is taken along if it ends in .ipynb, .py, .csv, .txt, .md, "
                          ".json, .yaml, .png or the like, and its name can be used on every system.")  # fmt: skip
        return
    content = path.read_bytes()
    if len(content) > LARGEST and name.endswith(".ipynb"):
        content = _slim(name, content, _bare)
        if len(content) <= LARGEST:
            found.said.append(f"{name} is saved without its outputs, because it is larger than 30 MB with them.")
    if len(content) > LARGEST or sum(map(len, found.files.values())) + len(content) > LARGEST_OF_ALL:
        found.said.append(f"{name} is not saved, because it is too large: it has {len(content) / 1e6:,.0f} MB.")
    elif len(found.files) >= MOST_FILES:
        found.said.append(f"{name} is not saved, because there are more than {MOST_FILES} files.")
    else:
        found.files[name] = content


def packed(files: Mapping[str, bytes], most: int | None = None) -> bytes:
    """The files as a zip, what widgets looked like left out.

    Without the outputs of notebooks where it would have more than `most` bytes.
    """
    whole = _zip({name: _slim(name, content, _still) for name, content in files.items()})
    if most is None or len(whole) <= most:
        return whole
    return _zip({name: _slim(name, content, _bare) for name, content in files.items()})


def restore(data: bytes, home: Path, kept: Path) -> list[str]:
    """Put the notebooks back below `home` and merge the progress into `kept`; sentences that say what was done.

    A notebook that holds something else stays, under a dated name.
    """
    files = unpacked(data)
    _refuse_links(home, files)
    said = [_put(home, name, files) for name in sorted(files) if name != NAME and not name.endswith(MARK)]
    if NAME in files:
        brought = json.loads(files[NAME])
        Store(kept).change(lambda own: own.update(record.merged(own, brought)))
    return [f"Restored: {described(files)}.", *filter(None, said)]


def described(files: Collection[str]) -> str:
    """What is among the files, in words."""
    notebooks = sum(name.endswith(".ipynb") for name in files)
    others = sum(not name.endswith((".ipynb", MARK)) and name != NAME for name in files)
    parts = [f"{notebooks} notebook{'' if notebooks == 1 else 's'}"]
    parts += [f"{others} other file{'' if others == 1 else 's'}"] if others else []
    parts += ["the progress"] if NAME in files else []
    return " and ".join(parts) if len(parts) < 3 else f"{parts[0]}, {parts[1]} and {parts[2]}"


def file_name() -> str:
    """What a file saved today is called."""
    return f"measure-the-hub-{date.today().isoformat()}.zip"


def _own(home: Path) -> Iterator[Path]:
    """What a learner keeps: all of my-lessons/ but hidden files, and elsewhere the notebooks that were worked on."""
    if home.name != LESSONS:
        yield from (path for path in sorted(home.glob("*/*.ipynb")) if _saved_by_an_editor(path.read_bytes()))
        return
    for place, folders, names in os.walk(home):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in sorted(names):
            if name not in MATERIALS and (not name.startswith(".") or name == MARK):
                yield Path(place, name)


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


def _refuse_links(home: Path, files: Collection[str]) -> None:
    """BundleError if a folder that would be written to is a link: it leads out of the lessons."""
    folders = {home / parent for name in files for parent in PurePosixPath(name).parents}
    links = sorted(folder for folder in folders if folder != home and folder.is_symlink())
    if links:
        raise BundleError(f"{links[0]} is a link to another folder; move it away and restore again.")


def _put(home: Path, name: str, files: Files) -> str:
    """Write one file; a sentence if something else lay there."""
    path, content, said = home / name, files[name], ""
    path.parent.mkdir(parents=True, exist_ok=True)
    there = path.read_bytes() if path.is_file() else content
    if _is_other_work(name, there, content):
        aside = store.free(path.with_name(f"{path.stem}-{date.today().isoformat()}{path.suffix}"))
        store.write(aside, there)
        said = f"{name}: what was there is kept as {aside.name}."
    store.write(path, content)
    if home.name == LESSONS and name.endswith(".ipynb"):
        _put_mark(path.with_name(MARK), files.get(f"{path.parent.name}/{MARK}"))
    return said


def _is_other_work(name: str, there: bytes, content: bytes) -> bool:
    """Whether what lies there was written by a person and would be lost."""
    if name.endswith(".ipynb"):
        return _saved_by_an_editor(there) and _texts(there) != _texts(content)
    return there != content


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
