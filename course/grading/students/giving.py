"""The students' repository and wheel, written only if nothing of the instructor's is in them."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from course.files import write
from course.grading.students.contents import Files, contents
from course.grading.students.leaks import Secrets, leaks, secrets
from course.lesson.project import CourseError, Project

RUNNABLE = "postBuild"
LIST = ".students.txt"
KEPT = {".git", "my-lessons", ".venv"}


def give(project: Project, folder: Path, address: str = "") -> list[str]:
    """Write the students' repository into a folder; the paths that changed or were removed.

    A folder that was written before is brought up to date: what is no longer given is removed, and what somebody else
    put there stays. Raises CourseError if something would leak, or the folder holds files of somebody else.
    """
    files = _checked(contents(project, address), secrets(project))
    before = _written_before(folder)
    foreign = [path.name for path in folder.glob("*") if path.name not in KEPT] if folder.is_dir() else []
    if foreign and before is None:
        raise CourseError(f"{folder} is not empty ({foreign[0]}); name a new folder.")
    if folder.resolve() == project.root.resolve():
        raise CourseError(f"{folder} is the instructor's own repository; name a new folder.")
    changed = [name for name, data in files.items() if not _holds(folder / name, data)]
    for name in changed:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write(folder / name, files[name], 0o755 if name == RUNNABLE else 0o644)
    gone = [name for name in before or [] if name not in files and ".." not in name and (folder / name).is_file()]
    for name in gone:
        (folder / name).unlink()
    write(folder / LIST, "".join(f"{name}\n" for name in files).encode())
    return sorted([*changed, *gone])


def wheel(project: Project, folder: Path) -> Path:
    """Build the students' wheel into a folder; its path.

    Raises CourseError if something would leak, or it cannot be built.
    """
    kept = secrets(project)
    files = _checked(contents(project), kept)
    with tempfile.TemporaryDirectory(prefix="course-wheel-") as temporary:
        source, built = Path(temporary) / "source", Path(temporary) / "built"
        for name, data in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(data)
        made = build(source, built)
        with zipfile.ZipFile(made) as archive:
            _checked({name: archive.read(name) for name in archive.namelist()}, kept)
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / made.name, made.read_bytes())
    return folder / made.name


def _checked(files: Files, kept: Secrets) -> Files:
    """The files themselves; CourseError that names what would leak."""
    if found := leaks(files, kept):
        named = "\n".join(f"  {one}" for one in found)
        raise CourseError(f"Nothing was written, for students would be given this:\n{named}")
    return files


def build(source: Path, built: Path) -> Path:
    """The wheel of the repository at `source`, built into a folder; CourseError says why it cannot be."""
    words = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    words += ["--disable-pip-version-check", "--wheel-dir", str(built), str(source)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    made = sorted(built.glob("*.whl"))
    if done.returncode or not made:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise CourseError(f"The wheel cannot be built: {last}")
    return made[0]


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _written_before(folder: Path) -> list[str] | None:
    """The files that were given last, None where nothing was."""
    path = folder / LIST
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else None
