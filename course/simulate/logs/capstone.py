"""What the capstone needs: models as they were known in mid-March, and what became of them in the ninety days after."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from course.frames import licence as licence_of
from course.simulate import cards, mixes
from course.simulate.accounts import KINDS
from course.simulate.calendar import DAY
from course.simulate.hub import Hub
from course.simulate.logs.badges import Badges
from course.simulate.logs.frame import Ints, times
from course.simulate.logs.scoring import card_score, lint
from course.simulate.meta import T0
from course.simulate.objects import listed
from course.simulate.seeds import Dice
from course.simulate.world import PICKLE
from course.vocabulary import licence_classes

MOMENT = pd.Timestamp(T0)
START = int(MOMENT.timestamp())
COHORT = 90 * DAY
MOST = 20_000
ORDER = ("permissive", "copyleft", "use-restricted", "noncommercial")
EPOCH = pd.Timestamp(0, tz="UTC")


@dataclass
class Capstone:
    """The capstone's tables of one Hub; `cohorts_only` leaves out the models that are in neither cohort."""

    hub: Hub
    cohorts_only: bool = False

    @cached_property
    def rows(self) -> Ints:
        """Public models that existed on 15 March; of a large Hub a random part."""
        world = self.hub.world
        known = np.flatnonzero(~world.private & (world.created < START))
        if self.cohorts_only:
            return known[world.created[known] >= START - 2 * COHORT]
        return np.sort(world.streams("logs.capstone").permutation(known)[:MOST]) if len(known) > MOST else known

    @cached_property
    def models(self) -> pd.DataFrame:
        """One row a model with what was known on 15 March; popularity is left out on purpose."""
        return self.frame(self.rows)

    def frame(self, rows: Ints) -> pd.DataFrame:
        """The features of the models `rows`, one row each."""
        frame = pd.DataFrame([self.features(int(i)) for i in rows])
        counts = {"weight_bytes": "Int64", "n_params": "Int64"}
        frame = frame.astype({name: dtype for name, dtype in counts.items() if name in frame})
        frame["created_at"] = times(EPOCH, self.hub.world.created[rows])
        frame["last_modified"] = times(EPOCH, [self.edited(int(i)) for i in rows])
        return frame

    def edited(self, i: int) -> int:
        """When model `i` had last changed on 15 March."""
        edited = self.hub.rows.edited(i)
        return edited if edited < START else int(self.hub.world.created[i])

    def features(self, i: int) -> dict[str, Any]:
        """The features of model `i`."""
        hub, world, found = self.hub, self.hub.world, self.hub.cards
        meta = hub.rows.front.fields(i) if found.readable[i] else {}
        tags, header = hub.rows.tags(i, meta), hub.rows.shown_header(i)
        return self.stated(i, meta, tags) | {
            "card_score": self.score(i, meta),
            "lint_errors": lint(meta),
            "has_verified_eval": hub.evals.verified_before(i, START),
            "unsourced_claim": self.unsourced(i),
            "working_spaces": self.spaces[0].get(i, 0),
            "broken_spaces": self.spaces[1].get(i, 0),
            "badge_vllm": self.badges.badge(i, "vllm"),
            "weight_bytes": self.badges.bytes(i),
            "n_params": header["total"] if header else None,
            "n_params_known": header is not None,
            "license_class": class_of(licence_of(meta.get("license"), tags)),
            "licence_verdict": self.verdict(i, meta, tags),
            "relation": mixes.RELATIONS[world.tagged_relation[i]] if found.declared[i] else "original",
            "root": hub.ids[int(world.lineage.root[i])] if found.declared[i] else hub.ids[i],
            "depth": int(world.lineage.depth[i]) if found.declared[i] else 0,
            "is_duplicate": bool(world.copy_of[i] >= 0),
            "copy_of": hub.ids[int(world.copy_of[i])] if world.copy_of[i] >= 0 else None,
            "has_pickle_only": bool(world.weights[i] == PICKLE),
            "arxiv": any(tag.startswith("arxiv:") for tag in tags),
            **self.publisher(i),
        }

    def stated(self, i: int, meta: dict[str, Any], tags: list[str]) -> dict[str, Any]:
        """What the inventory of lesson 1 says of a model, without its counts."""
        hub, state = self.hub, self.hub.rows.state(i)
        gate = state.get("gated")
        return {
            "id": hub.ids[i],
            "author": hub.ids[i].partition("/")[0] if "/" in hub.ids[i] else None,
            "pipeline_tag": state.get("pipeline_tag"),
            "library_name": state.get("library_name"),
            "license": licence_of(meta.get("license"), tags),
            "gated": "no" if gate is False else gate,
            "private": state["private"],
            "base_model": listed(meta.get("base_model")),
            "tags": tags,
        }

    def publisher(self, i: int) -> dict[str, Any]:
        """Who published a model, and how it began."""
        world, owner = self.hub.world, int(self.hub.world.owner[i])
        return {
            "author_type": KINDS[world.accounts.kind[owner]],
            "author_age_days": int((START - self.first_seen[owner]) // DAY),
            "author_prior_models": int(self.prior[i]),
            "commits_7d": 1 + Dice(int(world.salt[i]) ^ 0xC7).below(2 + int(world.documented[i]) * 3),
            "newcomer": bool(self.prior[i] == 0),
        }

    @cached_property
    def badges(self) -> Badges:
        """Badges and sizes."""
        return Badges(self.hub)

    @cached_property
    def spaces(self) -> tuple[dict[int, int], dict[int, int]]:
        """How many working and broken Spaces each model had on 15 March, by model."""
        made = self.hub.spaces
        found: tuple[dict[int, int], dict[int, int]] = ({}, {})
        for at in np.flatnonzero(made.created[: len(made.linked)] < START).tolist():
            for model in made.uses(at):
                counts = found[int(made.broken[at])]
                counts[model] = counts.get(model, 0) + 1
        return found

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

    def verdict(self, i: int, meta: dict[str, Any], tags: list[str]) -> str:
        """Whether the licence claims more freedom than one step up allows, by the rule of lesson 8."""
        own = class_of(licence_of(meta.get("license"), tags))
        sources = [self.model_licence(name) for name in listed(meta.get("base_model"))]
        sources += [self.dataset_licence(name) for name in listed(meta.get("datasets"))]
        above = [one for source in sources for one in classes_of(source)]
        if own and any(one and ORDER.index(one) > ORDER.index(own) for one in above):
            return "conflict"
        return "clear" if own and all(above) else "unverifiable"

    @cached_property
    def places(self) -> dict[str, int]:
        """The number of each model by its id."""
        return {name: i for i, name in enumerate(self.hub.ids)}

    @cached_property
    def dataset_places(self) -> dict[str, int]:
        """The number of each dataset by its id."""
        return {name: i for i, name in enumerate(self.hub.datasets.ids)}

    def model_licence(self, name: object) -> str | None:
        """The licence of the model called `name`, None where there is none."""
        i = self.places.get(name) if isinstance(name, str) else None
        if i is None:
            return None
        meta = self.hub.rows.front.fields(i) if self.hub.cards.readable[i] else {}
        return licence_of(meta.get("license"), self.hub.rows.tags(i, meta))

    def dataset_licence(self, name: object) -> str | None:
        """The licence of the dataset called `name`, None where there is none."""
        i = self.dataset_places.get(name) if isinstance(name, str) else None
        return None if i is None else licence_of(self.hub.datasets.fields(i).get("license"), [])

    def cohort(self, oldest: int, youngest: int) -> Ints:
        """Public models created between `oldest` and `youngest` cohorts before 15 March."""
        created = self.hub.world.created[self.rows]
        start, end = START - oldest * COHORT, START - youngest * COHORT
        return self.rows[(created >= start) & (created < end)]

    def adoption(self, rows: Ints) -> pd.DataFrame:
        """Downloads over the ninety days that count for a cohort."""
        return pd.DataFrame(
            {"id": [self.hub.ids[i] for i in rows.tolist()], "adoption_90d": self.hub.adoption.later[rows]}
        )


def classes_of(licence: str | None) -> list[str | None]:
    """The class of a licence, or of each of its parts if only together they have none; one None where it is missing."""
    text = (licence or "").strip().lower()
    known = licence_classes().get(text)
    return [known] if known else [licence_classes().get(part) for part in text.split("+")]


def class_of(licence: str | None) -> str | None:
    """The most restrictive class of a licence, None where a part of it has none."""
    found = classes_of(licence)
    return max((one for one in found if one), key=ORDER.index) if all(found) else None


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Features of the models, and the adoption of the older cohort."""
    made = Capstone(hub)
    return {"capstone_models": made.models, "adoption_90d": made.adoption(made.cohort(2, 1))}
