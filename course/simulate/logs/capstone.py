"""What the capstone needs: models as known in mid-March, their later adoption, and failure reports to triage."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from course.simulate import cards, mixes
from course.simulate.accounts import KINDS
from course.simulate.calendar import DAY
from course.simulate.hub import Hub
from course.simulate.logs.badges import Badges
from course.simulate.logs.frame import Ints, times
from course.simulate.logs.reports import failure_reports
from course.simulate.logs.scoring import card_score, lint
from course.simulate.seeds import Dice
from course.simulate.world import PICKLE
from course.vocabulary import licence_classes

T0 = pd.Timestamp("2026-03-15T00:00Z")
COHORT = 90 * DAY
LEAST, MOST = 4200, 20_000


@dataclass
class Capstone:
    """The capstone's tables of one Hub."""

    hub: Hub
    enlarged: bool = False  # a small Hub's cohorts are too few to tell scores apart: then the same seed's larger Hub

    @cached_property
    def rows(self) -> Ints:
        """Public models that existed on 15 March; of a large Hub a random part, of an enlarged one the two cohorts."""
        world = self.hub.world
        known = np.flatnonzero(~world.private & (world.created < T0.timestamp()))
        if self.enlarged:
            return known[world.created[known] >= T0.timestamp() - 2 * COHORT]
        return np.sort(world.streams("logs.capstone").permutation(known)[:MOST]) if len(known) > MOST else known

    @cached_property
    def models(self) -> pd.DataFrame:
        """One row a model with what was known in its first weeks; popularity is left out on purpose."""
        frame = pd.DataFrame([self.features(int(i)) for i in self.rows])
        frame["weight_bytes"] = frame["weight_bytes"].astype("Int64")
        return frame.assign(created_at=times(pd.Timestamp(0, tz="UTC"), self.hub.world.created[self.rows]))

    def features(self, i: int) -> dict[str, Any]:
        """The features of model `i`."""
        hub, world, found = self.hub, self.hub.world, self.hub.cards
        meta = hub.rows.front.fields(i) if found.readable[i] else {}
        owner, demo = int(world.owner[i]), bool(hub.adoption.demo[i])
        return {
            "id": hub.ids[i],
            "pipeline_tag": hub.rows.front.stated_task(i) if world.said_task[i] else None,
            "library_name": mixes.LIBRARIES[world.library[i]] or None,
            "card_score": self.score(i, meta),
            "lint_errors": lint(meta),
            "has_verified_eval": hub.evals.verified(i),
            "unsourced_claim": self.unsourced(i),
            "working_spaces": int(demo and not hub.adoption.demo_broken[i]),
            "broken_spaces": int(demo and bool(hub.adoption.demo_broken[i])),
            "badge_vllm": self.badges.badge(i, "vllm"),
            "weight_bytes": self.badges.bytes(i),
            "n_params_known": bool(world.safetensors[i]),
            "license_class": self.licence_class(meta),
            "licence_verdict": self.verdict(i, meta),
            "relation": mixes.RELATIONS[world.tagged_relation[i]] if found.declared[i] else "original",
            "root": hub.ids[int(world.lineage.root[i])] if found.declared[i] else hub.ids[i],
            "depth": int(world.lineage.depth[i]) if found.declared[i] else 0,
            "is_duplicate": bool(world.copy_of[i] >= 0),
            "copy_of": hub.ids[int(world.copy_of[i])] if world.copy_of[i] >= 0 else None,
            "has_pickle_only": bool(world.weights[i] == PICKLE),
            "arxiv": bool(hub.evals.paper(i)) and bool(found.front[i]),
            "author_type": KINDS[world.accounts.kind[owner]],
            "author_age_days": int((T0.timestamp() - self.first_seen[owner]) // DAY),
            "author_prior_models": int(self.prior[i]),
            "commits_7d": 1 + Dice(int(world.salt[i]) ^ 0xC7).below(2 + int(world.documented[i]) * 3),
            "newcomer": bool(self.prior[i] == 0),
        }

    @cached_property
    def badges(self) -> Badges:
        """Badges and sizes."""
        return Badges(self.hub)

    @cached_property
    def first_seen(self) -> Ints:
        """When each account published its first model."""
        owner, created = self.hub.world.owner, self.hub.world.created
        first = np.zeros(self.hub.world.accounts.n, np.int64)
        first[owner[::-1]] = created[::-1]  # models stand in order of creation: the last one written is the oldest
        return first

    @cached_property
    def prior(self) -> Ints:
        """How many models the author had published before each."""
        owner = self.hub.world.owner
        order = np.argsort(owner, kind="stable")
        starts = np.searchsorted(owner[order], owner[order])
        out = np.empty(len(owner), np.int64)
        out[order] = np.arange(len(owner)) - starts
        return out

    def score(self, i: int, meta: dict[str, Any]) -> float:
        """How complete the card is, 0 to 100, placeholders not counted."""
        kind = int(self.hub.cards.kind[i])
        if kind == cards.NO_CARD:
            return 0.0
        return card_score(self.hub.rows.body(i, kind), meta)

    def unsourced(self, i: int) -> bool:
        """True where a claim stands on a leaderboard without a source."""
        return any(not board.sourced[at] for board, at in self.hub.evals.places(i))

    def licence_class(self, meta: dict[str, Any]) -> str | None:
        """The class of the stated licence, if it has one."""
        licence = meta.get("license")
        return licence_classes().get(licence) if isinstance(licence, str) else None

    def verdict(self, i: int, meta: dict[str, Any]) -> str:
        """Whether the licence claims more freedom than the base's allows."""
        order = ("permissive", "copyleft", "use-restricted", "noncommercial")
        parent = int(self.hub.world.lineage.parent[i])
        above = (
            self.licence_class(self.hub.rows.front.fields(parent))
            if parent >= 0 and self.hub.cards.declared[i]
            else None
        )
        own = self.licence_class(meta)
        if own and above and order.index(above) > order.index(own):
            return "conflict"
        return "clear" if own and (above or parent < 0) else "unverifiable"

    def cohort(self, oldest: int, youngest: int) -> Ints:
        """Public models created between `oldest` and `youngest` cohorts before 15 March."""
        created = self.hub.world.created[self.rows]
        start, end = T0.timestamp() - oldest * COHORT, T0.timestamp() - youngest * COHORT
        return self.rows[(created >= start) & (created < end)]

    def adoption(self, rows: Ints) -> pd.DataFrame:
        """Downloads over the ninety days that count for a cohort."""
        return pd.DataFrame(
            {"id": [self.hub.ids[i] for i in rows.tolist()], "adoption_90d": self.hub.adoption.later[rows]}
        )


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Features, adoption of the older cohort, that of the younger, reports and their kept-back labels."""
    made = Capstone(hub) if hub.models >= LEAST else Capstone(Hub(hub.seed, LEAST), enlarged=True)
    reports, labels = failure_reports(hub)
    private = pd.concat(
        [
            pd.DataFrame(
                {
                    "dataset_id": board.dataset,
                    "model_id": [hub.ids[int(row)] for row in board.rows],
                    "value": board.truth,
                }
            )
            for board in hub.evals.boards
        ],
        ignore_index=True,
    )
    return {
        "capstone_models": made.models,
        "adoption_90d": made.adoption(made.cohort(2, 1)),
        "hidden_adoption_90d": made.adoption(made.cohort(1, 0)),
        "failure_reports": reports,
        "hidden_report_labels": labels,
        "hidden_reevaluation": private,
    }
