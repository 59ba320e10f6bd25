"""Dataset repos: downloads, cards with the defects that real cards have, and names that two owners share."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from course.hub.writer import RepoFile
from course.simulate import mixes, names, text
from course.simulate.adoption import Counts
from course.simulate.calendar import END, creation_times
from course.simulate.draw import ranked, spread_normal
from course.simulate.evals import BOARDS, EVALUATOR, OPEN_CHECKS
from course.simulate.front import OWN_NAMES, front_matter, weighted
from course.simulate.identity import unused
from course.simulate.objects import iso_seconds, listed
from course.simulate.seeds import Dice, hex_of
from course.simulate.texts import Texts
from course.simulate.world import Bools, Floats, World

PER_MODEL = 900 / 4200
POSITIVE = 0.335  # 66.5 % of datasets were not downloaded in a month (March 2023)
FILE, SPOKEN = 0.58, 0.31  # have a README; have one with words in it
TITLED, CUT, SHORT = 120, 60, (12, 19, 20)  # in a thousand: only a title; a short description, of so many words
UNRETURNED = 5  # in a thousand: the Hub does not return the downloads
SHARED = 6  # short names that two owners use
SIZES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M")
LICENCES = ("apache-2.0", "mit", "cc-by-4.0", "cc-by-nc-4.0", "cc-by-sa-4.0", "cc0-1.0", "unknown", "other", "odbl")
WEIGHTS = (0.27, 0.25, 0.16, 0.06, 0.06, 0.04, 0.056, 0.039, 0.02)
TASKS = ("text-generation", "text-classification", "question-answering", "translation", "image-classification",
         "automatic-speech-recognition", "summarization", "robotics")  # fmt: skip


@dataclass
class Datasets:
    """All dataset repos of a world; the first few are benchmarks."""

    world: World

    @cached_property
    def n(self) -> int:
        """How many there are."""
        return max(40, round(PER_MODEL * self.world.n))

    @cached_property
    def ids(self) -> Texts:
        """Their ids, each once."""
        return Texts(self.named())

    def named(self) -> Iterator[str]:
        """Benchmarks, pairs that share a short name, then the rest."""
        taken: set[int] = set()
        shared = [names.topic(Dice(number)) for number in range(SHARED)]
        yield from (f"{EVALUATOR}/{name}" for name in (*(board[1] for board in BOARDS), OPEN_CHECKS))
        for i in range(4, self.n):
            dice = self.dice(i)
            pair, number = divmod(i - 4, 2)
            name = shared[pair] if pair < SHARED else unused(f"{names.topic(dice)}-{dice.below(900) + 100}", taken)
            yield unused(f"{self.owner(dice, number)}/{name}", taken)

    def owner(self, dice: Dice, number: int) -> str:
        """A publisher of models, or somebody who only publishes data."""
        accounts = self.world.accounts
        if dice.chance(0.65) or number < 0:
            return accounts.names[dice.below(accounts.n)]
        return names.person(dice) + "-data"

    @cached_property
    def salt(self) -> "array[int]":
        """One number a dataset."""
        return array("q", self.world.streams("datasets.salt").integers(0, 2**63, self.n).tobytes())

    def dice(self, i: int) -> Dice:
        """The dice of dataset `i`."""
        return Dice(self.salt[i])

    @cached_property
    def created(self) -> Counts:
        """Creation times in random order; a few carry the sentinel."""
        times = creation_times(self.world.streams, "datasets", self.n, round(0.02 * self.n))
        return self.world.streams("datasets.order").permutation(times)

    @cached_property
    def care(self) -> Floats:
        """How much its author documents."""
        return self.world.streams("datasets.care").normal(0, 1, self.n)

    @cached_property
    def downloads(self) -> Counts:
        """Thirty-day downloads: two in three none, the rest heavy-tailed and tied to care."""
        rng, positive = self.world.streams("datasets.downloads"), round(POSITIVE * self.n)
        counts = np.clip(np.floor(np.exp(2.4 + 2.3 * spread_normal(rng, positive))), 1, 1e7).astype(np.int64)
        values = np.concatenate([np.zeros(self.n - positive, np.int64), counts])
        score = 0.7 * self.care + rng.normal(0, 1, self.n)
        score[:4] += 3
        return ranked(score, values)

    @cached_property
    def filed(self) -> Bools:
        """True where there is a README."""
        filed: Bools = self.care >= np.quantile(self.care, 1 - FILE)
        filed[:4] = True
        return filed

    @cached_property
    def spoken(self) -> Bools:
        """True where the README has words in it."""
        spoken: Bools = self.care >= np.quantile(self.care, 1 - SPOKEN)
        spoken[:4] = True
        return spoken

    def private(self, i: int) -> bool:
        """True for one in seventy."""
        return i >= 4 and self.salt[i] % 70 == 0

    def fields(self, i: int) -> dict[str, Any]:
        """The front matter of dataset `i`; empty without a README, and for one spoken card in eight."""
        dice = Dice(self.salt[i] ^ 0xF1)
        if not self.filed[i] or (dice.chance(0.119) and i >= 4):
            return {}
        stated = {key: value for key, value in self.stated(dice).items() if value is not None}
        return stated | self.oddities(i, stated)

    def oddities(self, i: int, stated: dict[str, Any]) -> dict[str, Any]:
        """What a few cards say instead: a list of nothing, Norwegian as `no`, a licence nobody knows in a list."""
        draw = self.salt[i] // 41 % 1000
        if draw < 15 and i >= 4:
            return {"license": [""]} if draw < 8 else {"language": [" "]}
        if draw < 25 and i >= 4:
            return {"language": False}
        return {"license": ["unknown"]} if draw < 33 and "license" in stated else {}

    def stated(self, dice: Dice) -> dict[str, Any]:
        """What a card states, key by key; None for what it leaves out."""
        licence: Any = weighted(dice, LICENCES, WEIGHTS) if dice.chance(0.574) else None
        language: Any = (
            weighted(dice, tuple(mixes.LANGUAGES), tuple(mixes.LANGUAGES.values())) if dice.chance(0.569) else None
        )
        return {
            "license": [licence] if licence and dice.chance(0.298) else licence,
            "license_name": dice.pick(OWN_NAMES) if licence == "other" and dice.chance(0.5) else None,
            "language": [language] if language and dice.chance(0.6) else language,
            "task_categories": [dice.pick(TASKS)] if dice.chance(0.573) else None,
            "size_categories": [dice.pick(SIZES)] if dice.chance(0.55) else None,
            "source_datasets": ["original"] if dice.chance(0.3) else None,
            "annotations_creators": [dice.pick(("found", "expert-generated", "crowdsourced"))]
            if dice.chance(0.2)
            else None,
            "YAML tags": ["simulated"] if dice.chance(0.028) else None,
        }

    def words(self, i: int) -> str:
        """The text of the card."""
        dice, title = Dice(self.salt[i] ^ 0x7E), self.ids[i].rpartition("/")[2]
        if not self.spoken[i]:
            return ""
        parts = [f"# {title}\n", text.paragraph(dice, "training_data", 1 + dice.below(4))]
        sections = ("details", "limitations", "uses", "citation")
        return (
            "\n".join([*parts, *(text.filled(dice, name, 1 + dice.below(4)) for name in sections if dice.chance(0.4))])
            + "\n"
        )

    def description(self, i: int) -> str | None:
        """The first words of the card, as the Hub keeps them."""
        dice, draw = Dice(self.salt[i] ^ 0x7E), self.salt[i] // 43 % 1000
        if not self.spoken[i]:
            return self.ids[i].rpartition("/")[2].replace("-", " ").capitalize() + "." if draw < TITLED else None
        whole = text.paragraph(dice, "training_data", 1 + dice.below(3))
        return " ".join(whole.split()[: SHORT[draw % len(SHORT)]]) if draw < CUT else whole

    def row(self, i: int) -> tuple[dict[str, Any], list[RepoFile]]:
        """The information object and the tree of dataset `i`."""
        meta, dice = self.fields(i), Dice(self.salt[i] ^ 0x60)
        count, created = int(self.downloads[i]), int(self.created[i])
        info: dict[str, Any] = {
            "id": self.ids[i],
            "author": self.ids[i].partition("/")[0],
            "sha": self.sha(i),
            "lastModified": iso_seconds(self.edited(i)),
            "createdAt": iso_seconds(created),
            "private": self.private(i),
            "disabled": False,
            "gated": ("auto" if dice.chance(0.8) else "manual") if dice.chance(0.03) else False,
            "downloads": count,
            "downloadsAllTime": count * (2 + dice.below(20)) + dice.below(40),
            "likes": int((dice.below(1000) / 1000) ** 12 * 60 * (1 + count**0.3)),
            "trendingScore": 0,
            "tags": self.tags(i, meta),
        }
        if self.salt[i] // 47 % 1000 < UNRETURNED and i >= 4:
            del info["downloads"], info["downloadsAllTime"]
        info |= {"cardData": meta} if self.filed[i] else {}
        described = self.description(i)
        info |= {"description": described} if described else {}
        return info, list(self.tree(i, meta))

    def sha(self, i: int) -> str:
        """The head commit."""
        return hex_of(self.world.seed, "dataset", self.ids[i])

    def edited(self, i: int) -> int:
        """When the repo last changed."""
        left = max(0, int(END.astype("datetime64[s]").astype(np.int64)) - int(self.created[i]) - 3600)
        return int(self.created[i]) + int((self.salt[i] % 991 / 991) ** 3 * left)

    def tags(self, i: int, meta: dict[str, Any]) -> list[str]:
        """Tags the Hub derives from the card."""
        keys = (("license", "license"), ("language", "language"), ("task_categories", "task_categories"))
        derived = [f"{tag}:{value}" for key, tag in keys for value in listed(meta.get(key))]
        return [*(["benchmark:official"] if i < 3 else []), *derived, "region:us"]

    def tree(self, i: int, meta: dict[str, Any]) -> Iterator[RepoFile]:
        """README and data files."""
        yield RepoFile(".gitattributes", b"*.parquet filter=lfs diff=lfs merge=lfs -text\n")
        if self.filed[i]:
            yield RepoFile("README.md", (front_matter(meta, 0) + self.words(i)).encode())
        size = 20_000 + self.salt[i] % 10**8
        yield RepoFile("data/train-00000-of-00001.parquet", size=size, sha256=hex_of(self.salt[i]) + "0" * 24)

    def __iter__(self) -> Iterator[tuple[dict[str, Any], list[RepoFile]]]:
        """Every dataset's object and tree."""
        return map(self.row, range(self.n))
