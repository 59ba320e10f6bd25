"""The linter's definition, in parts that a slip replaces."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from huggingface_hub.repocard_data import model_index_to_eval_results

from course.compare import is_missing

Meta = dict[str, Any]
Vocab = dict[str, Any]
Finding = tuple[str, str, str]
Bad = Callable[[object], bool]
COLUMNS = ["code", "field", "value"]

WORDS: Vocab = {
    "licenses": {"mit", "apache-2.0", "other", "unknown", "cc-by-4.0"},
    "languages": {"en", "fr", "no", "sv", "code"},
    "pipeline_tags": {"text-generation", "text-classification"},
    "libraries": {"transformers", "peft"},
    "license_alias": {"apache 2.0": "apache-2.0"},
    "language_alias": {"english": "en"},
}


def absent(value: object) -> bool:
    """Whether a value is missing: None, NaN, blank text, an empty list (G1)."""
    return is_missing(value) or value == [] or (isinstance(value, str) and not value.strip())


def elements(value: object) -> list[Any]:
    """What a field holds: a single value counts as a list of one, missing values as nothing."""
    return [one for one in (value if isinstance(value, list | tuple) else [value]) if not absent(one)]


def no_id(value: object) -> bool:
    """Whether a value cannot be a repo id."""
    return not isinstance(value, str) or bool(re.match(r"https?://", value) or re.search(r"\s", value))


def unlisted(known: Iterable[str]) -> Bad:
    """The test for a word that the Hub does not know."""
    return lambda value: not isinstance(value, str) or value not in known


def rules(repo_id: str, vocab: Vocab) -> dict[tuple[str, str], Bad]:
    """Code and field -> what is wrong with one element."""
    return {
        ("E02", "license"): unlisted(vocab["licenses"]),
        ("E05", "language"): unlisted(vocab["languages"]),
        ("E06", "pipeline_tag"): unlisted(vocab["pipeline_tags"]),
        ("E07", "datasets"): no_id,
        ("E08", "base_model"): lambda value: no_id(value) or value == repo_id,
        ("E11", "tags"): lambda value: not isinstance(value, str),
        ("W12", "library_name"): unlisted(vocab["libraries"]),
    }


def single(meta: Meta) -> list[Finding]:
    """The findings about a card as a whole."""
    found = [("E01", "license", "")] if absent(meta.get("license")) else []
    for code, field in (("E03", "license_name"), ("W04", "license_link")):
        if "other" in elements(meta.get("license")) and absent(meta.get(field)):
            found.append((code, field, ""))
    if not absent(meta.get("model-index")):
        try:
            model_index_to_eval_results(meta["model-index"])
        except Exception:
            found.append(("E09", "model-index", ""))
    metrics = meta.get("metrics")
    return found + ([("W10", "metrics", metrics)] if isinstance(metrics, str) and "," in metrics else [])


def findings(
    meta: Meta, repo_id: str, vocab: Vocab, split: Callable[[object], list[Any]] = elements, **changed: Bad
) -> list[Finding]:
    """The definition, with what a slip replaces: how a value becomes elements, or the test behind a code."""
    checks = {(code, field): changed.get(code, bad) for (code, field), bad in rules(repo_id, vocab).items()}
    found = [(code, field, str(x)) for (code, field), bad in checks.items() for x in split(meta.get(field)) if bad(x)]
    return sorted(found + single(meta))


def table(found: Iterable[Finding]) -> pd.DataFrame:
    """Findings as the frame that the exercise asks for."""
    return pd.DataFrame(list(found), columns=COLUMNS)


def as_written(meta: Meta, repo_id: str, vocab: Vocab) -> list[Finding]:
    """The findings about single elements, in the order of the card."""
    checks = rules(repo_id, vocab).items()
    return [(code, field, str(x)) for (code, field), bad in checks for x in elements(meta.get(field)) if bad(x)]
