"""The metadata at the top of a card: what it says, how it is misspelt, and what the Hub makes of it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from course.simulate import cards, mixes
from course.simulate.cards import Cards, licence_names
from course.simulate.evals import Evals
from course.simulate.seeds import Dice

VANISHED, URL, ITSELF, CASE, NULLISH = range(1, 6)
PLAIN = re.compile(r"[A-Za-z][\w./+-]*")
WORDS = {"no", "yes", "on", "off", "true", "false", "null", "none", "y", "n"}
MISSPELT = ("Apache 2.0", "MIT License", "cc0", "Apache-2.0", "apache-2", "GPLv3")
OWN_NAMES = ("community-use-1", "open-weights-terms", "research-only-2", "fair-lab-licence")
LANGUAGES, LANGUAGE_WEIGHTS = tuple(mixes.LANGUAGES), tuple(mixes.LANGUAGES.values())
SHARED_NAMES = range(4, 16, 2)  # the places of datasets that share their short name with the next one
METRICS = ("accuracy", "f1", "rouge", "bleu", "wer", "perplexity")


def scalar(value: Any) -> str:
    """A value as YAML writes it."""
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) and value.lower() not in WORDS else json.dumps(value, ensure_ascii=False)
    return "no" if value is False else json.dumps(value, ensure_ascii=False)


def yaml_lines(fields: dict[str, Any]) -> Iterator[str]:
    """Front matter line by line: scalars, lists of scalars, and JSON, which YAML includes, for the rest."""
    for key, value in fields.items():
        if isinstance(value, list) and all(not isinstance(item, dict | list) for item in value):
            yield f"{key}:" + ("" if value else " []")
            yield from (f"- {scalar(item)}" for item in value)
        else:
            yield f"{key}: {scalar(value)}"


def front_matter(fields: dict[str, Any], broken: int) -> str:
    """The block between two lines of dashes; 1 breaks its YAML, 2 makes it a list."""
    lines = [f"- {key}" for key in fields] or ["- simulated"] if broken == 2 else list(yaml_lines(fields))
    return "\n".join(["---", *lines, *(["tags: [unclosed"] if broken == 1 else []), "---", ""])


def weighted(dice: Dice, options: tuple[str, ...], weights: tuple[float, ...]) -> str:
    """One of `options`, by weight."""
    left = dice.roll() / 2**64 * sum(weights)
    for option, weight in zip(options, weights, strict=True):
        left -= weight
        if left < 0:
            return option
    return options[0]


@dataclass
class Front:
    """The front matter of every model."""

    cards: Cards
    evals: Evals
    ids: Sequence[str]
    datasets: Sequence[str]

    @cached_property
    def names(self) -> list[str]:
        """Licence ids."""
        return licence_names()

    def dice(self, i: int) -> Dice:
        """The dice for the metadata of model `i`."""
        return Dice(int(self.cards.world.salt[i]) ^ 0xF407)

    def task(self, i: int) -> str:
        """What the model is really for."""
        return str(mixes.TASKS[self.cards.world.task[i]])

    def stated_task(self, i: int) -> str:
        """The task the repo states: three in a hundred are wrong."""
        if self.cards.mistasked[i]:
            return "text-classification" if self.task(i) != "text-classification" else "text-generation"
        return self.task(i)

    def relation(self, i: int) -> str:
        """The relation the repo states."""
        return mixes.RELATIONS[self.cards.world.tagged_relation[i]]

    def parents(self, i: int) -> list[int]:
        """The true parents."""
        lineage = self.cards.world.lineage
        return [int(parent) for parent in (lineage.parent[i], lineage.parent2[i]) if parent >= 0]

    def parent_id(self, i: int) -> str:
        """The id of the first true parent, or nothing."""
        return self.ids[self.parents(i)[0]] if self.parents(i) else ""

    def served_parents(self, i: int) -> list[str]:
        """The parents that the Hub links: declared ones that exist."""
        if not self.cards.declared[i] or self.cards.parent_defect[i] not in (0, URL):
            return []
        return [self.ids[parent] for parent in self.parents(i)]

    def stated_parents(self, i: int) -> list[str]:
        """The parents as the card writes them, defects included."""
        parents, defect = [self.ids[parent] for parent in self.parents(i)], int(self.cards.parent_defect[i])
        if i in self.cards.cycles:
            return [self.ids[self.cards.cycles[i]]]
        if not self.cards.declared[i]:
            return []
        if defect == VANISHED:
            return [f"{parents[0]}-withdrawn"]
        if defect == NULLISH:
            return [("None", "undefined")[i % 2]]
        changed = {URL: f"https://huggingface.co/{parents[0]}", ITSELF: self.ids[i], CASE: parents[0].title()}
        return [changed[defect]] if defect in changed else parents

    def licence(self, i: int) -> Any:
        """The licence as the card writes it."""
        name, dice, how = self.names[self.cards.licence[i]], self.dice(i), int(self.cards.written[i])
        if how == cards.LISTED:
            return [name, "mit" if name != "mit" else "apache-2.0"]
        if how == cards.MISSPELT:
            return dice.pick(MISSPELT)
        if how == cards.NAMED:
            return dice.pick(OWN_NAMES)
        return "None" if how == cards.NULLISH else name

    def licence_fields(self, i: int) -> dict[str, Any]:
        """The licence, and the name and link that `other` asks for, which most leave out."""
        if not self.cards.licensed[i]:
            return {}
        licence = self.licence(i)
        if licence != "other" or self.dice(i).roll() % 10 < 6:
            return {"license": licence}
        return {"license": licence, "license_name": self.dice(i).pick(OWN_NAMES), "license_link": "LICENSE"}

    def language(self, i: int) -> Any:
        """The declared language, None if there is none; False is what YAML makes of an unquoted `no`."""
        how, dice = int(self.cards.languages[i]), self.dice(i)
        if how < 2:
            code = weighted(dice, LANGUAGES, LANGUAGE_WEIGHTS)
            return None if how == 0 else ([code, "en"] if dice.chance(0.15) and code != "en" else code)
        return False if how == 2 else dice.pick(("multilingual", "English", "zh-CN", "multilingual"))

    def true_language(self, i: int) -> str:
        """The language the model is for, declared or not."""
        return weighted(self.dice(i), LANGUAGES, LANGUAGE_WEIGHTS)

    def training_data(self, i: int) -> list[str]:
        """The datasets the card names: one in five is no longer there or was never written out in full."""
        dice = Dice(int(self.cards.world.salt[i]) ^ 0xDA7A)
        if not self.datasets or not dice.chance(0.34 if self.cards.kind[i] == cards.BESPOKE else 0.16):
            return []
        chosen = [
            self.datasets[min(dice.below(len(self.datasets)), dice.below(len(self.datasets)))]
            for _ in range(1 + dice.chance(0.3))
        ]
        return list(dict.fromkeys(self.spoilt(dice, name) for name in chosen))

    @cached_property
    def ambiguous(self) -> list[str]:
        """Datasets whose short name another one shares."""
        return [self.datasets[at] for at in SHARED_NAMES if at < len(self.datasets)]

    def spoilt(self, dice: Dice, name: str) -> str:
        """A dataset's id, or what some cards write instead."""
        draw = dice.below(1000)
        if draw < 90:
            return f"{name}-removed"
        if draw < 130:
            return (self.ambiguous[draw % len(self.ambiguous)] if draw < 104 else name).rpartition("/")[2]
        if draw > 994:
            return f"{name} "
        return name.title() if draw < 150 else f"https://huggingface.co/datasets/{name}" if draw < 160 else name

    def own_tags(self, i: int) -> list[str]:
        """Tags the author chose."""
        dice = Dice(int(self.cards.world.salt[i]) ^ 0x7A65)
        made = self.cards.world.lineage.relation[i]
        tags = {mixes.MERGE: ["mergekit", "merge"], mixes.ADAPTER: ["lora"]}.get(int(made), [])
        papers = (self.evals.paper(i), self.evals.second_paper(i))
        tags = [*tags, *dict.fromkeys("arxiv:" + paper for paper in papers if paper)]
        return (
            [*tags, dice.pick(("simulated", "conversational", "course", "test", "notes"))] if dice.chance(0.5) else tags
        )

    def fields(self, i: int) -> dict[str, Any]:
        """The front matter of model `i` in the order it is written; empty if it has none."""
        if not self.cards.front[i]:
            return {}
        world, language = self.cards.world, self.language(i)
        fields = self.licence_fields(i)
        fields |= {} if language is None else {"language": language}
        if world.library[i] and world.salt[i] % 3:
            fields["library_name"] = mixes.LIBRARIES[world.library[i]]
        if world.said_task[i]:
            fields["pipeline_tag"] = self.stated_task(i)
        fields |= self.parent_fields(i)
        lists = {"datasets": self.training_data(i), "tags": [tag for tag in self.own_tags(i) if "arxiv" not in tag]}
        fields |= {key: value for key, value in lists.items() if value}
        return fields | self.metrics(i) | self.evals.index_field(i)

    def parent_fields(self, i: int) -> dict[str, Any]:
        """`base_model`, as one string or a list, and sometimes its relation."""
        parents = self.stated_parents(i)
        if not parents:
            return {}
        single = len(parents) == 1 and self.cards.world.salt[i] % 2
        stated = {"base_model": parents[0] if single else parents}
        return stated | ({"base_model_relation": self.relation(i)} if self.cards.world.salt[i] % 5 == 0 else {})

    def metrics(self, i: int) -> dict[str, Any]:
        """Named metrics: a list, or one string with a comma in it."""
        dice = Dice(int(self.cards.world.salt[i]) ^ 0x3E7)
        if not dice.chance(0.12):
            return {}
        names = dice.some(METRICS, 2)
        return {"metrics": ", ".join(names) if dice.chance(0.1) else names}

    def tags(self, i: int, meta: dict[str, Any]) -> list[str]:
        """The tags that the Hub derives from the card, and the author's own."""
        card = meta if self.cards.readable[i] else {}
        tags = self.own_tags(i) if self.cards.front[i] else []
        tags += [
            str(code)
            for code in ([card["language"]] if isinstance(card.get("language"), str) else card.get("language") or [])
        ]
        tags += [f"dataset:{name}" for name in card.get("datasets", ())]
        for parent in self.served_parents(i):
            tags += [f"base_model:{parent}", f"base_model:{self.relation(i)}:{parent}"]
        if self.cards.tag_only[i]:
            tags.append(f"license:{self.names[self.cards.licence[i]]}")
        licence = card.get("license")
        return tags + [
            f"license:{str(name).lower()}"
            for name in (licence if isinstance(licence, list) else [licence] if licence else [])
        ]
