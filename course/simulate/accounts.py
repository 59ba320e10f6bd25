"""Who publishes: labs, organisations and people, how much each, and how well known and how careful they are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from course.simulate import names
from course.simulate.seeds import Dice, Streams
from course.simulate.texts import Texts

Array = npt.NDArray[np.generic]
LAB, ORG, PERSON = 0, 1, 2
KINDS = ("lab", "organisation", "person")
SHARES = (0.04, 0.16)  # of models by labs and by organisations; the rest are people's
REACH = np.array([2.2, 0.9, 0.0])
CARE = np.array([1.4, 0.5, -0.5])
REGIONS = ("R1", "R2", "R3", "R4", "R5", "R6")
MAKERS: tuple[Callable[[Dice], str], ...] = (names.lab, names.organisation, names.person)


@dataclass
class Accounts:
    """One row an account that publishes models; `sizes` is its number of models, `reach` and `care` are latent."""

    kind: npt.NDArray[np.int8]
    sizes: npt.NDArray[np.int64]
    reach: npt.NDArray[np.float64]
    care: npt.NDArray[np.float64]
    region: npt.NDArray[np.int8]
    start: npt.NDArray[np.float64]  # where in the Hub's history it begins to publish, 0 to 1
    salt: npt.NDArray[np.uint64]

    @property
    def n(self) -> int:
        """How many accounts there are."""
        return len(self.kind)

    @cached_property
    def names(self) -> Texts:
        """The namespaces, each once."""
        unique = names.Unique()
        pairs = zip(self.kind.tolist(), self.salt.tolist(), strict=True)
        return Texts(unique(MAKERS[kind](Dice(salt))) for kind, salt in pairs)


def make_accounts(streams: Streams, n_models: int) -> Accounts:
    """The accounts that publish `n_models` models between them."""
    sizes = account_sizes(streams, n_models)
    kind = np.repeat(np.arange(3, dtype=np.int8), [len(part) for part in sizes])
    n, rng = len(kind), streams("accounts")
    return Accounts(
        kind=kind,
        sizes=np.concatenate(sizes),
        reach=REACH[kind] + rng.normal(0, 0.5, n),
        care=rng.normal(0, 1, n),
        region=rng.choice(6, n, p=[0.28, 0.22, 0.18, 0.14, 0.10, 0.08]).astype(np.int8),
        start=np.where(kind == LAB, 0.2 * rng.random(n), rng.random(n)),
        salt=streams("accounts.salt").integers(0, 2**63, n).astype(np.uint64),
    )


def account_sizes(streams: Streams, n_models: int) -> list[npt.NDArray[np.int64]]:
    """Models per lab, per organisation and per person; together `n_models`."""
    rng = streams("accounts.sizes")
    labs = 26 if n_models >= 2000 else max(8, n_models // 80)
    of_labs, of_orgs = (round(share * n_models) for share in SHARES)
    orgs = max(4, min(round(0.045 * n_models), of_orgs // 2))
    parts = [shared_out(of_labs, zipf(labs, 0.7)), shared_out(of_orgs, 1 + rng.pareto(1.2, orgs))]
    return [*parts, people(rng, n_models - of_labs - of_orgs, cap=max(20, n_models // 20))]


def zipf(n: int, slope: float) -> npt.NDArray[np.float64]:
    """Weights 1, 2^-slope, 3^-slope and so on."""
    return np.arange(1, n + 1, dtype=float) ** -slope


def shared_out(total: int, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """`total` as whole numbers in proportion to `weights`, at least one each where there are enough."""
    least = min(1, total // len(weights))
    exact = weights / weights.sum() * (total - least * len(weights))
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - least * len(weights) - whole.sum()]] += 1
    return np.asarray(whole + least)


def people(rng: np.random.Generator, total: int, cap: int) -> npt.NDArray[np.int64]:
    """Models per person: 64.5 % publish one; the others follow a discrete Pareto law with index 1.2 from 2."""
    sizes = np.where(rng.random(total) < 0.645, 1, np.floor(2 * (1 - rng.random(total)) ** (-1 / 1.2)))
    sizes = np.minimum(sizes, cap).astype(np.int64)
    upto = int(np.searchsorted(sizes.cumsum(), total)) + 1
    sizes = sizes[:upto]
    sizes[-1] -= sizes.sum() - total
    return sizes
