"""The glossary explains every word that the lessons share, and its numbers are those of the code."""

import re
from pathlib import Path

import numpy as np
import pytest

from course import compare, experiment, frames, stats
from course.vocabulary import dtype_bytes

TEXT = (Path(__file__).resolve().parent.parent / "docs/glossary.md").read_text(encoding="utf-8")
TERMS = """Missing; Time; Window; Month; Left-censored creation; Denominator; Ties; Share; Quantile; Kendall's τ-b;
Stratum; Difference in differences; Bootstrap; Wilson interval; Public; Return shape; Tolerance; Units;
What graded code may use; Simulated; Snapshot; Request budget; Memo; Dtype; Quantised weights; KV cache;
Grouped-query attention; Adapter; Engine; Headroom; Badge; Coverage, precision, recall, NPV; Arm;
Unit of randomisation; Exposure; Contaminated user; Power and minimum detectable effect; Sample ratio mismatch;
A/A test; Guardrail and non-inferiority; Holm's correction; Pre-registered; Censored; HHI; Retention; Break-even"""


def entry(term: str) -> str:
    """What stands under the heading `term`, on one line."""
    found = re.search(rf"^### {re.escape(term)}\n\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, term
    return " ".join(found[1].split())


@pytest.mark.parametrize("term", re.split(r";\s+", TERMS.replace("\n", " ")))
def test_each_term_is_explained(term: str) -> None:
    assert len(entry(term).split()) >= 8


@pytest.mark.parametrize(("k", "n", "before"), [(68, 100, "For 68 of 100 it is "), (0, 10, "for 0 of 10 it is ")])
def test_the_intervals_are_those_of_the_code(k: int, n: int, before: str) -> None:
    low, high = (f"{end:.4f}".rstrip("0").rstrip(".") for end in stats.wilson(k, n))
    assert f"{before}{low} to {high}" in entry("Wilson interval")


def test_the_quartile_is_numpys() -> None:
    assert f"The quartile 0.25 of 1, 2, 3, 4 is {np.quantile([1, 2, 3, 4], 0.25)}." in entry("Quantile")


def test_the_adjusted_p_values_are_the_codes() -> None:
    adjusted = [f"{one:.2f}" for one in experiment.holm([0.01, 0.04, 0.03])]
    assert "become {}, {} and {}.".format(*adjusted) in entry("Holm's correction")


def test_the_bytes_are_those_of_the_table() -> None:
    widths = dtype_bytes()
    assert f"`BF16`, which takes {widths['BF16']} bytes, or `I32`, which takes {widths['I32']}." in entry("Dtype")


def test_the_index_is_the_sum_of_squared_shares() -> None:
    assert f"shares of 2/3 and 1/3 give {(2 / 3) ** 2 + (1 / 3) ** 2:.4f}." in entry("HHI")


def test_the_mark_of_old_repos_is_the_codes() -> None:
    assert frames.SENTINEL.strftime("`%Y-%m-%dT%H:%M:%SZ`") in entry("Left-censored creation")


def test_the_tolerance_is_the_codes() -> None:
    assert (compare.REL, compare.ABS) == (1e-6, 1e-9)
    assert "a millionth of their size, or by 10⁻⁹" in entry("Tolerance")


def test_the_agreement_of_two_orders_is_the_codes() -> None:
    assert f"have (2 − 1) / 3 = {stats.tau_b([1, 2, 3], [1, 3, 2]):.4f}." in entry("Kendall's τ-b")
