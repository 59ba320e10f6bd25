"""Whom does one difference concern?"""

import re
from collections.abc import Iterator

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "02-families",
    "severity_of",
    looks_at="every key of both lists, nested keys, keys that only begin alike, every rule for files, files in "
    "folders, files and keys with similar names, and all four sections",
)

BREAKING = "architectures model_type vocab_size hidden_size num_hidden_layers bos_token_id eos_token_id pad_token_id"
SERVING = (
    "max_position_embeddings rope_scaling rope_theta torch_dtype dtype quantization_config num_key_value_heads "
    "sliding_window"
)
KEYS = {
    "config": f"{BREAKING} {SERVING} use_cache text.vocab_size text.dtype quantization_config.bits rope_scaling.type "
    " vocab_size.text vocab_size_padded dtype_override rope_theta_base vocab license tokenizer_class "
    "tokenizer model.safetensors a/vocab_size my_vocab_size",
    "card": "license license_name license_link tags base_model dtype vocab_size tokenizer.json license.name "
    "my_license a/license",
    "params": "BF16 total vocab_size tokenizer license",
    "files": "tokenizer.json tokenizer_config.json tokenizer.model special_tokens_map.json special_tokens_map.json.bak "
    "chat_template.jinja chat_template.json model.gguf model.safetensors pytorch_model.bin config.json merges.txt "
    "vocab_size dtype license LICENSE NOTES.md docs/README.md tokenizer.md model.safetensors.index.json "
    "my_tokenizer.json old_special_tokens_map.json old_chat_template.txt gguf model.gguf.txt model_bin.txt "
    "4bit/tokenizer.model 4bit/model.safetensors 4bit/chat_template.jinja tokenizer/readme.txt "
    "a/b/special_tokens_map.json chat_template/notes.txt img/logo.png tokenizer.bin model.bin/notes.txt",
}


@exercise.cases
def cases() -> Iterator[Case]:
    """Every key by itself."""
    for section, keys in KEYS.items():
        for key in keys.split():
            yield case(f"a key of {section}", section, key)


# A name, the sentence it has to earn, and texts of the solution with what stands in their place.
# The same mistakes show in the table, so `diff_severity` foresees these too.
SHARED = (
    (
        "exact_keys",
        "rope_scaling.type is part of rope_scaling.",
        'head = key.split(".")[0]',
        "head = key",
    ),
    (
        "licence_is_docs",
        "A licence change can make a deployment unlawful overnight: breaking.",
        '"card": key == "license", ',
        "",
    ),
    (
        "keys_that_begin_alike",
        "vocab_size_padded is another key than vocab_size: compare the first segment whole.",
        '"config": head in BREAKING',
        '"config": key.startswith(tuple(BREAKING))',
        '"config": head in SERVING',
        '"config": key.startswith(tuple(SERVING))',
    ),
    (
        "any_segment",
        "Only the first segment of a key counts: text.vocab_size belongs to text.",
        '"config": head in BREAKING',
        '"config": bool(set(key.split(".")) & set(BREAKING))',
        '"config": head in SERVING',
        '"config": bool(set(key.split(".")) & set(SERVING))',
    ),
    (
        "whole_paths",
        "A tokenizer in a sub-folder is a tokenizer: look at the last part of the path.",
        'name = key.split("/")[-1]',
        "name = key",
    ),
    (
        "weights_anywhere",
        "model.safetensors.index.json is an index, not weights: look at how the name ends.",
        "name.endswith(WEIGHTS)",
        "any(end in key for end in WEIGHTS)",
    ),
    (
        "tokenizer_anywhere",
        "A file's base name has to start with `tokenizer`; containing the word is not enough.",
        'name.startswith("tokenizer")',
        '"tokenizer" in name',
    ),
    (
        "sections_ignored",
        "A rule belongs to a section: the lists of keys are about config.json alone.",
        "if breaking.get(section, False):",
        "if breaking.get(section, False) or head in BREAKING:",
        "if serving.get(section, False):",
        "if serving.get(section, False) or head in SERVING:",
    ),
    (
        "markdown_is_docs",
        "`docs` is the rest of the card: a Markdown file is a file, and the rest of the files is cosmetic.",
        'if section == "card" else',
        'if section == "card" or name.endswith(".md") else',
    ),
)

