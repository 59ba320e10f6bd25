"""A Space of one's own: the files of the course that JupyterLab in a Space needs, with a Space's own card."""

from pathlib import Path

from course.hub.sending import CARD, Parcel
from course.lesson.project import CourseError, Project

PLACE = "deploy/space"
MARK = "measure-the-hub-space"
SECRET = "JUPYTER_PASSWORD"
FOLDERS = ("course", "exercises", "release", "source", PLACE)
FILES = ("LICENSE", "nbgrader_config.py", "postBuild", "pyproject.toml", "requirements-dev.lock", "requirements.lock")
MADE = ("__pycache__", ".ipynb_checkpoints")


def space(project: Project, repo_id: str, password: str, *, private: bool) -> Parcel:
    """The Space of this course, its password a secret of it; CourseError where a file of it is missing."""
    own = project.root / PLACE
    files = {path: project.root / path for path in (*FILES, *_inside(project.root))}
    files |= {CARD: own / CARD, "Dockerfile": own / "Dockerfile"}
    for name, path in files.items():
        if not path.is_file():
            raise CourseError(f"{path} is missing, and a Space needs it as {name}; restore it with git.")
    secrets = {SECRET: password} if password else {}
    return Parcel(repo_id, "space", files, MARK, "The course", sdk="docker", secrets=secrets, private=private)


def _inside(root: Path) -> list[str]:
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    named = [path.relative_to(root) for path in found]
    return sorted(path.as_posix() for path in named if not set(path.parts) & set(MADE) and not path.name.startswith("."))
