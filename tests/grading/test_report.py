"""What a class got wrong: figures by hand, mistakes nobody foresaw, names removed, in every form."""

import csv
import io
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from course.check import Failure, expect
from course.cli import main
from course.exercise.state import State
from course.grading.book.gradebook import Gradebook
from course.grading.book.record import Record
from course.grading.book.result import Answer, Result
from course.grading.book.spreadsheet import cell
from course.grading.engine.judging import finding
from course.grading.report import page, plots
from course.grading.report.clusters import Cluster, clusters, new_slips
from course.grading.report.figures import Used, correlation, figures
from course.grading.report.names import names
from course.grading.report.report import Report, used
from course.lesson.plan import Part, Planned, plan
from course.lesson.project import Lesson, Project
from course.slips import Given, digest
from tests.grading.classes import make_class

CODE = '# by Ada Lovelace\ndef double(number):\n    """Ada\'s own."""\n    ada = number ** 2\n    return ada'


def result(*answers: Answer) -> Result:
    return Result("01-double", (), answers)


def answer(name: str, state: State, points: float, sentence: str = "", given: str = "", code: str = CODE) -> Answer:
    return Answer(name, state, points, 4, sentence, code=code, given=given)


CLASS = [
    result(answer("a", State.RIGHT, 4), answer("b", State.RIGHT, 4)),
    result(answer("a", State.RIGHT, 4), answer("b", State.WRONG, 1, "Ties.")),
    result(answer("a", State.PARTLY, 2, "Half."), answer("b", State.WRONG, 1, "Ties.")),
    result(answer("a", State.NOT_ATTEMPTED, 0, "your turn."), answer("b", State.BROKEN, 0, "It raised.")),
    result(answer("a", State.NOT_JUDGED, 0, "no notebook."), answer("b", State.NOT_JUDGED, 0, "no notebook.")),
]


def test_figures_are_those_worked_out_by_hand() -> None:
    handed = [Used({"a": 3}, {"a": 2}), Used({"a": 1}), Used(), Used(), Used()]
    first, second = figures(CLASS, handed)
    assert (first.name, first.judged, first.difficulty) == ("a", 4, 10 / 16)
    assert second.difficulty == 6 / 16
    assert (first.tries, first.hints) == (2, 2)
    assert math.isnan(second.tries)
    assert second.sentences == (("Ties.", 2), ("It raised.", 1))
    assert first.states[State.NOT_JUDGED] == 1
    # the deviations of 4, 4, 2, 0 and of 4, 1, 1, 0: their products add up to 7, their squares to 11 and 9
    assert first.discrimination == pytest.approx(7 / math.sqrt(11 * 9))


def test_a_correlation_without_spread_is_not_defined() -> None:
    assert math.isnan(correlation([1, 1, 1], [1, 2, 3]))
    assert math.isnan(correlation([1, 2], [1, 2]))


def test_answers_that_no_slip_explains_stand_together() -> None:
    squared = answer("a", State.WRONG, 0, "a(4) returned 16; expected 8.", "16")
    longer = replace(squared, code=CODE + "\n    # more")
    found = clusters(
        [
            result(longer),
            result(squared),
            result(answer("a", State.WRONG, 0, "a(4) returned 4; expected 8.", "4")),
            result(answer("a", State.WRONG, 0, "a(4) returned 0; expected 8. Hint: Known.")),
            result(answer("a", State.WRONG, 1, "on ties, row 2 differs.")),
            result(answer("a", State.RIGHT, 4)),
        ],
        {"Known."},
    )
    assert [(one.size, one.on_visible) for one in found] == [(2, True), (1, True), (1, False)]
    assert found[0].code == CODE


def test_a_new_slip_can_be_put_into_its_exercise() -> None:
    found = [Cluster("double", 3, "double(4) returned 16.", "def helper(): ...\n\ndef double(number):\n    return 16")]
    text = "\n".join(new_slips(found, {"double": "exercises/doubling"}))
    assert "# 3 answers to double on the visible example: double(4) returned 16." in text
    assert "# For exercises/doubling/double.py;" in text
    space: dict[str, object] = {"exercise": _Exercise()}
    exec(compile(text, "<slip>", "exec"), space)
    assert space["new_slip_1"](2) == 16  # type: ignore[operator]


