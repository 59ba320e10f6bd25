"""Which metadata mistakes does this card make?"""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub.repocard_data import model_index_to_eval_results

from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.card_parts import bare, parts
from exercises.cards.linter import (
    COLUMNS,
    WORDS,
    Meta,
    Vocab,
    absent,
    as_written,
    elements,
    findings,
    rules,
    single,
    table,
    unlisted,
)

exercise = Exercise(
    "07-cards",
    "lint_metadata",
    looks_at="each rule by itself, numbers and booleans for text, one bad element of many, clean cards, unseen Hubs",
    ordered=True,
)


RESULT = {
    "task": {"type": "text-generation"},
    "dataset": {"type": "ara/stair", "name": "Stair"},
    "metrics": [{"type": "accuracy", "value": 0.7}],
}
INDEX = [{"name": "corvid", "results": [RESULT]}]
BROKEN_INDEX = [{"name": "corvid", "results": [{**RESULT, "dataset": {"type": "ara/stair"}}]}]

METAS: dict[str, Meta] = {
    "a clean card": {"license": "mit", "language": ["en", "no"], "tags": ["demo"], "model-index": INDEX},
    "an empty card": {},
    "a blank licence": {"license": "  ", "language": "en"},
    "a licence in capitals": {"license": "MIT"},
    "a licence that is a number": {"license": 2.0},
    "a licence list with one bad element": {"license": ["mit", "GPL"]},
    "a licence of one's own without a name": {"license": ["other"]},
    "a licence of one's own with a name": {"license": "other", "license_name": "corvid-1"},
    "a licence of one's own with name and link": {"license": "other", "license_name": "c-1", "license_link": "LICENSE"},
    "Norwegian by itself": {"license": "mit", "language": False},
    "three languages": {"license": "mit", "language": ["English", "en", False]},
    "a number among the tags": {"license": "mit", "tags": ["demo", 2024]},
    "a number as the only tag": {"license": "mit", "tags": 2024},
    "a number among the languages": {"license": "mit", "language": ["en", 7]},
    "an unknown task": {"license": "mit", "pipeline_tag": "chatting"},
    "an unknown library": {"license": "mit", "library_name": "torchling"},
    "data sets in three forms": {"license": "mit", "datasets": ["ara/stair", "https://example.org/d", "two words"]},
    "a data set that is a number": {"license": "mit", "datasets": 7},
    "a base that is a URL": {"license": "mit", "base_model": "http://example.org/a/b"},
    "a base with a space in its name": {"license": "mit", "base_model": ["ara/corvid", "corvid 7b"]},
    "a model that is its own base": {"license": "mit", "base_model": "ara/corvid-2"},
    "a broken model-index": {"license": "mit", "model-index": BROKEN_INDEX},
    "a model-index that is text": {"license": "mit", "model-index": "0.7"},
    "metrics in one string": {"license": "mit", "metrics": "accuracy, f1"},
    "metrics in a list": {"license": "mit", "metrics": ["accuracy", "f1"]},
    "a single metric": {"license": "mit", "metrics": "accuracy"},
    "many mistakes": {
        "tags": [1, "demo", 2],
        "license": ["MIT", "other"],
        "language": ["xx", True],
        "metrics": "a,b",
        "library_name": "torchling",
        "base_model": "https://example.org/x",
    },
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One rule at a time with a small vocabulary, then real vocabulary and cards of the graded Hubs."""
    for about, meta in METAS.items():
        yield case(about, meta, "ara/corvid-2", WORDS)
    for text in hub_cards.sample(8):
        yield case("a card of an unseen Hub", parts(bare(text))["metadata"], "ara/corvid-2", hub_cards.words())


@exercise.wrong("Norwegian became False: YAML 1.1 reads unquoted ‘no’ as a boolean.")
def falsy_skipped(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(findings(meta, repo_id, vocab, split=lambda value: [x for x in elements(value) if x]))


@exercise.wrong("Report every bad element; uploaders fix a list once.")
def first_of_each_code(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    in_order = single(meta) + as_written(meta, repo_id, vocab)
    return table(sorted({row[0]: row for row in reversed(in_order)}.values()))


@exercise.wrong("Report every bad element; uploaders fix a list once.")
def first_finding_alone(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(findings(meta, repo_id, vocab)[:1])


@exercise.wrong("‘MIT’ is rejected by the Hub: identifiers are lower-case.")
def case_folded(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    bad = unlisted(vocab["licenses"])
    return table(findings(meta, repo_id, vocab, E02=lambda x: bad(x.lower() if isinstance(x, str) else x)))


@exercise.wrong("YAML made 2024 a number; that is the finding.")
def tags_searched(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(findings(meta, repo_id, vocab, E11=lambda x: not re.search(r"\S", x)))  # type: ignore[call-overload]


@exercise.wrong("YAML made 2024 a number; that is the finding.")
def tags_as_text(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(findings(meta, repo_id, vocab, E11=lambda x: not x.strip()))  # type: ignore[attr-defined]


@exercise.wrong("YAML made 2024 a number; that is the finding.")
def tags_let_through(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(findings(meta, repo_id, vocab, E11=lambda x: False))


@exercise.wrong("`language: en` is one element, not the letters e and n: put a scalar into a list first.")
def letters(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    def split(value: object) -> list[Any]:
        return list(value) if isinstance(value, str) and not absent(value) else elements(value)

    return table(findings(meta, repo_id, vocab, split=split))


@exercise.wrong("Only a missing licence is a mistake; other fields may be absent.")
def absence_punished(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    def split(value: object) -> list[Any]:
        return [value] if value is None else elements(value)

    return table(findings(meta, repo_id, vocab, split=split))


@exercise.wrong("A blank licence tells a reader nothing: it is missing, E01.")
def blank_is_a_licence(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    found = findings(meta, repo_id, vocab)
    return table([row for row in found if row[0] != "E01" or "license" not in meta])


@exercise.wrong("`other` needs a name and a link: E03 and W04 are two findings.")
def link_forgotten(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(row for row in findings(meta, repo_id, vocab) if row[0] != "W04")


@exercise.wrong("`other` in a list of licences still needs its name and link.")
def other_only_alone(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    alone = meta.get("license") == "other"
    return table(row for row in findings(meta, repo_id, vocab) if alone or row[0] not in ("E03", "W04"))


@exercise.wrong("A model cannot be its own base: that is E08 too.")
def own_base(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(findings(meta, "", vocab))


@exercise.wrong("model_index_to_eval_results raises on a broken index; that is finding E09, not a crash.")
def broken_index_escapes(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    if not absent(meta.get("model-index")):
        model_index_to_eval_results(meta["model-index"])
    return table(findings(meta, repo_id, vocab))


@exercise.wrong("A list of metrics is right; W10 is one string with a comma in it.")
def metrics_in_a_list(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    many = [("W10", "metrics", str(meta["metrics"]))] if len(elements(meta.get("metrics"))) > 1 else []
    return table(sorted(findings(meta, repo_id, vocab) + many))


@exercise.wrong("`value` is str(element): the text 'False', not the boolean.")
def raw_values(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    raw = {str(x): x for field in meta for x in elements(meta[field])}
    return table((code, field, raw.get(value, value)) for code, field, value in findings(meta, repo_id, vocab))


@exercise.wrong("Sort by code, then field, then value.")
def as_found(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return table(single(meta) + as_written(meta, repo_id, vocab))


@exercise.wrong("A clean card gives an empty table that still has its three columns.")
def no_columns(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    found = findings(meta, repo_id, vocab)
    return table(found) if found else pd.DataFrame([])


@exercise.right
def rule_by_rule(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    rows: list[dict[str, str]] = []

    def note(code: str, field: str, value: object = "") -> None:
        rows.append({"code": code, "field": field, "value": str(value)})

    licences = elements(meta.get("license"))
    if not licences:
        note("E01", "license")
    for field, code, known in (
        ("license", "E02", "licenses"),
        ("language", "E05", "languages"),
        ("pipeline_tag", "E06", "pipeline_tags"),
        ("library_name", "W12", "libraries"),
    ):
        for value in elements(meta.get(field)):
            if type(value) is not str or value not in vocab[known]:
                note(code, field, value)
    if "other" in licences:
        for field, code in (("license_name", "E03"), ("license_link", "W04")):
            if not elements(meta.get(field)):
                note(code, field)
    for field, code in (("datasets", "E07"), ("base_model", "E08")):
        for value in elements(meta.get(field)):
            text = value if isinstance(value, str) else "not text"
            if "://" in text or len(text.split()) != 1 or (code == "E08" and text == repo_id):
                note(code, field, value)
    for value in elements(meta.get("tags")):
        if not isinstance(value, str):
            note("E11", "tags", value)
    if isinstance(meta.get("metrics"), str) and "," in meta["metrics"]:
        note("W10", "metrics", meta["metrics"])
    try:
        _ = elements(meta.get("model-index")) and model_index_to_eval_results(meta["model-index"])
    except Exception:
        note("E09", "model-index")
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(COLUMNS, ignore_index=True)


@exercise.right
def exploded(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    long = pd.DataFrame([(field, x) for field in meta for x in elements(meta[field])], columns=["field", "raw"])
    checks = rules(repo_id, vocab)
    kept = [
        (code, field, str(x))
        for field, x in zip(long["field"], long["raw"].astype(object), strict=True)
        for (code, of), bad in checks.items()
        if of == field and bad(x)
    ]
    frame = pd.DataFrame(kept + single(meta), columns=COLUMNS).sort_values(by=COLUMNS)
    return frame.reset_index(drop=True)
