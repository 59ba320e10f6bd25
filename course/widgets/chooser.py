"""A slider over names, with the name that it stands at beside it.

It takes the place of a drop-down list: JupyterLab takes the arrow keys and the letters for itself while such a list has
the focus, and leaves them to a slider.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ipywidgets

Option = str | tuple[str, str]


def chooser(
    options: Sequence[Option], description: str, value: str | None = None, width: str = "7em"
) -> tuple[ipywidgets.SelectionSlider, ipywidgets.HBox]:
    """The slider over `options`, texts or pairs of text and value, and the row that shows it with its name.

    `width` is that of the description, so that sliders below each other can be made to begin alike.
    """
    import ipywidgets

    slider = ipywidgets.SelectionSlider(
        options=options,
        value=value or _values(options)[0],
        description=description,
        readout=False,  # a readout cuts long names off
        continuous_update=False,
        style={"description_width": width},
        layout={"width": "22em"},
    )
    name = ipywidgets.HTML()

    def show(_: object = None) -> None:
        chosen = slider.options[slider.index]
        text = chosen if isinstance(chosen, str) else chosen[0]
        name.value = f"{escape(text)} ({slider.index + 1} of {len(slider.options)})"

    slider.observe(show, names=["index", "options"])
    show()
    wrapped = ipywidgets.Layout(display="flex", flex_flow="row wrap")
    return slider, ipywidgets.HBox([slider, name], layout=wrapped)


def _values(options: Sequence[Option]) -> list[str]:
    return [one if isinstance(one, str) else one[1] for one in options]
