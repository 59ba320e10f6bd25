"""The page for instructors says of the corpus what is so."""

import re
from collections import Counter

from tests.grading.hostile.trial import ROOT
from tests.grading.hostile.way import CORPUS

PAGE = (ROOT / "docs" / "grader-promises.md").read_text(encoding="utf-8")


def test_the_page_counts_the_corpus() -> None:
    rows = {name: int(number) for name, number in re.findall(r"^\| ([a-z ]+) \| (\d+) \| all", PAGE, re.MULTILINE)}
    assert rows == Counter(case.family for case in CORPUS)
    assert f"{len(CORPUS) + 1} submissions" in PAGE


def test_every_submission_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CORPUS}) == len(CORPUS)
