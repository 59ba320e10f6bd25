"""Discussions and pull requests."""

from collections import Counter
from typing import Any

import pytest

from course.simulate import discussions
from course.simulate.seeds import Dice

CREATED = 1_700_000_000


def threads(n: int) -> list[dict[str, Any]]:
    return [
        found
        for seed in range(n)
        for found in discussions.threads(Dice(seed), 5, CREATED, "owner", ["p", "q", "r"], True)
    ]


def test_numbers_run_from_the_oldest() -> None:
    found = discussions.threads(Dice(1), 7, CREATED, "owner", ["p", "q"], False)
    assert [thread["num"] for thread in found] == [7, 6, 5, 4, 3, 2, 1]
    assert [thread["createdAt"] for thread in found] == sorted((thread["createdAt"] for thread in found), reverse=True)


def test_more_than_a_third_are_pull_requests_of_all_states() -> None:
    made = threads(600)
    pulls = Counter(thread["status"] for thread in made if thread["isPullRequest"])
    assert sum(pulls.values()) / len(made) == pytest.approx(0.37, abs=0.03)
    assert set(pulls) == {"open", "closed", "merged", "draft"}


def test_most_requests_of_bots_stay_open() -> None:
    bots = [thread["status"] for thread in threads(1500) if thread.get("author", {}).get("name") in discussions.BOTS]
    assert bots.count("open") / len(bots) == pytest.approx(0.845, abs=0.05)


def test_the_last_status_change_is_the_status() -> None:
    for thread in threads(200):
        changes = [event["data"]["status"] for event in thread["events"] if event["type"] == "status-change"]
        assert (changes or [thread["status"]])[-1] == thread["status"]


def test_nothing_happens_after_the_snapshot() -> None:
    assert all(event["createdAt"] < "2026-06-15" for thread in threads(300) for event in thread["events"])


def test_cards_draw_discussions() -> None:
    carded, others = (
        sum(discussions.how_many(Dice(seed), card, 0) > 0 for seed in range(2000)) for card in (True, False)
    )
    assert carded / 2000 == pytest.approx(0.28, abs=0.03)
    assert others / 2000 == pytest.approx(0.03, abs=0.02)


def test_the_opener_of_a_thread_signs_all_of_it_or_nothing() -> None:
    gone = 0
    for thread in threads(1500):
        opener, first = thread.get("author", {}).get("name"), thread["events"][0]
        gone += opener is None
        assert first.get("author", {}).get("name") == opener
        assert [one for one in thread["events"] if one["type"] == "comment" and "latest" not in one["data"]] == []
    assert gone > 10
