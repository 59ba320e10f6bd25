"""Which differences break users, affect serving, or only matter to readers?"""

from collections.abc import Callable, Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "02-families",
    "diff_severity",
    looks_at="nested keys, keys that only begin alike, files in folders, every section, rows in another order, and no "
    "differences at all",
    ordered=True,
)

LEVELS = ["breaking", "serving", "docs", "cosmetic"]
BREAKING = set("architectures model_type vocab_size hidden_size num_hidden_layers".split())
BREAKING |= {"bos_token_id", "eos_token_id", "pad_token_id"}
SERVING = set("max_position_embeddings rope_scaling rope_theta torch_dtype dtype quantization_config".split())
SERVING |= {"num_key_value_heads", "sliding_window"}
WEIGHTS = (".safetensors", ".gguf", ".bin")
Judge = Callable[[str, str], str]


def _diff(section: str = "", keys: str = "", *more: tuple[str, str]) -> pd.DataFrame:
    """Differences in `section`, a word a key, and then `more`."""
    pairs = [*((section, key) for key in keys.split()), *more]
    return pd.DataFrame(pairs, columns=["section", "key"]).assign(a='"old"', b='"new"', change="changed")


MIXED = [
    ("params", "total"),
    ("files", "tokenizer.json"),
    ("config", "vocab_size"),
    ("card", "license"),
    ("files", "img/logo.png"),
    ("card", "tags"),
]


@exercise.cases
def cases() -> Iterator[Case]:
    """One rule at a time, then a diff as a reviewer would meet it."""
    yield case("keys of config.json", _diff("config", " ".join([*sorted(BREAKING | SERVING), "use_cache"])))
    yield case("nested keys", _diff("config", "quantization_config.bits rope_scaling.type text.vocab_size"))
    yield case("keys that begin alike", _diff("config", "vocab_size_padded dtype_override rope_theta_base"))
    yield case("the card", _diff("card", "base_model license license_name tags"))
    yield case("parameters", _diff("params", "BF16 total"))
    names = "tokenizer.json tokenizer_config.json special_tokens_map.json chat_template.jinja model.gguf"
    yield case("files", _diff("files", f"{names} config.json merges.txt pytorch_model.bin"))
    folders = "4bit/tokenizer.model 4bit/model.safetensors tokenizer/readme.txt a/b/special_tokens_map.json"
    yield case("files in folders", _diff("files", folders))
    alike = "model.safetensors.index.json my_tokenizer.json old_special_tokens_map.json old_chat_template.txt"
    yield case("files with similar names", _diff("files", alike))
    yield case("rows in no order", _diff("", "", *MIXED))
    yield case("a table with gaps in its index", _diff("", "", *MIXED).iloc[::2])
    yield case("no differences", _diff())
    misplaced = ("files", "vocab_size"), ("card", "dtype"), ("config", "license"), ("config", "tokenizer_class")
    yield case("a file called like a key", _diff("", "", *misplaced))


def _judge(section: str, key: str) -> str:
    """The severity of one difference."""
    if section == "config":
        head = key.split(".")[0]
        return "breaking" if head in BREAKING else "serving" if head in SERVING else "cosmetic"
    if section == "card":
        return "breaking" if key == "license" else "docs"
    return "serving" if section == "params" else _judge_file(key.split("/")[-1])


def _judge_file(name: str) -> str:
    if name.startswith("tokenizer") or name == "special_tokens_map.json":
        return "breaking"
    return "serving" if name.endswith(WEIGHTS) or name.startswith("chat_template") else "cosmetic"


def _table(diff: pd.DataFrame, judge: Judge = _judge, joint: str = ";", in_order: bool = True) -> pd.DataFrame:
    """The right table, if `judge` is right."""
    found: dict[str, list[str]] = {level: [] for level in LEVELS}
    for section, key in zip(diff["section"], diff["key"], strict=True):
        found[judge(section, key)].append(f"{section}:{key}")
    keys = [joint.join(sorted(names) if in_order else names) for names in found.values()]
    return pd.DataFrame({"severity": LEVELS, "n": [len(names) for names in found.values()], "keys": keys})


@exercise.wrong("rope_scaling.type is part of rope_scaling.")
def exact_keys(diff: pd.DataFrame) -> pd.DataFrame:
    def judge(section: str, key: str) -> str:
        return "cosmetic" if section == "config" and "." in key else _judge(section, key)

    return _table(diff, judge)


@exercise.wrong("A licence change can make a deployment unlawful overnight: breaking.")
def licence_is_docs(diff: pd.DataFrame) -> pd.DataFrame:
    return _table(diff, lambda section, key: "docs" if section == "card" else _judge(section, key))


