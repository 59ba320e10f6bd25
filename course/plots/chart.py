"""What every chart is made of: palette, canvas, caption, alt text. Matplotlib is imported when the first is drawn."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from course import frames

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

# Okabe and Ito's palette, told apart with any colour vision; markers and hatches say the same again in print.
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6E6E6E"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
MARKERS = ("o", "s", "^", "D")
DASHES = ("-", "--", "-.", ":")
DPI = 144
QUICK = 3  # of 9: two thirds of the time of the usual 6 for pictures 6 % larger
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++", "oo", "--")
STYLE: dict[Any, Any] = {
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "figure.facecolor": "white",
    "hatch.color": "#444444",
}


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its figure, the text read out in its place, and the caption below it."""

    figure: Figure
    alt: str
    caption: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt", spaced(self.alt))

    def png(self) -> bytes:
        """The picture, at 2 pixels a point, so that it stays sharp when enlarged; larger if something would be cut."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        self.figure.set_dpi(DPI)
        canvas, buffer = FigureCanvasAgg(self.figure), io.BytesIO()
        canvas.draw()  # type: ignore[no-untyped-call] # once: savefig lays out in a drawing of its own
        pixels = np.asarray(canvas.buffer_rgba())[..., :3]  # type: ignore[no-untyped-call]
        if _reaches_rim(pixels):
            self.figure.savefig(buffer, format="png", dpi=DPI, bbox_inches="tight")
        else:
            Image.fromarray(pixels).save(buffer, "png", dpi=(DPI, DPI), compress_level=QUICK)
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        # JupyterLab gives a bare image/png no alt text, so the picture also comes as a figure in HTML; pages made by
        # nbconvert read the metadata of the image instead.
        picture = base64.b64encode(self.png()).decode()
        html = (
            f'<figure style="margin: 0"><img src="data:image/png;base64,{picture}" alt="{escape(self.alt)}" '
            f'style="max-width: 100%; width: 46em"><figcaption>{escape(self.caption)}</figcaption></figure>'
        )
        data = {"text/html": html, "image/png": picture, "text/plain": f"{self.alt} {self.caption}"}
        return data, {"image/png": {"alt": f"{self.alt} {self.caption}"}}


def _reaches_rim(pixels: NDArray[np.uint8]) -> bool:
    """Whether anything is drawn on the outermost pixels."""
    rim = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    return any(bool((line != pixels[0, 0]).any()) for line in rim)


def canvas(title: str, width: float = 8.4, height: float = 4.0) -> tuple[Figure, Axes]:
    """An empty figure in the style of the lessons, under `title`."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        axes.set_title(spaced(title), wrap=True, y=1)  # said, its height is not looked for in each of three layouts
    return figure, axes


def spaced(text: str) -> str:
    """`text` with a space that does not break between a number and its percent sign, as in the prose of lessons."""
    return re.sub(r"(?<=\d)%", "\N{NO-BREAK SPACE}%", text)


def percent(axes: Axes, which: str) -> None:
    """Label the axis `which`, "x" or "y", in percent."""
    from matplotlib.ticker import PercentFormatter

    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(PercentFormatter(1, decimals=0, symbol="\N{NO-BREAK SPACE}%"))


def legend(figure: Figure) -> None:
    """Place the legend below the axes; none where nothing is drawn that has a name."""
    if any(axes.get_legend_handles_labels()[0] for axes in figure.axes):
        figure.legend(frameon=False, loc="outside lower center", ncols=4)


def label_some(axes: Axes, names: list[str], most: int = 12) -> None:
    """Name at most `most` of the places along x; months at even parts of a year, January among them."""
    least = max(1, -(-len(names) // most))
    if not names or not all(re.fullmatch(r"\d{4}-\d{2}", name) for name in names):
        shown = range(0, len(names), least)
    else:
        step = next((part for part in (1, 2, 3, 4, 6) if part >= least), 12 * -(-least // 12))
        shown = range((1 - int(names[0][-2:])) % min(step, 12), len(names), step)
    axes.set_xticks(list(shown), [names[place] for place in shown], rotation=45, ha="right")


def caption(data: HfApi | str) -> str:
    """The line below a chart that names its data."""
    return f"Data: {data if isinstance(data, str) else frames.label(data)}."
