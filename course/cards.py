"""Model cards: how they are read, which mistakes their metadata have, and how complete they are."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

if TYPE_CHECKING:
    from huggingface_hub import HfApi

MARK = "\ufeff"  # the byte-order mark that some editors put before the first sign of a file

# Code of a mistake in one element -> the field in which it occurs.
RULES = {
    "E02": "license",
    "E05": "language",
    "E06": "pipeline_tag",
    "E07": "datasets",
    "E08": "base_model",
    "E11": "tags",
    "W12": "library_name",
}
WORD_LISTS = {"E02": "licenses", "E05": "languages", "E06": "pipeline_tags", "W12": "libraries"}

# The fields that a repair may fill from known facts; a licence is none of them, for only the author can give one.
FACTS = ("library_name", "pipeline_tag", "base_model")

# The cause of a failed upload, told by its message; the first row that fits decides.
CAUSES = {
    "metadata": "yaml|metadata|license|pipeline_tag|model-index|front matter",
    "size": "lfs|too large|quota",
    "auth": "401|403|token|permission",
    "network": "timeout|connection|50[234]",
    "naming": "repo name|invalid repo id",
}

FENCE = re.compile(r"^```.*?^```[ \t]*\r?$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# a placeholder may be a link to how one writes a card; its address informs no more than it does
PLACEHOLDER = re.compile(r"\[?[ \t]*more information needed[^\].\n]*[\].]?(?:\([^)\s]*\))?", re.IGNORECASE)
TEMPLATE = re.compile(
    r"users \(both direct and downstream\) should be made aware of the risks, biases and limitations of the model\.?",
    re.IGNORECASE,
)
LABEL = re.compile(r"^\s*[-*]\s+\*\*[^*]+:\*\*\s*$", re.MULTILINE)

# What tells a reader nothing, in the order in which it is taken out.
FILLER = (FENCE, PLACEHOLDER, TEMPLATE, LABEL, HEADING)
WORD = re.compile(r"[^\W_]+")

# Item of the score -> points, and the titles of the sections that count for it.
RUBRIC = {
    "intended_use": (14, r"^(?!how to|.*\bout of scope\b).*\b(uses?|intended)\b"),
    "out_of_scope": (8, r"\bout of scope\b|\bmisuse\b"),
    "limitations": (14, r"\blimitations?\b|\bbias\b|\brisks?\b"),
    "training_data": (14, r"\btraining data(set)?\b"),
    "evaluation": (14, r"\bevaluation\b|\bresults\b|\bbenchmarks?\b"),
    "contact_citation": (5, r"\bcitation\b|\bcontact\b|\bauthors?\b"),
}
STARTS = re.compile(r"from_pretrained|pipeline\(|InferenceClient|\bimport\b")

HUB_LINK = re.compile(r"https://huggingface\.co/(?:datasets/)?([^/\s]+(?:/[^/\s]+)?)/?")


def readme(api: HfApi, repo_id: str, revision: str | None = None) -> str | None:
    """The README of a model as it is stored, line ends and byte-order mark included; None if none can be read.

    `revision` is a branch, a tag or a commit; without it, the newest one is read.
    """
    from huggingface_hub.errors import DisabledRepoError, EntryNotFoundError, RepositoryNotFoundError
    from huggingface_hub.utils.tqdm import tqdm

    silent: Any = partial(tqdm, disable=True)  # a bar a card would fill the page
    try:
        path = api.hf_hub_download(repo_id, "README.md", revision=revision, tqdm_class=silent)
    except (DisabledRepoError, EntryNotFoundError, RepositoryNotFoundError):  # a gated repo counts as not found
        return None
    return Path(path).read_bytes().decode("utf-8", errors="replace")


def parts(text: str) -> dict[str, Any]:
    """The `status`, `metadata` and `body` of the README `text`, as the Hub reads it."""
    from huggingface_hub.repocard import REGEX_YAML_BLOCK

    text = text.removeprefix(MARK)
    block = REGEX_YAML_BLOCK.search(text)
    if block is None:
        return {"status": "no_front_matter", "metadata": {}, "body": text}
    body = text[block.end() :]
    try:
        found = yaml.safe_load(block.group(2))
    except Exception:  # a date that does not exist is a ValueError, other mistakes are YAML errors
        return {"status": "yaml_syntax", "metadata": {}, "body": body}
    if isinstance(found, dict):
        return {"status": "ok", "metadata": found, "body": body}
    return {"status": "empty" if found is None else "not_a_mapping", "metadata": {}, "body": body}


def elements(meta: dict[str, Any], field: str) -> list[Any]:
    """What `field` holds in the metadata `meta`, as a list without None and without blank texts."""
    value = meta.get(field)
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if one is not None and not (isinstance(one, str) and not one.strip())]


def whole_card(meta: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The mistakes E01, E03, W04 and E09 in the metadata `meta`: code, field and an empty value."""
    from huggingface_hub.repocard_data import model_index_to_eval_results

    needed = {"license": "E01"}
    if "other" in elements(meta, "license"):
        needed |= {"license_name": "E03", "license_link": "W04"}
    found = [(code, field, "") for field, code in needed.items() if not elements(meta, field)]
    try:
        if elements(meta, "model-index"):
            model_index_to_eval_results(meta["model-index"])
    except Exception:
        found.append(("E09", "model-index", ""))
    return found


def breaks_rule(code: str, element: object, repo_id: str, vocab: dict[str, Any]) -> bool:
    """Whether one element of a field breaks the rule `code`, a key of `RULES`."""
    if not isinstance(element, str):
        return True
    if code in WORD_LISTS:
        return element not in vocab[WORD_LISTS[code]]
    if code == "E11":
        return False
    return (code == "E08" and element == repo_id) or re.search(r"^https?://|\s", element) is not None


