"""What exactly changed between two repos or two revisions?"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pandas as pd
from huggingface_hub import HfApi, ModelCard
from yaml import YAMLError

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.families import lineage, side_of
from exercises.families.facts import COLUMNS, Facts, diff, facts, listed
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
    heads = {"heads": [{"n": 1, "kind": "b"}], "n": 1}
    yield _pair("a list of dicts in another order of keys", made("a/x", heads), made("a/y", _turned(heads)))
    yield _pair("a list of dicts that differ", made("a/x", heads), made("a/y", heads | {"heads": [{"n": 2}]}))
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


def _turned(config: Repo) -> Repo:
    """`config` with the keys of the dicts in its list `heads` in another order."""
    return config | {"heads": [dict(reversed(head.items())) for head in config["heads"]]}


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
    v1 = {"v1": repo["revisions"]["v1"]}
    other = made("a/y", CONFIG | {"vocab_size": 70, "n": 1}, CARD, {"F32": 6}, {"model.gguf": (9, "3" * 64)})
    both = hub_of([repo, other | {"revisions": v1}])
    yield case("two repos at a revision each", both, "a/y", "a/x", "v1", "main", budget=BUDGET)
    yield case("two repos at other revisions", both, "a/y", "a/x", "main", "v1", budget=BUDGET)
    yield case("two revisions of one repo", hub_of([repo]), "a/x", "a/x", "v1", "main", budget=BUDGET)
    yield case("an older revision on the second side", hub_of([repo]), "a/x", "a/x", None, "v1", budget=BUDGET)


def _pairs(api: HfApi, edges: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Children and parents whose files may all be read, one pair a relation first."""
    readable = {one.id for one in api.list_models(expand=["gated", "disabled"]) if not (one.gated or one.disabled)}
    kept = edges[edges["child"].isin(readable) & edges["parent"].isin(readable)]
    spread = kept.iloc[kept.groupby("relation").cumcount().argsort(kind="stable")]
    yield from zip(spread["child"], spread["parent"], strict=True)


for one in (*side_of.SHARED, side_of.SIZE_ONLY):
    exercise.slip(*one)

exercise.slip(
    "top_level",
    "You report all of rope_scaling as changed; only one key inside it did.",
    "flat(json.loads(Path(path).read_text()))",
    "json.loads(Path(path).read_text())",
)
exercise.slip(
    "tags_in_order",
    "Re-ordering tags is not a change.",
    "sorted(str(entry) for entry in frames.as_list(value))",
    "[str(entry) for entry in frames.as_list(value)]",
)
exercise.slip(
    "text_and_list_differ",
    "A licence as text and the same licence in a list of one are alike: compare lists of strings.",
    "if key in LISTS:",
    "if key in LISTS and isinstance(value, list):",
)
exercise.slip(
    "results_compared",
    "Evaluation results are no metadata here: leave model-index out of the card.",
    'elif key != "model-index":',
    "else:",
)
exercise.slip(
    "everything_listed",
    "Equal keys are no difference: keep only rows where a and b differ.",
    "elif a[place] != b[place]:",
    "else:",
)
exercise.slip(
    "common_keys_alone",
    "A key that only one side has is a difference too: take the keys of both.",
    "a.keys() | b.keys()",
    "a.keys() & b.keys()",
)
exercise.slip(
    "keys_of_a_alone",
    "A key that only one side has is a difference too: take the keys of both.",
    "a.keys() | b.keys()",
    "a.keys()",
)
exercise.slip(
    "sides_swapped",
    "b is the newer side: what only b has was added.",
    'b[place], "added"]',
    'b[place], "removed"]',
    'None, "removed"]',
    'None, "added"]',
)
exercise.slip(
    "columns_swapped",
    "Column `a` holds what the first side says, and column `b` the second.",
    "a = side_of(api, repo_a, revision_a)",
    "b = side_of(api, repo_a, revision_a)",
    "b = side_of(api, repo_b, revision_b)",
    "a = side_of(api, repo_b, revision_b)",
)
exercise.slip(
    "one_revision_for_both",
    "Each side has a revision of its own: pass revision_b to the second side.",
    "side_of(api, repo_b, revision_b)",
    "side_of(api, repo_b, revision_a)",
)
exercise.slip(
    "second_revision_forgotten",
    "Each side has a revision of its own: pass revision_b to the second side.",
    "side_of(api, repo_b, revision_b)",
    "side_of(api, repo_b)",
)
exercise.slip(
    "not_sorted",
    "Sort the rows by section, then by key.",
    "sorted(a.keys() | b.keys())",
    "{**a, **b}",
)
exercise.slip(
    "one_request_a_file",
    exercise.over_budget,
    "    sections = {",
    "    for path in list(files):\n        for _ in range(12):\n"
    "            api.get_paths_info(repo, [path], revision=revision)\n    sections = {",
)


@exercise.wrong(side_of.SIZE_ONLY[1])
def same_sizes_left_out(api: HfApi, repo_a: str, repo_b: str, *at: Revision) -> Table:
    right: Table = exercise.reference(api, repo_a, repo_b, *at)
    size = right[["a", "b"]].map(lambda text: str(text).split(",")[0])
    same = right["section"].eq("files") & right["change"].eq("changed") & size["a"].eq(size["b"])
    kept: Table = right[~same].reset_index(drop=True)
    return kept


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
