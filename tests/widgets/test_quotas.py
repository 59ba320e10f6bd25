"""The sliders for quotas: what they hand to the learner's function, and what they say of it."""

from typing import Any

import pandas as pd

from course.widgets import quota_sliders
from course.widgets.quotas import scaled, told

TODAY = {("free", "api"): 1000, ("free", "pages"): 200, ("pro", "api"): 2500, ("team", "api"): 3000}
LOG = pd.DataFrame({"plan": ["free", "pro", "free"], "persona": ["newcomer", "maintainer", "newcomer"]})
FOUND = pd.DataFrame({
    "persona": ["maintainer", "<b>"], "principals": [2, 4], "requests": [10, 30], "blocked": [0, 10],
    "blocked_share": [0.0, 1 / 3], "principals_hit_share": [0.0, 0.75], "uploads": [1, 5], "uploads_failed": [0, 2],
})  # fmt: skip


def test_a_plan_is_scaled_and_others_stay() -> None:
    assert scaled(TODAY, {"free": 20}) == {**TODAY, ("free", "api"): 200, ("free", "pages"): 40}


def test_sums_are_said_in_a_sentence_and_names_are_escaped() -> None:
    html = told(LOG, TODAY, lambda requests, quotas: FOUND)
    assert "Blocked: 10 of 40 requests, 25.0%. Lost: 2 of 6 uploads." in html
    assert "3 of 4" in html
    assert "<b>" not in html


def test_a_function_that_is_not_written_is_told_so() -> None:
    def rate_limit_impact(requests: Any, quotas: Any) -> pd.DataFrame:
        raise NotImplementedError("your turn")

    assert "rate_limit_impact is not written yet" in told(LOG, TODAY, rate_limit_impact)


def test_what_a_function_raises_is_shown() -> None:
    def broken(requests: Any, quotas: Any) -> pd.DataFrame:
        raise KeyError("persona")

    assert "broken raised KeyError" in told(LOG, TODAY, broken)


def test_a_slider_for_each_plan_that_sends_and_moving_it_asks_again() -> None:
    asked: list[dict[tuple[str, str], int]] = []

    def impact(requests: pd.DataFrame, quotas: dict[tuple[str, str], int]) -> pd.DataFrame:
        asked.append(quotas)
        return FOUND

    box: Any = quota_sliders(LOG, TODAY, impact)
    first, second, report = box.children
    assert ["free" in first.description, "pro" in second.description] == [True, True]
    first.value = 50
    assert asked[-1][("free", "api")] == 500
    assert asked[-1][("pro", "api")] == 500
    assert asked[-1][("team", "api")] == 3000
    assert "Blocked" in report.value
