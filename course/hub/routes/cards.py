"""The Hub's check of a card's metadata: POST /api/validate-yaml."""

import re
import reprlib
from collections.abc import Iterator
from typing import Any

import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from huggingface_hub.repocard_data import model_index_to_eval_results

from course.hub.messages import Response, bad_request, json_response
from course.hub.routes.call import Call
from course.vocabulary import vocab

LONGEST, MOST_ALIASES, DEEPEST = 2**18, 100, 50
_BAD_REFERENCE = re.compile(r"\s|://")
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 200
_SHORT.maxlevel = 2
Finding = tuple[str, str]


class _Loader(yaml.SafeLoader):
    """Reads YAML of a bounded depth and with few aliases, which could make it as large as they like."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = self.aliases = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One node and all below it."""
        self.aliases += self.check_event(yaml.AliasEvent)
        self.depth += 1
        if self.aliases > MOST_ALIASES or self.depth > DEEPEST:
            raise yaml.YAMLError(f"more than {MOST_ALIASES} aliases, or nested more than {DEEPEST} deep")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def validate_yaml(call: Call) -> Response:
    """Errors and warnings about the metadata of a README; a 400 when there is an error."""
    given = call.request.json()
    if not isinstance(given, dict) or not isinstance(given.get("content"), str):
        raise bad_request('The body must be {"content": "...", "repoType": "model"}.')
    findings = list(card_findings(given["content"], model=given.get("repoType", "model") == "model"))
    found = {level: [{"message": text} for one, text in findings if one == level] for level in ("errors", "warnings")}
    return json_response(found, 400 if found["errors"] else 200)


def card_findings(content: str, model: bool) -> Iterator[Finding]:
    """Level and sentence of every finding about the metadata of a README."""
    match = REGEX_YAML_BLOCK.search(content.removeprefix("\ufeff"))
    if match and len(match[2]) > LONGEST:
        yield "errors", f"YAML metadata error: more than {LONGEST} characters"
        return
    try:
        metadata = yaml.load(match[2], _Loader) if match else None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:  # the date 2026-99-99 is a ValueError
        yield "errors", f"YAML metadata error: {' '.join(str(error).split())[:200]}"
        return
    if metadata is None:
        yield "warnings", "empty or missing yaml metadata in repo card"
    elif not isinstance(metadata, dict):
        yield "errors", f"YAML metadata must be a mapping, not a {type(metadata).__name__}"
    else:
        yield from _metadata_findings(metadata, model)


def _metadata_findings(metadata: dict[str, Any], model: bool) -> Iterator[Finding]:
    yield from _licence(metadata)
    yield from _unknown(metadata, "language", vocab()["languages"])
    wrong = [tag for tag in _listed(metadata, "tags") if not _text(tag)]
    yield from (("errors", f'"tags" must hold strings, not {repr_of(tag)}') for tag in wrong)
    if model:
        yield from _unknown(metadata, "pipeline_tag", vocab()["pipeline_tags"])
        yield from _references(metadata)
        yield from _results(metadata)
        if isinstance(metrics := metadata.get("metrics"), str) and "," in metrics:
            yield "warnings", f'"metrics" should be a list, not {repr_of(metrics)}'
        unknown = _unknown(metadata, "library_name", vocab()["libraries"])
        yield from (("warnings", text) for _, text in unknown)


def _licence(metadata: dict[str, Any]) -> Iterator[Finding]:
    licences = _listed(metadata, "license")
    if not licences:
        yield "warnings", '"license" is missing'
    yield from _unknown(metadata, "license", vocab()["licenses"])
    if "other" in licences and not metadata.get("license_name"):
        yield "errors", '"license_name" is required when "license" is other'
    if "other" in licences and not metadata.get("license_link"):
        yield "warnings", '"license_link" is recommended when "license" is other'


def _references(metadata: dict[str, Any]) -> Iterator[Finding]:
    for field in ("datasets", "base_model"):
        for value in _listed(metadata, field):
            if not _text(value) or _BAD_REFERENCE.search(value):
                yield "errors", f'"{field}" must be a repo id, not {repr_of(value)}'


def _results(metadata: dict[str, Any]) -> Iterator[Finding]:
    if metadata.get("model-index") is None:
        return
    try:
        model_index_to_eval_results(metadata["model-index"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        yield "errors", f'"model-index" cannot be read: {type(error).__name__} {str(error)[:100]}'


def _unknown(metadata: dict[str, Any], field: str, known: set[str]) -> Iterator[Finding]:
    for value in _listed(metadata, field):
        if not _text(value) or value not in known:
            yield "errors", f'"{field}" has the unknown value {repr_of(value)}'


def _listed(metadata: dict[str, Any], field: str) -> list[Any]:
    value = metadata.get(field)
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def repr_of(value: Any) -> str:
    """`value` as Python writes it, cut where it is long or deep."""
    return _SHORT.repr(value)[:250]


def _text(value: Any) -> bool:
    return isinstance(value, str)
