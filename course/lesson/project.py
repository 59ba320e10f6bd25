"""The course project on disk: its folders and its lessons."""

from dataclasses import dataclass
from pathlib import Path

MARK = "nbgrader_config.py"


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
        return self.root / "release" / self.key / f"{self.name}.ipynb"

    @property
    def working_copy(self) -> Path:
        """The notebook a learner writes in."""
        return self.root / "my-lessons" / self.key / f"{self.name}.ipynb"


@dataclass(frozen=True)
class Project:
    """A checked-out course: the folder that holds nbgrader_config.py."""

    root: Path

    @property
    def lessons(self) -> list[Lesson]:
        """Every lesson with a solved notebook, in order."""
        found = sorted((self.root / "source").glob("*-*/*.ipynb"))
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

    CourseError if there is none: the package was installed by itself, and the command was not given from a checkout.
    """
    for start in (*starts, Path.cwd(), Path(__file__)):
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / MARK).is_file() and (folder / "source").is_dir():
                return Project(folder)
    raise CourseError(
        f"No course around {starts[0] if starts else Path.cwd()}: run this in the folder that holds {MARK}."
    )
