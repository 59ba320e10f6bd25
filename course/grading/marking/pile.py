"""The memos of a class as a pile to read: one at a time, question by question, without the names of their authors."""

from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy.engine import URL

from course.grading.book.database import address, present, shown
from course.grading.book.gradebook import Gradebook
from course.grading.book.reading import Place, Reading
from course.grading.marking.agreement import both
from course.grading.marking.rubric import Rubric, rubrics
from course.grading.marking.text import Text, read
from course.grading.pages import autograded
from course.lesson.plan import Plan, plan
from course.lesson.project import CourseError, Project, find_project

Key = tuple[str, str]
OFFERED = 8  # remarks of earlier memos that are offered for a row


@dataclass
class Pile:
    """The memos of a lesson as one reader finds them, in an order that tells nothing: `keys` are student and memo.

    What the reader gives is written into the gradebook as it is given, so that nothing is lost when the page closes.
    """

    project: Project
    plan: Plan
    url: URL
    reader: str
    place: Place
    keys: list[Key] = field(default_factory=list)
    own: dict[Key, Reading] = field(default_factory=dict)
    others: dict[Key, Reading] = field(default_factory=dict)
    waiting: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rubrics = rubrics(self.plan)
        self.load()

    def load(self) -> None:
        """Read the gradebook: which memos are written, which wait for this reader, and what was given so far."""
        with Gradebook(self.project, self.plan, self.url) as book:
            records, marks, readings = book.records(), book.marks(), book.readings()
        written = {(who, memo.name) for who, one in records.items() for memo in one.result.memos if memo.written}
        places = {name: number for number, name in enumerate(self.rubrics)}
        known = [key for key in written if key[1] in places]
        self.keys = [key for _, _, key in sorted((places[key[1]], self.label(key), key) for key in known)]
        self.own = {one.key: one for one in readings if one.place is self.place}
        self.others = {one.key: one for one in readings if one.place is not self.place}
        if self.place is Place.SECOND:
            self.keys = [key for key in self.keys if not self._read_first(key)]
        self.waiting = {key for key in self.keys if self._waits(key, key[1] in marks[key[0]].waiting)}

    def _read_first(self, key: Key) -> bool:
        """Whether this reader was the first one, and so cannot be the second."""
        return key in self.others and self.others[key].reader == self.reader

    def _waits(self, key: Key, in_gradebook: bool) -> bool:
        """Whether this reader still has to read a memo; the gradebook knows for the first, the two texts otherwise."""
        own, other = self.own.get(key), self.others.get(key)
        if self.place is Place.FIRST:
            return in_gradebook
        return own is None or not own.done or (other is not None and other.done and other.text != own.text)

    def label(self, key: Key) -> str:
        """What a memo is called instead of by its author."""
        return sha256("\n".join((self.plan.lesson.key, *key)).encode("utf-8", "replace")).hexdigest()[:8]

    def rubric(self, key: Key) -> Rubric:
        """What the memo is read for."""
        return self.rubrics[key[1]]

    def text(self, key: Key) -> Text:
        """The memo itself; CourseError where the autograded notebook is not there."""
        path = autograded.path(self.plan.lesson, key[0])
        cell = next(one for one in self.plan.cells if one.name == key[1])
        try:
            found = read(path.read_text(encoding="utf-8"), key[1], cell.source)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            found = None
        if found is None:
            why = "its autograded notebook is not on this machine"
            raise CourseError(
                f"Memo {self.label(key)} cannot be shown: {why}; run: course grade {self.plan.lesson.key}"
            )
        return found

    def reading(self, key: Key, text: Text) -> Reading:
        """What this reader gave so far; of an earlier text, the points stay as a draft."""
        known = self.own.get(key)
        if known is None:
            return Reading(*key, self.place, self.reader, text.digest)
        rows = {row.name for row in self.rubric(key).rows}
        points = {row: given for row, given in known.points.items() if row in rows and given <= self.rubric(key).most}
        same = known.text == text.digest
        return replace(known, text=text.digest, points=points, done=known.done and same, reader=self.reader)

    def keep(self, reading: Reading) -> None:
        """Write what was given; a finished reading of the first reader reaches the gradebook's points as well."""
        with Gradebook(self.project, self.plan, self.url) as book:
            book.keep(reading, self.rubric(reading.key).most)
        self.own[reading.key] = reading
        if reading.done:
            self.waiting.discard(reading.key)

    def next_waiting(self, after: Key | None = None) -> Key | None:
        """The next memo that waits, after a given one and then from the top; a begun one first where none is given."""
        if after is None:
            begun = [key for key in self.keys if key in self.waiting and key in self.own and not self.own[key].done]
            return next(iter(begun), next((key for key in self.keys if key in self.waiting), None))
        at = self.keys.index(after) + 1
        return next((key for key in self.keys[at:] + self.keys[:at] if key in self.waiting), None)

    def remarks(self, memo: str, row: str) -> list[str]:
        """What this reader's side wrote about a row before, the most used first."""
        counted = Counter(
            one.remarks[row].strip() for one in self.own.values() if one.memo == memo and one.remarks.get(row)
        )
        return [text for text, _ in counted.most_common(OFFERED)]

    def pairs(self, memo: str) -> list[tuple[Reading, Reading]]:
        """The memos that two readers have finished."""
        return both([*self.own.values(), *self.others.values()], memo)


def pile(lesson: str, reader: str, *, second: bool = False, url: str | None = None, start: Path | None = None) -> Pile:
    """The pile of a lesson in the gradebook at `url`, or in the one that COURSE_GRADEBOOK or the course names.

    CourseError if there is no gradebook, or nothing in it to read.
    """
    project = find_project(start or Path.cwd())
    planned, where = plan(project.lesson(lesson)), address(project, url)
    present(where, f"course grade {lesson}")
    found = Pile(project, planned, where, reader, Place.SECOND if second else Place.FIRST)
    if not found.keys and found.others and second:
        raise CourseError(f"{reader} was the first reader of every memo; a second reader is another person.")
    if not found.keys:
        raise CourseError(
            f"{shown(where)} has no memo of {planned.lesson.key}; `course grade {lesson}` brings them in."
        )
    return found
