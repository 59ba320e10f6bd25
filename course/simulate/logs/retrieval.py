"""Queries, judgements and download histories: what search returns, and to whom it is good enough."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from course.simulate import mixes
from course.simulate.hub import Hub
from course.simulate.logs.badges import Badges
from course.simulate.logs.frame import NOW, Floats, Ints, daily, numbered, times
from course.simulate.seeds import Dice

PER_SEGMENT, JUDGED, K = 80, 40, 10
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
        wanted = text.lower().split()
        found = [at for at, name in enumerate(self.lowered) if all(word in name for word in wanted)]
        return self.by_downloads[found]

    @cached_property
    def queries(self) -> pd.DataFrame:
        """240 queries, a third from each segment, half of them for testing."""
        dice, words = Dice(self.hub.seed * 7919 + 3), self.tokens
        rows = [self.query(dice, words, segment, number) for segment in SEGMENTS for number in range(PER_SEGMENT)]
        frame = pd.DataFrame(rows)
        return frame.assign(query_id=[f"q{number:03d}" for number in range(len(frame))])[["query_id", *frame.columns]]

    def query(self, dice: Dice, words: list[str], segment: str, number: int) -> dict[str, Any]:
        """One query; only developers name a GPU and an engine, only enterprises a licence."""
        text, task = self.typed(dice, words), self.usual_task(dice)
        developer, enterprise = segment == "developer", segment == "enterprise"
        return {
            "segment": segment,
            "text": text if dice.chance(0.8) else text.upper(),
            "split": "train" if number % 2 == 0 else "test",
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
        aligned = align(self.queries, grades, [len(found) for found in shown], self.hub.world.plan.segment_gap)
        frames = [
            pd.DataFrame({"query_id": row.query_id, "model_id": [self.hub.ids[i] for i in found], "grade": grade})
            for row, found, grade in zip(rows, base, aligned, strict=True)
        ]
        return pd.concat(frames, ignore_index=True)

    def shown(self, text: Any) -> list[int]:
        """The first results of a query, maybe none."""
        found: list[int] = self.matches(text)[:RETRIEVED].tolist()
        return found

    def judged(self, row: Any, shown: list[int]) -> list[int]:
        """Which models were judged: the first results of the query, then others that few find."""
        found = list(shown)
        dice, public = Dice(int(row.query_id[1:]) + self.hub.seed), self.by_downloads
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
        """Whether models fit and serve."""
        return Badges(self.hub)

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


def mean_ndcg(queries: pd.DataFrame, grades: list[Ints], shown: list[int], segment: str) -> float:
    """Mean nDCG of a segment's queries, of which each shows so many of its judged models."""
    chosen = np.flatnonzero((queries["segment"] == segment).to_numpy())
    return float(np.nanmean([ndcg(grades[i], shown[i]) for i in chosen.tolist()]))


def align(queries: pd.DataFrame, grades: list[Ints], shown: list[int], gap: float) -> list[Ints]:
    """Researchers' grades moved up or down the results until their mean nDCG leads the developers' by `gap`."""
    target = mean_ndcg(queries, grades, shown, "developer") + gap
    low, high, moved = -1.0, 1.0, grades
    for _ in range(12):
        middle = (low + high) / 2
        moved = [leaning(grade, number, middle) if segment == "researcher" else grade
                 for number, (grade, segment) in enumerate(zip(grades, queries["segment"], strict=True))]  # fmt: skip
        low, high = (middle, high) if mean_ndcg(queries, moved, shown, "researcher") < target else (low, middle)
    return moved


def leaning(grades: Ints, number: int, strength: float) -> Ints:
    """The same grades, nearer to the top of the results the larger `strength`, which runs from -1 to 1."""
    noise: Floats = np.random.Generator(np.random.PCG64(number)).random(len(grades))
    place = np.arange(len(grades)) / len(grades)
    order = np.argsort(-(grades / 3) * strength * 2 + (1 - abs(strength)) * place + 0.3 * noise, kind="stable")
    return grades[order] if strength else grades


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Queries, judgements of the training half, those of the test half, and download histories."""
    made = Retrieval(hub)
    test = set(made.queries.loc[made.queries["split"] == "test", "query_id"])
    hidden = made.qrels["query_id"].isin(test)
    return {
        "queries": made.queries,
        "qrels": made.qrels[~hidden],
        "hidden_qrels": made.qrels[hidden],
        "downloads": made.downloads,
    }