class _Exercise:
    def wrong(self, _: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        return lambda function: function


def test_nobody_is_named() -> None:
    hidden = names([("ada99", "Ada", "Lovelace"), ("value", None, "Li")], {"number", "value"})
    assert hidden.code(CODE) == "def double(number):\n    somebody = number ** 2\n    return somebody"
    assert hidden.without("your code raised KeyError, at `ada99[value]`.") == (
        "your code raised KeyError, at `somebody[value]`."
    )
    assert hidden.code("def f(:  # Lovelace\n  pass") == "def f(:  \n  pass"
    assert names([], set()).without("Ada") == "Ada"


def test_equal_values_have_one_name() -> None:
    same = [{"a": 2, "b": [1, None]}, {"b": [1.0, float("nan")], "a": 2.0}]
    assert len({digest(Given("value", one)) for one in same}) == 1
    assert digest(Given("value", 2)) != digest(Given("value", 3))
    assert digest(Given("raised", ["KeyError", "x"])) != digest(Given("value", ["KeyError", "x"]))
    loop: list[object] = []
    loop.append(loop)
    assert digest(Given("value", loop)) == ""


def failure(wanted: object) -> Failure:
    def double(number: int) -> int:
        return number**2

    with pytest.raises(Failure) as caught:
        expect(double, [4], wanted)
    return caught.value


@pytest.mark.parametrize(("part", "named"), [(Part.VISIBLE, True), (Part.HIDDEN, False)])
def test_the_visible_example_alone_tells_what_an_answer_gave(part: Part, named: bool) -> None:
    found = finding(Planned("check_double", part, "", ""), None, failure(8), "", asked=True)
    assert bool(found.given) is named
    assert found.given in ("", digest(Given("value", 16)))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Three students in a real gradebook: two made the same new mistake."""
    lesson = make_class(tmp_path_factory.mktemp("report") / "course")
    checks = {"double": ["check_double", "graded_double"]}
    url = f"sqlite:///{lesson.root / 'gradebook.db'}"
    with Gradebook(Project(lesson.root), plan(lesson), make_url(url)) as book:
        for number, student in enumerate(("ada", "bo", "cy")):
            made = answer("double", State.WRONG, 0, "double(four) returned 16; expected 8.", "16") if number else None
            scores: dict[str, float | None] = {**dict.fromkeys(checks["double"], 0.0), "memo_doubling": 0.0}
            whole = result(made or answer("double", State.RIGHT, 4))
            book.write(Record(student, "c", "v", "now", whole, scores, checks), None)
    return lesson


def test_the_command_reports_in_every_form(
    graded: Lesson, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(graded.root)
    folder = graded.root / "submitted" / "ada" / "01-double"
    folder.mkdir(parents=True)
    (folder / "hints-used.json").write_text(json.dumps({"hints": {"double": 2}}), encoding="utf-8")
    assert main(["report", "01-double", "--html", "report.html", "--csv", "report.csv"]) == 0
    said = capsys.readouterr().out
    assert "double: difficulty 0.33, discrimination –; 1 right, 2 wrong" in said
    assert "2 × double(four) returned 16; expected 8." in said
    (row,) = csv.DictReader(io.StringIO((graded.root / "report.csv").read_text(encoding="utf-8")))
    assert (row["difficulty"], row["discrimination"], row["hints"], row["count_1"]) == ("0.3333", "", "2.0000", "2")
    html = (graded.root / "report.html").read_text(encoding="utf-8")
    assert "The class earned least in double: 33% of its points" in html
    assert "Lovelace" not in html
    assert not re.search(r"\b(ada|bo|cy)\b", html, re.IGNORECASE)
    assert main(["report", "01-double", "--new-slips"]) == 0
    assert "@exercise.wrong" in capsys.readouterr().out
    assert main(["report", "01-double", "--html", "none/report.html"]) == 2


def test_a_course_without_grades_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = make_class(tmp_path / "course")
    monkeypatch.chdir(lesson.root)
    assert main(["report", "01-double"]) == 2


def test_progress_that_was_handed_in_is_read(tmp_path: Path) -> None:
    exercises = {"double": {"tries": 3, "hints": {"1": "2026-01-01T00:00:00+00:00"}}}
    data = {"schema": 1, "lessons": {"01-double": {"exercises": exercises}}}
    (tmp_path / "progress.json").write_text(json.dumps(data), encoding="utf-8")
    assert used(tmp_path, "01-double") == Used({"double": 3}, {"double": 1})
    (tmp_path / "progress.json").write_text("[", encoding="utf-8")
    assert used(tmp_path, "01-double") == Used()


def test_a_plot_says_in_words_what_it_shows() -> None:
    made = plots.states(figures(CLASS, [Used()] * 5))
    assert made.title == "The class earned least in b: 38% of its points"
    assert "a: 2 right, 1 partly right, 1 not attempted, 1 not judged" in made.alt
    assert made.svg.startswith(b"<?xml")
    assert plots.discrimination(figures(CLASS[:2], [Used()] * 2)) is None


@pytest.mark.parametrize("text", ['=HYPERLINK("https://x")', "+1", "--json", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_whatever_begins_as_a_formula_does_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert (cell(f"a{text}"), cell(-1.5), cell("")) == (f"a{text}", -1.5, "")


def test_a_text_that_a_spreadsheet_would_run_is_text() -> None:
    found = figures([result(answer("a", State.WRONG, 0, "=1+1"))], [Used()])
    assert "'=1+1" in page.table(Report("01-double", 1, tuple(found), ()))