def findings(meta: dict[str, Any], repo_id: str, vocab: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Every mistake in the metadata `meta` of the repo `repo_id`: code, field and value, sorted."""
    found = whole_card(meta)
    for code, field in RULES.items():
        bad = [one for one in elements(meta, field) if breaks_rule(code, one, repo_id, vocab)]
        found += [(code, field, str(one)) for one in bad]
    metrics = meta.get("metrics")
    if isinstance(metrics, str) and "," in metrics:
        found.append(("W10", "metrics", metrics))
    return sorted(found)


def lint(meta: dict[str, Any], repo_id: str, vocab: dict[str, Any]) -> pd.DataFrame:
    """The `findings` as a table with the columns `code`, `field` and `value`."""
    return pd.DataFrame(findings(meta, repo_id, vocab), columns=["code", "field", "value"])


def mended(field: str, value: object, vocab: dict[str, Any]) -> object:
    """One value of `field`, put right where that is certain: a known alias, a link to the Hub, `no` read as False."""
    lists = {"license": "licenses", "language": "languages"}
    if field == "language" and value is False:
        return "no"
    if field in lists:
        known = isinstance(value, str) and value in vocab[lists[field]]
        return value if known else vocab[f"{field}_alias"].get(str(value).strip().lower(), value)
    link = HUB_LINK.fullmatch(str(value)) if field in ("base_model", "datasets") else None
    if link:
        return link[1]
    if field == "metrics" and isinstance(value, str) and "," in value:
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def repaired(text: str, facts: dict[str, Any], repo_id: str, vocab: dict[str, Any]) -> str:
    """The README `text` with its metadata put right and its body as it was, or `text` itself if nothing is to be done.

    Of `facts`, those in `FACTS` are taken whose field does not stand in the card and which the linter does not reject.
    """
    read = parts(text)
    old: dict[str, Any] = read["metadata"]
    new = {field: _each_mended(field, value, vocab) for field, value in old.items()}
    for field in FACTS:
        if field in facts and field not in old:
            rejected = {row[1] for row in findings({field: facts[field]}, repo_id, vocab)}
            new |= {} if field in rejected else {field: facts[field]}
    if read["status"] in ("yaml_syntax", "not_a_mapping") or repr(new) == repr(old):
        return text
    block = f"---\n{yaml.safe_dump(new, sort_keys=False, allow_unicode=True)}---\n"
    return (block.replace("\n", "\r\n") if "\r\n" in text else block) + str(read["body"])


def _each_mended(field: str, value: object, vocab: dict[str, Any]) -> object:
    if isinstance(value, list) and field != "metrics":
        return [mended(field, one, vocab) for one in value]
    return mended(field, value, vocab)


def category(message: object) -> str:
    """The first cause in `CAUSES` whose pattern occurs in an error message, or `other`."""
    if not isinstance(message, str):
        return "other"
    fitting = (name for name, pattern in CAUSES.items() if re.search(pattern, message, re.IGNORECASE))
    return next(fitting, "other")


def informative_words(text: str) -> int:
    """How many words of `text` tell a reader something: those outside `FILLER`."""
    for pattern in FILLER:
        text = pattern.sub(" ", text)
    return len(WORD.findall(text))


def hide_code(body: str) -> str:
    """`body` with each sign inside a fence made a space; line ends stay, and so does every position."""
    return FENCE.sub(lambda fence: re.sub(r"[^\r\n]", " ", fence[0]), body)


def sections(body: str) -> list[tuple[int, str, str]]:
    """Level, title and content of each section of `body`; first, at level 0, what stands before level 2."""
    heads = list(HEADING.finditer(hide_code(body)))
    deep = [head.start() for head in heads if len(head[1]) >= 2]
    found = [(0, "", body[: min(deep, default=len(body))])]
    for place, head in enumerate(heads):
        later = [other.start() for other in heads[place + 1 :] if len(other[1]) <= len(head[1])]
        title = " ".join(re.sub("[^a-z0-9]", " ", head[2].lower()).split())
        found.append((len(head[1]), title, body[head.end() : min(later, default=len(body))]))
    return found


def items(meta: dict[str, Any], body: str, vocab: dict[str, Any]) -> dict[str, float]:
    """The points that a card with the metadata `meta` and the text `body` earns, by item of the score."""
    body = COMMENT.sub(" ", body)
    summary, *others = sections(body)
    found = {"summary": 8 * _credit([informative_words(summary[2])])}
    for name, (points, pattern) in RUBRIC.items():
        fitting = [content for level, title, content in others if level >= 2 and re.search(pattern, title)]
        found[name] = points * _credit([informative_words(content) for content in fitting])
    codes = {code for code, _, _ in findings(meta, "", vocab)}
    licensed = not codes & {"E01", "E02", "E03"} and "unknown" not in elements(meta, "license")
    derived = bool(elements(meta, "base_model")) or "trained from scratch" in body.lower()
    starts = any(STARTS.search(code) for code in FENCE.findall(body))
    return found | {"get_started": 10.0 * starts, "license": 8.0 * licensed, "lineage": 5.0 * derived}


def _credit(sizes: list[int]) -> float:
    """The part of an item's points that its wordiest section earns: all of them from twenty words on."""
    return min(1.0, max(sizes, default=0) / 20)


def score(text: str, vocab: dict[str, Any]) -> dict[str, Any]:
    """How complete the README `text` is: a `score` of at most 100, and the `items` that it is the sum of."""
    read = parts(text)
    found = items(read["metadata"], read["body"], vocab)
    return {"score": round(sum(found.values()), 2), "items": found}
