"""What does one side of a diff say?"""

import json
from collections.abc import Iterator
from itertools import islice

from huggingface_hub import HfApi
from huggingface_hub.hf_api import RepoFile

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.families import card_values, flat, lineage
from exercises.families.facts import Facts, facts
from exercises.families.written import Repo, made

exercise = Exercise(
    "02-families",
    "side_of",
    looks_at="a config, a card, parameters and files each alone, a list of dicts, files in folders, "
    "small and large files, a repo without config or card, an older revision, the number of requests, and three Hubs "
    "you have not seen",
    over_budget="One request for the information, one for the tree and one download suffice for a side.",
)

BUDGET = 6
Revision = str | None
CONFIG = {"vocab_size": 100, "rope_scaling": {"factor": 2.0, "deep": {"low": 1}}, "layers": [1, 2], "extra": {}}
CARD = {"license": "mit", "tags": ["en", "chat"], "widget": [{"title": "hi", "text": "a"}], "library_name": "peft"}
RESULT = {"task": {"type": "qa"}, "dataset": {"name": "d", "type": "d"}, "metrics": [{"type": "f1", "value": 0.5}]}
HASH = "1" * 64


def one_side(about: str, repo: Repo, revision: Revision = None) -> Case:
    """The case that reads one side of a small Hub."""
    return case(about, hub_of([repo]), repo["id"], revision, budget=BUDGET)


@exercise.cases
def cases() -> Iterator[Case]:
    """One section at a time, then models of the graded Hubs."""
    yield one_side("a config", made("a/x", CONFIG))
    yield one_side("a list of dicts in a config", made("a/x", {"heads": [{"n": 1, "kind": "b"}], "z": None}))
    yield one_side("a card", made("a/x", None, CARD))
    yield one_side(
        "a card with results", made("a/x", None, CARD | {"model-index": [{"name": "x", "results": [RESULT]}]})
    )
    yield one_side("parameters", made("a/x", params={"F32": 7, "I8": 2}))
    yield one_side("weights", made("a/x", files={"model.safetensors": (28, HASH)}))
    folders: Repo = {"4bit/deep/model.gguf": (9, HASH), "4bit/README.md": "Simulated.", "4bit/.gitattributes": "x"}
    yield one_side("files in folders", made("a/x", None, CARD, files=folders | {"4bit/config.json": '{"n": 1}'}))
    yield one_side("small files", made("a/x", {}, files={"merges.txt": "a b", "LICENSE": "MIT"}))
    yield one_side("a repo with nothing", made("a/x"))
    yield one_side("everything", made("a/x", CONFIG, CARD, {"BF16": 7}, {"model.gguf": (9, HASH), "notes.txt": "new"}))
    yield from _revisions()
    for found in lineage.families():
        api = hubs.hub(found.slot)
        for model in islice(lineage.readable(found.slot), 3):
            yield case("a model of an unseen Hub", api, model, budget=BUDGET)
        if (held := lineage.tagged(found.slot)) is not None:
            yield case("a tag on an unseen Hub", api, *held, budget=BUDGET)


def _revisions() -> Iterator[Case]:
    now = made("a/x", CONFIG, CARD, {"F32": 7}, {"notes.txt": "new", "model.gguf": (9, "2" * 64)})
    then = made("a/x", CONFIG | {"vocab_size": 90}, {"license": "gpl-3.0"}, {"F32": 5}, {"notes.txt": "old"})
    repo = now | {"revisions": {"v1": {key: then[key] for key in ("cardData", "files", "safetensors")}}}
    yield one_side("the newest of two revisions", repo)
    yield one_side("an older revision", repo, "v1")


