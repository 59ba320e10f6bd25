"""The course project on disk: its folders and its lessons.

An instructor's has the solved lessons in source/. A student's has none: `course publish students` writes it, and the
wheel that is made of it holds the lessons inside the package.
"""

from dataclasses import dataclass
from pathlib import Path

MARK = "nbgrader_config.py"
EDITION = "edition.json"  # in the folder of the lessons that students are given
PACKAGED = Path(__file__).resolve().parents[1] / "lessons"
LESSONS = "my-lessons"


class CourseError(Exception):
    """Something the person at the keyboard can mend; its text is one sentence that says how."""


@dataclass(frozen=True)
class Lesson:
    """One lesson: its key (the folder, such as "01-census") and the name of its notebook ("census")."""

    root: Path
    key: str
    name: str

    @property
    def source(self) -> Path:
        """The solved notebook."""
        return self.root / "source" / self.key / f"{self.name}.ipynb"

    @property
    def release(self) -> Path:
        """The notebook a learner is given."""
        return released(self.root) / self.key / f"{self.name}.ipynb"

    @property
    def working_copy(self) -> Path:
        """The notebook a learner writes in."""
        return self.root / LESSONS / self.key / f"{self.name}.ipynb"


@dataclass(frozen=True)
class Project:
    """A course: the folder that holds nbgrader_config.py, or the one that a student works in."""

    root: Path

    @property
    def lessons(self) -> list[Lesson]:
        """Every lesson with a solved notebook, in order; a student's course has those that are released."""
        folder = self.root / "source"
        found = sorted((folder if folder.is_dir() else released(self.root)).glob("*-*/*.ipynb"))
        return [Lesson(self.root, path.parent.name, path.stem) for path in found]

    def lesson(self, key: str) -> Lesson:
        """The lesson of that key or number ("01-census", "01" or "1"); CourseError names the lessons there are."""
        for lesson in self.lessons:
            number, _, topic = lesson.key.partition("-")
            if key in (lesson.key, number, number.lstrip("0"), topic):
                return lesson
        known = ", ".join(lesson.key for lesson in self.lessons) or "none yet"
        raise CourseError(f"There is no lesson {key!r}; the lessons are: {known}.")


def find_project(*starts: Path) -> Project:
    """The project around the first of `starts` that lies in one, or around the installed package.

    Where the package holds the lessons, any other folder is a student's: the nearest that has their copies, or the
    current one. CourseError if the package holds none.
    """
    for start in (*starts, Path.cwd(), Path(__file__)):
        for folder in (start.resolve(), *start.resolve().parents):
            if is_course(folder):
                return Project(folder)
    if (PACKAGED / EDITION).is_file():
        here = Path.cwd()
        return Project(next((folder for folder in (here, *here.parents) if (folder / LESSONS).is_dir()), here))
    raise CourseError(
        f"No course around {starts[0] if starts else Path.cwd()}: run this in the folder that holds {MARK}."
    )


def is_course(folder: Path) -> bool:
    """Whether a folder is a course of its own: an instructor's, or the repository that students are given."""
    solved = (folder / MARK).is_file() and (folder / "source").is_dir()
    return solved or (folder / "release" / EDITION).is_file()


def released(root: Path) -> Path:
    """The folder of the released lessons: that of the course at `root`, or else of the package."""
    return PACKAGED if (PACKAGED / EDITION).is_file() and not is_course(root) else root / "release"
