"""The competencies, the levels and what each level asks for, read from `course/data/competencies.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[1] / "data" / "competencies.yaml"
EVERY = "every competency"
MEMO, CAPSTONE = "memo", "capstone"
NAMES = {MEMO: "Judgement in writing", CAPSTONE: "The capstone as a whole"}
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Competency:
    """A competency: the questions whose points it counts, by lesson."""

    key: str
    name: str
    dimension: str
    questions: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Level:
    """A level: `least` is the lowest share of points that supports it, by competency; artefacts are of other kinds."""

    key: str
    scope: str
    called: str
    asks_for: str
    least: Mapping[str, float]
    artefacts: int = 0


@dataclass(frozen=True)
class Unmet:
    """A condition that does not hold: what it is about, the share that is needed, and the one that is there."""

    about: str
    least: float
    score: float


@dataclass(frozen=True)
class Rules:
    """The whole of the rules."""

    competencies: tuple[Competency, ...]
    levels: tuple[Level, ...]
    kinds: Mapping[str, str]
    capstone: str
    beyond: str
    names: Mapping[str, str] = field(default_factory=dict)

    def unmet(self, level: Level, scores: Mapping[str, float], artefacts: int) -> list[Unmet]:
        """The conditions of `level` itself that do not hold for shares of points and verified kinds of artefacts."""
        found = [Unmet(about, least, scores[about]) for about, least in level.least.items()]
        if level.artefacts:
            found.append(Unmet("artefacts", level.artefacts, artefacts))
        return [one for one in found if one.score < one.least - TOLERANCE]

    def supported(self, scores: Mapping[str, float], artefacts: int) -> Level | None:
        """The highest level all of whose conditions hold, and those of every level below it; None if there is none."""
        best = None
        for level in self.levels:
            if self.unmet(level, scores, artefacts):
                break
            best = level
        return best

    def after(self, level: Level | None) -> Level | None:
        """The level after `level`, the first after None, and None after the last."""
        place = self.levels.index(level) + 1 if level else 0
        return self.levels[place] if place < len(self.levels) else None


@cache
def rules() -> Rules:
    """The rules of this course."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = tuple(
        Competency(key, one["name"], one["dimension"], {name: tuple(of) for name, of in one["questions"].items()})
        for key, one in data["competencies"].items()
    )
    keys = [one.key for one in found]
    levels = tuple(_level(key, one, keys) for key, one in data["levels"].items())
    names = {one.key: one.name for one in found} | NAMES | {"artefacts": "Kinds of artefacts that were verified"}
    return Rules(found, levels, data["artefacts"], data["capstone"], data["beyond"], names)


def _level(key: str, data: dict[str, Any], keys: list[str]) -> Level:
    least: dict[str, float] = dict(data["least"])
    every = least.pop(EVERY, None)
    spread = {} if every is None else dict.fromkeys(keys, every)
    return Level(key, data["scope"], data["called"], data["asks_for"], spread | least, data.get("artefacts", 0))
