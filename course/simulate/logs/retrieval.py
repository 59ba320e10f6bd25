"""Queries, judgements and download histories: what search returns, and to whom it is good enough."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from course.simulate import mixes
from course.simulate.hub import Hub
from course.simulate.logs.badges import Badges
from course.simulate.logs.frame import NOW, Floats, Ints, daily, numbered, times
from course.simulate.seeds import Dice

PER_SEGMENT, JUDGED, K = 80, 40, 10
CHOICE = 4  # researchers' queries are chosen out of so many times as many
RETRIEVED = 30
HEAD = 20_000  # models that judgements and histories are drawn from
GPUS = (16, 24, 24, 48, 80)
ENGINES = ("vllm", "tgi", "vllm")
PERMISSIVE = frozenset({"apache-2.0", "mit", "bsd-3-clause", "cc-by-4.0", "cc0-1.0"})
SEGMENTS = ("researcher", "developer", "enterprise")
USERS, DOWNLOADS = 30_000, 60_000


@dataclass
class Retrieval:
    """Queries and graded judgements of one Hub."""

    hub: Hub

    @cached_property
    def by_downloads(self) -> Ints:
        """Public models, the most downloaded first, ties by id, as the Hub sorts; of a large Hub only the head."""
        hub, adoption = self.hub, self.hub.adoption
        counts = np.where(adoption.unreturned, -1, adoption.downloads)
        public = np.flatnonzero(~hub.world.private)
        if len(public) > HEAD:
            public = public[np.argsort(-counts[public], kind="stable")[:HEAD]]
        return np.array(sorted(public.tolist(), key=lambda i: (-counts[i], hub.ids[i])), dtype=np.int64)

    @cached_property
    def tokens(self) -> list[str]:
        """Words that occur in enough ids to be worth a query, the rarest first."""
        counts = Counter(word for i in self.by_downloads.tolist() for word in set(self.words(i)))
        return [
            word for word, n in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])) if n >= 12 and len(word) > 1
        ]

    def words(self, i: int) -> list[str]:
        """The words of a model's name."""
        return self.hub.ids[i].rpartition("/")[2].lower().split("-")

    @cached_property
    def lowered(self) -> list[str]:
        """Public ids in lower case, the most downloaded first."""
        return [self.hub.ids[i].lower() for i in self.by_downloads.tolist()]

    def matches(self, text: str) -> Ints:
        """What the Hub's search finds, the most downloaded first."""
        names, found = self.lowered, list(range(len(self.lowered)))
        for word in text.lower().split():
            found = [at for at in found if word in names[at]]
        return self.by_downloads[found]

    @cached_property
    def queries(self) -> pd.DataFrame:
        """240 queries, a third from each segment, half of them for testing."""
        developer, enterprise = self.drawn("developer", PER_SEGMENT), self.drawn("enterprise", PER_SEGMENT)
        target = float(np.nanmean(self.served(developer))) + self.hub.world.plan.segment_gap
        frame = pd.concat([self.researchers(target), developer, enterprise], ignore_index=True)
        frame["split"] = np.where(np.arange(len(frame)) % 2 == 0, "train", "test")
        return frame.assign(query_id=[f"q{number:03d}" for number in range(len(frame))])[["query_id", *frame.columns]]

    def drawn(self, segment: str, n: int) -> pd.DataFrame:
        """`n` queries of a segment."""
        dice, words = Dice(self.hub.seed * 7919 + 3 + SEGMENTS.index(segment)), self.tokens
        return pd.DataFrame([self.query(dice, words, segment) for _ in range(n)])

    def researchers(self, target: float) -> pd.DataFrame:
        """Researchers' queries: out of many, those that search answers with a mean nDCG of `target`."""
        many = self.drawn("researcher", CHOICE * PER_SEGMENT)
        return many.iloc[tilted(self.served(many), PER_SEGMENT, target, self.hub.seed)]

    def served(self, queries: pd.DataFrame) -> Floats:
        """The nDCG of what search returns for each query, NaN where nothing good is judged."""
        found = [(row, self.shown(row.text)) for row in queries.itertuples()]
        return np.array([ndcg(self.grades(row, self.judged(row, shown)), len(shown)) for row, shown in found])

    def query(self, dice: Dice, words: list[str], segment: str) -> dict[str, Any]:
        """One query; only developers name a GPU and an engine, only enterprises a licence."""
        text, task = self.typed(dice, words), self.usual_task(dice)
        developer, enterprise = segment == "developer", segment == "enterprise"
        return {
            "segment": segment,
            "text": text if dice.chance(0.8) else text.upper(),
            "split": "",
            "task": task if dice.chance(0.85) else None,
            "lang": dice.pick(("en", "en", "en", "fr", "de")) if dice.chance(0.5) else None,
            "gpu_gib": float(dice.pick(GPUS)) if developer and dice.chance(0.9) else float("nan"),
            "engine": dice.pick(ENGINES) if developer and dice.chance(0.85) else None,
            "license_need": "permissive" if enterprise and dice.chance(0.9) else None,
        }

    def typed(self, dice: Dice, words: list[str]) -> str:
        """One word, or for one query in four two; most of these name one model, the others may name none."""
        first = dice.pick(words)
        if dice.chance(0.75):
            return first
        named = self.words(dice.pick(self.matches(first).tolist()))
        others = [word for word in named if word and word not in first] if dice.chance(0.6) else []
        return f"{first} {dice.pick(others or words)}"

    def usual_task(self, dice: Dice) -> str:
        """A task in proportion to what is on the Hub, mostly text generation."""
        return dice.pick(
            ("text-generation", "text-generation", "text-generation", "text-classification", "text-to-image")
        )

    @cached_property
    def qrels(self) -> pd.DataFrame:
        """Forty judged models a query, graded 0 to 3 by what its segment calls a find."""
        rows = list(self.queries.itertuples())
        shown = [self.shown(row.text) for row in rows]
        base = [self.judged(row, found) for row, found in zip(rows, shown, strict=True)]
        grades = [self.grades(row, found) for row, found in zip(rows, base, strict=True)]
        frames = [
            pd.DataFrame({"query_id": row.query_id, "model_id": [self.hub.ids[i] for i in found], "grade": grade})
            for row, found, grade in zip(rows, base, grades, strict=True)
        ]
        return pd.concat(frames, ignore_index=True)

    def shown(self, text: Any) -> list[int]:
        """The first results of a query, maybe none."""
        found: list[int] = self.matches(text)[:RETRIEVED].tolist()
        return found

    def judged(self, row: Any, shown: list[int]) -> list[int]:
        """Which models were judged: the first results of the query, then others that few find."""
        found = list(shown)
        dice, public = Dice(crc32(row.text.encode()) + self.hub.seed), self.by_downloads
        seen = set(found)
        while len(found) < min(JUDGED, len(public)):
            other = int(public[dice.below(len(public))])
            if other not in seen:
                seen.add(other)
                found.append(other)
        return found

    def grades(self, row: Any, found: list[int]) -> Ints:
        """Grades by the segment's own definition."""
        judge = {"researcher": self.research, "developer": self.develop, "enterprise": self.procure}[row.segment]
        return np.array([judge(row, i) for i in found], dtype=np.int64)

    def on_task(self, row: Any, i: int) -> bool:
        """True where the query names no task or the model's."""
        return row.task is None or mixes.TASKS[self.hub.world.task[i]] == row.task

    def research(self, row: Any, i: int) -> int:
        """A verified result and a paper, on the task."""
        proof = 2 * self.hub.evals.verified(i) + bool(self.hub.evals.paper(i)) + bool(self.hub.cards.documented_at(i))
        return min(3, proof) if self.on_task(row, i) else 0

    def develop(self, row: Any, i: int) -> int:
        """The right task, weights that fit the GPU, served by the engine, in the language."""
        if not self.on_task(row, i):
            return 0
        room = self.badges.fits(i, row.gpu_gib)
        served = row.engine is None or self.badges.badge(i, row.engine) == "yes"
        language = row.lang is None or self.hub.rows.front.true_language(i) == row.lang
        return int(room) + int(served) + int(language and (room or served))

    def procure(self, row: Any, i: int) -> int:
        """A clear permissive licence, no gate, and an origin that is allowed."""
        cards = self.hub.cards
        licence = self.hub.rows.front.names[cards.licence[i]] if cards.licensed[i] and cards.written[i] == 0 else ""
        open_ = int(cards.gated[i]) == 0
        allowed = int(self.hub.world.accounts.region[self.hub.world.owner[i]]) != 4
        return 2 * (licence in PERMISSIVE and open_) + (allowed and open_ and self.on_task(row, i))

    @cached_property
    def badges(self) -> Badges:
        """Whether models truly fit and serve, whatever their metadata declare."""
        return Badges(self.hub, declared=False)

    @cached_property
    def downloads(self) -> pd.DataFrame:
        """Who downloaded what: three users in four took one model, one in fifty is a machine."""
        rng = self.hub.world.streams("logs.downloads")
        extra = np.where(rng.random(USERS) < 0.74, 0, 1 + rng.geometric(0.55, USERS))
        extra = np.where(rng.random(USERS) < 0.006, 40, extra)
        user = np.repeat(np.arange(USERS), 1 + extra)[:DOWNLOADS]
        weights = 0.2 + self.hub.adoption.downloads[self.by_downloads] ** 0.5
        model = rng.choice(self.by_downloads, len(user), p=weights / weights.sum())
        robot = user % 50 == 7
        model = np.where(robot, self.by_downloads[user % min(50, len(self.by_downloads))], model)
        order = np.argsort(daily(rng, len(user), 90), kind="stable")
        stamps = times(NOW - pd.Timedelta(days=90), np.sort(daily(rng, len(user), 90)))
        ids = [self.hub.ids[i] for i in model[order].tolist()]
        return pd.DataFrame({"user_id": numbered("u", user[order]), "model_id": ids, "ts": stamps})