@exercise.wrong("Zero is a finding: keep all four rows.")
def empty_rows_dropped(diff: pd.DataFrame) -> pd.DataFrame:
    right = _table(diff)
    return right[right["n"] > 0].reset_index(drop=True)


@exercise.wrong("vocab_size_padded is another key than vocab_size: compare the first segment whole.")
def keys_that_begin_alike(diff: pd.DataFrame) -> pd.DataFrame:
    def judge(section: str, key: str) -> str:
        if section != "config" or not key.startswith(tuple(BREAKING | SERVING)):
            return _judge(section, key)
        return "breaking" if key.startswith(tuple(BREAKING)) else "serving"

    return _table(diff, judge)


@exercise.wrong("Only the first segment of a key counts: text.vocab_size belongs to text.")
def any_segment(diff: pd.DataFrame) -> pd.DataFrame:
    def judge(section: str, key: str) -> str:
        parts = set(key.split("."))
        if section != "config":
            return _judge(section, key)
        return "breaking" if parts & BREAKING else "serving" if parts & SERVING else "cosmetic"

    return _table(diff, judge)


@exercise.wrong("A tokenizer in a sub-folder is a tokenizer: look at the last part of the path.")
def whole_paths(diff: pd.DataFrame) -> pd.DataFrame:
    return _table(diff, lambda section, key: _judge_file(key) if section == "files" else _judge(section, key))


@exercise.wrong("model.safetensors.index.json is an index, not weights: look at how the name ends.")
def weights_anywhere(diff: pd.DataFrame) -> pd.DataFrame:
    def judge(section: str, key: str) -> str:
        found = _judge(section, key)
        weights = section == "files" and found == "cosmetic" and any(end in key for end in WEIGHTS)
        return "serving" if weights else found

    return _table(diff, judge)


@exercise.wrong("A file's base name has to start with `tokenizer`; containing the word is not enough.")
def tokenizer_anywhere(diff: pd.DataFrame) -> pd.DataFrame:
    def judge(section: str, key: str) -> str:
        return "breaking" if section == "files" and "tokenizer" in key.split("/")[-1] else _judge(section, key)

    return _table(diff, judge)


@exercise.wrong("A rule belongs to a section: the lists of keys are about config.json alone.")
def sections_ignored(diff: pd.DataFrame) -> pd.DataFrame:
    def judge(section: str, key: str) -> str:
        head = key.split(".")[0]
        return "breaking" if head in BREAKING else "serving" if head in SERVING else _judge(section, key)

    return _table(diff, judge)


@exercise.wrong("`keys` is sorted, whatever the order of the rows.")
def keys_unsorted(diff: pd.DataFrame) -> pd.DataFrame:
    return _table(diff, in_order=False)


@exercise.wrong("`keys` is joined by a semicolon alone, without a space.")
def joined_by_commas(diff: pd.DataFrame) -> pd.DataFrame:
    return _table(diff, joint=", ")


@exercise.right
def with_a_column(diff: pd.DataFrame) -> pd.DataFrame:
    rows = diff.assign(name=diff["section"] + ":" + diff["key"])
    rows["severity"] = [_judge(section, key) for section, key in zip(diff["section"], diff["key"], strict=True)]
    grouped = rows.sort_values("name").groupby("severity")["name"]
    counts = grouped.size().reindex(LEVELS, fill_value=0)
    keys = grouped.agg(";".join).reindex(LEVELS).fillna("") if len(rows) else pd.Series("", index=LEVELS)
    return pd.DataFrame({"severity": LEVELS, "n": counts.to_numpy(), "keys": keys.to_numpy()})


@exercise.right
def rule_by_rule(diff: pd.DataFrame) -> pd.DataFrame:
    in_config, head = diff["section"].eq("config"), diff["key"].str.split(".").str[0]
    name = diff["key"].str.split("/").str[-1].where(diff["section"].eq("files"), "")
    breaking = in_config & head.isin(BREAKING) | diff["section"].eq("card") & diff["key"].eq("license")
    breaking |= name.str.match("tokenizer") | name.eq("special_tokens_map.json")
    serving = in_config & head.isin(SERVING) | diff["section"].eq("params") | name.str.match("chat_template")
    serving |= name.str.endswith(WEIGHTS)
    docs, rest = diff["section"].eq("card") & ~breaking, diff["section"].isin(["config", "files"])
    marks = [breaking, serving & ~breaking, docs, rest & ~breaking & ~serving]
    keys = [sorted(diff["section"][mark] + ":" + diff["key"][mark]) for mark in marks]
    return pd.DataFrame({"severity": LEVELS, "n": [len(one) for one in keys], "keys": [";".join(one) for one in keys]})
