"""The page on which memos are marked: everything by keyboard from one field, or with the mouse."""

from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets

from course.grading.book.reading import Place, Reading
from course.grading.marking import shown
from course.grading.marking.pile import Key, Pile
from course.grading.marking.text import Text
from course.lesson.project import CourseError

KEYS = (
    "<p>In the field <strong>Keys</strong>: <kbd>0</kbd> to <kbd>{most}</kbd> gives the current row its points and "
    "goes on to the next, <kbd>b</kbd> or <kbd>Backspace</kbd> goes back a row, a capital letter puts in a remark, "
    "<kbd>n</kbd> saves and opens the next memo, <kbd>p</kbd> the one before. <kbd>Tab</kbd> leads to the remark and "
    "the comment.</p>"
)
WIDE = {"layout": {"width": "46em"}, "style": {"description_width": "7em"}}


class Desk:
    """The widgets, and what they do to the pile; `box` is what a notebook shows."""

    def __init__(self, pile: Pile) -> None:
        self.pile, self.text = pile, Text("", "", "")
        self.reading: Reading | None = None
        self._key: Key | None = None
        self._row, self._setting, self._lost = 0, False, set[str]()
        self.status, self.memo, self.numbers, self.rubric, self.offered, self.agreement, self.help = (
            ipywidgets.HTML() for _ in range(7)
        )
        self.keys = ipywidgets.Text(description="Keys", placeholder="0 to 3, b, n, p", **WIDE)
        self.remark = ipywidgets.Text(description="Remark", continuous_update=False, **WIDE)
        self.comment = ipywidgets.Textarea(description="Comment", continuous_update=False, rows=3, **WIDE)
        self.choice = ipywidgets.Dropdown(description="Open", **WIDE)
        self.save = ipywidgets.Button(description="Save, next memo (n)", layout={"width": "15em"})
        self.points = ipywidgets.HBox()
        self.box = ipywidgets.VBox()
        self.keys.observe(self._typed, "value")
        self.remark.observe(self._remarked, "value")
        self.comment.observe(self._commented, "value")
        self.choice.observe(self._chosen, "value")
        self.save.on_click(self._saved)
        self.open(pile.next_waiting())

    def open(self, key: Key | None) -> None:
        """Show a memo, or that none is left; one that cannot be shown is passed over and told of."""
        self._key, self._row, self.reading, said = key, 0, None, ""
        while self._key is not None:
            try:
                self.text = self.pile.text(self._key)
                break
            except CourseError as error:
                said = str(error)
                self._lost.add(self.pile.label(self._key))
                self.pile.waiting.discard(self._key)
                self._key = self.pile.next_waiting(self._key)
        if self._key is None:
            self._finish()
            return
        key = self._key
        self.reading = self.pile.reading(key, self.text)
        rows = [row.name for row in self.pile.rubric(key).rows]
        self._row = next((n for n, row in enumerate(rows) if row not in self.reading.points), len(rows))
        most = self.pile.rubric(key).most
        self.help.value = KEYS.format(most=most)
        self.keys.placeholder = f"0 to {most}, b, n, p"
        if len(self.points.children) != most + 1:
            self.points.children = [self._button(points) for points in range(most + 1)]
        self.memo.value, self.numbers.value = shown.memo(self.text), shown.numbers(self.text)
        parts = [self.help, self.memo, self.numbers, self.rubric, self.keys, self.remark]
        self._lay_out([*parts, self.offered, self.points, self.comment, self.save, self.choice, self.agreement])
        self._show(said)

    def _button(self, points: int) -> Any:
        made = ipywidgets.Button(description=f"{points}", tooltip=f"{points} points", layout={"width": "4em"})
        made.on_click(lambda _: self._give(points))
        return made

    def _finish(self) -> None:
        lost = f" Not shown, for their autograded notebooks are not here: {', '.join(sorted(self._lost))}."
        told = f"No memo waits. Bring the feedback pages up to date: course grade {self.pile.plan.lesson.key}"
        self.agreement.value = shown.agreement(self.pile)
        self._lay_out([self.agreement, self.choice])
        self._say(f"{told}{lost if self._lost else ''}")

    def _lay_out(self, parts: list[Any]) -> None:
        self._list()
        if self.box.children != (self.status, *parts):
            self.box.children = (self.status, *parts)

    def _say(self, text: str) -> None:
        self.status.value = f'<p role="status" style="font-weight: 600">{escape(text)}</p>'

    def _list(self) -> None:
        """The memos to open, by their labels; what is finished says so."""
        own = self.pile.own
        names = [
            (f"{key[1]} {self.pile.label(key)}{_standing(own.get(key), key in self.pile.waiting)}", key)
            for key in self.pile.keys
        ]
        self._setting = True
        self.choice.options = [("Choose a memo", None), *names]
        self.choice.value = None
        self._setting = False

    def _show(self, said: str = "") -> None:
        """Bring everything up to date that depends on the current row."""
        assert self._key is not None
        assert self.reading is not None
        asked, reading = self.pile.rubric(self._key), self.reading
        row = asked.rows[self._row].name if self._row < len(asked.rows) else None
        self.rubric.value = shown.rubric(asked, reading, self._row)
        self.offered.value = shown.offered(self.pile.remarks(self._key[1], row)) if row else ""
        self._setting = True
        self.remark.description = "Remark"
        self.remark.disabled = row is None
        self.remark.value = reading.remarks.get(row, "") if row else ""
        self.comment.value = reading.comment
        self._setting = False
        if self.pile.place is Place.FIRST:
            self.agreement.value = shown.agreement(self.pile)
        left, total = len(self.pile.waiting), len(self.pile.keys)
        given = f"{sum(reading.points.values())} of {asked.out_of} points"
        now = f"Row {self._row + 1} of {len(asked.rows)}: {row}." if row else f"All rows have points: {given}. n saves."
        memo = f"{self._key[1]} {self.pile.label(self._key)}, {left} of {total} left to read."
        self._say(f"{said} {memo} {now}".strip())

    def _typed(self, change: Any) -> None:
        """Do what each new key says. The field keeps what was typed: to empty it would lose keys typed meanwhile."""
        before, now = change["old"], change["new"]
        if self._setting:
            return
        same = _shared(before, now)
        replaced = not same and now  # a field that was come back to by Tab is selected, and a key replaces it all
        for key in "b" * (0 if replaced else len(before) - same) + now[same:]:
            self._press(key)

    def _press(self, key: str) -> None:
        if self._key is None or self.reading is None:
            return
        asked = self.pile.rubric(self._key)
        if key.isdecimal() and key.isascii() and int(key) <= asked.most:
            self._give(int(key))
        elif key == "b":
            self._row = max(0, self._row - 1)
            self._show()
        elif key == "n":
            self._saved(None)
        elif key == "p":
            self.open(self.pile.keys[self.pile.keys.index(self._key) - 1])
        elif key.isupper():
            self._reuse(key)
        elif not key.isspace():
            self._show(f"{key!r} is no key; 0 to {asked.most}, b, n, p and the letters of remarks are.")

    def _give(self, points: int) -> None:
        assert self._key is not None
        assert self.reading is not None
        rows = self.pile.rubric(self._key).rows
        if self._row >= len(rows):
            self._show("Every row has its points; b goes back to one.")
            return
        row = rows[self._row].name
        self._note(replace(self.reading, points={**self.reading.points, row: points}))
        self._row += 1
        self._show(f"{row}: {points}.")

    def _reuse(self, letter: str) -> None:
        assert self._key is not None
        row = self._current()
        known = dict(shown.lettered(self.pile.remarks(self._key[1], row))) if row else {}
        if letter not in known:
            self._show(f"No remark has the letter {letter}.")
            return
        self._set_remark(known[letter])

    def _remarked(self, change: Any) -> None:
        if not self._setting:
            self._set_remark(change["new"])

    def _set_remark(self, remark: str) -> None:
        row = self._current()
        if row is not None and self.reading is not None:
            self._note(replace(self.reading, remarks={**self.reading.remarks, row: remark}))
            self._show(f"Remark on {row} kept.")

    def _commented(self, change: Any) -> None:
        if not self._setting and self.reading is not None:
            self._note(replace(self.reading, comment=change["new"]))
            self._show("Comment kept.")

    def _current(self) -> str | None:
        rows = self.pile.rubric(self._key).rows if self._key is not None else ()
        return rows[self._row].name if self._row < len(rows) else None

    def _note(self, reading: Reading) -> None:
        """Keep a draft; the gradebook's points change when the reader goes on."""
        self.reading = replace(reading, done=False)
        self._write(self.reading)

    def _saved(self, _: Any) -> None:
        if self._key is None or self.reading is None:
            return
        asked, reading = self.pile.rubric(self._key), self.reading
        lacking = [row.name for row in asked.rows if row.name not in reading.points]
        if lacking:
            self._row = [row.name for row in asked.rows].index(lacking[0])
            self._show(f"Not saved yet: {', '.join(lacking)} {'has' if len(lacking) == 1 else 'have'} no points.")
            return
        ordered = {row.name: reading.points[row.name] for row in asked.rows}
        if self._write(replace(reading, points=ordered, done=True)):
            self.open(self.pile.next_waiting(self._key))

    def _chosen(self, change: Any) -> None:
        if not self._setting and change["new"] is not None:
            self.open(change["new"])

    def _write(self, reading: Reading) -> bool:
        """Write to the gradebook, and say so where that fails: what was typed is still on the page."""
        try:
            self.pile.keep(reading)
        except Exception as error:  # a database that is away is no reason to lose the page
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            self._say(f"Nothing was written: {why} Press n to try again.")
            return False
        return True


def _standing(reading: Reading | None, waits: bool) -> str:
    if reading is None or not reading.points:
        return "" if waits else ": read in formgrader"
    points = sum(reading.points.values())
    return f": {points} points" if reading.done else f": begun, {points} points"


def _shared(one: str, other: str) -> int:
    """How many signs two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))