def ndcg(grades: Ints, retrieved: int) -> float:
    """nDCG at 10 when the first `retrieved` judged models come in this order."""
    gain = 2.0**grades - 1
    discount = 1 / np.log2(np.arange(2, K + 2))
    shown = gain[: min(retrieved, K)]
    ideal = np.sort(gain)[::-1][:K]
    best = float((ideal * discount[: len(ideal)]).sum())
    return float((shown * discount[: len(shown)]).sum()) / best if best else float("nan")


def tilted(quality: Floats, n: int, target: float, seed: int) -> Ints:
    """The places of `n` values drawn so that their mean is `target`, the larger the likelier; NaN is a poor value."""
    noise = np.random.Generator(np.random.PCG64(seed)).gumbel(size=len(quality))
    known = np.where(np.isnan(quality), np.nanmean(quality) - 0.1, quality)
    low, high, chosen = -40.0, 40.0, np.arange(n)
    for _ in range(30):
        middle = (low + high) / 2
        chosen = np.sort(np.argsort(-(middle * known + noise), kind="stable")[:n])
        low, high = (middle, high) if np.nanmean(quality[chosen]) < target else (low, middle)
    return chosen


def test_rows(made: Retrieval) -> "pd.Series[bool]":
    """Which judgements are of the test half."""
    queries = made.queries
    return made.qrels["query_id"].isin(set(queries.loc[queries["split"] == "test", "query_id"]))


def test_qrels(hub: Hub) -> pd.DataFrame:
    """Judgements of the test half, which are kept back."""
    made = Retrieval(hub)
    return made.qrels[test_rows(made)]


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Queries, judgements of the training half, and download histories."""
    made = Retrieval(hub)
    return {"queries": made.queries, "qrels": made.qrels[~test_rows(made)], "downloads": made.downloads}
