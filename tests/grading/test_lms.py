"""Grades put into files of Canvas and Moodle: in the forms that both export, and nothing changes but the grades."""

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert

from course import cli
from course.grading.book import schema
from tests.courses import ROOT, cell, notebook

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,01-double (4711),Double: question 1 (4712),Essay (4713),"
    "Assignments Current Score,Current Score,Unposted Current Score,Final Score,Unposted Final Score\n"
    ",,,,,,Manual Posting,,,,,,,\n"
    "    Points Possible,,,,,,15.00,3.00,10.00,(read only),(read only),(read only),(read only),(read only)\n"
    '"Lovelace, Ada",101,S1,ada,"Mon, 9:00 and ""late"" group",,,,7.00,,,,,\n'
    '"O\'Neill, Bo",102,S2,bo,Tue,,11.00,2.00,,,,,,\n'
    "Curie Müller,103,S3,cy,Tue,,EX,N/A,,,,,,\n"
    "Torn,104,S4,torn,Tue,,5.00,,,,,,,\n"
    "Late,105,S5,late,Tue,,,,,,,,,\n"
    "Stranger,106,S6,guest,Tue,,,,,,,,,\n"
    '"Student, Test",107,,5e3adaa1,Tue,,,,,,,,,\n'
)
MOODLE = (
    '"First name","Last name","ID number",Institution,Department,"Email address","Assignment: 01-double (Real)",'
    '"Assignment: 01-double (Percentage)","Assignment: 01-double (Feedback)","Quiz: memo_doubling (Real)",'
    '"Course total (Real)","Last downloaded from this course"\n'
    "Ada,Lovelace,,,,Ada@example.org,-,-,,-,-,1790000000\n"
    'Bo,"O\'Neill, jr",,,,bo@example.org,11.00,"73.33 %","well, done",9.00,20.00,1790000000\n'
    "Cy,Curie,,,,cy@example.org,-,-,,-,-,1790000000\nTorn,Page,,,,torn@example.org,-,-,,-,-,1790000000\n"
)
POINTS: dict[str, tuple[float | None, float | None, float | None]] = {  # visible, hidden, memo
    "ada": (1, 2, 10),
    "bo": (1, 1, 9),
    "cy": (0, 0.5, 8),
    "torn": (None, None, 0),
}
Export = Callable[..., tuple[int, str]]


def course(root: Path) -> None:
    """A course with one lesson: one question of 3 points and a memo of 12."""
    cells = [
        cell("# 1 · Twice as much", "markdown"),
        cell("**Question 1.** Double it.", "markdown"),
        cell("def double(n): ...", grade_id="double", solution=True),
        cell("check", grade_id="check_double", grade=True, locked=True, points=1),
        cell("### BEGIN HIDDEN TESTS", grade_id="graded_double", grade=True, locked=True, points=2),
        cell("memo", grade_id="memo_doubling", grade=True, solution=True, points=12),
    ]
    for folder in ("source", "release"):
        path = root / folder / "01-double" / "double.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook(cells)), encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", root)


