"""A memo is told what it lacks before a person reads it."""

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from course import expect_memo
from course.check import Failure, NotStarted
from course.memo import references

GOOD = "Decision: wait. Numbers: 3 of 4. Trade-off: speed. What would change my mind: 5 of 4."


def test_a_memo_with_all_its_parts_passes(capsys: pytest.CaptureFixture[str]) -> None:
    expect_memo(GOOD)
    assert "A person reads it" in capsys.readouterr().out


@pytest.mark.parametrize("heading", ["Decision", "Numbers", "Trade-off", "What would change my mind"])
def test_a_missing_heading_is_named(heading: str) -> None:
    with pytest.raises(Failure, match=heading):
        expect_memo(GOOD.replace(heading, "So"))


def test_an_empty_memo_is_not_wrong() -> None:
    with pytest.raises(NotStarted, match="your turn"):
        expect_memo("\n")


def test_too_many_words_are_counted() -> None:
    with pytest.raises(Failure, match="the memo has 216 words; at most 150"):
        expect_memo(GOOD + " word" * 200)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["x = 1", 'memo = f"{a} of {b:.1%}, {c[0]}"'], 3),
        (['memo = f"{a}"', "memo = 'plain'"], 0),
        (['memo = f"{a}" f"{b}"', "memo ("], 2),
        (['text = f"{a}"'], None),
        ([], None),
    ],
)
def test_references_of_the_last_memo(cells: list[str], wanted: int | None) -> None:
    assert references(cells) == wanted


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    """An IPython of the test's own."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr(InteractiveShell, "_instance", shell)
    return shell


def test_a_memo_is_shown_with_its_numbers_also_where_it_lacks_something(shell: InteractiveShell) -> None:
    shell.run_cell("from course import expect_memo; share = 1 / 3", store_history=True)
    shell.run_cell('memo = f"**Decision.** {share:.1%} is too little."', store_history=True)
    with capture_output() as seen:
        done = shell.run_cell("expect_memo(memo)", store_history=True)
    assert isinstance(done.error_in_exec, Failure)
    assert [one.data for one in seen.outputs] == [
        dict.fromkeys(("text/plain", "text/markdown"), "**Decision.** 33.3% is too little.")
    ]


def test_a_memo_whose_cell_ended_in_an_error_is_not_called_unwritten(shell: InteractiveShell) -> None:
    shell.run_cell('memo = ""\nmemo = f"{nowhere}"', store_history=True)
    with pytest.raises(Failure, match="the memo's cell ended in an error"):
        expect_memo(shell.user_ns["memo"])


def test_typed_numbers_are_noticed_in_a_notebook(shell: InteractiveShell) -> None:
    shell.run_cell(f"memo = {GOOD!r}", store_history=True)
    with pytest.raises(Failure, match=r"the memo has 0 .references. to computed values"):
        expect_memo(GOOD)
