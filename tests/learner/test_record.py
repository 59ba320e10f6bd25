"""Progress is plain data: what counts as a try, what a changed check leaves of a pass, and what a merge keeps."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.learner import record
from course.learner.record import Standing

MORNING, NOON, NIGHT = "2026-11-22T08:00:00Z", "2026-11-22T12:00:00Z", "2026-11-22T22:00:00Z"


def done(*runs: tuple[str, bool]) -> record.Data:
    """An exercise after the runs of its check: time and whether it passed."""
    one: record.Data = {}
    for now, passed in runs:
        record.attempted(one, "aaa", now, passed=passed)
    return one


def test_tries_are_counted_until_the_check_is_passed() -> None:
    one = done((MORNING, False), (NOON, True), (NIGHT, False), (NIGHT, True))
    assert one == {"first": MORNING, "last": NIGHT, "tries": 2, "passed": {"aaa": NOON}}
    assert str(record.standing(one, "aaa")) == "passed, 2 tries"


def test_a_changed_check_is_not_passed_any_more_and_counts_again() -> None:
    one = done((MORNING, True))
    assert str(record.standing(one, "bbb")) == "passed before it changed, 1 try"
    record.attempted(one, "bbb", NOON, passed=False)
    assert record.standing(one, "bbb") == Standing("passed before it changed", 2)
    record.attempted(one, "bbb", NIGHT, passed=True)
    assert record.standing(one, "bbb").state == record.standing(one, "aaa").state == "passed"


def test_hints_are_noted_once() -> None:
    one: record.Data = {}
    for level, now in ((1, MORNING), (2, NOON), (1, NIGHT)):
        record.hinted(one, level, now)
    assert one == {"hints": {"1": MORNING, "2": NOON}}
    assert str(record.standing(one, "aaa")) == "not started, 2 hints"


def test_a_merge_keeps_the_best_of_both() -> None:
    here, there = done((NOON, False), (NIGHT, False)), done((MORNING, False), (NOON, True))
    best = {"first": MORNING, "last": NIGHT, "tries": 2, "passed": {"aaa": NOON}}
    assert record.merged(here, there) == record.merged(there, here) == best


def test_a_merge_keeps_unknown_keys_of_both() -> None:
    assert record.merged({"a": {"x": 1}, "b": 2}, {"a": {"y": 3}, "b": 4}) == {"a": {"x": 1, "y": 3}, "b": 2}


def test_what_hidden_tests_found_last_is_kept() -> None:
    one = done((MORNING, True))
    record.graded(one, "wrong", 0, 8, MORNING)
    record.graded(one, "right", 8, 8, NOON)
    assert str(record.standing(one, "aaa")) == "passed, 1 try; graded right"
    other = done((MORNING, True))
    record.graded(other, "broken", 0, 8, NIGHT)
    assert record.merged(one, other) == record.merged(other, one) == other


@pytest.mark.parametrize("found", [[], {"points": "8"}, {"points": -1}, {"state": 3}])
def test_a_result_of_another_form_is_refused(found: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        record.checked({"schema": 1, "lessons": {"a": {"exercises": {"b": {"graded": found}}}}})


times = st.sampled_from([MORNING, NOON, NIGHT])
exercises = st.fixed_dictionaries(
    {}, optional={"first": times, "last": times, "tries": st.integers(0, 9),
                  "passed": st.dictionaries(st.sampled_from("ab"), times),
                  "hints": st.dictionaries(st.sampled_from("123"), times)}
)  # fmt: skip
wholes = st.dictionaries(st.sampled_from(["01-sums", "02-more"]), st.dictionaries(st.sampled_from("xy"), exercises))


def whole(lessons: dict[str, dict[str, record.Data]]) -> record.Data:
    """Progress that holds those exercises."""
    return {**record.empty(), "lessons": {key: {"exercises": found} for key, found in lessons.items()}}


@given(wholes, wholes)
def test_merging_loses_nothing_and_in_any_order_gives_the_same(
    one: dict[str, dict[str, record.Data]], other: dict[str, dict[str, record.Data]]
) -> None:
    a, b = whole(one), whole(other)
    both = record.checked(json.loads(json.dumps(record.merged(a, b))))
    assert both == record.merged(b, a) == record.merged(both, a) == record.merged(both, b)


@pytest.mark.parametrize(
    "data",
    [[], {}, {"schema": 1}, {"schema": 1, "lessons": []}, {"schema": 1, "lessons": {"a": {"exercises": {"x": 1}}}},
     {"schema": 1, "lessons": {"a": {"exercises": {"x": {"tries": "3"}}}}},
     {"schema": 1, "lessons": {"a": {"exercises": {"x": {"passed": ["aaa"]}}}}},
     {"schema": 1, "lessons": {"a": {"exercises": {"x": {"last": 3}}}}}],
)  # fmt: skip
def test_what_has_not_the_form_of_progress_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        record.checked(data)
