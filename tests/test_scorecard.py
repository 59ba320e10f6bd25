"""The scorecard: its table of questions, the rule of the levels at every boundary, and what its reader is told."""

import json
from collections import Counter
from pathlib import Path

import pytest

from course.cli import main
from course.scorecard import panel
from course.scorecard.card import Scorecard, scorecard
from course.scorecard.evidence import Artefact, Evidence, EvidenceError, Mark, artefacts, of_progress
from course.scorecard.outline import Asked, Outline, outline
from course.scorecard.page import data, lines, render, verdict
from course.scorecard.rules import CAPSTONE, MEMO, Level, rules

ROOT = Path(__file__).resolve().parents[1]
RULES = rules()
ALL = outline(ROOT)
KEYS = [one.key for one in RULES.competencies]
ONLY_IN_THE_CAPSTONE = {(RULES.capstone, 1), (RULES.capstone, 3), (RULES.capstone, 5)}
SHARES = [0.72, 0.90, 0.80, 0.55, 0.80, 0.75, 0.66, 0.70, 0.70, 0.70, 0.70, 0.75]
EXAMPLE = dict(zip([*KEYS, MEMO, CAPSTONE], SHARES, strict=True))


def supported(scores: dict[str, float], artefacts: int = 0) -> str:
    """The level for shares of points, "none" below the first."""
    level = RULES.supported(scores, artefacts)
    return level.key if level else "none"


def just(level: Level) -> dict[str, float]:
    """The lowest shares that support a level."""
    below = RULES.levels[: RULES.levels.index(level) + 1]
    return {key: max(one.least.get(key, 0.0) for one in below) for key in [*KEYS, MEMO, CAPSTONE]}


def test_every_question_counts_once() -> None:
    counted = Counter(
        (lesson, number) for one in RULES.competencies for lesson, all_ in one.questions.items() for number in all_
    )
    asked = {(one.lesson, one.question) for one in ALL.asked if one.question is not None}
    assert set(counted.values()) == {1}
    assert not ONLY_IN_THE_CAPSTONE & counted.keys()
    assert asked - ONLY_IN_THE_CAPSTONE == {one for one in counted if one[0] in {lesson for lesson, _ in asked}}


def test_every_point_of_the_lessons_is_there_to_earn() -> None:
    by_lesson = Counter[str]()
    for one in ALL.asked:
        by_lesson[one.lesson] += int(one.points)
    assert {points for lesson, points in by_lesson.items() if lesson != RULES.capstone} == {60}


def test_the_example_and_what_moves_it() -> None:
    assert supported(EXAMPLE) == "L2"
    assert supported(EXAMPLE | {"K4": 0.70, "K7": 0.70}) == "L3"
    assert supported(EXAMPLE | {"K5": 0.50}) == "none"
    (gap,) = RULES.unmet(RULES.levels[0], EXAMPLE | {"K5": 0.50}, 0)
    assert gap.about == "K5"


@pytest.mark.parametrize("level", RULES.levels, ids=lambda level: level.key)
def test_each_condition_holds_at_its_boundary_and_not_below(level: Level) -> None:
    scores = just(level)
    assert supported(scores, level.artefacts) == level.key
    assert supported({key: one - 1e-12 for key, one in scores.items()}, level.artefacts) == level.key
    for key, least in level.least.items():
        assert supported(scores | {key: least - 1e-6}, level.artefacts) != level.key
    if level.artefacts:
        assert supported(scores, level.artefacts - 1) == "L3"


def test_nothing_supports_a_level_beyond_the_last() -> None:
    assert supported(dict.fromkeys(EXAMPLE, 1.0), 5) == "L4"


def card(marks: dict[tuple[str, str], float], *given: Artefact, asked: Outline = ALL, waiting: int = 0) -> Scorecard:
    """The scorecard of somebody with these points."""
    found = {key: Mark(points) for key, points in marks.items()}
    return scorecard(RULES, asked, Evidence(found, given, waiting))


EVERYTHING = {one.key: one.points for one in ALL.asked}
PULL = ("01-census", "pull_models")


def test_before_any_result_there_is_no_evidence_and_no_level() -> None:
    none = card({})
    assert verdict(none) == "There is no evidence yet."
    assert data(none)["level"] is None
    assert "L0" not in render(none, RULES)


def test_one_wrong_answer_is_evidence() -> None:
    assert verdict(card({PULL: 0.0})) == "The evidence does not support the first level yet."


def test_without_a_reader_of_memos_the_exercises_are_told_apart() -> None:
    memos = {one.key for one in ALL.memos}
    told = "\n".join(lines(card({key: points for key, points in EVERYTHING.items() if key not in memos}), RULES))
    assert "No memo was read by a person yet" in told
    assert "The exercises alone support L" in told


def test_the_two_questions_with_most_points_left_come_first_and_ties_by_name() -> None:
    asked = Outline(
        (
            Asked("07-cards", "a", 6, 1),
            Asked("07-cards", "b", 4, 2),
            Asked("07-cards", "c", 4, 2),
            Asked("08-datasets", "d", 6, 1),
            Asked("01-census", "e", 3, 1),
        )
    )
    first = card({("07-cards", "b"): 2, ("01-census", "e"): 3}, asked=asked)
    named = {gap.condition.about: [one.names for one in gap.questions] for gap in first.gaps}
    assert named["K5"] == [("a",), ("b", "c")]
    assert named["K1"] == []
    second = card({("07-cards", "b"): 2, ("07-cards", "a"): 1}, asked=asked)
    named = {gap.condition.about: [one.names for one in gap.questions] for gap in second.gaps}
    assert named["K5"] == [("b", "c"), ("d",)]


