"""Which architecture and which method of quantisation does a config declare?"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.fit.repos import LLAMA, varied

exercise = Exercise(
    "05-fit",
    "declared",
    looks_at="one, several and no architectures, methods that are stated, missing and empty, no config at all, and "
    "configs of Hubs that you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then configs of the graded Hubs."""
    yield case("an architecture alone", LLAMA)
    yield case("a method too", {**LLAMA, "quantization_config": {"quant_method": "gptq", "bits": 4}})
    yield case("another method", {**LLAMA, "quantization_config": {"bits": 8, "quant_method": "compressed-tensors"}})
    yield case("a method in capitals", {**LLAMA, "quantization_config": {"quant_method": "AWQ"}})
    yield case("a quantisation that is None", {**LLAMA, "quantization_config": None})
    yield case("a quantisation that is empty", {**LLAMA, "quantization_config": {}})
    yield case("a method that is None", {**LLAMA, "quantization_config": {"quant_method": None, "bits": 4}})
    yield case("a method that is empty", {**LLAMA, "quantization_config": {"quant_method": ""}})
    yield case("a quantisation without a method", {**LLAMA, "quantization_config": {"bits": 4}})
    yield case("three architectures", {"architectures": ["MistralForCausalLM", "BertModel", "Qwen3ForCausalLM"]})
    yield case("two architectures", {"architectures": ["Qwen3ForCausalLM", "LlamaForCausalLM"]})
    yield case("two architectures, the alphabet reversed", {"architectures": ["PhiForCausalLM", "BertModel"]})
    yield case("no architectures", {"model_type": "llama"})
    yield case("no architectures, but a method", {"quantization_config": {"quant_method": "awq"}})
    yield case("architectures that are None", {"architectures": None, "quantization_config": {"quant_method": "fp8"}})
    yield case("architectures that are empty", {"architectures": [], "model_type": "llama"})
    inner = {"architectures": ["MistralForCausalLM"], "quantization_config": {"quant_method": "awq"}}
    yield case("another config inside", {**LLAMA, "text_config": inner})
    bare = {"architectures": ["MistralForCausalLM"]}
    outer = {**LLAMA, "quantization_config": {"quant_method": "gptq"}}
    yield case("a method outside alone", {**outer, "text_config": bare})
    yield case("a config inside alone", {"text_config": inner})
    yield case("a method with blanks", {**LLAMA, "quantization_config": {"quant_method": " awq"}})
    yield case("an empty config", {})
    yield case("no config", None)
    for slot in SLOTS:
        for info in varied(slot):
            yield case("a config of an unseen Hub", info.config)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
METHOD = 'quantisation.get("quant_method") or "none"'
slip("config_expected", "A model may have no config at all: `config` is `None` then.",
     "config or {}", "config")
slip("architectures_expected", "Not every config names architectures: ask with `get`.",
     'known.get("architectures") or [None]', 'known["architectures"] or [None]')
slip("an_empty_list_has_a_first", "The list of architectures may be empty: it has no first item then.",
     'known.get("architectures") or [None]', 'known.get("architectures", [None])')
slip("last_architecture", "Of several architectures, the engine loads the first.",
     "architectures[0]", "architectures[-1]")
slip("first_by_the_alphabet", "Take the first architecture as it stands, not by the alphabet.",
     "architectures[0]", "min(architectures)")
slip("the_whole_list", "`architecture` is one text, the first of the list.",
     "architectures[0]", 'known.get("architectures")')
slip("missing_architecture_is_a_text", "Without an architecture, the value is `None`, not a text.",
     "[None]", '["none"]')
slip("missing_method_is_none", "Without a method, the value is the text `\"none\"`, as the table writes it.",
     ' or "none"', "")
slip("quantisation_expected", "`quantization_config` can be missing: ask with `get`.",
     'known.get("quantization_config") or {}', 'known["quantization_config"] or {}')
slip("none_has_no_method", "`quantization_config` can be there and be `None`: use an empty dict then.",
     'known.get("quantization_config") or {}', 'known.get("quantization_config", {})')
slip("method_that_is_none", "`quant_method` can be there and be `None` or empty: that is `\"none\"` too.",
     METHOD, 'quantisation.get("quant_method", "none")')
slip("whole_quantisation", "`method` is the `quant_method` alone.",
     METHOD, 'quantisation or "none"')
slip("small_letters", "The method stays exactly as it is written.",
     '"method": method', '"method": method.lower()')
slip("blanks_taken_off", "The method stays exactly as it is written.",
     '"method": method', '"method": method.strip()')
slip("read_from_inside", "`text_config` is for the numbers of the cache; here the config itself is read.",
     "known = config or {}", 'known = config or {}\n    known = known.get("text_config") or known')
slip("inside_added", "`text_config` is for the numbers of the cache; here the config itself is read.",
     "known = config or {}", 'known = config or {}\n    known = {**known, **(known.get("text_config") or {})}')
slip("method_without_an_architecture", "The two are independent: a method counts without an architecture too.",
     "    return {", '    if not known.get("architectures"):\n        method = "none"\n    return {')
# fmt: on


@exercise.wrong("`model_type` is another name; the architecture is the first of `architectures`.")
def by_the_type(config: dict[str, Any] | None) -> dict[str, str | None]:
    found: dict[str, str | None] = with_questions(config)
    return found | {"architecture": found["architecture"] or (config or {}).get("model_type")}


@exercise.right
def with_questions(config: dict[str, Any] | None) -> dict[str, str | None]:
    architecture, method = None, "none"
    if config is not None:
        if config.get("architectures"):
            architecture = config["architectures"][0]
        quantisation = config.get("quantization_config")
        if quantisation and quantisation.get("quant_method"):
            method = quantisation["quant_method"]
    return {"architecture": architecture, "method": method}


@exercise.right
def with_errors_caught(config: dict[str, Any] | None) -> dict[str, str | None]:
    told: dict[str, str | None] = {"method": "none", "architecture": None}
    with suppress(KeyError, IndexError, TypeError):
        told["architecture"] = config["architectures"][0]  # type: ignore[index]
    with suppress(KeyError, TypeError):
        told["method"] = config["quantization_config"]["quant_method"] or "none"  # type: ignore[index]
    return told
