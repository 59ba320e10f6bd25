"""What the Hub does not say about some models: sizes that were never counted, number formats that are too new, configs
that name no architecture, and quantisations that few engines read."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course.simulate import mixes
from course.simulate.draw import top
from course.simulate.world import BOTH, SAFETENSORS, Bools, Small, World

UNCOUNTED, NEW, PACKED_ODDLY, BARE, CONFIGLESS = 0.03, 0.012, 0.30, 0.05, 0.03
NEW_DTYPES = ("F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ")  # in files, and in no table of sizes that lessons hand out
ODD_METHODS = ("hqq", "fp8", "aqlm", "compressed-tensors", "fp8", "quanto")


@dataclass
class Quirks:
    """One row a model; a model that repeats another's weights has the quirks of that other."""

    world: World

    def _pick(self, name: str, among: Bools, share: float, least: int) -> Bools:
        score = self.world.streams(f"quirks.{name}").random(self.world.n)
        count = max(least, round(share * int(among.sum())))
        return top(np.where(among, score, -1.0), min(count, int(among.sum())))

    @cached_property
    def eligible(self) -> Bools:
        """Public models with safetensors of their own."""
        world = self.world
        return np.asarray(world.safetensors & ~world.private & (world.copy_of < 0))

    @cached_property
    def chat(self) -> Bools:
        """Those among them that generate text: what engines are asked to serve."""
        tasks = [mixes.TASKS.index(name) for name in ("text-generation", "image-text-to-text")]
        return np.asarray(self.eligible & np.isin(self.world.task, tasks))

    @cached_property
    def uncounted(self) -> Bools:
        """True where the Hub never counted the parameters."""
        return self._pick("uncounted", self.eligible, UNCOUNTED, 8) | self._pick("uncounted.chat", self.chat, 0.03, 5)

    @cached_property
    def dtype(self) -> Small:
        """0 for a known number format, else the number of a new one."""
        new = self._pick("dtype", self.eligible & ~self.uncounted, NEW, 4)
        new |= self._pick("dtype.chat", self.chat & ~self.uncounted, 0.01, 3)
        rows = np.flatnonzero(new)
        out = np.zeros(self.world.n, np.int8)
        out[rows] = 1 + np.arange(len(rows)) % len(NEW_DTYPES)
        return out

    @cached_property
    def alone(self) -> Bools:
        """True for originals of which nobody made anything: nobody compares their configs."""
        free = self.world.lineage.parent < 0
        parents = self.world.lineage.parent
        free[parents[parents >= 0]] = False
        return np.asarray(free & self.chat & np.isin(self.world.weights, (SAFETENSORS, BOTH)))

    @cached_property
    def bare(self) -> Bools:
        """True where the config names no architecture."""
        return self._pick("bare", self.alone, 3 * BARE, 6)

    @cached_property
    def configless(self) -> Bools:
        """True where there is no config at all."""
        return self._pick("configless", self.alone & ~self.bare, 3 * CONFIGLESS, 4)

    @cached_property
    def method(self) -> Small:
        """0 for the usual way of quantising, else the number of another one."""
        packed = self.eligible & (self.world.lineage.relation == mixes.QUANTIZED)
        rows = np.flatnonzero(self._pick("method", packed, PACKED_ODDLY, 6))
        out = np.zeros(self.world.n, np.int8)
        out[rows] = 1 + np.arange(len(rows)) % len(ODD_METHODS)
        return out
