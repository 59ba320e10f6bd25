"""The latent world behind a snapshot: one row a model, and what its numbers come from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from course.simulate import mixes
from course.simulate.accounts import CARE, LAB, Accounts, make_accounts
from course.simulate.calendar import age_in_months, creation_times
from course.simulate.draw import by_group
from course.simulate.lineage import Lineage, make_lineage, mega_roots, mistagged, older, relations
from course.simulate.plan import Plan, plan_of
from course.simulate.seeds import Streams

Floats = npt.NDArray[np.float64]
Small = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
NONE, SAFETENSORS, GGUF, PICKLE, ADAPTER, OTHER, BOTH = range(
    7
)  # what weights a repo holds; BOTH: safetensors and pickle
SENTINEL_SHARE, PRIVATE_SHARE, COPIES = 0.03, 0.0143, 0.04
TASKLIKE = ("transformers", "peft", "gguf", "mlx", "")


@dataclass
class World:
    """Everything drawn before a row is written; arrays run over models from the oldest to the youngest."""

    seed: int
    n: int
    streams: Streams
    plan: Plan
    accounts: Accounts
    owner: npt.NDArray[np.int32]
    created: npt.NDArray[np.int64]
    sentinel: int
    lineage: Lineage
    library: Small
    task: Small
    said_task: Bools
    params: Floats
    weights: Small
    quality: Floats
    drive: Floats
    salt: npt.NDArray[np.uint64]
    private: Bools

    @cached_property
    def kind(self) -> Small:
        """Lab, organisation or person."""
        return self.accounts.kind[self.owner]

    @cached_property
    def reach(self) -> Floats:
        """The author's reach, on the log scale of downloads."""
        return self.accounts.reach[self.owner]

    @cached_property
    def age(self) -> Floats:
        """Months since creation."""
        return age_in_months(self.created)

    @cached_property
    def documented(self) -> Bools:
        """True where the card's sections are filled."""
        return self.drive > 0

    @cached_property
    def tagged_relation(self) -> Small:
        """The relation as the repo states it."""
        return mistagged(self.streams, self.lineage.relation)

    @cached_property
    def safetensors(self) -> Bools:
        """True where the Hub can count the parameters."""
        return np.isin(self.weights, (SAFETENSORS, BOTH))

    @cached_property
    def copy_of(self) -> npt.NDArray[np.int32]:
        """The older public model whose weights a model repeats byte for byte; -1 for almost all."""
        rng = self.streams("models.copies")
        out = np.full(self.n, -1, np.int32)
        wanted = round(COPIES * self.n / 3)
        for kind in (SAFETENSORS, GGUF, PICKLE):
            pool = np.flatnonzero((self.weights == kind) & ~self.private).astype(np.int32)
            rows = np.sort(rng.permutation(pool[len(pool) // 10 :])[:wanted]).astype(np.int32)
            rows = rows[~np.isin(rows, self.lineage.mega)]
            pool = np.setdiff1d(pool, rows)
            out[rows] = older(rng, pool.astype(np.int32), rows)
        return out


def make_world(seed: int, n: int) -> World:
    """The world of a seed and a number of models."""
    streams = Streams(seed)
    accounts = make_accounts(streams, n)
    owner = publishing_order(streams, accounts)
    kind = accounts.kind[owner]
    relation = relations(streams, kind)
    mega = mega_roots(streams, kind, relation)
    library = libraries(streams, relation, mega)
    lineage = make_lineage(streams, relation, mega, library == mixes.LIBRARIES.index("diffusers"))
    sentinel = round(SENTINEL_SHARE * n)
    created = creation_times(streams, "models", n, sentinel)
    task = tasks(streams, library, lineage)
    params = parameters(streams, lineage, task, created)
    quality = latent_quality(streams, lineage, kind)
    noise = 0.4 * accounts.care[owner] + 0.6928 * streams("models.drive").normal(0, 1, n)
    world = World(
        seed=seed,
        n=n,
        streams=streams,
        plan=plan_of(seed),
        accounts=accounts,
        owner=owner,
        created=created,
        sentinel=sentinel,
        lineage=lineage,
        library=library,
        task=task,
        said_task=said_tasks(streams, library),
        params=params,
        weights=weight_formats(streams, lineage, library, created),
        quality=quality,
        drive=CARE[kind] + 0.25 * quality + noise,
        salt=streams("models.salt").integers(0, 2**63, n).astype(np.uint64),
        private=private_models(streams, n, kind, mega),
    )
    copies = np.flatnonzero(world.copy_of >= 0)
    params[copies] = params[world.copy_of[copies]]
    return world


def publishing_order(streams: Streams, accounts: Accounts) -> npt.NDArray[np.int32]:
    """The owner of each model in order of creation; prolific accounts put most of theirs into a few days."""
    rng = streams("models.order")
    owner = np.repeat(np.arange(accounts.n, dtype=np.int32), accounts.sizes)
    start = accounts.start[owner]
    when = start + (1 - start) * rng.random(len(owner))
    busy = (accounts.sizes[owner] >= 40) & (accounts.kind[owner] != LAB) & (rng.random(len(owner)) < 0.6)
    day = rng.integers(0, 3, len(owner))
    burst = start + (1 - start) * ((owner * 7 + day * 13) % 17 + 1) / 18 + rng.normal(0, 2e-4, len(owner))
    return owner[np.argsort(np.where(busy, burst, when), kind="stable")]


def libraries(streams: Streams, relation: Small, mega: npt.NDArray[np.int32]) -> Small:
    """The library each model declares ("" for none), by quota given how it was made; large families all do."""
    given = [mixes.LIBRARY_GIVEN_RELATION[name] for name in mixes.RELATIONS]
    library = by_group(streams("models.library"), relation, given, mixes.LIBRARIES)
    transformers, diffusers = (mixes.LIBRARIES.index(name) for name in ("transformers", "diffusers"))
    library[mega] = transformers
    library[mega[4::9]] = diffusers
    return library


def tasks(streams: Streams, library: Small, lineage: Lineage) -> Small:
    """What each model is for, declared or not; large text families generate text, and children often follow."""
    rng = streams("models.task")
    given = [mixes.TASK_GIVEN_LIBRARY[name] for name in mixes.LIBRARIES]
    task = by_group(rng, library, given, mixes.TASKS)
    text = lineage.mega[library[lineage.mega] == mixes.LIBRARIES.index("transformers")]
    task[text] = mixes.TASKS.index("text-generation")
    follow = (lineage.parent >= 0) & (rng.random(len(task)) < 0.3)
    follow &= np.isin(library, [mixes.LIBRARIES.index(name) for name in TASKLIKE])
    return np.where(follow, task[lineage.root], task).astype(np.int8)


def said_tasks(streams: Streams, library: Small) -> Bools:
    """True where the repo states its task."""
    missing = np.array([mixes.TASK_MISSING.get(name, 0.05) for name in mixes.LIBRARIES])
    said: Bools = streams("models.said_task").random(len(library)) >= missing[library]
    return said


def parameters(streams: Streams, lineage: Lineage, task: Small, created: npt.NDArray[np.int64]) -> Floats:
    """Number of parameters: log-normal, often at a popular size, growing over the years; children keep their root's."""
    rng, n = streams("models.params"), len(task)
    years = (created - created[-1]) / (365.25 * 86_400)
    centre = 9.75 + 0.25 * years + np.array([mixes.SMALLER.get(name, -1.1) for name in mixes.TASKS])[task]
    log10 = np.clip(rng.normal(centre, 0.75, n), 5, 12.0)
    known = np.log10(np.array(mixes.SIZES) * 1e9)
    nearest = known[np.abs(log10[:, None] - known[None, :]).argmin(1)] if n < 200_000 else snapped(log10, known)
    log10 = np.where(rng.random(n) < 0.6, nearest, log10)
    exact = np.floor(10.0**log10 * rng.uniform(0.97, 1.06, n))
    return np.where(lineage.parent >= 0, exact[lineage.root], exact)


def snapped(log10: Floats, known: Floats) -> Floats:
    """The nearest of the ascending `known` sizes, in little memory."""
    nearest: Floats = known[np.searchsorted((known[1:] + known[:-1]) / 2, log10)]
    return nearest


def weight_formats(streams: Streams, lineage: Lineage, library: Small, created: npt.NDArray[np.int64]) -> Small:
    """Which weight files a repo holds: by relation and library, else by the year it was created."""
    rng, n = streams("models.weights"), len(library)
    year = created.astype("datetime64[s]").astype("datetime64[Y]").astype(int) + 1970
    column = np.clip(year - 2022, 0, 3)
    mix = np.array(
        [[0.16, 0.66, 0.11, 0.07], [0.36, 0.49, 0.08, 0.07], [0.66, 0.21, 0.06, 0.07], [0.79, 0.07, 0.05, 0.09]]
    )
    draw = rng.random(n)
    edges = mix.cumsum(1)[column]
    out = np.select([draw < edges[:, 0], draw < edges[:, 1], draw < edges[:, 2]], [SAFETENSORS, PICKLE, OTHER], NONE)
    out = np.where((out == SAFETENSORS) & (rng.random(n) < 0.14), BOTH, out)
    out = np.where(lineage.relation == mixes.ADAPTER, ADAPTER, out)
    gguf = (library == mixes.LIBRARIES.index("gguf")) | ((lineage.relation == mixes.QUANTIZED) & (library == 0))
    rl = np.isin(
        library, [mixes.LIBRARIES.index(name) for name in ("stable-baselines3", "ml-agents", "keras", "tf-keras")]
    )
    out = np.where(gguf, GGUF, np.where(rl, OTHER, out))
    out[lineage.mega] = SAFETENSORS
    return out.astype(np.int8)


def latent_quality(streams: Streams, lineage: Lineage, kind: Small) -> Floats:
    """Standard normal, a little higher for labs; a derived model takes 0.6 of its parent's and adds its own."""
    own = streams("models.quality").normal(0, 1, len(kind))
    quality = own + 0.25 * (kind == LAB)
    for depth in range(1, int(lineage.depth.max()) + 1):
        rows = np.flatnonzero(lineage.depth == depth)
        quality[rows] = 0.6 * quality[lineage.parent[rows]] + 0.8 * own[rows]
    return np.asarray(quality)


def private_models(streams: Streams, n: int, kind: Small, mega: npt.NDArray[np.int32]) -> Bools:
    """True for the private models: people's and organisations', never the root of a large family."""
    score = streams("models.private").random(n) - (kind == LAB)
    score[mega] = -2
    private: Bools = np.zeros(n, bool)
    private[np.argsort(-score, kind="stable")[: round(PRIVATE_SHARE * n)]] = True
    return private
