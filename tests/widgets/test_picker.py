"""The field picker runs the learner's own function on a Hub that brings along only what is ticked."""

import pandas as pd
from huggingface_hub import HfApi
from ipywidgets import VBox

from course import frames, hub_of, widgets

HUB = [
    {"id": "ada/x", "author": "ada", "downloads": 5, "likes": 1, "cardData": {"license": "mit"}, "tags": ["en"]},
    {"id": "ben/y", "author": "ben", "downloads": 3, "likes": 2},
]


def report(picker: VBox) -> str:
    """What the picker says below its boxes."""
    return str(picker.children[1].value)


def untick(picker: VBox, *names: str) -> None:
    """Take the ticks of the named properties away; all of them without names."""
    for box in picker.children[0].children:
        if not names or box.description in names:
            box.value = False


def test_requests_and_full_columns_are_shown() -> None:
    picker = widgets.field_picker(hub_of(HUB), frames.models)
    assert "models: 2 models, requests made: 1." in report(picker)
    assert (
        '<th scope="row" style="text-align: left">license</th><td style="text-align: right; padding-left: 2em">50%'
        in (report(picker))
    )


def test_an_unticked_property_leaves_its_columns_empty() -> None:
    picker = widgets.field_picker(hub_of(HUB), frames.models)
    untick(picker, "cardData", "likes")
    empty = report(picker).split("Empty columns: ")[1].split(".</p>")[0].split(", ")
    assert {"license", "likes"} <= set(empty)
    assert "downloads" not in empty


def test_nothing_ticked_leaves_the_ids() -> None:
    picker = widgets.field_picker(hub_of(HUB), frames.models)
    untick(picker)
    assert f"Empty columns: {', '.join(frames.INVENTORY[1:])}." in report(picker)


def test_the_learners_error_is_one_sentence() -> None:
    def brittle(api: HfApi, limit: int) -> pd.DataFrame:
        listed = api.list_models(limit=limit, expand=["cardData"])
        return pd.DataFrame([model.card_data.license for model in listed])  # type: ignore[union-attr]

    said = report(widgets.field_picker(hub_of(HUB), brittle))
    assert said.startswith('<p role="status">brittle raised AttributeError: ')
    assert "Traceback" not in said


def test_an_unwritten_function_gets_the_bare_listing() -> None:
    def unwritten(api: HfApi, limit: int) -> pd.DataFrame:
        raise NotImplementedError("your turn")

    picker = widgets.field_picker(hub_of(HUB), unwritten)
    untick(picker, "cardData")
    assert "bare listing (your function is not ready): 2 models" in report(picker)
    assert "card_data" in report(picker).split("Empty columns: ")[1].split("</p>")[0]
    assert "bare listing" in report(widgets.field_picker(hub_of(HUB)))


def test_a_narrowed_hub_leaves_the_given_one_alone() -> None:
    hub = hub_of(HUB)
    widgets.narrowed(hub, ["likes"])
    assert frames.models(hub)["downloads"].tolist() == [5, 3]


def test_ids_are_shown_as_text() -> None:
    said = report(widgets.field_picker(hub_of(HUB), lambda api, limit: pd.DataFrame({"<b>": ["x"]})))
    assert "<b>" not in said