for one in SHARED:
    exercise.slip(*one)

exercise.slip(
    "last_segment",
    "Only the first segment of a key counts: text.vocab_size belongs to text.",
    'key.split(".")[0]',
    'key.split(".")[-1]',
)
exercise.slip(
    "first_folder",
    "A tokenizer in a sub-folder is a tokenizer: look at the last part of the path.",
    'key.split("/")[-1]',
    'key.split("/")[0]',
)
exercise.slip(
    "every_licence_key",
    "Of the card only `license` is breaking; license_name and license_link are docs.",
    'key == "license"',
    'key.startswith("license")',
)
exercise.slip(
    "params_cosmetic",
    "The number of parameters decides what a server needs: serving.",
    '"params": True, ',
    "",
)
exercise.slip(
    "special_tokens_forgotten",
    "special_tokens_map.json belongs to the tokenizer: breaking.",
    ' or name == "special_tokens_map.json"',
    "",
)
exercise.slip(
    "special_tokens_by_their_beginning",
    "The name is special_tokens_map.json, whole.",
    'name == "special_tokens_map.json"',
    'name.startswith("special_tokens_map.json")',
)
exercise.slip(
    "special_tokens_by_their_end",
    "The name is special_tokens_map.json, whole.",
    'name == "special_tokens_map.json"',
    'name.endswith("special_tokens_map.json")',
)
exercise.slip(
    "chat_template_forgotten",
    "A chat template changes what a server sends to the model: serving.",
    ' or name.startswith("chat_template")',
    "",
)
exercise.slip(
    "chat_template_anywhere",
    "A file's name has to start with `chat_template`; containing it is not enough.",
    'name.startswith("chat_template")',
    '"chat_template" in name',
)
exercise.slip(
    "serving_first",
    "Ask first whether a difference is breaking: tokenizer.bin fits both rules.",
    """    if breaking.get(section, False):
        return "breaking"
    if serving.get(section, False):
        return "serving"
""",
    """    if serving.get(section, False):
        return "serving"
    if breaking.get(section, False):
        return "breaking"
""",
)
exercise.slip(
    "rest_is_docs",
    "The rest of config and files is cosmetic; `docs` is the rest of the card.",
    '"docs" if section == "card" else "cosmetic"',
    '"docs"',
)
exercise.slip(
    "rest_is_cosmetic",
    "The rest of the card is for readers: docs.",
    '"docs" if section == "card" else "cosmetic"',
    '"cosmetic"',
)


@exercise.right
def section_by_section(section: str, key: str) -> str:
    if section == "config":
        head = key.partition(".")[0]
        return "breaking" if head in BREAKING.split() else "serving" if head in SERVING.split() else "cosmetic"
    if section == "card":
        return "breaking" if key == "license" else "docs"
    return "serving" if section == "params" else _of_a_file(key.rpartition("/")[2])


def _of_a_file(name: str) -> str:
    if name[:9] == "tokenizer" or name == "special_tokens_map.json":
        return "breaking"
    ending = name[name.rfind(".") :] if "." in name else ""
    return "serving" if ending in (".safetensors", ".gguf", ".bin") or name[:13] == "chat_template" else "cosmetic"


@exercise.right
def by_patterns(section: str, key: str) -> str:
    text = f"{section}:{key}"
    for level, patterns in PATTERNS.items():
        if any(re.fullmatch(pattern, text) for pattern in patterns):
            return level
    return "cosmetic"


PATTERNS = {
    "breaking": [
        rf"config:({BREAKING.replace(' ', '|')})(\..*)?",
        "card:license",
        "files:(.*/)?(tokenizer[^/]*|special_tokens_map\\.json)",
    ],
    "serving": [
        rf"config:({SERVING.replace(' ', '|')})(\..*)?",
        "params:.*",
        r"files:(.*/)?([^/]*\.(safetensors|gguf|bin)|chat_template[^/]*)",
    ],
    "docs": ["card:.*"],
}
