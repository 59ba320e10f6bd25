"""What exactly changed between two repos or two revisions?"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from huggingface_hub import HfApi, ModelCard
from yaml import YAMLError

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.families import lineage
from exercises.families.facts import COLUMNS, LISTS, Facts, config_of, diff, facts, listed, tree_of
from exercises.families.written import BUDGET, Repo, made
from exercises.families.written import pair as _pair

exercise = Exercise(
    "02-families",
    "model_diff",
    looks_at="nested keys, lists in another order, a licence as text and as a list, files in folders, a renamed file, "
    "equal sizes, a repo without config.json or without a card, two equal repos, two revisions, the number of "
    "requests, and three Hubs you have not seen",
    over_budget="Two requests for metadata and two downloads a side suffice: the tree lists every file at once.",
    ordered=True,
)

Revision = str | None
Table = pd.DataFrame
CONFIG = {"vocab_size": 100, "rope_scaling": {"factor": 2.0, "deep": {"low": 1}}, "layers": [1, 2]}
CARD = {"license": "mit", "tags": ["en", "chat"], "widget": [{"text": "hi", "title": "greet"}], "library_name": "peft"}
RESULT = {"task": {"type": "qa"}, "dataset": {"name": "d", "type": "d"}, "metrics": [{"type": "f1", "value": 0.5}]}


@exercise.cases
def cases() -> Iterator[Case]:
    """One section at a time, then pairs of parent and child of the graded Hubs."""
    inner = CONFIG | {"rope_scaling": {"factor": 4.0, "deep": {"low": 1, "high": 3}}, "layers": [2, 1]}
    yield _pair("two config.json", made("a/x", CONFIG), made("a/y", inner))
    yield _pair("one key gone, one new", made("a/x", {"n": 1, "old": 1}), made("a/y", {"n": 2, "new": {"er": None}}))
    yield _pair("a repo without config.json", made("a/x", CONFIG, CARD), made("a/y", None, CARD))
    turned = {"tags": ["chat", "en"], "license": ["mit"], "widget": [{"title": "greet", "text": "hi"}]}
    yield _pair("a card in another order", made("a/x", None, CARD), made("a/y", None, CARD | turned))
    other = {"tags": ["en"], "language": ["fr", "en"], "license": "apache-2.0", "inference": False}
    yield _pair("two cards", made("a/x", None, CARD), made("a/y", None, other))
    scores = {"model-index": [{"name": "x", "results": [RESULT]}]}
    yield _pair("a card with results", made("a/x", None, CARD | scores), made("a/y", None, CARD))
    yield _pair("a repo without a card", made("a/x", CONFIG | {"old": 1}), made("a/y", CONFIG, CARD))
    yield from _files()
    yield _pair("weights in other types", made("a/x", params={"F32": 7, "I8": 2}), made("a/y", params={"BF16": 8}))
    yield _pair("parameters on one side", made("a/x", {"old": 1}, params={"F32": 7}), made("a/y", {}))
    yield from _revisions()
    for found in lineage.families():
        api = hubs.hub(found.slot)
        for child, parent in islice(_pairs(api, found.edges), 4):
            yield case("a parent and its child on an unseen Hub", api, parent, child, budget=BUDGET)
        if (held := lineage.tagged(found.slot)) is not None:
            yield case("a tag and what followed it on an unseen Hub", api, held[0], *held, budget=BUDGET)


def _files() -> Iterator[Case]:
    one, other = "1" * 64, "2" * 64
    held: Repo = {"model.safetensors": (28, one), "4bit/model.gguf": (9, one)}
    same = made("a/x", CONFIG, CARD, {"F32": 7}, held)
    yield _pair("two equal repos", same, same | {"id": "a/y"})
    retrained = made("a/y", CONFIG, CARD, {"F32": 7}, held | {"model.safetensors": (28, other)})
    yield _pair("weights of the same size", same, retrained)
    merges, rules = {"merges.txt": "a b", "notes.txt": "old"}, {"rules.txt": "a b", "notes.txt": "new"}
    yield _pair("a renamed file", made("a/x", files=merges), made("a/y", files=rules))
    folder = {"4bit/deep/model.gguf": (9, other), "4bit/README.md": "Simulated.", "4bit/notes.txt": "new"}
    yield _pair("files in folders", made("a/x", files={"4bit/deep/model.gguf": (9, one)}), made("a/y", files=folder))


def _revisions() -> Iterator[Case]:
    now = made("a/x", CONFIG, CARD, {"F32": 7}, {"notes.txt": "new", "model.gguf": (9, "2" * 64)})
    then = made("a/x", CONFIG | {"vocab_size": 90}, CARD | {"license": "gpl-3.0"}, {"F32": 7}, {"notes.txt": "old"})
    repo = now | {"revisions": {"v1": {key: then[key] for key in ("cardData", "files", "safetensors")}}}
    yield case("two revisions of one repo", hub_of([repo]), "a/x", "a/x", "v1", "main", budget=BUDGET)
    yield case("an older revision on the second side", hub_of([repo]), "a/x", "a/x", None, "v1", budget=BUDGET)


def _pairs(api: HfApi, edges: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Children and parents whose files may all be read, one pair a relation first."""
    readable = {one.id for one in api.list_models(expand=["gated", "disabled"]) if not (one.gated or one.disabled)}
    kept = edges[edges["child"].isin(readable) & edges["parent"].isin(readable)]
    spread = kept.iloc[kept.groupby("relation").cumcount().argsort(kind="stable")]
    yield from zip(spread["child"], spread["parent"], strict=True)


