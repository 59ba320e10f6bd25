"""A chart is a picture that says what it shows and where its data is from."""

from course import connect, plots

DATA = "HUB · tiny, simulated"


def test_a_hub_names_itself_in_the_caption() -> None:
    chart = plots.bars(["a"], [1], title="One", unit="repos", data=connect("nano"))
    assert chart.caption == "Data: HUB · nano, as of 2026-06-15, simulated."


def test_markup_in_a_title_stays_text() -> None:
    chart = plots.bars(["a"], [1], title='<b>"x"', unit="repos", data=DATA)
    assert "<b>" not in chart._repr_mimebundle_()[0]["text/html"]