EVERYTHING = "{path: files[path] for path in files if path not in SKIPPED}"
# A name, the sentence it has to earn, and texts of the solution with what stands in their place.
# The same mistakes show in the diff, so `model_diff` foresees these too.
SHARED = (
    (
        "config_taken_for_granted",
        "A GGUF repo may have no config.json; that is an empty config.",
        'if "config.json" in files:',
        "if True:",
    ),
    (
        "card_taken_for_granted",
        "A repo without a card has no card_data: that is an empty card.",
        "if info.card_data is not None:",
        "if True:",
    ),
    (
        "readme_compared",
        "README.md and .gitattributes are no files to compare: the card has a section of its own.",
        EVERYTHING,
        "files",
    ),
    (
        "every_readme_skipped",
        "Only README.md at the top is the card; one in a folder is a file like any other.",
        EVERYTHING,
        '{path: files[path] for path in files if path.split("/")[-1] not in SKIPPED}',
    ),
    (
        "top_folder_only",
        "A file in a folder is a file of the repo: list the tree with recursive=True.",
        "recursive=True, ",
        "",
    ),
    (
        "python_text",
        "`a` and `b` hold JSON text: json.dumps(value, sort_keys=True).",
        "json.dumps(value, sort_keys=True)",
        "str(value)",
    ),
    (
        "keys_in_order",
        "The same keys in another order are the same value: json.dumps(value, sort_keys=True).",
        "json.dumps(value, sort_keys=True)",
        "json.dumps(value)",
    ),
    (
        "revisions_ignored",
        "You read the newest state: pass the revision on to every request.",
        "revision=revision, expand",
        "expand",
        "recursive=True, revision=revision",
        "recursive=True",
        '"config.json", revision=revision',
        '"config.json"',
    ),
    (
        "newest_config",
        "This file is of another revision than the rest: pass the revision to the download too.",
        '"config.json", revision=revision',
        '"config.json"',
    ),
)
SIZE_ONLY = (
    "size_only",
    "Same size, different hash: these weights differ.",
    "[file.size, file.lfs.sha256 if file.lfs else file.blob_id]",
    "[file.size]",
)

for one in SHARED:
    exercise.slip(*one)

exercise.slip(*SIZE_ONLY)
exercise.slip(
    "hash_only",
    "A file is known by its size and its hash, in a list.",
    "[file.size, file.lfs.sha256 if file.lfs else file.blob_id]",
    "file.lfs.sha256 if file.lfs else file.blob_id",
)
exercise.slip(
    "config_not_flat",
    "Hand the config to `flat`: a dict in it has a key for each of its values.",
    "flat(json.loads(Path(path).read_text()))",
    "json.loads(Path(path).read_text())",
)
exercise.slip(
    "card_as_it_stands",
    "Hand the card to `card_values`, which leaves out results and puts lists in order.",
    "card_values(info.card_data.to_dict())",
    "info.card_data.to_dict()",
)
exercise.slip(
    "no_total",
    "`params` has the key `total` beside the types of numbers.",
    """            "total": info.safetensors.total,
""",
    "",
)
exercise.slip(
    "total_alone",
    "`params` has a key for each type of numbers beside `total`.",
    """            **info.safetensors.parameters,
""",
    "",
)
exercise.slip(
    "config_file_left_out",
    "config.json is a file of the repo too: its size and hash belong to `files`.",
    "if path not in SKIPPED}",
    'if path not in [*SKIPPED, "config.json"]}',
)
exercise.slip(
    "newest_card",
    "The card is of another revision than the rest: pass the revision to model_info too.",
    "revision=revision, expand",
    "expand",
)
exercise.slip(
    "newest_files",
    "The files are of another revision than the rest: pass the revision to list_repo_tree too.",
    "recursive=True, revision=revision",
    "recursive=True",
)
exercise.slip(
    "one_request_a_file",
    exercise.over_budget,
    "    sections = {",
    "    for path in list(files):\n        for _ in range(6):\n"
    "            api.get_paths_info(repo, [path], revision=revision)\n    sections = {",
)


@exercise.right
def from_what_both_sides_share(api: HfApi, repo: str, revision: Revision = None) -> Facts:
    return facts(api, repo, revision)


@exercise.right
def section_by_section(api: HfApi, repo: str, revision: Revision = None) -> Facts:
    said: Facts = {}
    paths = []
    for entry in api.list_repo_tree(repo, recursive=True, revision=revision):
        if isinstance(entry, RepoFile):
            paths.append(entry.path)
            if entry.path not in (".gitattributes", "README.md"):
                digest = entry.lfs["sha256"] if entry.lfs else entry.blob_id
                said["files", entry.path] = json.dumps([entry.size, digest])
    if "config.json" in paths:
        with open(api.hf_hub_download(repo, "config.json", revision=revision), encoding="utf-8") as file:
            for key, value in flat.with_a_stack(json.load(file)).items():
                said["config", key] = json.dumps(value, sort_keys=True)
    info = api.model_info(repo, revision=revision, expand=["safetensors", "cardData"])
    known = info.card_data.to_dict() if info.card_data else {}  # type: ignore[no-untyped-call]
    for key, value in card_values.key_by_key(known).items():
        said["card", key] = json.dumps(value, sort_keys=True)
    if info.safetensors:
        for kind, number in {"total": info.safetensors.total, **info.safetensors.parameters}.items():
            said["params", kind] = str(number)
    return said
