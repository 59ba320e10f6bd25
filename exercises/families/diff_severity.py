"""Which differences break users, affect serving, or only matter to readers?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.families import severity_of

exercise = Exercise(
    "02-families",
    "diff_severity",
    looks_at="nested keys, keys that only begin alike, files in folders, every section, rows in another order, and no "
    "differences at all",
    ordered=True,
)

LEVELS = ["breaking", "serving", "docs", "cosmetic"]
BREAKING = set(severity_of.BREAKING.split())
SERVING = set(severity_of.SERVING.split())
WEIGHTS = (".safetensors", ".gguf", ".bin")


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
    mixed = case("rows in no order", _diff("", "", *MIXED))
    yield from also(mixed, reversed_rows, shuffled, gapped_index, repeated_index)
    yield case("a table with gaps in its index", _diff("", "", *MIXED).iloc[::2])
    yield case("a table of two columns", _diff("", "", *MIXED)[["key", "section"]])
    yield case("no differences", _diff("", "", *MIXED).iloc[:0])
    yield case("differences of one severity", _diff("card", "tags base_model license_name"))
    yield case("another Markdown file", _diff("files", "NOTES.md docs/README.md tokenizer.md"))
    misplaced = ("files", "vocab_size"), ("card", "dtype"), ("config", "license"), ("config", "tokenizer_class")
    yield case("a file called like a key", _diff("", "", *misplaced))


for one in severity_of.SHARED:
    exercise.slip(*one)

exercise.slip(
    "empty_rows_dropped",
    "Zero is a finding: keep all four rows.",
    '    keys = {"breaking": [], "serving": [], "docs": [], "cosmetic": []}\n',
    "    keys = {}\n",
    "keys[severity_of(section, key)].append",
    "keys.setdefault(severity_of(section, key), []).append",
    'pd.DataFrame({"severity": list(keys)})',
    'pd.DataFrame({"severity": [one for one in ("breaking", "serving", "docs", "cosmetic") if one in keys]})',
    "len(keys[level]) for level in keys]",
    'len(keys[level]) for level in table["severity"]]',
    '";".join(sorted(keys[level])) for level in keys]',
    '";".join(sorted(keys[level])) for level in table["severity"]]',
)
exercise.slip(
    "keys_unsorted",
    "`keys` is sorted, whatever the order of the rows.",
    "sorted(keys[level])",
    "keys[level]",
)
exercise.slip(
    "joined_by_commas",
    "`keys` is joined by a semicolon alone, without a space.",
    '";".join',
    '", ".join',
)
exercise.slip(
    "joined_with_a_blank",
    "`keys` is joined by a semicolon alone, without a space.",
    '";".join',
    '"; ".join',
)
exercise.slip(
    "section_missing",
    "A difference is written with its section, such as card:license.",
    'f"{section}:{key}"',
    "key",
)
exercise.slip(
    "in_another_order",
    "The rows stand in the order of the table: breaking, serving, docs, cosmetic.",
    '{"breaking": [], "serving": [], "docs": [], "cosmetic": []}',
    '{"breaking": [], "cosmetic": [], "docs": [], "serving": []}',
)
exercise.slip(
    "lists_of_keys",
    "`keys` is one text for each severity, not a list.",
    '";".join(sorted(keys[level]))',
    "sorted(keys[level])",
)


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