def test_a_share_just_below_is_not_rounded_up_to_what_it_misses() -> None:
    asked = Outline((Asked("07-cards", "a", 10_000, 1), Asked("01-census", "e", 1, 1)))
    told = "\n".join(lines(card({("07-cards", "a"): 5_999}, asked=asked), RULES))
    assert "K5 Trust in documentation and data: 60% is needed, and it is 59.99%" in told


def test_points_are_never_more_than_there_are_to_earn() -> None:
    assert data(card({PULL: 99.0}))["scores"]["K2"]["points"] == 3


MERGED = {"kind": "pr_merged", "url": "https://example.org/1", "date": "2026-07-01", "sentence": "Mended."}


def test_only_an_instructor_verifies_and_kinds_are_counted_once(tmp_path: Path) -> None:
    path = tmp_path / "artefacts.yaml"
    path.write_text(json.dumps([{**MERGED, "verified": True}, {**MERGED, "verified": True}]))
    assert not any(one.verified for one in artefacts(path, by_instructor=False))
    twice = artefacts(path, by_instructor=True)
    assert all(one.verified for one in twice)
    full = scorecard(RULES, ALL, Evidence({key: Mark(points) for key, points in EVERYTHING.items()}, twice))
    assert not full.level or full.level.key != "L4"
    assert "claimed" in render(card({PULL: 1.0}, *artefacts(path, by_instructor=False)), RULES)
    assert artefacts(tmp_path / "none.yaml", by_instructor=False) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "fame"}, "kind 'fame'; the kinds are pr_merged"),
        ({"url": "javascript:alert(1)"}, "give a web address"),
        ({"date": "last week"}, "write it as 2026-07-31"),
        ({"sentence": None, "kind": None}, "kind None"),
    ],
)
def test_an_artefact_that_is_wrong_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    path = tmp_path / "artefacts.yaml"
    path.write_text(json.dumps([MERGED, {**MERGED, **change}]))
    with pytest.raises(EvidenceError, match="artefact 2") as error:
        artefacts(path, by_instructor=True)
    assert said in str(error.value)


@pytest.mark.parametrize("text", ["{", "text", "a: 1", "- 1", "[[]]"])
def test_a_file_that_is_no_list_of_artefacts_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "artefacts.yaml"
    path.write_text(text)
    with pytest.raises(EvidenceError, match=r"artefacts\.yaml"):
        artefacts(path, by_instructor=True)


def test_lines_of_a_comment_that_begin_with_a_three_are_shown() -> None:
    memo = ("01-census", "memo_census")
    marks = {
        memo: Mark(9, "3: names what it does not measure\n1: no window\nthree cheers\n3/3 tension\n3/5 numbers\n5/5 x")
    }
    found = scorecard(RULES, ALL, Evidence(marks))
    assert found.praised == ("01-census: names what it does not measure", "01-census: tension", "01-census: x")


def test_a_visible_check_that_passed_is_no_result() -> None:
    graded = {"state": "right", "points": 3, "out_of": 3, "at": "2026-07-01"}
    kept = {"pull_models": {"passed": {"a": "2026-07-01"}}, "licence_of": {"graded": graded}}
    marks = of_progress({"lessons": {"01-census": {"exercises": kept}}})
    assert marks == {("01-census", "licence_of"): Mark(3.0)}


def test_what_a_student_wrote_is_escaped_on_the_page() -> None:
    odd = Artefact("reused", "https://example.org/?a=<b>", "2026-07-01", "<script>alert(1)</script>")
    page = render(card({PULL: 1.0}, odd), RULES, "<ada>")
    assert "<script" not in page
    assert "<ada>" not in page


def test_the_command_writes_a_page_and_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "card.html"
    assert main(["scorecard", "--html", str(page)]) == 0
    assert "What the levels mean" in page.read_text(encoding="utf-8")
    assert "Technical fluency" in capsys.readouterr().out
    assert main(["scorecard", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["scores"]) == {*KEYS, MEMO, CAPSTONE}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--artefacts", "a.yaml"], "name one with --student"),
        (["--student", "ada", "--db", "sqlite:///nowhere.db"], "There is no gradebook at nowhere.db"),
        (["--html", "/nowhere/card.html"], "cannot be written"),
    ],
)
def test_wrong_use_is_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scorecard", *words]) == 2
    assert said in capsys.readouterr().err


def test_in_a_notebook_it_is_a_frame_and_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = panel.scorecard()
    assert isinstance(shown, panel.Scorecard)
    bundle = shown._repr_mimebundle_()
    assert "sandbox srcdoc=" in bundle["text/html"]
    assert "hiring signal" in bundle["text/plain"]
    monkeypatch.chdir(tmp_path)
    assert repr(panel.scorecard()) == panel.NO_COURSE
