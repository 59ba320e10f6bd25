"""How much memory does the context take?"""

from collections.abc import Iterator, Mapping
from typing import Any

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS, hub
from exercises.fit.repos import SHAPE, listed

exercise = Exercise(
    "05-fit",
    "kv_cache_bytes",
    looks_at="shared and unshared heads, head sizes that are stated, missing or uneven, nested configs, gaps, several "
    "sequences, other bytes, and configs of Hubs that you have not seen",
)


def _with(**changes: object) -> dict[str, Any]:
    """A config with shared heads; a keyword replaces a value, and `...` takes it out."""
    return {key: value for key, value in (SHAPE | changes).items() if value is not ...}


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then configs of the graded Hubs."""
    yield case("three sequences, numbers of one byte", _with(), 512, 3, 1)
    yield case("shared heads", _with(), 512)
    yield case("shared heads of another size", _with(num_key_value_heads=2, hidden_size=1536), 100)
    yield case("one sequence of the defaults", _with(), 1)
    yield case("no KV heads", _with(num_key_value_heads=...), 512)
    yield case("KV heads that are None", _with(num_key_value_heads=None), 512)
    yield case("a stated head size", _with(head_dim=80), 512)
    yield case("a stated head size, no KV heads", _with(head_dim=80, num_key_value_heads=...), 300)
    yield case("a head size that is None", _with(head_dim=None), 512)
    yield case("no attention heads, all else stated", _with(num_attention_heads=..., head_dim=80), 512)
    yield case("no hidden size, all else stated", _with(hidden_size=..., head_dim=80), 512)
    yield case("a hidden size that the heads do not divide", _with(hidden_size=3080), 512)
    yield case("a hidden size that the heads nearly divide", _with(hidden_size=3095), 512)
    yield case("several sequences", _with(), 512, 5)
    yield case("numbers of one byte", _with(), 512, 1, 1)
    yield case("three sequences, numbers of four bytes", _with(), 700, 3, 4)
    yield case("a nested config", {"text_config": _with()}, 512)
    outer = _with(num_hidden_layers=7, num_attention_heads=4, num_key_value_heads=1, hidden_size=512)
    yield case("other values outside", {**outer, "text_config": _with()}, 512)
    partial = {"num_hidden_layers": 20, "num_key_value_heads": 6}
    yield case("a nested config with gaps, values outside", {**outer, "text_config": partial}, 512)
    yield case("an empty nested config, values outside", {**_with(), "text_config": {}}, 512)
    yield case("a nested config that is None", {**_with(), "text_config": None}, 512)
    yield case("a nested config that is a text", {**_with(), "text_config": "text.json"}, 512)
    yield case("other values in a part of another name", {**_with(), "llm_config": outer}, 512)
    yield case("a sliding window", _with(sliding_window=128), 512)
    yield case("no layers", _with(num_hidden_layers=...), 512)
    yield case("layers that are None", _with(num_hidden_layers=None), 512)
    yield case("no heads at all", _with(num_attention_heads=..., num_key_value_heads=...), 512)
    yield case("no heads, a stated head size", _with(num_attention_heads=..., num_key_value_heads=..., head_dim=80), 9)
    yield case("no hidden size", _with(hidden_size=...), 512)
    yield case("a hidden size that is None", _with(hidden_size=None), 512)
    yield case("no attention heads", _with(num_attention_heads=...), 512)
    yield case("an empty config", {}, 512)
    yield case("other names", {"n_layer": 12, "n_head": 12, "n_embd": 768}, 512)
    for slot in SLOTS:
        for config in _configs(slot):
            yield case("a config of an unseen Hub", config, 4_096, 2)


def _configs(slot: str) -> Iterator[dict[str, Any]]:
    """The config.json of two of the most downloaded models for text that have one."""
    import json
    from pathlib import Path

    api, found = hub(slot), 0
    for info in listed(slot):
        text = info.pipeline_tag in ("text-generation", "image-text-to-text")
        if (
            text
            and info.config
            and not info.gated
            and any(file.rfilename == "config.json" for file in info.siblings or ())
        ):
            yield json.loads(Path(api.hf_hub_download(info.id, "config.json")).read_text("utf-8"))
            found += 1
        if found == 2:
            return


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
FORMULA = "2 * layers * kv_heads * size * seq_len * batch * kv_bytes"
slip("every_head_counted", "This model shares keys and values among heads: count the KV heads, if they are stated.",
     'part.get("num_key_value_heads") or heads', "heads")
slip("keys_alone", "A token keeps a key and a value: there are two lists in each layer.",
     FORMULA, "layers * kv_heads * size * seq_len * batch * kv_bytes")
slip("size_from_kv_heads", "The hidden size is divided among the attention heads, not among the KV heads.",
     '"hidden_size"] // heads', '"hidden_size"] // kv_heads')
slip("layers_left_out", "Every layer keeps a cache of its own: multiply by the layers.",
     FORMULA, "2 * kv_heads * size * seq_len * batch * kv_bytes")
slip("batch_left_out", "Every sequence of the batch has its own cache.",
     FORMULA, "2 * layers * kv_heads * size * seq_len * kv_bytes")
slip("tokens_left_out", "Every token keeps its keys and values: multiply by `seq_len`.",
     FORMULA, "2 * layers * kv_heads * size * batch * kv_bytes")
slip("bytes_left_out", "`kv_bytes` says how large a number is: multiply by it.",
     FORMULA, "2 * layers * kv_heads * size * seq_len * batch")
slip("always_two_bytes", "`kv_bytes` says how large a number is: multiply by it.",
     FORMULA, "2 * layers * kv_heads * size * seq_len * batch * 2")
slip("both_levels_merged", "Read `text_config` alone where it is a dict; outer values belong to another part.",
     "        part = config\n", "        part = config\n    part = {**config, **part}\n")
slip("never_nested", "Where `text_config` is a dict, the numbers stand in it.",
     'part = config.get("text_config")', "part = config")
slip("nested_or_outer", "An empty `text_config` is a dict too: nothing is read from outside it.",
     "    if not isinstance(part, dict):\n", "    if not isinstance(part, dict) or not part:\n")
slip("nested_if_there", "`text_config` may be there and be no dict: ask what it is before you read from it.",
     "    if not isinstance(part, dict):\n", '    if "text_config" not in config:\n')
slip("other_parts_read", "`text_config` alone takes the place of the config; parts of other names are not read.",
     'part = config.get("text_config")',
     'part = config.get("text_config") or config.get("llm_config") or config.get("language_config")')
slip("window_read", "The formula keeps every token: nothing else in a config changes the result.",
     FORMULA, '2 * layers * kv_heads * size * min(seq_len, part.get("sliding_window") or seq_len) * batch * kv_bytes')
slip("head_dim_ignored", "A stated `head_dim` comes first; it may differ from hidden size over heads.",
     'size = part.get("head_dim")', "size = None")
slip("head_dim_expected", "Not every config states `head_dim`: use hidden size and attention heads then.",
     'part.get("head_dim")', 'part["head_dim"]')
slip("kv_heads_expected", "Not every config states its KV heads: without them, nothing is shared.",
     'part.get("num_key_value_heads") or heads', 'part["num_key_value_heads"] or heads')
slip("unshared_is_unknown", "Without `num_key_value_heads`, nothing is shared: take the attention heads.",
     'part.get("num_key_value_heads") or heads', 'part.get("num_key_value_heads")')
slip("unshared_is_one", "Without `num_key_value_heads`, nothing is shared: take the attention heads.",
     'part.get("num_key_value_heads") or heads', 'part.get("num_key_value_heads") or (heads and 1)')
slip("none_is_a_value", "A key whose value is `None` counts as missing.",
     'part.get("num_key_value_heads") or heads', 'part.get("num_key_value_heads", heads)')
STATED = 'if size is None and heads and part.get("hidden_size")'
slip("none_is_a_head_size", "A key whose value is `None` counts as missing.",
     STATED, 'if "head_dim" not in part and heads and part.get("hidden_size")')
slip("none_is_a_head_size_multiplied", "A key whose value is `None` counts as missing.",
     STATED, 'if "head_dim" not in part and heads and part.get("hidden_size")',
     "None in [layers, kv_heads, size]", 'None in [layers, kv_heads] or (size is None and "head_dim" not in part)')
slip("whole_hidden_size", "The hidden size is that of all attention heads together: divide it among them.",
     '"hidden_size"] // heads', '"hidden_size"]')
slip("uneven_division", "A head size is a whole number: divide with `//`.",
     '"hidden_size"] // heads', '"hidden_size"] / heads')
slip("rounded_division", "`//` drops the fraction of a head size; it is not rounded up.",
     'part["hidden_size"] // heads', 'round(part["hidden_size"] / heads)')
slip("all_four_needed", "Attention heads and hidden size are needed only where something is computed from them.",
     "None in [layers, kv_heads, size]", 'None in [layers, heads, part.get("hidden_size"), kv_heads, size]')
slip("attention_heads_needed",
     "Attention heads and hidden size are needed only where something is computed from them.",
     "None in [layers, kv_heads, size]", "None in [layers, heads, kv_heads, size]")
slip("hidden_size_needed", "Attention heads and hidden size are needed only where something is computed from them.",
     "None in [layers, kv_heads, size]", 'None in [layers, part.get("hidden_size"), kv_heads, size]')
slip("missing_is_zero", "A missing number makes the size unknown: `None`, not 0.",
     "        return None\n", "        return 0\n")
slip("missing_not_expected", "A config may lack what is needed: ask before you compute.",
     "    if None in [layers, kv_heads, size]:\n        return None\n", "")
slip("missing_raises", "A missing number is no error here: return `None`.",
     "        return None\n", '        raise ValueError("a number is missing")\n')
slip("in_bits", "`kv_bytes` counts bytes already: there is nothing to multiply by 8.",
     FORMULA, "8 * " + FORMULA)
slip("in_gib", "Return bytes, and divide only where you print.",
     FORMULA, FORMULA + " / 2**30")
# fmt: on


@exercise.right
def with_look_ups(config: Mapping[str, Any], seq_len: int, batch: int = 1, kv_bytes: int = 2) -> int | None:
    inner = config.get("text_config")
    stated = {k: v for k, v in (inner if isinstance(inner, dict) else config).items() if v is not None}
    try:
        kv_heads = stated.get("num_key_value_heads") or stated["num_attention_heads"]
        width = stated.get("head_dim") or int(stated["hidden_size"] / stated["num_attention_heads"])
        each = 2 * stated["num_hidden_layers"] * kv_heads * width
    except KeyError:
        return None
    return int(each * kv_bytes * seq_len * batch)


@exercise.right
def step_by_step(config: dict[str, Any], seq_len: int, batch: int = 1, kv_bytes: int = 2) -> int | None:
    if type(config.get("text_config")) is dict:
        config = config["text_config"]
    attention = config.get("num_attention_heads")
    shared = config.get("num_key_value_heads")
    if shared is None:
        shared = attention
    width = config.get("head_dim")
    if width is None and config.get("hidden_size") is not None and attention is not None:
        width = config["hidden_size"] // attention
    depth = config.get("num_hidden_layers")
    if depth is None or shared is None or width is None:
        return None
    token = 2 * depth * shared * width * kv_bytes
    return int(token * seq_len * batch)
