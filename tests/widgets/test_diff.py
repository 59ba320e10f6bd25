"""The diff of two repos, ranked by the functions of the learner, whatever state they are in."""

from typing import Any

import pandas as pd
import pytest
from huggingface_hub import HfApi

from course import hub_of, widgets
from course.widgets.diff import SIGNS, ranks

REPOS = ["a/x", "a/y"]
ROWS = [("card", "tags", "changed"), ("config", "vocab_size", "changed"), ("files", "<b>.txt", "added")]


@pytest.fixture
def api() -> HfApi:
    return hub_of([{"id": repo} for repo in REPOS])


def diff(_: HfApi, a: str, b: str) -> pd.DataFrame:
    rows = [] if a == b else ROWS
    return pd.DataFrame(rows, columns=["section", "key", "change"]).assign(a=None, b="9" * 130)


def severity(found: pd.DataFrame) -> pd.DataFrame:
    keys = {"breaking": "config:vocab_size", "serving": "", "docs": "card:tags", "cosmetic": "files:<b>.txt"}
    shown = keys if len(found) else dict.fromkeys(keys, "")
    return pd.DataFrame({"severity": list(shown), "n": 0, "keys": list(shown.values())})


def unwritten(*_: object) -> pd.DataFrame:
    raise NotImplementedError("your turn")


def said(api: HfApi, one: Any = diff, other: Any = severity) -> str:
    return str(widgets.family_diff(api, REPOS, one, other).children[-1].value)


def test_the_gravest_stands_first_and_is_named(api: HfApi) -> None:
    shown = said(api)
    assert "3 differences from a/x to a/y. By severity: breaking 1, serving 0, docs 1, cosmetic 1." in shown
    places = [shown.index(f"{sign} {level}") for level, (sign, _) in SIGNS.items() if level != "serving"]
    assert places == sorted(places)


def test_what_a_repo_says_is_no_markup(api: HfApi) -> None:
    assert "&lt;b&gt;.txt" in said(api)
    assert "<b>" not in said(api)


def test_long_values_are_cut_and_missing_ones_are_dashes(api: HfApi) -> None:
    assert f">{'9' * 119}…<" in said(api)
    whole = "9" * 130
    assert f'title="{whole}"' in said(api)
    assert ">–<" in said(api)


def test_cells_keep_the_ink_and_the_ground_of_the_page(api: HfApi) -> None:
    assert said(api).count("background: inherit; color: inherit") == 6 + 3 * 6
    assert "background: white" not in said(api)


def test_another_choice_is_compared_at_once(api: HfApi) -> None:
    box = widgets.family_diff(api, REPOS, diff, severity)
    box.children[1].children[0].value = "a/x"
    assert "0 differences from a/x to a/x." in box.children[-1].value


def test_a_function_that_is_not_written_yet(api: HfApi) -> None:
    assert "Write model_diff and diff_severity above" in said(api, unwritten)
    assert "Write model_diff and diff_severity above" in said(api, diff, unwritten)


def test_a_function_that_raises(api: HfApi) -> None:
    assert "KeyError: &#x27;section&#x27;" in said(api, lambda *_: pd.DataFrame({"x": [1]}))


def test_a_row_that_no_severity_names_is_cosmetic() -> None:
    found = pd.DataFrame({"section": ["card"], "key": ["license"]})
    assert ranks(found, pd.DataFrame({"severity": ["breaking"], "keys": [""]})) == ["cosmetic"]


def test_a_family_of_one_can_be_shown(api: HfApi) -> None:
    assert "0 differences from a/x to a/x." in widgets.family_diff(api, REPOS[:1], diff, severity).children[-1].value
