"""What each model's card is and what it declares: kinds, licences, parents, and the defects planted in them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from course.simulate import mixes
from course.simulate.accounts import PERSON
from course.simulate.adoption import Adoption
from course.simulate.draw import highest_by, labels, quota, shift_to, top
from course.simulate.lineage import DECLARED
from course.simulate.world import Bools, Floats, Small, World

NO_CARD, BESPOKE, TEMPLATE, STUB, AUTO, TINY = range(6)
KINDS = ("none", "bespoke", "template", "trainer stub", "automatic", "tiny")
OF_CARDS = {TEMPLATE: 0.077, STUB: 0.186, TINY: 0.082, AUTO: 0.08}  # the rest is written by hand
CARD_SHARE = 0.67
CARD_BY_DOWNLOADS = np.array([0.24, 0.40, 0.51, 0.70, 0.71, 0.66, 0.78, 0.81])
CARD_EDGES = np.array([1, 2, 11, 101, 1001, 10_001, 100_001])
NO_FRONT_MATTER = 0.119  # of cards
GATED, GATED_CUSTOM, MANUAL = 0.021, 0.084, 0.2
PLAIN, LISTED, MISSPELT, NAMED, NULLISH = range(5)  # how a licence is written
STATED = {mixes.ADAPTER: 0.421, mixes.FINETUNE: 0.330, mixes.QUANTIZED: 0.178, mixes.MERGE: 0.071}  # declared parents
WRITTEN = (0.937, 0.010, 0.010, 0.040, 0.003)


@dataclass
class Cards:
    """One row a model: card kind, what the front matter declares, and which defects it has."""

    world: World
    adoption: Adoption

    def _pick(self, name: str, among: Bools, count: int) -> Bools:
        score = self.world.streams(f"cards.{name}").random(self.world.n)
        return top(np.where(among, score, -1.0), min(count, int(among.sum())))

    def _share(self, name: str, among: Bools, share: float, least: int = 2) -> Bools:
        return self._pick(name, among, max(least, round(share * int(among.sum()))))

    @cached_property
    def derived(self) -> Bools:
        """True for models that have a parent."""
        return self.world.lineage.parent >= 0

    @cached_property
    def present(self) -> Bools:
        """True where there is a README: by bucket of downloads as published, the careful and the derived first."""
        w = self.world
        bucket = np.searchsorted(CARD_EDGES, self.adoption.drawn, side="right").astype(np.int8)
        shares = shift_to(CARD_BY_DOWNLOADS, np.bincount(bucket, minlength=8).astype(float), CARD_SHARE)
        score = w.drive + w.streams("cards.present").normal(0, 0.3, w.n) + 3.0 * self.derived + 8.0 * w.documented
        return highest_by(score, bucket, shares.tolist())

    @cached_property
    def kind(self) -> Small:
        """Written by hand where documented; else stubs for trained children, templates and other kinds by quota."""
        w, rng = self.world, self.world.streams("cards.kind")
        rest = self.present & ~w.documented
        out = np.where(self.present, BESPOKE, NO_CARD).astype(np.int8)
        trained = np.isin(w.lineage.relation, (mixes.FINETUNE, mixes.ADAPTER))
        liking = {STUB: 2.0 * trained, AUTO: 2.0 * self.derived, TEMPLATE: 0.5 * ~self.derived, TINY: 0.0 * trained}
        cards = int(self.present.sum())
        for kind, share in OF_CARDS.items():
            score = np.where(rest & (out == BESPOKE), liking[kind] + rng.random(w.n), -1)
            count = min(round(share * cards), int((score >= 0).sum()))
            out[top(score, count)] = kind
        return out

    @cached_property
    def front(self) -> Bools:
        """True where the README starts with a block of metadata."""
        without = np.where(self.present, 2.0 * ~self.derived + (self.kind == TINY), -1.0)
        noise = self.world.streams("cards.front").random(self.world.n)
        count = round(NO_FRONT_MATTER * int(self.present.sum()))
        return self.present & ~top(np.where(self.present, without + noise, -1.0), count)

    @cached_property
    def broken(self) -> Small:
        """0 fine, 1 not YAML, 2 not a mapping: planted, for the Hub itself refuses such pushes today."""
        plain = self.front & ~self.derived
        bad = self._share("broken", plain, 0.006, 4)
        worse = self._share("unmapped", plain & ~bad, 0.002, 2)
        return (bad + 2 * worse).astype(np.int8)

    @cached_property
    def readable(self) -> Bools:
        """True where the Hub can read the metadata."""
        return np.asarray(self.front & (self.broken == 0))

    @cached_property
    def licensed(self) -> Bools:
        """True where the metadata names a licence; shares by library, the careful first."""
        w = self.world
        fresh = np.array([mixes.LICENCE_MISSING_FRESH.get(name, 0.26) for name in mixes.LIBRARIES])
        counts = np.bincount(w.library[self.readable], minlength=len(fresh)).astype(float)
        target = (mixes.LICENCE_MISSING * w.n - int((~self.readable).sum()) + int(self.tag_only.sum())) / counts.sum()
        missing = shift_to(fresh, counts, min(max(target, 0.01), 0.99))
        score = np.where(self.readable, w.drive + w.streams("cards.licensed").normal(0, 0.8, w.n), -99.0)
        group = np.where(self.readable, w.library, len(fresh)).astype(np.int8)
        return highest_by(score, group, [*(1 - missing).tolist(), 0.0])

    @cached_property
    def tag_only(self) -> Bools:
        """True where the licence stands in a tag and nowhere else."""
        return self._pick("tag_only", ~self.readable & ~self.world.private, max(3, round(0.004 * self.world.n)))

    @cached_property
    def licence(self) -> npt.NDArray[np.int8]:
        """Index into `licence_names`: the published mix exactly, families mostly alike."""
        w, rng = self.world, self.world.streams("cards.licence")
        chosen = np.flatnonzero(self.licensed | self.tag_only)
        family = rng.random(w.n)[w.lineage.root] + (w.library != mixes.LIBRARIES.index("diffusers"))
        chosen = chosen[np.argsort(family[chosen], kind="stable")]
        pool = np.sort(labels(rng, list(licence_mix().values()), len(chosen)))
        pool = pool[np.argsort(licence_rank(rng)[pool], kind="stable")]
        loose = np.flatnonzero(rng.random(len(pool)) < 0.10)
        pool[loose] = pool[rng.permutation(loose)]
        out = np.full(w.n, -1, np.int8)
        out[chosen] = pool
        return out

    @cached_property
    def written(self) -> Small:
        """How the licence is written: plain, as a list, misspelt, as a name of its own, or as a null-like word."""
        rows = np.flatnonzero(self.licensed)
        out = np.zeros(self.world.n, np.int8)
        out[rows] = labels(self.world.streams("cards.written"), WRITTEN, len(rows))
        return out

    @cached_property
    def declared(self) -> Bools:
        """True where the parent is named; a fixed share of the derived models keeps silent."""
        wanted = quota(list(STATED.values()), round(DECLARED * self.world.n)).tolist()
        said = np.zeros(self.world.n, bool)
        for relation, count in zip(STATED, wanted, strict=True):
            said |= self._pick(
                f"declared.{relation}", self.derived & self.readable & (self.world.tagged_relation == relation), count
            )
        return said

    @cached_property
    def parent_defect(self) -> Small:
        """0 none, 1 vanished, 2 a URL, 3 itself, 4 wrong case, 5 a null-like word."""
        rows = np.flatnonzero(self.declared & (self.world.lineage.relation != mixes.MERGE))
        counts = [max(2, round(share * len(rows))) for share in (0.0035, 0.01, 0.001, 0.01, 0.002)]
        shuffled = self.world.streams("cards.parent_defect").permutation(rows)[: sum(counts)]
        out = np.zeros(self.world.n, np.int8)
        out[shuffled] = np.repeat(np.arange(1, 6, dtype=np.int8), counts)[: len(shuffled)]
        return out

    @cached_property
    def gated(self) -> Small:
        """0 no, 1 automatic, 2 manual, 3 not returned; four times as likely under a custom licence."""
        w, rng = self.world, self.world.streams("cards.gated")
        custom = np.array([name in mixes.CUSTOM_LICENCES for name in licence_names()])
        p = np.where((self.licence >= 0) & custom[self.licence], GATED_CUSTOM, GATED)
        score = rng.random(w.n) ** (1 / p)  # Efraimidis and Spirakis 2006: a weighted sample without replacement
        gate = top(np.where(w.private, 0, score), round(p.sum()))
        out = gate.astype(np.int8)
        out[gate & (rng.random(w.n) < MANUAL)] = 2
        out[self._pick("ungiven", ~gate, max(2, round(0.005 * w.n)))] = 3
        return out

    @cached_property
    def indexed(self) -> Bools:
        """True where the front matter holds results (`model-index`)."""
        return self._share("indexed", self.readable & self.world.said_task, 0.25)

    @cached_property
    def unindexable(self) -> Bools:
        """True where those results cannot be read."""
        return self._share("unindexable", self.indexed, 0.06, 3)

    @cached_property
    def languages(self) -> Small:
        """0 none declared, 1 declared, 2 Norwegian written as an unquoted `no`, 3 not a language code."""
        said = self._share("language", self.readable, 0.36)
        out = said.astype(np.int8)
        out[self._share("norwegian", said, 0.02, 3)] = 2
        out[self._share("multilingual", said & (out == 1), 0.012, 2)] = 3
        return out

    def documented_at(self, i: int) -> bool:
        """True where model `i` has a card written by hand."""
        return int(self.kind[i]) == BESPOKE

    @cached_property
    def mistasked(self) -> Bools:
        """True where the stated task is not the real one."""
        return self._share("mistasked", self.world.said_task, 0.03)

    @cached_property
    def cycles(self) -> dict[int, int]:
        """Pairs of originals that name each other as base."""
        w = self.world
        free = self.readable & (w.lineage.relation == mixes.ORIGINAL) & ~w.private & (w.kind == PERSON)
        rows = np.flatnonzero(self._pick("cycles", free, 4)).tolist()
        return {rows[0]: rows[1], rows[1]: rows[0], rows[2]: rows[3], rows[3]: rows[2]} if len(rows) == 4 else {}

    @cached_property
    def disabled(self) -> int:
        """The one repo that the Hub has disabled."""
        return int(np.flatnonzero(self._pick("disabled", ~self.present & ~self.derived, 1))[0])

    @cached_property
    def busy(self) -> int:
        """The one model that the Hub answers about with "too many requests" when asked whether it may be read."""
        return int(np.flatnonzero(self._pick("busy", (self.gated == 0) & ~self.world.private & self.present, 1))[0])

    @cached_property
    def misread(self) -> int:
        """The one model with a result file that the Hub could not read."""
        return int(np.flatnonzero(self._pick("misread", self.adoption.verified & ~self.world.private, 1))[0])

    @cached_property
    def served(self) -> dict[int, int]:
        """Models that a provider serves, by rank: three in five of the most downloaded that generate text."""
        w, rng = self.world, self.world.streams("cards.served")
        chat = w.said_task & (w.task == mixes.TASKS.index("text-generation")) & ~w.private & ~self.mistasked
        order = np.flatnonzero(
            top(np.where(chat, self.adoption.index, -99.0), min(int(chat.sum()), max(40, w.n // 20)))
        )
        chosen = order[rng.random(len(order)) < 0.6]
        return {int(row): rank for rank, row in enumerate(chosen)}


def licence_mix() -> dict[str, float]:
    """Licence id to share of the declared."""
    rest = 1 - sum(mixes.LICENCES.values())
    weights = np.arange(1, len(mixes.RARE_LICENCES) + 1, dtype=float) ** -0.8
    rare = rest * weights / weights.sum()
    return {**mixes.LICENCES, **dict(zip(mixes.RARE_LICENCES, rare.tolist(), strict=True))}


def licence_names() -> list[str]:
    """Licence ids in the order of their numbers."""
    return list(licence_mix())


def licence_rank(rng: np.random.Generator) -> Floats:
    """A random order of licences in which those made for images come first, as image families do."""
    image = np.array(["rail" in name for name in licence_names()])
    return np.asarray(rng.random(len(image)) + ~image)
