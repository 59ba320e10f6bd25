"""Discussions and pull requests with their events: who opened them, who answered, and how they ended."""

import math
from datetime import datetime
from typing import Any

from course.simulate.meta import AS_OF
from course.simulate.objects import iso_seconds
from course.simulate.seeds import Dice, hex_of
from course.simulate.text import sentence

BOTS = ("weights-convert-bot", "metadata-bot")
CARDED, OTHERS = 0.28, 0.03  # share of repos with at least one
BOT_SHARE = 0.35  # of pull requests
LEFT = 0.01  # of the people who open a thread: have deleted their account since
NOW = int(datetime.fromisoformat(AS_OF).timestamp())
QUESTIONS = (
    "How much memory does it need?",
    "Which prompt format?",
    "Licence of the training data?",
    "Quantised version?",
    "Results differ from the card",
    "Request access",
    "Thank you",
    "Missing tokenizer file",
    "Context length",
    "Fine-tuning script?",
)
CHANGES = (
    "Add a licence to the card",
    "Fix base_model",
    "Add safetensors weights",
    "Update README.md",
    "Add evaluation results",
    "Correct the language code",
)
DAY = 86_400


def how_many(dice: Dice, carded: bool, downloads: int) -> int:
    """The number of discussions of a repo: mostly none, else one and more the more it is downloaded."""
    if not dice.chance(CARDED if carded else OTHERS):
        return 0
    more = 4.0 + 2.2 * math.log1p(downloads)
    return 1 + int(-math.log(1 - dice.below(10**6) / 10**6) * more * (0.3 + dice.below(1000) / 700))


def threads(dice: Dice, count: int, created: int, owner: str, people: list[str], company: bool) -> list[dict[str, Any]]:
    """The discussions of a repo with their events, newest first, numbered from the oldest."""
    opened = sorted(created + int((NOW - created) * (dice.below(10**6) / 10**6)) for _ in range(min(count, 60)))
    return [thread(dice, number + 1, start, owner, people, company) for number, start in enumerate(opened)][::-1]


def thread(dice: Dice, num: int, start: int, owner: str, people: list[str], company: bool) -> dict[str, Any]:
    """One discussion or pull request."""
    pull = dice.chance(0.37)
    bot = pull and dice.chance(BOT_SHARE)
    opener = dice.pick(BOTS) if bot else dice.pick(people)
    events = [event(dice, "comment", start, opener, sentence(dice, "note"))]
    if pull:
        events.append(event(dice, "commit", start, opener, dice.pick(CHANGES)))
    status = by_bot(dice, events, start, owner) if bot else by_person(dice, events, start, owner, opener, pull, company)
    gone = not bot and Dice(start * 64 + num).chance(LEFT)
    events = [signed(entry, opener, gone=gone) for entry in events]
    found = {
        "num": num,
        "title": dice.pick(CHANGES if pull else QUESTIONS),
        **({} if gone else {"author": {"name": opener, "type": "user"}}),
        "createdAt": iso_seconds(start),
        "status": status,
        "isPullRequest": pull,
        "events": events,
    }
    merged = {
        "changes": {
            "base": "refs/heads/main",
            **({"mergeCommitId": hex_of("merge", start, num)} if status == "merged" else {}),
        }
    }
    return found | ({"filesWithConflicts": [], **merged} if pull else {})


def by_bot(dice: Dice, events: list[dict[str, Any]], start: int, owner: str) -> str:
    """How a bot's request ends: five in six stay open; a merge takes a day, give or take a factor of sixty."""
    draw = dice.below(1000)
    status = "open" if draw < 845 else "merged" if draw < 984 else "closed"
    when = start + int(3600 * math.exp(math.log(22 if status == "merged" else 58) + 3.0 * normal(dice)))
    if status == "open" or when >= NOW:
        return "open"
    events.append(event(dice, "status-change", when, owner, status))
    return status


def by_person(
    dice: Dice, events: list[dict[str, Any]], start: int, owner: str, opener: str, pull: bool, company: bool
) -> str:
    """How a person's thread goes on: an answer for a little more than half, some talk, perhaps an end."""
    if dice.chance(0.25):
        events.append(event(dice, "comment", start + dice.below(5 * DAY), opener, sentence(dice, "note")))
    if not dice.chance(0.55):
        return settled(dice, events, start + dice.below(30 * DAY), opener, "closed", 0.06)
    when = start + int(DAY * (1.5 if company else 4.0) * math.exp(1.6 * normal(dice)))
    if when >= NOW:
        return "open"
    events.append(event(dice, "comment", when, owner, sentence(dice, "note"), hidden=dice.chance(0.02)))
    if pull:
        return settled(
            dice, events, when + dice.below(9 * DAY), owner, "merged" if dice.chance(0.72) else "closed", 0.75
        )
    return settled(dice, events, when + dice.below(20 * DAY), owner, "closed", 0.45)


def settled(dice: Dice, events: list[dict[str, Any]], when: int, who: str, status: str, chance: float) -> str:
    """The status after a possible change; nothing happens after the moment of the snapshot."""
    if when >= NOW or not dice.chance(chance):
        return "draft" if dice.chance(0.04) and len(events) > 1 and events[1]["type"] == "commit" else "open"
    events.append(event(dice, "status-change", when, who, status))
    return status


def signed(entry: dict[str, Any], opener: str, *, gone: bool) -> dict[str, Any]:
    """An event as it is shown: the opener of a thread signs all of it or, having left the Hub, nothing."""
    who = entry.pop("who")
    latest = entry["data"].get("latest")
    if who == opener:
        shown = {} if gone else {"author": {"name": who, "type": "user"}}
        for part in (entry, latest) if latest else (entry,):
            part.pop("author", None)
            part.update(shown)
    return entry


def event(dice: Dice, kind: str, when: int, who: str, what: str, *, hidden: bool = False) -> dict[str, Any]:
    """One event in the Hub's shape, and `who` caused it; a few of those who answer have deleted their account since."""
    moment = iso_seconds(min(when, NOW - 1))
    author = {"author": {"name": who, "type": "user"}} if not dice.chance(0.01) else {}
    latest = {"raw": what, "html": f"<p>{what}</p>", "updatedAt": moment, **author}
    data = {
        "comment": {"edited": False, "hidden": hidden, "latest": latest},
        "commit": {"subject": what, "oid": hex_of("change", when, who)},
        "status-change": {"status": what},
    }[kind]
    return {
        "who": who,
        "id": hex_of(kind, when, who, dice.below(10**9))[:24],
        "type": kind,
        "createdAt": moment,
        **author,
        "data": data,
    }


def normal(dice: Dice) -> float:
    """A standard normal value (Box and Muller 1958)."""
    u, v = (dice.below(10**9) + 1) / (10**9 + 1), dice.below(10**9) / 10**9
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)
