"""Commits and tags."""

from course.simulate import history
from course.simulate.seeds import Dice

INFO = {"id": "a/x", "sha": "f" * 40}


def commits(seed: int) -> list[dict[str, object]]:
    return history.commits(Dice(seed), INFO, 1_700_000_000, 1_710_000_000, ["a", "b", "c"], 0.5)


def test_the_newest_commit_is_the_head_and_dates_fall() -> None:
    for seed in range(200):
        rows = commits(seed)
        assert rows[0]["id"] == INFO["sha"]
        dates = [str(row["date"]) for row in rows]
        assert dates == sorted(dates, reverse=True)


def test_the_median_repo_has_about_three_commits() -> None:
    counts = sorted(history.commit_count(Dice(seed), 0.0) for seed in range(999))
    assert counts[499] in (2, 3)
    assert counts[-1] > 10


def test_the_system_only_makes_the_first_commit() -> None:
    for seed in range(200):
        makers = [row["authors"] for row in commits(seed)]
        assert {"user": "system"} not in [author for authors in makers[:-1] for author in authors]  # type: ignore[attr-defined]


def test_tags_point_at_commits_and_a_plain_repo_has_no_references() -> None:
    rows = commits(1)
    found = history.references(Dice(1), rows, [2], tagged=1.0)
    assert found is not None
    assert {tag["targetCommit"] for tag in found["tags"]} <= {row["id"] for row in rows}
    assert [pull["ref"] for pull in found["pullRequests"]] == ["refs/pr/2"]
    assert history.references(Dice(1), rows, [], tagged=0.0) is None
