"""Values of recorded slips as JSON, the call they belong to, and the sentence that a check finds for an answer."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from huggingface_hub import Discussion, GitCommitInfo, ModelInfo

from course import hub_of, slips
from course.check import Failure, expect, given, observe
from course.compare import difference
from course.slips import Given, Rules, dumped, fingerprint, loaded, plain

RULES = Rules(1e-6, 1e-9, ordered=False)
MOMENT = pd.Timestamp("2026-05-03 10:30", tz="UTC")
VALUES: list[Any] = [
    None,
    True,
    7,
    2**70,
    0.1,
    float("inf"),
    "ä, b",
    [1, None, "x"],
    {"a": 1, 2: {"b": float("nan")}},
    {("card", "tags"): "[]", ("files", "config.json"): None},
    {"x", "y"},
    {("a", 1), ("b", (2, 3))},
    MOMENT,
    date(2026, 5, 3),
    pd.Timedelta(hours=3),
    pd.Period("2026-05", freq="M"),
    pd.Series([1.5, None], index=["a", "b"]),
    pd.Series([3, 4]),
    pd.DataFrame({"n": [1, 2], "at": [MOMENT, pd.NaT], "text": ["a", None]}),
    pd.DataFrame({"n": pd.array([1, None], dtype="Int64")}),
    np.array([1.0, 2.0]),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_as_the_same_answer(value: Any) -> None:
    back = loaded(json.loads(json.dumps(plain(value), allow_nan=False)))
    assert difference(value, back) is None
    assert difference(back, value) is None


def test_an_empty_table_keeps_its_columns() -> None:
    back = loaded(plain(pd.DataFrame(columns=["a", "b"])))
    assert list(back.columns) == ["a", "b"]
    assert len(back) == 0


def test_a_call_is_known_by_its_data() -> None:
    frame = pd.DataFrame({"n": [1, 2]})
    known = fingerprint([frame, "x"], 3, None)
    assert fingerprint([frame.copy(), "x"], 3, None) == known
    others = [([frame[::-1], "x"], 3, None), ([frame, "y"], 3, None), ([frame, "x"], 4, None), ([frame, "x"], 3, 1)]
    assert known not in [fingerprint(*other) for other in others]


def test_a_call_is_known_by_what_its_hub_and_its_models_hold() -> None:
    one, same, other = (hub_of([{"id": name}]) for name in ("a/x", "a/x", "a/y"))
    assert fingerprint([one], None, 1) == fingerprint([same], None, 1) != fingerprint([other], None, 1)
    first, second = (ModelInfo(id=name, downloads=5) for name in ("a/x", "a/y"))  # type: ignore[no-untyped-call]
    assert fingerprint([first], 0, None) != fingerprint([second], 0, None)


def commit(number: int) -> GitCommitInfo:
    """A commit known by its number."""
    return GitCommitInfo(str(number), ["ada"], MOMENT, f"Commit {number}", "", None, None)


def discussion(number: int, endpoint: str) -> Discussion:
    """A discussion of a Hub at an address."""
    return Discussion("Title", "open", number, "a/x", "model", "ada", False, MOMENT, endpoint)


def test_a_call_is_known_whatever_the_address_of_its_hub() -> None:
    one, same, other = discussion(1, "http://a"), discussion(1, "http://b"), discussion(2, "http://a")
    assert fingerprint([[one]], 1, None) == fingerprint([[same]], 1, None) != fingerprint([[other]], 1, None)


@pytest.mark.parametrize(
    ("numbers", "alike"), [([1, 2], True), ([2, 1], False), ([1, 3], False), ([1], False), ([1, 2, 2], False)]
)
def test_a_list_of_objects_is_known_by_what_they_hold(numbers: list[int], *, alike: bool) -> None:
    known = loaded(json.loads(json.dumps(plain([commit(1), commit(2)]))))
    given = [commit(number) for number in numbers]
    assert slips.is_alike(Given("value", given), Given("value", known), RULES) is alike


def recorded(folder: Path, *pairs: tuple[Given, str], args: list[object], wanted: object) -> None:
    """Write what slips give in one call."""
    (folder / slips.NAME).write_bytes(dumped({fingerprint(args, wanted, None): list(pairs)}))


def negative(number: int) -> int:
    """A wrong answer."""
    return -number


def said(args: list[object], wanted: object) -> str:
    """What `expect` says to it."""
    with pytest.raises(Failure) as failure:
        expect(negative, args, wanted)
    return str(failure.value)


def test_a_check_says_the_sentence_of_the_slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    recorded(tmp_path, (Given("value", -4), "Mind the sign."), args=[4], wanted=4)
    assert said([4], 4).endswith("Hint: Mind the sign.")
    assert "Hint" not in said([5], 5), "another example"


def test_a_value_that_two_slips_give_earns_no_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    recorded(tmp_path, (Given("value", -4), "One."), (Given("value", -4), "Another."), args=[4], wanted=4)
    assert "Hint" not in said([4], 4)


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"x": 3}'])
def test_a_file_that_cannot_be_read_leaves_the_plain_difference(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / slips.NAME).write_text(text)
    assert said([4], 4) == "negative(4) returned -4; expected 4."


def test_an_exception_is_known_by_its_type_and_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "bad operand type for unary -: 'str'"
    recorded(tmp_path, (Given("raised", ["TypeError", text]), "Numbers only."), args=["a"], wanted=4)
    assert said(["a"], 4).endswith("Hint: Numbers only.")
    recorded(tmp_path, (Given("raised", ["TypeError", "other"]), "Numbers only."), args=["a"], wanted=4)
    assert "Numbers" not in said(["a"], 4)


def refused(which: str, kind: str) -> Given:
    """What asking a Hub of its own for a dataset's commits, or for its refs, is known by."""
    hub = hub_of(datasets=[{"id": "a/x"}, {"id": "a/gate", "gated": "auto"}])
    ask = hub.list_repo_commits if kind == "commits" else hub.list_repo_refs
    return given(observe(lambda name: ask(name, repo_type="dataset"), [which]), right=False)


def test_a_refusal_of_the_hub_is_known_whatever_its_address_and_what_was_asked_first() -> None:
    gone = refused("a/gone", "commits")
    assert gone == refused("a/gone", "commits") == refused("a/gone", "refs") != refused("a/gate", "commits")
    assert "snapshot.invalid" not in str(gone.value)


@pytest.mark.parametrize(
    ("problem", "known", "alike"),
    [
        (Given("over budget"), Given("over budget"), True),
        (Given("changed", [0]), Given("changed", [0]), True),
        (Given("changed", [1]), Given("changed", [0]), False),
        (Given("value", iter([])), Given("value", loaded(plain(iter([])))), True),
        (Given("value", 3), Given("over budget"), False),
    ],
)
def test_what_counts_as_the_same_mistake(problem: Given, known: Given, *, alike: bool) -> None:
    assert slips.is_alike(problem, known, RULES) is alike
