"""How often models are downloaded and liked: one latent index of adoption, given the published marginals by rank."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from course.simulate.draw import highest_by, ranked, shift_to, spread_normal, top
from course.simulate.lineage import Lineage
from course.simulate.mixes import ORIGINAL
from course.simulate.world import Bools, Floats, World

Counts = npt.NDArray[np.int64]
ABOVE_ZERO = 0.295  # of models, 30-day downloads, February 2026
LIKED = 0.07
NO_LIKES = np.array(
    [0.985, 0.97, 0.91, 0.79, 0.36, 0.04, 0.01]
)  # by downloads 0, 1-10, 11-100 … over 100k; the first is ours
EDGES = np.array([1, 11, 101, 1001, 10_001, 100_001])
NOT_RETURNED = 0.005


@dataclass
class Adoption:
    """One row a model: latent index without and with its own noise, demo and verification flags, counts."""

    world: World

    def _logit(self, name: str, logit: Floats) -> Bools:
        flags: Bools = self.world.streams(f"adoption.{name}").random(self.world.n) < 1 / (1 + np.exp(-logit))
        return flags

    @cached_property
    def demo(self) -> Bools:
        """True where a Space uses the model."""
        return self._logit("demo", -1.9 + 0.4 * self.world.reach + 0.4 * self.world.quality)

    @cached_property
    def demo_broken(self) -> Bools:
        """True where the Spaces that use the model are broken, by the planted share."""
        broken = self.world.streams("adoption.broken").random(self.world.n) < self.world.plan.broken_spaces
        return self.demo & broken

    @cached_property
    def verified(self) -> Bools:
        """True where somebody independent measured the model."""
        return self._logit("verified", -2.6 + 0.5 * self.world.reach + 0.5 * self.world.quality)

    @cached_property
    def systematic(self) -> Floats:
        """What reach, quality, a documented card, a demo, verification, safe weights and age do to log downloads."""
        w = self.world
        index = 0.8 * w.reach + 0.65 * w.quality + np.log1p(w.plan.card_effect) * w.documented
        index = index + 0.18 * (self.demo & ~self.demo_broken) + 0.15 * self.verified + 0.10 * w.safetensors
        total: Floats = index + 0.55 * np.log1p(w.age)
        return total

    @cached_property
    def index(self) -> Floats:
        """The latent index of adoption; small models gain from it, large ones lose."""
        noise = self.world.streams("adoption.noise").normal(0, 0.8, self.world.n)
        size = np.select(
            [self.world.params < 1e9, self.world.params < 8e9, self.world.params < 35e9], [0.5, 0.0, -0.4], -0.9
        )
        total: Floats = self.systematic + size + noise
        return total - 9 * self.world.private

    @cached_property
    def downloads(self) -> Counts:
        """Downloads of the last 30 days; set once the largest supplier has its share."""
        return self.drawn

    @cached_property
    def drawn(self) -> Counts:
        """Downloads by rank, before any supplier's share is looked at."""
        return ranked(self.index, monthly(self.world.streams("adoption.downloads"), self.world.n))

    @cached_property
    def lifetime(self) -> Counts:
        """Downloads since creation: a launch that fades, and months like the last one; the large held on longest."""
        w, rng = self.world, self.world.streams("adoption.lifetime")
        months = 1 + 0.3 * w.age * np.exp(rng.normal(-0.4, 0.7, w.n)) * (1 + 0.5 * np.log10(1 + self.downloads))
        launch = np.floor(np.exp(rng.normal(3.2, 1.1, w.n) + 0.8 * (self.systematic - self.systematic.mean())))
        return np.asarray(np.maximum(self.downloads, (self.downloads * months + launch).astype(np.int64)))

    @cached_property
    def likes(self) -> Counts:
        """Likes: rarer than downloads, and tied to them loosely."""
        return likes(self.world.streams("adoption.likes"), self.downloads, self.index, self.world.lineage)

    @cached_property
    def unreturned(self) -> Bools:
        """True where the Hub does not return the download counts."""
        score = self.world.streams("adoption.unreturned").random(self.world.n)
        return top(score, max(1, round(NOT_RETURNED * self.world.n)))

    @cached_property
    def trending(self) -> Counts:
        """The trending score: likes and downloads of the young."""
        heat = np.log1p(self.downloads) * 3 + 4 * np.log1p(self.likes)
        return np.asarray(np.floor(heat * np.exp(-self.world.age / 3)), np.int64)

    @cached_property
    def later(self) -> Counts:
        """Downloads over 90 days, with noise of their own: what a score of model health has to foresee."""
        noise = self.world.streams("adoption.later").normal(0, 0.8, self.world.n)
        counts = np.floor(np.exp(1.6 + self.systematic + noise)).astype(np.int64)
        return np.where(self.world.private, 0, counts)


def monthly(rng: np.random.Generator, n: int) -> Counts:
    """Thirty-day downloads of `n` models: most zero, the rest a log-normal body with one heavy tail in six."""
    positive = round(ABOVE_ZERO * n)
    heavy = round(0.165 * positive)
    body = np.exp(0.9 + 1.2 * spread_normal(rng, positive - heavy))
    tail = np.exp(np.log(150) + 2.9 * spread_normal(rng, heavy))
    counts = np.clip(np.floor(np.concatenate([body, tail])), 1, 2e8).astype(np.int64)
    return np.concatenate([np.zeros(n - positive, np.int64), counts])


def likes(rng: np.random.Generator, downloads: Counts, index: Floats, lineage: Lineage) -> Counts:
    """Likes by the published share of liked models in each bucket of downloads, and a log-normal size."""
    n = len(downloads)
    bucket = np.searchsorted(EDGES, downloads, side="right").astype(np.int8)
    weights = np.bincount(bucket, minlength=7).astype(float)
    liked_share = shift_to(1 - NO_LIKES, weights, LIKED)
    fame = 0.45 * index + 0.5 * (lineage.relation == ORIGINAL) + rng.normal(0, 1, n)
    liked = highest_by(fame, bucket, liked_share.tolist())
    values = np.clip(np.floor(np.exp(2.0 * spread_normal(rng, int(liked.sum())))), 1, 13_100).astype(np.int64)
    out = np.zeros(n, np.int64)
    out[liked] = ranked(fame[liked], values)
    return out
