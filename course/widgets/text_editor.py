"""A text to type in, and what is said of it at every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ipywidgets


def text_editor(text: str, name: str, width: str, report: Callable[[str], str]) -> ipywidgets.VBox:
    """A text area called `name` that holds `text`; below it the HTML that `report` gives for what stands in it.

    `width` is that of the name, such as "4em".
    """
    import ipywidgets

    area = ipywidgets.Textarea(
        text,
        description=name,
        continuous_update=True,
        layout={"width": "100%", "max_width": "60em", "height": "22em"},
        style={"description_width": width},
    )
    said = ipywidgets.HTML()

    def refresh(_: object = None) -> None:
        said.value = report(area.value)

    area.observe(refresh, names="value")
    refresh()
    return ipywidgets.VBox([area, said])
