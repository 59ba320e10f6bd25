"""Evaluation results: what was claimed, what was measured, and the leaderboards they make."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from course.hub.writer import RepoFile
from course.simulate import mixes
from course.simulate.cards import Cards
from course.simulate.draw import top
from course.simulate.meta import AS_OF
from course.simulate.objects import iso_seconds
from course.simulate.seeds import Dice, hex_of
from course.simulate.world import Floats

ITEMS = 1000  # questions in each benchmark
BOARDS = (("text-generation", "stair-bench", 70), ("text-classification", "sorting-bench", 55),
          ("automatic-speech-recognition", "listening-bench", 40))  # fmt: skip
OPEN_CHECKS = "open-checks"
EVALUATOR = "measured-guild"
VERIFIED, SOURCED, COMMUNITY, MODEST, STEADY = 0.60, 0.5, 0.18, 0.10, 12.0
DAY = 86_400
NOW = int(datetime.fromisoformat(AS_OF).timestamp())
OLDER, TWICE, UNDATED, DATE_ONLY = 22, 8, 30, 30  # in a hundred: an earlier result, two of one day, no date, no time
BOTH_FORMS, FRACTIONS, OWN_FRACTIONS, UNIT, MORE = 35, 65, 25, 30, 25  # in a hundred, of claims in a `model-index`


@dataclass
class Board:
    """One leaderboard: rows of models, their true score, and the scores that stand there (NaN: none)."""

    dataset: str
    task: str
    rows: npt.NDArray[np.int64]
    truth: Floats
    verified: Floats
    claimed: Floats
    community: Floats
    sourced: npt.NDArray[np.bool_]
    place: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = {int(row): number for number, row in enumerate(self.rows)}


@dataclass
class Evals:
    """All results of a snapshot's models."""

    cards: Cards

    @cached_property
    def boards(self) -> list[Board]:
        """The leaderboards, largest first."""
        return [self._board(number, *board) for number, board in enumerate(BOARDS)]

    def _board(self, number: int, task: str, name: str, size: int) -> Board:
        rows = self._members(number, task, size)
        rng = self.cards.world.streams(f"evals.{name}")
        truth = np.clip(62 + 4.6 * self._standing(rows) + rng.normal(0, 2.0, len(rows)), 20, 95)
        verified = np.where(self._checked(rng, rows), measured(rng, truth), np.nan)
        sourced = rng.random(len(rows)) < SOURCED
        measured(rng, truth)
        own = self.cards.world.streams(f"evals.{name}.claims")
        claimed = np.clip(measured(own, truth) + self._gap(own, sourced), 0, 100)
        rng = self.cards.world.streams(f"evals.{name}.community")
        community = np.where(
            rng.random(len(rows)) < COMMUNITY, measured(rng, truth) + rng.normal(0, 1, len(rows)), np.nan
        )
        return Board(
            f"{EVALUATOR}/{name}", task, rows, truth.round(4), verified, claimed.round(1), community.round(1), sourced
        )

    def _standing(self, rows: npt.NDArray[np.int64]) -> Floats:
        quality = self.cards.world.quality[rows]
        standing: Floats = (quality - quality.mean()) / max(quality.std(), 1e-9)
        return standing

    def _members(self, number: int, task: str, size: int) -> npt.NDArray[np.int64]:
        world, adoption = self.cards.world, self.cards.adoption
        fit = (world.task == mixes.TASKS.index(task)) & ~world.private & self.cards.readable
        score = (
            world.streams(f"evals.members.{number}").random(world.n) + 0.5 * world.said_task + 0.6 * adoption.verified
        )
        return np.flatnonzero(top(np.where(fit, score, -1.0), min(size, int(fit.sum()))))

    def _checked(self, rng: np.random.Generator, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which rows were verified: all that count as such anywhere, and others until the planned share is reached."""
        flagged = self.cards.adoption.verified[rows]
        return flagged | top(flagged + rng.random(len(rows)), round(VERIFIED * len(rows)))

    def _gap(self, rng: np.random.Generator, sourced: npt.NDArray[np.bool_]) -> Floats:
        without, with_source = self.cards.world.plan.gaps
        n = len(sourced)
        modest = rng.random(n) < MODEST
        bold = np.where(modest, 0.0, rng.gamma(STEADY, without / (STEADY * (1 - MODEST)), n))
        gap: Floats = np.where(sourced, rng.gamma(1.0, with_source, n), bold)
        return gap

    def places(self, i: int) -> list[tuple[Board, int]]:
        """The boards that list model `i`, and its place in their arrays."""
        return [(board, board.place[i]) for board in self.boards if i in board.place]

    def verified_before(self, i: int, moment: int) -> bool:
        """True where a result of model `i` was verified before a moment in seconds since 1970."""
        return self.verified(i) and self.measured_at(i) < moment

    def verified(self, i: int) -> bool:
        """True where any result of model `i` is verified."""
        return bool(self.cards.adoption.verified[i]) or any(
            not np.isnan(board.verified[at]) for board, at in self.places(i)
        )

    def dice(self, i: int) -> Dice:
        """The dice for the results of model `i`."""
        return Dice(int(self.cards.world.salt[i]) ^ 0xE7A1)

    def measured_at(self, i: int) -> int:
        """When model `i` was measured, in seconds since 1970: within a month of its creation."""
        return min(int(self.cards.world.created[i]) + self.dice(i).below(30) * DAY, NOW - DAY)

    def results(self, i: int) -> list[dict[str, Any]]:
        """Results in the form of the Hub's `.eval_results` files."""
        found = [entry for board, at in self.places(i) for entry in self._entries(board, at, i)]
        if self.cards.adoption.verified[i] and not found and not self.cards.world.private[i]:
            value = float(np.clip(60 + 7 * self.cards.world.quality[i], 5, 99).round(1))
            found.append(self._entry(f"{EVALUATOR}/{OPEN_CHECKS}", value, i) | {"verifyToken": hex_of("token", i)[:24]})
        return found

    def _entry(self, dataset: str, value: Any, i: int, days: int = 0) -> dict[str, Any]:
        """A result, `days` before or after the day on which the model was measured."""
        moment = min(self.measured_at(i) + days * DAY, NOW - DAY)
        date = iso_seconds(moment)
        only = Dice(int(self.cards.world.salt[i]) ^ 0xDA7E).below(100) < DATE_ONLY
        return {"dataset": {"id": dataset, "task_id": "default"}, "value": value, "date": date[:10] if only else date}

    def _entries(self, board: Board, at: int, i: int) -> list[dict[str, Any]]:
        """The results of model `i` on a board: measured, claimed, measured by others; the latest are there."""
        source = {"url": f"https://{EVALUATOR}.invalid/{board.task}/{at}", "name": "Evaluation log"}
        dice = Dice(int(self.cards.world.salt[i]) ^ 0x5EC0)
        found = []
        if not np.isnan(board.verified[at]):
            token = {"verifyToken": hex_of("token", i, board.dataset)[:24], "source": source}
            found += [entry | token for entry in self._told(dice, board, float(board.verified[at]), i)]
        if not self.in_index(i) or dice.below(100) < BOTH_FORMS:
            shown = {"source": source} if board.sourced[at] else {}
            found += [entry | shown for entry in self._told(dice, board, float(board.claimed[at]), i)]
        if not np.isnan(board.community[at]):
            own = {"url": f"{source['url']}/community", "name": "Community run", "user": f"reader-{at:02d}"}
            entry = self._entry(board.dataset, float(board.community[at]), i, -3 - dice.below(20))
            found.append(entry | {"source": own, "notes": "community", "pullRequest": 1 + i % 9})
        return found

    def _told(self, dice: Dice, board: Board, value: float, i: int) -> list[dict[str, Any]]:
        """One side's results: the one that counts, for some in two runs of one day, for some with an earlier one."""
        told, draw = [self._entry(board.dataset, value, i)], dice.below(100)
        if draw < TWICE and 0.4 <= value <= 99.6:
            told = [self._entry(board.dataset, round(value + by, 1), i) for by in (-0.4, 0.4)]
        elif draw < TWICE + OLDER:
            before = round(min(max(value + (dice.below(81) - 40) / 10, 0.0), 100.0), 1)
            older = self._entry(board.dataset, before, i, -30 - dice.below(200))
            told.append({key: of for key, of in older.items() if key != "date" or dice.below(100) >= UNDATED})
        elif draw < TWICE + OLDER + 2:
            told.append(self._entry(board.dataset, ("n/a", True)[dice.below(2)], i))
        return told

    def in_index(self, i: int) -> bool:
        """True where the claim stands in the older `model-index` form."""
        return bool(self.cards.indexed[i]) and not self.cards.unindexable[i]

    def shown(self, i: int) -> dict[str, Any]:
        """The `evalResults` the Hub returns; one model has an entry that could not be read."""
        found = self.results(i)
        if i == self.cards.misread:
            found = [*found, {"error": "cannot read .eval_results/draft.yaml"}]
        return {"evalResults": found} if found else {}

    def files(self, i: int) -> list[RepoFile]:
        """The `.eval_results` file behind them."""
        lines = [
            f"- dataset:\n    id: {entry['dataset']['id']}\n    task_id: default\n  value: {json.dumps(entry['value'])}"
            for entry in self.results(i)
            if "pullRequest" not in entry
        ]
        return [RepoFile(".eval_results/results.yaml", ("\n".join(lines) + "\n").encode())] if lines else []

    def index_field(self, i: int) -> dict[str, Any]:
        """The `model-index` of the front matter: a claim on a board, or on a dataset of the author's own."""
        if not self.cards.indexed[i]:
            return {}
        metrics = [(board.dataset, float(board.claimed[at]), bool(board.sourced[at])) for board, at in self.places(i)]
        own = float(np.clip(70 + 8 * self.cards.world.quality[i], 1, 99).round(1))
        results = [self._result(i, *metric) for metric in metrics or [(self.own_test(i), own, False)]]
        return {"model-index": [{"name": "simulated", "results": results}]}

    def own_test(self, i: int) -> str:
        """The author's own test: one that is told in percent by most, or one that is told in fractions by all."""
        return "notes/unit-test" if self._form(i).below(100) < UNIT else "notes/own-test"

    def _form(self, i: int) -> Dice:
        return Dice(int(self.cards.world.salt[i]) ^ 0xF0E)

    def _result(self, i: int, dataset: str, value: float, sourced: bool) -> dict[str, Any]:
        share = {"notes/unit-test": 100, "notes/own-test": OWN_FRACTIONS}.get(dataset, FRACTIONS)
        form = self._form(i)
        form.below(100)
        fraction = self.dice(i).below(100) < share
        shown: Any = round(value / 100, 4) if fraction else value
        shown = f"{value} ± 0.8" if self.dice(i).below(40) in (7, 8, 9) and not fraction else shown
        shown = (True, "n/a")[form.below(2)] if form.below(40) == 3 else shown
        named = {} if self.cards.unindexable[i] else {"name": dataset.rpartition("/")[2], "type": dataset}
        result: dict[str, Any] = {"task": {"type": mixes.TASKS[self.cards.world.task[i]]}, "dataset": named}
        result["metrics"] = [{"type": "accuracy", "value": shown}]
        if form.below(100) < MORE:
            f1 = round(value - 2.1, 1)
            result["metrics"] += [{"type": "f1", "value": round(f1 / 100, 4) if fraction else f1},
                                  {"type": "loss", "value": round(2.5 - value / 50, 3)}]  # fmt: skip
        source = {"source": {"name": "Evaluation log", "url": f"https://{EVALUATOR}.invalid/{i}"}} if sourced else {}
        return result | source

    def second_paper(self, i: int) -> str:
        """The arXiv number of another paper that a card links, its family's, for one in six that link one."""
        world = self.cards.world
        first, dice = self.paper(i), Dice(int(world.salt[i]) ^ 0xA4D)
        if not first or not dice.chance(0.16):
            return ""
        return f"{first[:5]}8{Dice(int(world.salt[world.lineage.root[i]]) >> 3).below(10_000):04d}"

    def paper(self, i: int) -> str:
        """The arXiv number of the paper a card links, or nothing; families often share one."""
        world = self.cards.world
        dice = Dice(int(world.salt[i]) ^ 0xA4C)
        if not dice.chance(0.30 if world.documented[i] else 0.10):
            return ""
        source = Dice(int(world.salt[world.lineage.root[i]]) if dice.chance(0.6) else int(world.salt[i]))
        month = iso_seconds(int(max(world.created[world.lineage.root[i]], 1_650_000_000)))
        return f"{month[2:4]}{month[5:7]}.9{source.below(10_000):04d}"


def measured(rng: np.random.Generator, truth: Floats) -> Floats:
    """What a run of the benchmark finds, in percent."""
    found: Floats = 100 * rng.binomial(ITEMS, truth / 100) / ITEMS
    return found.round(1)
