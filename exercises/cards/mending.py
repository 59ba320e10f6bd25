"""The repair's definition, one method a fix, so that a slip replaces one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from course.cards import HUB_LINK
from exercises.cards.card_parts import bare, parts
from exercises.cards.linter import elements, findings

Vocab = dict[str, Any]
Meta = dict[str, Any]
Facts = dict[str, str]


@dataclass(frozen=True)
class Mender:
    """The definition, one method a fix; a slip replaces one."""

    facts: Facts
    repo_id: str
    vocab: Vocab

    def alias(self, known: str, aliases: str, value: object) -> object:
        """A misspelt word as the Hub writes it."""
        if known == "languages" and value is False:
            value = "no"
        if isinstance(value, str) and value in self.vocab[known]:
            return value
        return self.vocab[aliases].get(str(value).strip().lower(), value)

    def linked(self, value: object) -> object:
        """The id behind a link to the Hub."""
        found = HUB_LINK.fullmatch(value) if isinstance(value, str) else None
        return found[1] if found else value

    def metrics(self, value: object) -> object:
        """Metrics in one string as a list."""
        if isinstance(value, str) and "," in value:
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    def added(self, meta: Meta) -> Meta:
        """Known facts the card lacks, unless the linter rejects them."""
        allowed = ("library_name", "pipeline_tag", "base_model")
        lacking: Meta = {key: self.facts[key] for key in allowed if key in self.facts and key not in meta}
        bad = {field for _, field, _ in findings(lacking, self.repo_id, self.vocab)}
        return {key: value for key, value in lacking.items() if key not in bad}

    def mended(self, meta: Meta) -> Meta:
        """The metadata with every allowed fix."""
        fixes: dict[str, Callable[[object], object]] = {
            "license": lambda value: self.alias("licenses", "license_alias", value),
            "language": lambda value: self.alias("languages", "language_alias", value),
            "base_model": self.linked,
            "datasets": self.linked,
        }
        new = {key: each(value, fixes[key]) if key in fixes else value for key, value in meta.items()}
        if "metrics" in new:
            new["metrics"] = self.metrics(new["metrics"])
        return new | self.added(meta)

    def written(self, text: str, found: dict[str, Any], meta: Meta) -> str:
        """The card with other metadata."""
        if meta == found["metadata"] and _types(meta) == _types(found["metadata"]):
            return text
        end = "\r\n" if "\r\n" in text else "\n"
        block = yaml.safe_dump(meta, sort_keys=False, allow_unicode=True).replace("\n", end)
        return f"---{end}{block}---{end}{found['body']}"

    def repair(self, text: str) -> str:
        """The card repaired."""
        found = parts(bare(text))
        if found["status"] in ("yaml_syntax", "not_a_mapping"):
            return text
        return self.written(text, found, self.mended(found["metadata"]))


def each(value: object, fix: Callable[[object], object]) -> object:
    """A fix for a value or for each element of a list."""
    return [fix(one) for one in value] if isinstance(value, list) else fix(value)


def _types(meta: Meta) -> list[str]:
    return [str(type(one)) for value in meta.values() for one in elements(value)]
