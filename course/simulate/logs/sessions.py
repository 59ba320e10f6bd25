"""Search sessions: queries, clicks, views and inference calls, with one step where developers leave, and the disorder
of a real log: rows in no order, texts and counts that were not logged, successes from before the search."""

from collections import Counter
from dataclasses import dataclass, field
from math import exp, log
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, SEGMENTS, daily, times
from course.simulate.seeds import Dice

ENOUGH = 100_000  # names, to see which words occur in many
SESSIONS, USERS, DAYS = 14_000, 5_200, 28
SHARES = (0.5, 0.2, 0.3)  # developer, enterprise, researcher
STEPS = ("query", "click", "model_view", "inference_call", "inference_ok")
BEST = {"click": 0.64, "model_view": 0.86, "inference_call": 0.56, "inference_ok": 0.74}
LOSS, LITTLE = 0.68, 0.95  # a rate at the worst step, and at the others, against the best segment's
HARD, FAIL = 0.045, 0.95  # share of queries with each failing term, and how often such a query fails
ERRORS = ("timeout", "no_provider", "bad_input", "model_loading", "quota")
PAUSE = {"click": 14.0, "model_view": 5.0, "snippet_copy": 40.0, "inference_call": 75.0, "inference_ok": 6.0,
         "inference_error": 9.0, "exit": 20.0}  # fmt: skip
SLOW = {"inference_ok": (60.0, 1.0, 900.0), "inference_error": (60.0, 1.0, 900.0), "exit": (40.0, 1.2, 1500.0)}
# seconds on top of the pause: median, spread of the logarithm, most
UNLOGGED_TEXT, UNLOGGED_COUNT, UNTIDY = 0.01, 0.02, 0.03
EARLY_CLICK, EARLY_SUCCESS, NO_QUERY, COMES_BACK = 0.015, 0.015, 0.02, 0.005
FEW = {"zero_result": 0.55, "reformulated": 0.25}  # how failing queries end; the rest is abandoned
AGAIN, FOUND = 0.35, 0.3  # share of queries without results that are asked again; share of rewordings that find


@dataclass
class Session:
    """One visit being written: its clock and its events."""

    user: int
    segment: str
    clock: float
    dice: Dice
    events: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, event: str, wait: float = 0.0, **facts: Any) -> None:
        """One more event, after about `wait` seconds."""
        self.clock += wait * (0.3 + self.dice.below(1000) / 700) + lingering(self.dice, event)
        facts = {"query_text": None, "n_results": None, "model_id": None, "rank": None, "error_type": None} | facts
        self.events.append((self.user, self.segment, self.clock, event, *facts.values()))

    def ask(self, text: str, results: int, wait: float = 0.0) -> None:
        """One more query, as it was typed and logged."""
        logged = None if self.dice.chance(UNLOGGED_TEXT) else typed(self.dice, text)
        count = None if self.dice.chance(UNLOGGED_COUNT) else results
        self.add("query", wait, query_text=logged, n_results=count)


def lingering(dice: Dice, event: str) -> float:
    """The seconds that pass before a slow event, on top of its pause: few a little, some very long."""
    if event not in SLOW:
        return 0.0
    median, spread, most = SLOW[event]
    return min(most, exp(log(median) + spread * NormalDist().inv_cdf((dice.below(9_999) + 0.5) / 9_999)))


def typed(dice: Dice, text: str) -> str:
    """`text` as people write it: now and then misspelt, in capitals, in brackets, joined up, or with a word twice."""
    words = text.split()
    place = dice.below(len(words))
    if dice.chance(UNTIDY) and len(words[place]) > 4:
        lost = dice.below(len(words[place]))
        words[place] = words[place][:lost] + words[place][lost + 1 :]
    if dice.chance(UNTIDY):
        words[place] = words[place].upper()
    if dice.chance(UNTIDY):
        words[place] = f"({words[place]})"
    if dice.chance(UNTIDY):
        words.append(words[place])
    return (dice.pick("_-") if dice.chance(UNTIDY) else " ").join(words)


def step_rates(hub: Hub, segment: str) -> dict[str, float]:
    """The share of a segment's sessions that goes on at each step; developers lose most at the planted one."""
    worst = hub.world.plan.worst_step
    if segment != "developer":
        return {step: rate * (1.0 if segment == "researcher" else 0.97) for step, rate in BEST.items()}
    return {step: rate * (LOSS if step == worst else LITTLE) for step, rate in BEST.items()}


