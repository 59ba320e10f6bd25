"""A chart is a picture that says what it shows and where its data is from."""

import io

import numpy as np
from matplotlib.image import imread
from numpy.typing import NDArray

from course import connect, plots
from course.plots.chart import Chart

DATA = "HUB · tiny, simulated"


def test_a_hub_names_itself_in_the_caption() -> None:
    chart = plots.bars(["a"], [1], title="One", unit="repos", data=connect("nano"))
    assert chart.caption == "Data: HUB · nano, as of 2026-06-15, simulated."


def test_markup_in_a_title_stays_text() -> None:
    chart = plots.bars(["a"], [1], title='<b>"x"', unit="repos", data=DATA)
    assert "<b>" not in chart._repr_mimebundle_()[0]["text/html"]


def test_a_picture_has_the_size_of_its_figure() -> None:
    chart = plots.bars(["a"], [1], title="One", unit="repos", data=DATA)
    wide, high = chart.figure.get_size_inches()
    assert _pixels(chart).shape[:2] == (int(high * 144), int(wide * 144))


def test_a_picture_grows_where_something_would_be_cut() -> None:
    chart = plots.bars(["a"], [1], title="One", unit="repos", data=DATA)
    chart.figure.text(0.95, 0.5, "a note that runs off the figure")
    pixels = _pixels(chart)
    assert pixels.shape[1] > chart.figure.get_size_inches()[0] * 144
    assert (pixels[:, -1] == 1).all()


def _pixels(chart: Chart) -> NDArray[np.float32]:
    return imread(io.BytesIO(chart.png()))
