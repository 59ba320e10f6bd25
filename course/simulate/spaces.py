"""Spaces: which models they use, in what state they are, and with which toolkit they were made."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from course.hub.writer import RepoFile
from course.simulate import names
from course.simulate.adoption import Adoption, Counts
from course.simulate.calendar import DAY, END, creation_times
from course.simulate.draw import labels
from course.simulate.identity import unused
from course.simulate.objects import HOST, iso_seconds, runtime
from course.simulate.seeds import Dice, hex_of
from course.simulate.texts import Texts
from course.simulate.world import Bools

PER_MODEL = 1 / 3
GUILD_CHANGE = np.datetime64("2025-05-01", "s").astype(np.int64)  # the built-in Streamlit kit ended on 30 April 2025
KITS = ("gradio", "streamlit", "docker", "static", "")
BEFORE, AFTER = (0.615, 0.14, 0.14, 0.10, 0.005), (0.545, 0.0, 0.25, 0.20, 0.005)
WORKING = (
    "RUNNING",
    "SLEEPING",
    "SLEEPING",
    "RUNNING",
    "PAUSED",
    "SLEEPING",
    "RUNNING",
    "STOPPED",
    "RUNNING",
    "SLEEPING",
)
BROKEN = ("RUNTIME_ERROR", "RUNTIME_ERROR", "RUNTIME_ERROR", "BUILD_ERROR", "CONFIG_ERROR", "NO_APP_FILE")
BUILDING, UNKNOWN = 0.02, 0.02
GONE, UNSEEN, UNLISTED = 12, 12, 40  # in a thousand: list a model that is gone, a private one; have no list at all
LEAVING = 12  # in a thousand of those that use no model: being deleted
END_SECONDS = int(END.astype("datetime64[s]").astype(np.int64))


@dataclass
class Spaces:
    """All Spaces of a world: first those that use a model, then those that use none."""

    adoption: Adoption
    model_ids: Sequence[str]
    datasets: Sequence[str]

    @cached_property
    def n(self) -> int:
        """How many there are."""
        return max(len(self.linked), round(PER_MODEL * self.adoption.world.n))

    @cached_property
    def linked(self) -> "array[int]":
        """The model of each Space that uses one: every model with a demo once, one in five twice."""
        demo = np.flatnonzero(self.adoption.demo & ~self.adoption.world.private)
        again = demo[self.adoption.world.streams("spaces.again").random(len(demo)) < 0.2]
        return array("q", np.concatenate([demo, again]).astype(np.int64).tobytes())

    @cached_property
    def broken(self) -> Bools:
        """Whether each Space is broken: those of a model follow it, the others make up the planted share."""
        world = self.adoption.world
        of_models = self.adoption.demo_broken[self.linked]
        free = self.n - len(self.linked)
        judged = 1 - BUILDING - UNKNOWN
        wanted = round(world.plan.broken_spaces * (len(self.linked) + judged * free)) - int(of_models.sum())
        share = min(max(wanted / max(free * judged, 1), 0.0), 1.0) * judged
        rest = labels(world.streams("spaces.broken"), (1 - share, share), free)
        return np.concatenate([of_models, rest == 1])

    @cached_property
    def salt(self) -> "array[int]":
        """One number a Space."""
        return array("q", self.adoption.world.streams("spaces.salt").integers(0, 2**63, self.n).tobytes())

    @cached_property
    def created(self) -> Counts:
        """Creation times: after the model's own for its demos."""
        world = self.adoption.world
        rng = world.streams("spaces.order")
        times = rng.permutation(creation_times(world.streams, "spaces", self.n, 0))
        models = world.created[self.linked]
        wait = rng.exponential(45 * DAY, len(models)).astype(np.int64)
        times[: len(models)] = np.minimum(models + wait, np.maximum(models, END_SECONDS - DAY))
        return times

    @cached_property
    def ids(self) -> Texts:
        """Their ids: a demo's name tells its model's."""
        taken: set[int] = set()
        return Texts(unused(self.name(i, Dice(self.salt[i])), taken) for i in range(self.n))

    def name(self, i: int, dice: Dice) -> str:
        """What Space `i` would be called if the name is free."""
        accounts = self.adoption.world.accounts
        if i < len(self.linked):
            model, own = self.model_ids[self.linked[i]], dice.chance(0.5)
            owner = model.partition("/")[0] if own and "/" in model else accounts.names[dice.below(accounts.n)]
            return f"{owner}/{model.rpartition('/')[2][:40]}-demo"
        ending = dice.pick(("app", "demo", "board", "explorer"))
        return f"{accounts.names[dice.below(accounts.n)]}/{names.topic(dice)}-{ending}"

    def stage(self, i: int) -> str | None:
        """The runtime's stage; None where no runtime was returned."""
        dice = Dice(self.salt[i] ^ 0x57)
        if self.broken[i]:
            return dice.pick(BROKEN)
        draw = dice.below(1000) / 1000
        if i >= len(self.linked) and self.salt[i] // 13 % 1000 < LEAVING:
            return "DELETING"
        if i >= len(self.linked) and draw < BUILDING + UNKNOWN:
            return dice.pick(("BUILDING", "APP_STARTING")) if draw < BUILDING else dice.pick((None, "HIBERNATING"))
        return dice.pick(WORKING)

    def kit(self, i: int) -> str:
        """The toolkit, by the rules of the time; empty for the few that name none."""
        dice = Dice(self.salt[i] ^ 0x5D)
        shares, draw = (BEFORE if self.created[i] < GUILD_CHANGE else AFTER), dice.below(1000) / 1000
        return KITS[min(int(np.searchsorted(np.cumsum(shares), draw, side="right")), 4)]

    def hardware(self, i: int) -> str:
        """The machine it runs on."""
        draw = self.salt[i] // 7 % 1000
        return "cpu-basic" if draw < 940 else "zero-a10g" if draw < 985 else "t4-small"

    def uses(self, i: int) -> list[int]:
        """The models it uses: its own first, now and then a second one."""
        if i >= len(self.linked):
            return []
        second = self.linked[self.salt[i] % len(self.linked)]
        return [self.linked[i]] + ([second] if self.pairs_well(i, second) else [])

    def models(self, i: int) -> list[str]:
        """The models that it lists: those it uses, and now and then one that is private or no longer there."""
        listed = [self.model_ids[model] for model in self.uses(i)]
        if listed and (draw := self.salt[i] // 11 % 1000) < GONE + UNSEEN:
            listed.append(
                f"{listed[0]}-withdrawn" if draw < GONE else self.model_ids[self.hidden[draw % len(self.hidden)]]
            )
        return listed

    @cached_property
    def hidden(self) -> "array[int]":
        """The private models."""
        return array("q", np.flatnonzero(self.adoption.world.private).astype(np.int64).tobytes())

    def pairs_well(self, i: int, second: int) -> bool:
        """True if a second model may be listed: one Space in ten, where both work or neither does."""
        broken = self.adoption.demo_broken
        return self.salt[i] % 10 == 3 and second != self.linked[i] and bool(broken[second] == broken[self.linked[i]])

    def row(self, i: int) -> tuple[dict[str, Any], list[RepoFile]]:
        """The information object and the tree of Space `i`."""
        dice, repo_id, kit, stage = Dice(self.salt[i] ^ 0x11), self.ids[i], self.kit(i), self.stage(i)
        created = int(self.created[i])
        subdomain = repo_id.replace("/", "-").lower()
        info: dict[str, Any] = {
            "id": repo_id,
            "author": repo_id.partition("/")[0],
            "sha": hex_of(self.adoption.world.seed, "space", repo_id),
            "lastModified": iso_seconds(min(created + dice.below(60) * DAY, END_SECONDS)),
            "createdAt": iso_seconds(created),
            "private": i >= len(self.linked) and self.salt[i] % 60 == 0,
            "disabled": False,
            "likes": int(min((1 - dice.below(10**6) / 10**6) ** (-1 / 0.9), 5000)) if dice.chance(0.15) else 0,
            "trendingScore": 0,
            "tags": [*([kit] if kit else []), "region:us"],
            "models": self.models(i),
            "datasets": [dice.pick(self.datasets)] if self.datasets and dice.chance(0.06) else [],
            "subdomain": subdomain,
            "host": f"https://{subdomain}.{HOST}",
        }
        if i >= len(self.linked) and self.salt[i] // 17 % 1000 < UNLISTED:
            del info["models"]
        info |= {"sdk": kit} if kit else {}
        info |= {"runtime": runtime(stage, self.hardware(i))} if stage else {}
        return info, self.tree(repo_id, kit)

    def tree(self, repo_id: str, kit: str) -> list[RepoFile]:
        """README and app file."""
        head = f"---\ntitle: {repo_id.rpartition('/')[2]}\nsdk: {kit or 'static'}\n---\nA simulated Space.\n"
        main = {"docker": "Dockerfile", "static": "index.html"}.get(kit, "app.py")
        return [RepoFile("README.md", head.encode()), RepoFile(main, b"simulated\n")]

    def __iter__(self) -> Iterator[tuple[dict[str, Any], list[RepoFile]]]:
        """Every Space's object and tree."""
        return map(self.row, range(self.n))
