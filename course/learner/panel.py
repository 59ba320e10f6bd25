"""The panel at the head of a lesson: how its exercises stand, and the next hint."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from course.learner import hints
from course.learner.keeping import keeping
from course.learner.place import title
from course.learner.record import STATES

if TYPE_CHECKING:
    import ipywidgets

    from course.learner.session import Session

SIGNS = dict(zip(STATES, "–○✓↻", strict=True))


class Panel:
    """Shows a session: with controls where widgets are to be had, else as text."""

    def __init__(self, session: Session) -> None:
        self.session = session
        hints.write_used(session)

    def __repr__(self) -> str:
        return "\n".join([summary(self.session), *lines(self.session), *legend(self.session), *troubles(self.session)])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        try:
            shown = controls(self.session)._repr_mimebundle_()
        except ImportError:  # no widgets here: the text says it all
            shown = {}
        return {**shown, "text/plain": repr(self)}


def summary(session: Session) -> str:
    """The whole lesson in one sentence."""
    found = [one.state for one in session.standings.values()]
    return f"{session.place.lesson}: {found.count('passed')} of {len(found)} exercises passed."


def lines(session: Session) -> list[str]:
    """How each exercise stands, one line each."""
    return [f"{SIGNS[one.state]} {title(name)}: {one}" for name, one in session.standings.items()]


def legend(session: Session) -> list[str]:
    """What the two words of a standing mean, once the hidden tests have found something."""
    graded = any(one.graded for one in session.standings.values())
    return ["Passed: by the check in the notebook. Graded: by the hidden tests of `course check`."] if graded else []


def troubles(session: Session) -> list[str]:
    """What a learner should know of how progress is kept."""
    return [*(session.store.notes if session.store else []), *filter(None, [session.trouble])]


def controls(session: Session) -> ipywidgets.VBox:
    """The panel as a widget: it follows the session."""
    import ipywidgets

    report = ipywidgets.HTML()

    def refresh() -> None:
        report.value = _report(session)

    refresh()
    session.watchers.append(refresh)
    rows = [report]
    if hints.read(session.place.folder):
        rows += _hints(session)
    return ipywidgets.VBox([*rows, *keeping(session)])


class Choice:
    """The exercise that a hint is for, with buttons that go to the one before and the one after.

    JupyterLab takes the arrow keys of a list for itself, and a slider has no name that can be heard; a button has both.
    """

    def __init__(self, names: Sequence[str], value: str) -> None:
        import ipywidgets

        self.names, self.label = list(names), ipywidgets.HTML()
        self.before = ipywidgets.Button(description="Exercise before", layout={"width": "10em"})
        self.after = ipywidgets.Button(description="Exercise after", layout={"width": "10em"})
        self.before.on_click(lambda _: self._go(-1))
        self.after.on_click(lambda _: self._go(1))
        self.value = value

    @property
    def value(self) -> str:
        """The name of the exercise."""
        return self.names[self._place]

    @value.setter
    def value(self, name: str) -> None:
        self._place = self.names.index(name)
        self._go(0)

    def _go(self, steps: int) -> None:
        self._place = (self._place + steps) % len(self.names)
        place = f"{self._place + 1} of {len(self.names)}"
        self.label.value = _status(f"Hint for {title(self.value)} ({place})")


def _hints(session: Session) -> list[Any]:
    import ipywidgets

    chosen = Choice(list(session.place.checks), session.next)
    button = ipywidgets.Button(description="Next hint", tooltip="Opens the next hint for the chosen exercise")
    price, shown, said = hints.cost(session.place.folder), ipywidgets.Output(), ipywidgets.HTML()
    followed = [(session.last, session.next)]
    note = [ipywidgets.HTML(_status(f"Each hint that you open costs {price:g} points."))] if price else []

    def follow() -> None:  # where the learner is after the last check, or what the learner chose since
        if (session.last, session.next) != followed[0]:
            followed[0] = (session.last, session.next)
            chosen.value = session.next

    def show(_: object) -> None:
        found = hints.next_hint(session, chosen.value)
        data = {"text/markdown": found.text, "text/plain": found.text}
        shown.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)
        said.value = _status(f"A hint for {title(chosen.value)} is shown below.")

    session.watchers.append(follow)
    button.on_click(show)
    row = ipywidgets.HBox([chosen.before, chosen.after, chosen.label, button], layout={"flex_flow": "row wrap"})
    return [row, *note, said, shown]


def _report(session: Session) -> str:
    items = "".join(f"<li>{_item(line)}</li>" for line in lines(session))
    style = "columns: 20em; max-width: 75em; margin: 0; padding-left: 0; list-style: none"
    told = "".join(_status(text) for text in [*legend(session), *troubles(session)])
    return f'{_status(summary(session))}<ul style="{style}">{items}</ul>{told}'


def _item(line: str) -> str:
    sign, _, text = line.partition(" ")
    return f'<span aria-hidden="true" style="display: inline-block; width: 1.5em">{sign}</span>{escape(text)}'


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
