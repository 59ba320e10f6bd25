"""What can be said of a spec before a person reads it."""

import pytest

from course import spec, widgets
from course.check import Failure, NotStarted

WHOLE = "\n\n".join(f"## {one}\n\nHere 82 % of 7B models." for one in spec.headings())


def test_a_whole_spec_passes(capsys: pytest.CaptureFixture[str]) -> None:
    spec.expect_spec(WHOLE, ["82%"])
    assert "9 headings" in capsys.readouterr().out


@pytest.mark.parametrize("mark", ["## {}", "# {}", "**{}**", "{}", "### 2 {}", "**2. {}.**"])
def test_a_heading_is_known_however_it_is_marked(mark: str) -> None:
    text = "\n\n".join(f"{mark.format(one)}\n\nwords" for one in spec.headings())
    assert spec.missing(text) == []


def test_what_is_lacking_is_named() -> None:
    with pytest.raises(NotStarted):
        spec.expect_spec(" \n", [])
    with pytest.raises(Failure, match="nothing under 'The score'"):
        spec.expect_spec(WHOLE.replace("## The score", "## Score"), ["82%"])
    with pytest.raises(Failure, match="no row of evidence shows 82%"):
        spec.expect_spec(WHOLE, ["83%"])
    with pytest.raises(Failure, match="at most 900"):
        spec.expect_spec(WHOLE + " word" * 900, ["82%"])


def test_only_the_diagnosis_has_to_be_shown() -> None:
    text = "## Diagnosis\n\n40% fail.\n\n## Test plan\n\n3,000 users."
    assert spec.unsupported(text, []) == ["40%"]


def test_the_editor_follows_what_is_typed() -> None:
    area, report = widgets.spec_editor("## Diagnosis\n\n40% fail & more.", ["41%"]).children
    assert "1 of 9 headings have a text. 4 of 900 words." in report.value
    assert "<li>The score</li>" in report.value
    assert "<li>40%</li>" in report.value
    area.value = WHOLE.replace("82 %", "41%")
    assert "9 of 9 headings" in report.value
    assert "<li>" not in report.value
    area.value = "word " * 950
    assert "50 too many" in report.value