def word_pool(hub: Hub) -> list[str]:
    """Words that people search for: those that occur in many names, but for the planted failing ones."""
    some = hub.ids[:: 1 + hub.models // ENOUGH]
    counts = Counter(word for name in some for word in set(name.rpartition("/")[2].lower().split("-")))
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return [word for word in words if len(word) > 1 and word not in hub.world.plan.failing_terms][:60]


def visit(hub: Hub, session: Session, rates: dict[str, float], words: list[str], models: list[str]) -> None:
    """One session: a query or two, then as far down the funnel as its luck carries it."""
    dice, terms = session.dice, hub.world.plan.failing_terms
    if not before_the_search(session, models):
        return
    hard = [term for term in terms if dice.chance(HARD)]
    text = " ".join([*dice.some(words, 1 + dice.below(2)), *hard])
    fails = dice.chance(FAIL) if hard else not dice.chance(min(0.99, rates["click"] / (1 - 3 * HARD * FAIL * 0.9)))
    if fails and not failing_query(session, text, words):
        return
    if not fails:
        session.ask(text, 1 + dice.below(400))
    session.add("click", PAUSE["click"], model_id=dice.pick(models), rank=1 + min(dice.below(10), dice.below(10)))
    going_on(session, rates)


def before_the_search(session: Session, models: list[str]) -> bool:
    """What some visits begin with; whether there will be a search."""
    dice, model = session.dice, session.dice.pick(models)
    if dice.chance(NO_QUERY):
        session.add("model_view", model_id=model)
        session.add("exit", PAUSE["exit"])
        return False
    if dice.chance(EARLY_CLICK):
        session.add("click", model_id=model, rank=1 + dice.below(10))
        session.clock += 15.0
    if dice.chance(EARLY_SUCCESS):
        session.add("inference_call", model_id=model)
        session.add("inference_ok", PAUSE["inference_ok"], model_id=model)
        session.clock += 15.0
    return True


def failing_query(session: Session, text: str, words: list[str]) -> bool:
    """A query that nobody clicks on: without results, asked again, or given up; whether a rewording then finds."""
    dice, draw = session.dice, session.dice.below(1000) / 1000
    empty = draw < FEW["zero_result"]
    session.ask(text, 0 if empty else 1 + dice.below(60))
    found = dice.chance(FOUND)
    if dice.chance(AGAIN) if empty else draw < FEW["zero_result"] + FEW["reformulated"]:
        kept = text.split()[0] if found else text  # what finds is the wider query, without the words that fail
        session.ask(f"{kept} {dice.pick(words)}", 1 + dice.below(30), 40.0)
        if found:
            return True
    session.add("exit", PAUSE["exit"])
    return False


def going_on(session: Session, rates: dict[str, float]) -> None:
    """From the first click on: the page, perhaps the snippet, a call, and its end."""
    dice, model = session.dice, session.events[-1][6]
    if not dice.chance(rates["model_view"]):
        return session.add("exit", PAUSE["exit"])
    session.add("model_view", PAUSE["model_view"], model_id=model)
    if dice.chance(0.3):
        session.add("snippet_copy", PAUSE["snippet_copy"], model_id=model)
    if not dice.chance(rates["inference_call"]):
        return session.add("exit", PAUSE["exit"])
    session.add("inference_call", PAUSE["inference_call"], model_id=model)
    if dice.chance(rates["inference_ok"]):
        return session.add("inference_ok", PAUSE["inference_ok"], model_id=model)
    return session.add("inference_error", PAUSE["inference_error"], model_id=model, error_type=dice.pick(ERRORS))


def search_events(hub: Hub) -> pd.DataFrame:
    """About fourteen thousand sessions over four weeks, in no order."""
    rng = hub.world.streams("logs.sessions")
    users = rng.integers(0, USERS, SESSIONS)
    starts, salts = np.sort(daily(rng, SESSIONS, DAYS)), rng.integers(0, 2**62, SESSIONS)
    edges = np.cumsum(SHARES) * USERS
    rates = {segment: step_rates(hub, segment) for segment in SEGMENTS}
    words, models = word_pool(hub), popular(hub)
    events: list[tuple[Any, ...]] = []
    for user, start, salt in zip(users.tolist(), starts.tolist(), salts.tolist(), strict=True):
        segment = SEGMENTS[int(np.searchsorted(edges, user, side="right"))]
        session = Session(user, segment, start, Dice(salt))
        visit(hub, session, rates[segment], words, models)
        if session.dice.chance(COMES_BACK):
            session.clock += 1800.0  # to the millisecond, at which a session of thirty minutes does not end yet
            session.add("model_view", model_id=session.dice.pick(models))
        events += session.events
    frame = as_frame(events)
    return frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)


def popular(hub: Hub) -> list[str]:
    """The public models people click on: the five hundred most downloaded."""
    score = np.where(hub.world.private, -1, hub.adoption.downloads)
    return [hub.ids[i] for i in np.argsort(-score, kind="stable")[:500].tolist()]


def as_frame(events: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Events as a table, numbered in order of time."""
    names = ["user_id", "segment", "ts", "event", "query_text", "n_results", "model_id", "rank", "error_type"]
    frame = pd.DataFrame(events, columns=names).sort_values("ts", kind="stable").reset_index(drop=True)
    frame["user_id"] = [f"u{user:05d}" for user in frame["user_id"]]
    frame["ts"] = times(NOW - pd.Timedelta(days=DAYS), frame["ts"].to_numpy())
    frame["n_results"] = frame["n_results"].astype("Int64")
    frame["rank"] = frame["rank"].astype("Int64")
    frame.insert(0, "event_id", [f"e{number:06d}" for number in range(len(frame))])
    return frame


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """The log of search sessions."""
    return {"search_events": search_events(hub)}