def gradebook(path: Path, points: dict[str, tuple[float | None, float | None, float | None]], *rest: str) -> None:
    """A gradebook as `course grade` leaves it, with these points and with students who handed in nothing."""
    engine = create_engine(f"sqlite:///{path}")
    schema.THEIRS.create_all(engine)
    names = ("check_double", "graded_double", "memo_doubling")
    with engine.begin() as book:
        book.execute(insert(schema.alembic_version), {"version_num": schema.REVISION})
        book.execute(insert(schema.assignment), {"id": "a", "name": "01-double"})
        book.execute(insert(schema.notebook), {"id": "n", "name": "double", "assignment_id": "a"})
        book.execute(insert(schema.base_cell), [{"id": one, "name": one, "notebook_id": "n"} for one in names])
        for one in (*points, *rest):
            book.execute(insert(schema.student), {"id": one, "email": f"{one}@example.org"})
        for one, given in points.items():
            book.execute(insert(schema.submitted_assignment), {"id": one, "assignment_id": "a", "student_id": one})
            row = {"id": one, "assignment_id": one, "notebook_id": "n", "late_submission_penalty": one == "cy"}
            book.execute(insert(schema.submitted_notebook), row)
            for name, score in zip(names, given, strict=True):
                row = {"id": one + name, "notebook_id": one, "cell_id": name, "auto_score": score}
                book.execute(insert(schema.grade), row | {"needs_manual_grade": score is None})
    engine.dispose()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a gradebook; each test works in a folder of its own in it."""
    made = tmp_path_factory.mktemp("lms")
    course(made)
    gradebook(made / "gradebook.db", POINTS, "late")
    return made


@pytest.fixture
def export(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Export:
    """Runs `course export` in a course with a gradebook; its exit code, and what it printed."""
    monkeypatch.chdir(tempfile.mkdtemp(dir=root))

    def run(*words: str) -> tuple[int, str]:
        code = cli.main(["export", *words])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.err
        return code, shown.out + shown.err

    return run


def put(name: str, text: str, encoding: str = "utf-8") -> Path:
    path = Path(name)
    path.write_bytes(text.encode(encoding))
    return path


def test_canvas_gets_scores_and_keeps_everything_else(export: Export) -> None:
    put("canvas.csv", CANVAS)
    code, said = export("--canvas", "canvas.csv")
    wanted = CANVAS.replace('group",,,,7.00', 'group",,13.00,3.00,7.00')
    assert Path("canvas-graded.csv").read_text(encoding="utf-8") == wanted
    assert code == 1, "torn is not judged, and cy is excused in Canvas"
    assert "Students, by SIS Login ID: 5 of 6 rows are known here." in said
    assert "'01-double (4711)' stands for 01-double: 15 points." in said
    assert "'Double: question 1 (4712)' stands for 01-double question 1: 3 points." in said
    assert "Left as it was, not judged: double: torn (01-double (4711)), torn (Double: question 1 (4712))." in said
    assert "Left as it was, not handed in: late." in said
    assert "Look at torn, 01-double (4711): 5.00 stays, for here it is not judged: double." in said
    assert "Look at cy, 01-double (4711): EX stays, 7.50 is not written." in said
    assert "In Canvas and not in the gradebook: Stranger (line 9)." in said
    assert "the test student of Canvas: Student, Test (line 10)." in said


def test_a_dry_run_says_what_would_change_and_writes_nothing(export: Export) -> None:
    put("canvas.csv", CANVAS.replace(",,11.00,2.00", ",,11.00,1.00"))
    before = sorted(Path().iterdir())
    _, said = export("--canvas", "canvas.csv", "--dry-run")
    assert sorted(Path().iterdir()) == before
    assert "  ada, 01-double (4711): blank becomes 13.00\n" in said
    assert "  bo, Double: question 1 (4712): 1.00 becomes 2.00\n" in said
    assert "Cells that would change: 3.\nLeft" in said
    assert said.endswith("Nothing was written.\n")


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8-sig", "\r\n"), ("cp1252", "\r\n"), ("utf-16", "\n"), ("utf-8", "\n")]
)
def test_a_file_is_written_in_its_own_encoding_and_line_ends(export: Export, encoding: str, newline: str) -> None:
    put("canvas.csv", CANVAS.replace("\n", newline), encoding)
    export("--canvas", "canvas.csv", "--out", "out.csv")
    wanted = CANVAS.replace('group",,,,7.00', 'group",,13.00,3.00,7.00').replace("\n", newline)
    assert Path("out.csv").read_bytes() == wanted.encode(encoding)


def test_an_encoding_without_every_byte_comes_back_byte_for_byte(export: Export) -> None:
    data = CANVAS.encode("cp1252").replace(b"Curie M\xfcller", b"Curie M\x81\x8dller")
    Path("canvas.csv").write_bytes(data)
    export("--canvas", "canvas.csv", "--out", "out.csv")
    assert Path("out.csv").read_bytes() == data.replace(b'group",,,,7.00', b'group",,13.00,3.00,7.00')


def test_semicolons_and_decimal_commas_stay(export: Export) -> None:
    rows = (
        "Student;ID;SIS Login ID;Section;Double (4711)\n    Points Possible;;;;15,00\nAda;1;ada;A;\nBo;2;bo;A;11,00\n"
    )
    put("canvas.csv", rows + "Cy;3;cy;A;\n")
    assert export("--canvas", "canvas.csv", "--others", "--out", "out.csv")[0] == 0
    assert Path("out.csv").read_text() == rows.replace("ada;A;", "ada;A;13,00") + "Cy;3;cy;A;7,50\n"


def test_first_and_last_names_in_two_columns_are_read_too(export: Export) -> None:
    rows = "LastName,FirstName,ID,SIS Login ID,Section,01-double (1)\n    Points Possible,,,,,15.00\n"
    put("canvas.csv", rows + "Love,Ada,1,ada,A,\nO,Bo,2,bo,A,\nC,Cy,3,cy,A,\nStudent,Test,9,x,A,\nT,T,4,torn,A,\n")
    _, said = export("--canvas", "canvas.csv", "--out", "out.csv")
    assert "Love,Ada,1,ada,A,13.00\nO,Bo,2,bo,A,11.00\nC,Cy,3,cy,A,7.50\nStudent,Test,9,x,A,\nT,T,4,torn,A,\n" in (
        Path("out.csv").read_text()
    )
    assert "test student" in said


def test_moodle_gets_real_scores_and_neither_percentages_nor_feedback(export: Export) -> None:
    put("moodle.csv", MOODLE)
    code, said = export("--moodle", "moodle.csv", "--out", "out.csv")
    shown = Path("out.csv").read_text().splitlines()
    assert shown[1] == "Ada,Lovelace,,,,Ada@example.org,13.00,-,,10.00,-,1790000000"
    assert shown[2] == 'Bo,"O\'Neill, jr",,,,bo@example.org,11.00,73.33 %,"well, done",9.00,20.00,1790000000'
    assert shown[3] == "Cy,Curie,,,,cy@example.org,7.50,-,,8.00,-,1790000000"
    assert shown[4] == "Torn,Page,,,,torn@example.org,-,-,,0.00,-,1790000000"
    assert "Students, by Email address: 4 of 4 rows" in said
    assert code == 1


def test_a_grading_worksheet_of_moodle_is_about_one_lesson(export: Export) -> None:
    head = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
    rows = "".join(f"Participant {n},N,{who}@example.org,Submitted,,15.00,Yes,\n" for n, who in enumerate(POINTS))
    put("moodle.csv", head + rows)
    export("01-double", "--moodle", "moodle.csv", "--out", "out.csv")
    assert "ada@example.org,Submitted,13.00,15.00" in Path("out.csv").read_text()
    assert "torn@example.org,Submitted,,15.00" in Path("out.csv").read_text()


def test_titles_of_another_language_are_named_by_the_instructor(export: Export) -> None:
    head = "Vorname,Nachname,E-Mail-Adresse,Aufgabe: Verdoppeln (Punkte),Zuletzt\n"
    put("moodle.csv", head + "".join(f"V,N,{who}@example.org,-,1\n" for who in POINTS))
    _, said = export("--moodle", "moodle.csv", "--column", "Aufgabe: Verdoppeln (Punkte)=01-double", "--out", "out.csv")
    assert "by E-Mail-Adresse: 4 of 4" in said
    assert "bo@example.org,11.00,1" in Path("out.csv").read_text()


def test_points_are_converted_only_on_request(export: Export) -> None:
    put("canvas.csv", CANVAS.replace(",15.00,", ",100.00,"))
    code, said = export("--canvas", "canvas.csv")
    assert (code, "is worth 100 points in Canvas and 01-double 15 here" in said) == (2, True)
    assert not Path("canvas-graded.csv").exists()
    export("--canvas", "canvas.csv", "--scale")
    assert 'group",,86.67,3.00,7.00' in Path("canvas-graded.csv").read_text(encoding="utf-8")


def test_questions_get_columns_of_their_own_with_their_points(export: Export) -> None:
    rows = "Student,ID,SIS Login ID,Section,01-double (1),Current Score\n    Points Possible,,,,15.00,(read only)\n"
    put("canvas.csv", rows + "Ada,1,ada,A,,\nBo,2,bo,A,,\nCy,3,cy,A,,\nTorn,4,torn,A,,\n")
    export("--canvas", "canvas.csv", "--questions", "--out", "out.csv")
    assert Path("out.csv").read_text().splitlines()[:3] == [
        "Student,ID,SIS Login ID,Section,01-double (1),01-double question 1,01-double memo_doubling,Current Score",
        "    Points Possible,,,,15.00,3.00,12.00,(read only)",
        "Ada,1,ada,A,13.00,3.00,10.00,",
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("O\'Neill, Bo\",102,S2,bo", "O\'Neill, Bo\",102,S2,ada", "two rows are one student: ada (lines 4 and 5)"),
        ("S2,bo,Tue", "S2,bob,Tue", "1 who handed in have no row in the file, by SIS Login ID: bo. Nothing"),
        ("Essay (4713)", "Lesson 1 (4713)", "'01-double (4711)' and 'Lesson 1 (4713)' both stand for 01-double"),
        ("Torn,104", "Torn,104,,,,,,,,,,,,,,,,", "line 7: 30 fields, but 14 titles"),
        ("Torn,104", '"Torn,104', "this is no CSV"),
        ("01-double (4711),Double: question 1 (4712)", "One,Two", "No column of the file is named like 01-double"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_for_sure_is_refused(export: Export, before: str, after: str, said: str) -> None:
    put("canvas.csv", CANVAS.replace(before, after))
    code, shown = export("--canvas", "canvas.csv")
    assert code == 2
    assert said in shown
    assert shown.count("\n") == 1
    assert not Path("canvas-graded.csv").exists()


def test_other_names_come_from_a_list(export: Export) -> None:
    text = CANVAS
    for place, who in enumerate((*POINTS, "late")):
        text = text.replace(f",S{place + 1},{who},", f",S{place + 1},u{place}@example.com,")
    put("canvas.csv", text)
    assert "No row names a student of the gradebook" in export("--canvas", "canvas.csv")[1]
    listed = "student_id,lms_id\n" + "".join(f"{who},u{n}@example.com\n" for n, who in enumerate(POINTS))
    put("ids.csv", listed)
    export("--canvas", "canvas.csv", "--ids", "ids.csv")
    assert 'group"",,13.00' in Path("canvas-graded.csv").read_text(encoding="utf-8").replace('" group"', '"" group""')
    put("ids.csv", listed + "ada,other\n")
    assert (
        "ids.csv, line 6: 'other' or 'ada' is there twice." in export("--canvas", "canvas.csv", "--ids", "ids.csv")[1]
    )
    put("ids.csv", listed + "eve,e\n")
    assert "the gradebook has no student 'eve'" in export("--canvas", "canvas.csv", "--ids", "ids.csv")[1]


def test_a_name_before_the_at_sign_is_enough_where_no_two_share_it(export: Export) -> None:
    text = CANVAS
    for place, who in enumerate((*POINTS, "late")):
        text = text.replace(f",S{place + 1},{who},", f",S{place + 1},{who}@uni.example,")
    put("canvas.csv", text)
    assert "by SIS Login ID before the @: 5 of 6" in export("--canvas", "canvas.csv")[1]


def test_a_memo_that_waits_leaves_the_total_blank_unless_asked_for(export: Export) -> None:
    gradebook(Path("other.db"), {"ada": (1, 2, None)})
    put("canvas.csv", CANVAS)
    book = ("--db", "sqlite:///other.db")
    _, said = export("--canvas", "canvas.csv", *book)
    assert "waiting for a person: memo_doubling: ada (01-double (4711))." in said
    assert 'group",,,3.00,7.00' in Path("canvas-graded.csv").read_text(encoding="utf-8")
    export("--canvas", "canvas.csv", "--so-far", *book)
    assert 'group",,3.00,3.00,7.00' in Path("canvas-graded.csv").read_text(encoding="utf-8")


def test_a_plain_table_has_everybody_and_no_zero_that_nobody_gave(export: Export) -> None:
    assert export("--generic")[0] == 0
    assert Path("grades.csv").read_text() == (
        "student_id,last_name,first_name,email,01-double [15],01-double question 1 [3],01-double memo_doubling [12]\n"
        "ada,,,ada@example.org,13.00,3.00,10.00\n"
        "bo,,,bo@example.org,11.00,2.00,9.00\n"
        "cy,,,cy@example.org,7.50,0.50,8.00\n"
        "late,,,late@example.org,,,\n"
        "torn,,,torn@example.org,,,0.00\n"
    )


def test_a_class_that_was_not_graded_is_one_sentence(export: Export) -> None:
    code, said = export("--generic", "--db", "sqlite:///nothing.db")
    assert (code, said.count("\n")) == (2, 1)
    assert "There is no gradebook at" in said
