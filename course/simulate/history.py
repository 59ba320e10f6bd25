"""Commits and tags of a repo: how often it changed, who did it, and which states have a name."""

from typing import Any

from course.simulate.objects import iso_seconds
from course.simulate.seeds import Dice, hex_of

HOUR = 3600
TITLES = (
    "Update README.md",
    "Update README.md",
    "Upload folder using the client",
    "Add weights",
    "Fix config.json",
    "Add tokenizer",
    "Correct a typo",
    "Add a licence",
    "Add evaluation results",
    "Rename files",
)
TAGGED = 0.09  # of repos with several commits


def commit_count(dice: Dice, care: float) -> int:
    """How many commits people made: one and a geometric number more, more where there is care."""
    count = 1
    while count < 60 and dice.chance(0.62 + min(0.15, max(-0.2, 0.06 * care))):
        count += 1
    return count


def commits(
    dice: Dice, info: dict[str, Any], created: int, edited: int, people: list[str], care: float
) -> list[dict[str, Any]]:
    """The commits of a repo, newest first; the newest is its head, and the oldest may be the system's."""
    count = commit_count(dice, care)
    span = max(edited - created, 0)
    dates = sorted(created + dice.below(span + 1) for _ in range(count - 1))
    dates = [*dates, edited] if count > 1 else [edited]
    rows = [commit(dice, info["id"], number, date, people) for number, date in enumerate(dates)]
    if dice.chance(0.6):
        rows.insert(0, entry(hex_of("commit", info["id"], "system"), "initial commit", created, ["system"]))
    rows[-1]["id"] = info["sha"]
    return rows[::-1]


def commit(dice: Dice, repo_id: str, number: int, date: int, people: list[str]) -> dict[str, Any]:
    """One commit, now and then by two people or by somebody from outside."""
    authors = [people[0]]
    if dice.chance(0.08):
        authors = [dice.pick(people)]
    elif dice.chance(0.04):
        authors = list(dict.fromkeys([people[0], dice.pick(people)]))
    return entry(hex_of("commit", repo_id, number), dice.pick(TITLES), date, authors)


def by_team(salt: int, rows: list[dict[str, Any]], owner: str, team: list[str]) -> list[dict[str, Any]]:
    """The same commits, but what a company committed was committed by one of its people, most by the first of them."""
    dice = Dice(salt ^ 0x7EA)
    for row in rows:
        place = min(dice.below(len(team)), dice.below(len(team) + 1))
        row["authors"] = [{"user": team[place] if name["user"] == owner else name["user"]} for name in row["authors"]]
    return rows


def only_system(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A repo that was created and never touched again: the system's own commit is its head."""
    first = rows[-1] | {"title": "initial commit", "authors": [{"user": "system"}], "id": rows[0]["id"]}
    return [first]


def with_system(salt: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same commits; one in fifty was made by the system on behalf of a person, and names both."""
    dice = Dice(salt ^ 0x575)
    for row in rows:
        if dice.chance(0.02) and row["authors"] != [{"user": "system"}]:
            row["authors"] = [{"user": "system"}, *row["authors"]]
    return rows


def further(
    salt: int, found: dict[str, Any] | None, rows: list[dict[str, Any]], *, data: bool
) -> dict[str, Any] | None:
    """The references with what else repos have: a branch of work, converted files, a tag off the main branch."""
    dice = Dice(salt ^ 0x8EF)
    branch, convert, off = dice.chance(0.03), data and dice.chance(0.35), dice.chance(0.10)
    if found is None and not (branch or convert):
        return None
    found = found or {"branches": [reference("main", "heads", rows[0]["id"])], "converts": [], "tags": []}
    elsewhere = hex_of("elsewhere", rows[0]["id"])
    if branch:
        target = elsewhere if dice.chance(0.5) else rows[-1]["id"]
        found["branches"].append(reference("dev", "heads", target))
    if convert:
        found["converts"] = [reference("parquet", "convert", hex_of("parquet", rows[0]["id"]))]
    if off and found["tags"]:
        tag = reference("experiment", "tags", elsewhere)
        found["tags"] = [tag, *found["tags"]] if dice.chance(0.5) else [*found["tags"], tag]
    return found


def entry(oid: str, title: str, date: int, authors: list[str]) -> dict[str, Any]:
    """A commit as the Hub lists it."""
    return {
        "id": oid,
        "title": title,
        "message": "",
        "authors": [{"user": name} for name in authors],
        "date": iso_seconds(date),
    }


def references(
    dice: Dice, rows: list[dict[str, Any]], pulls: list[int], tagged: float = TAGGED
) -> dict[str, Any] | None:
    """Branches, tags and pull requests; None where there is nothing but the main branch."""
    tags = []
    if dice.chance(tagged):
        chosen = sorted({dice.below(len(rows)) for _ in range(1 + dice.below(3))}, reverse=True)
        tags = [reference(f"v{number + 1}.0", "tags", rows[at]["id"]) for number, at in enumerate(chosen)]
    requests = [
        {"name": f"pr/{num}", "ref": f"refs/pr/{num}", "targetCommit": hex_of("pull", rows[0]["id"], num)}
        for num in pulls
    ]
    if not tags and not requests:
        return None
    main = reference("main", "heads", rows[0]["id"])
    return {"branches": [main], "converts": [], "tags": tags} | ({"pullRequests": requests} if requests else {})


def reference(name: str, group: str, target: str) -> dict[str, str]:
    """A branch or a tag."""
    return {"name": name, "ref": f"refs/{group}/{name}", "targetCommit": target}