def _answer(api: HfApi, a: str, b: str, at_a: Revision, at_b: Revision, **rules: Any) -> Table:
    return diff(facts(api, a, at_a, **rules), facts(api, b, at_b, **rules))


@exercise.wrong("You report all of rope_scaling as changed; only one key inside it did.")
def top_level(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    return _answer(api, repo_a, repo_b, *_both(at), flatten=dict)


@exercise.wrong("Re-ordering tags is not a change.")
def tags_in_order(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    def in_order(key: str, value: Any) -> Any:
        return [str(one) for one in value] if key in LISTS and isinstance(value, list) else listed(key, value)

    return _answer(api, repo_a, repo_b, *_both(at), in_order=in_order)


@exercise.wrong("A licence as text and the same licence in a list of one are alike: compare lists of strings.")
def text_and_list_differ(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    def in_order(key: str, value: Any) -> Any:
        return listed(key, value) if isinstance(value, list) else value

    return _answer(api, repo_a, repo_b, *_both(at), in_order=in_order)


@exercise.wrong("Same size, different hash: these weights differ.")
def size_only(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    right = _answer(api, repo_a, repo_b, *_both(at))
    size = right[["a", "b"]].map(lambda text: str(text).split(",")[0])
    same = right["section"].eq("files") & right["change"].eq("changed") & size["a"].eq(size["b"])
    return right[~same].reset_index(drop=True)


@exercise.wrong("A GGUF repo may have no config.json; that is an empty config.")
def config_taken_for_granted(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    for repo, revision in zip((repo_a, repo_b), _both(at), strict=True):
        config_of(api, repo, revision)
    return _answer(api, repo_a, repo_b, *_both(at))


@exercise.wrong("A repo without a card has no card_data: that is an empty card.")
def card_taken_for_granted(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    for repo, revision in zip((repo_a, repo_b), _both(at), strict=True):
        card: Any = api.model_info(repo, revision=revision, expand=["cardData"]).card_data
        card.to_dict()
    return _answer(api, repo_a, repo_b, *_both(at))


@exercise.wrong("Evaluation results are no metadata here: leave model-index out of the card.")
def results_compared(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    return _answer(api, repo_a, repo_b, *_both(at), unread=())


@exercise.wrong("README.md and .gitattributes are no files to compare: the card has a section of its own.")
def readme_compared(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    return _answer(api, repo_a, repo_b, *_both(at), skipped=())


@exercise.wrong("Only README.md at the top is the card; one in a folder is a file like any other.")
def every_readme_skipped(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    right = _answer(api, repo_a, repo_b, *_both(at))
    return right[~right["key"].str.endswith("README.md")].reset_index(drop=True)


@exercise.wrong("A file in a folder is a file of the repo: list the tree with recursive=True.")
def top_folder_only(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    right = _answer(api, repo_a, repo_b, *_both(at))
    return right[right["section"].ne("files") | ~right["key"].str.contains("/")].reset_index(drop=True)


@exercise.wrong("`a` and `b` hold JSON text: json.dumps(value, sort_keys=True).")
def python_text(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    return _answer(api, repo_a, repo_b, *_both(at), text=str)


@exercise.wrong("The same keys in another order are the same value: json.dumps(value, sort_keys=True).")
def keys_in_order(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    return _answer(api, repo_a, repo_b, *_both(at), text=json.dumps)


@exercise.wrong("Equal keys are no difference: keep only rows where a and b differ.")
def everything_listed(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    one, other = _both(at)
    return diff(facts(api, repo_a, one), facts(api, repo_b, other), everything=True)


@exercise.wrong("A key that only one side has is a difference too: take the keys of both.")
def common_keys_alone(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    right = _answer(api, repo_a, repo_b, *_both(at))
    return right[right["change"].eq("changed")].reset_index(drop=True)


@exercise.wrong("b is the newer side: what only b has was added.")
def sides_swapped(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    right = _answer(api, repo_a, repo_b, *_both(at))
    return right.assign(change=right["change"].replace({"added": "removed", "removed": "added"}))


@exercise.wrong("You compared the newest state with itself: pass the revision on to every request.")
def revisions_ignored(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    return _answer(api, repo_a, repo_b, None, None)


@exercise.wrong("This file is of another revision than the rest: pass the revision to the download too.")
def newest_config(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    one, other = _both(at)
    right, newest = _answer(api, repo_a, repo_b, one, other), _answer(api, repo_a, repo_b, None, None)
    rows = [right[right["section"].ne("config")], newest[newest["section"].eq("config")]]
    return pd.concat(rows).sort_values(["section", "key"], ignore_index=True)


@exercise.wrong("Two requests for metadata and two downloads a side suffice: the tree lists every file at once.")
def one_request_a_file(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    for repo, revision in zip((repo_a, repo_b), _both(at), strict=True):
        for path in tree_of(api, repo, revision):
            for _ in range(BUDGET):
                api.get_paths_info(repo, [path], revision=revision)
    return _answer(api, repo_a, repo_b, *_both(at))


def _both(at: tuple[Revision, ...]) -> tuple[Revision, Revision]:
    one, other = (*at, None, None)[:2]
    return one, other


@exercise.right
def with_the_card_file(
    api: HfApi, repo_a: str, repo_b: str, revision_a: Revision = None, revision_b: Revision = None
) -> Table:
    def side(repo: str, revision: Revision) -> Facts:
        found = {place: text for place, text in facts(api, repo, revision).items() if place[0] != "card"}
        if not api.file_exists(repo, "README.md", revision=revision):
            return found
        text = Path(api.hf_hub_download(repo, "README.md", revision=revision)).read_text()
        try:
            card = ModelCard(text, ignore_metadata_errors=True).data.to_dict()  # type: ignore[no-untyped-call]
        except (ValueError, YAMLError):
            return found
        kept = {key: listed(key, value) for key, value in card.items() if key != "model-index"}
        return found | {("card", key): json.dumps(value, sort_keys=True) for key, value in kept.items()}

    return diff(side(repo_a, revision_a), side(repo_b, revision_b))


@exercise.right
def with_a_merge(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    def side(repo: str, revision: Revision, name: str) -> Table:
        rows = [(section, key, text) for (section, key), text in facts(api, repo, revision).items()]
        return pd.DataFrame(rows, columns=["section", "key", name])

    one, other = _both(at)
    table = side(repo_a, one, "a").merge(side(repo_b, other, "b"), how="outer", indicator="change")
    table["change"] = (
        table["change"].astype(str).replace({"left_only": "removed", "right_only": "added", "both": "changed"})
    )
    table = table[table["a"].ne(table["b"])].sort_values(["section", "key"], ignore_index=True)
    return table[COLUMNS]
