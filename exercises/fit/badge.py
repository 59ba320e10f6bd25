"""Would this engine serve this repo: yes, no or unknown?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import gapped_index, repeated_index, shuffled
from exercises.fit.repos import LLAMA, engine_support, repo, support, unlisted, varied

exercise = Exercise(
    "05-fit",
    "badge",
    looks_at="every rule alone and before the next one, several architectures, methods whose names contain each other, "
    "gaps in the config, tags that promise, several engines and one without rows, and models of Hubs that you have not "
    "seen",
)

TABLE = support(
    ("LlamaForCausalLM", "vllm", "none|awq|gptq_marlin"),
    ("LlamaForCausalLM", "tgi", "none|gptq"),
    ("PhiForCausalLM", "tgi", "none"),
    ("Qwen3ForCausalLM", "vllm", "awq|fp8"),
    ("MambaForCausalLM", "sglang", "none"),
    ("FalconMambaForCausalLM", "vllm", "none"),
    ("PhiForCausalLM", "exo", "awq"),
)
OTHER: dict[str, Any] = {"architectures": ["RwkvForCausalLM"]}


def _quantised(method: object, architecture: str = "LlamaForCausalLM") -> dict[str, Any]:
    return {"architectures": [architecture], "quantization_config": {"quant_method": method, "bits": 4}}


@exercise.cases
def cases() -> Iterator[Case]:
    """One rule after the other, then models of the graded Hubs."""
    whole = repo("config.json", "model.safetensors", pipeline_tag="text-generation")
    plain = case("a whole model that is supported", whole, LLAMA, TABLE, "vllm")
    yield plain
    yield case("another format", repo("model.gguf"), LLAMA, TABLE, "vllm")
    yield case("an architecture that is not in the table", whole, OTHER, TABLE, "vllm")
    yield case(
        "an architecture that another engine serves", whole, {"architectures": ["PhiForCausalLM"]}, TABLE, "vllm"
    )
    yield case("a part of another name", whole, {"architectures": ["MambaForCausalLM"]}, TABLE, "vllm")
    yield case("the same for another engine", whole, {"architectures": ["PhiForCausalLM"]}, TABLE, "tgi")
    for method in ("awq", "gptq", "gptq_marlin", "bitsandbytes", "none", "AWQ"):
        yield case(f"the method {method}", whole, _quantised(method), TABLE, "vllm")
    yield case("a method of another engine", whole, _quantised("awq"), TABLE, "tgi")
    yield case("a method of another engine's row", whole, _quantised("gptq"), TABLE, "tgi")
    yield case("a method of another architecture", whole, _quantised("fp8"), TABLE, "vllm")
    yield case("a row without `none`, not quantised", whole, {"architectures": ["Qwen3ForCausalLM"]}, TABLE, "vllm")
    yield case("an engine without `none`", whole, {"architectures": ["PhiForCausalLM"]}, TABLE, "exo")
    yield case("a row without `none`, quantised", whole, _quantised("fp8", "Qwen3ForCausalLM"), TABLE, "vllm")
    yield case("a quantisation that is None", whole, {**LLAMA, "quantization_config": None}, TABLE, "vllm")
    yield case("a quantisation that is empty", whole, {**LLAMA, "quantization_config": {}}, TABLE, "vllm")
    yield case("a method that is None", whole, _quantised(None), TABLE, "vllm")
    second = {"architectures": ["RwkvForCausalLM", "LlamaForCausalLM"]}
    yield case("only the second architecture is listed", whole, second, TABLE, "vllm")
    first = {"architectures": ["LlamaForCausalLM", "RwkvForCausalLM"]}
    yield case("only the first architecture is listed", whole, first, TABLE, "vllm")
    yield case("no config", whole, None, TABLE, "vllm")
    yield case("an empty config", whole, {}, TABLE, "vllm")
    yield case("architectures that are None", whole, {"architectures": None}, TABLE, "vllm")
    yield case("architectures that are empty", whole, {"architectures": []}, TABLE, "vllm")
    yield case("an engine without rows", whole, LLAMA, TABLE, "llama.cpp")
    yield case("an engine without rows, another architecture", whole, OTHER, TABLE, "llama.cpp")
    yield case("an engine whose name is part of another", whole, LLAMA, TABLE, "vll")
    yield case("an engine in capitals", whole, LLAMA, TABLE, "VLLM")
    yield case("no rows at all", whole, LLAMA, TABLE.iloc[:0], "vllm")
    yield case("files not known", unlisted(), LLAMA, TABLE, "vllm")
    yield case("files not known, not supported", unlisted(), OTHER, TABLE, "vllm")
    yield case("another task, files not known", unlisted(pipeline_tag="text-to-image"), LLAMA, TABLE, "vllm")
    yield case("another task, no config", repo("model.safetensors", pipeline_tag="text-to-image"), None, TABLE, "vllm")
    yield case("another format, no config", repo("model.gguf"), None, TABLE, "vllm")
    yield case("another format, an engine without rows", repo("model.gguf"), LLAMA, TABLE, "llama.cpp")
    tags = ["text-generation-inference", "safetensors"]
    yield case("another format with promising tags", repo("model.gguf", tags=tags), LLAMA, TABLE, "tgi")
    yield case("not supported, with promising tags", repo("model.safetensors", tags=tags), OTHER, TABLE, "tgi")
    yield case("no config, with promising tags", repo("model.safetensors", tags=tags), None, TABLE, "tgi")
    yield case("an adapter alone", repo("adapter_model.safetensors"), LLAMA, TABLE, "vllm")
    yield case(
        "an adapter beside weights", repo("adapter_model.safetensors", "model.safetensors"), LLAMA, TABLE, "vllm"
    )
    yield case(
        "a model for images and text", repo("a.safetensors", pipeline_tag="image-text-to-text"), LLAMA, TABLE, "tgi"
    )
    yield case("another config in the listing", repo("model.safetensors", config=OTHER), LLAMA, TABLE, "vllm")
    known = repo("model.safetensors", config=LLAMA)
    yield case("a config in the listing alone", known, None, TABLE, "vllm")
    yield case("a config in the listing and an empty one", known, {}, TABLE, "vllm")
    for vary in (gapped_index, repeated_index, shuffled):
        yield vary(plain)
    for slot in SLOTS:
        table = engine_support(slot)
        for info in varied(slot)[:4]:
            for engine in ("vllm", "tgi"):
                yield case("a model of an unseen Hub", info, info.config, table, engine)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
FILES = "    verdict = files_verdict(info)\n    if verdict is not None:\n        return verdict\n"
KNOWN = 'facts["architecture"] is None or known.empty'
slip("files_ignored", "The task and the files decide first: ask `files_verdict`.",
     FILES, "")
slip("unknown_files_overruled", "If `files_verdict` says `unknown`, that is the badge: the files were never seen.",
     "if verdict is not None:", 'if verdict == "no":')
slip("config_before_the_files", "The first rule that applies decides: the files come before the config.",
     FILES, '    if declared(config)["architecture"] is None:\n        return "unknown"\n' + FILES)
slip("no_architecture_is_no", "Without an architecture nobody can tell: that is `unknown`, another promise than `no`.",
     KNOWN, "known.empty")
slip("unknown_engine_is_no", "An engine without any row is one of which we know nothing: `unknown`.",
     KNOWN, 'facts["architecture"] is None')
slip("unlisted_is_unknown", "The engine has rows, and none with this architecture: that is a `no`.",
     "    for methods in", '    if row.empty:\n        return "unknown"\n    for methods in')
slip("engine_ignored", "Another engine supports this; look only at the rows of the engine in question.",
     'support[support["engine"] == engine]', "support")
slip("first_row_of_any_engine", "Another engine supports this; look only at the rows of the engine in question.",
     'support[support["engine"] == engine]', "support", 'in row["quant_methods"]:', 'in row["quant_methods"].head(1):')
slip("engine_in_any_case", "Names of engines are compared exactly as they are written.",
     'support["engine"] == engine', 'support["engine"].str.lower() == engine.lower()')
slip("architecture_by_part", "Compare the whole name of the architecture: it may be part of another.",
     'known["architecture"] == facts["architecture"]',
     'known["architecture"].str.contains(facts["architecture"], regex=False)')
slip("part_of_a_name", "Split the methods at `|` and compare whole names.",
     'methods.split("|")', "methods")
slip("quantisation_ignored", "The architecture is supported, this quantisation is not: compare the method too.",
     'facts["method"] in methods.split("|")', "True")
slip("unquantised_always_served", "Weights that are not quantised need `none` in the row, like any other method.",
     'facts["method"] in methods.split("|")', 'facts["method"] == "none" or facts["method"] in methods.split("|")')
slip("quantised_is_unknown", "A method that is not in the row will not work: that is `no`.",
     'return "yes"\n    return "no"', 'return "yes"\n    return "unknown" if len(row) else "no"')
slip("any_architecture", "Only the first architecture is loaded; `declared` gives it.",
     'known["architecture"] == facts["architecture"]',
     'known["architecture"].isin((config or {}).get("architectures") or [])')
slip("listing_for_the_config", "Use the argument `config`; the listing may bring another.",
     "declared(config)", "declared(info.config)")
slip("listing_without_a_config", "Use the argument `config`; the listing may bring another.",
     "declared(config)", "declared(config or info.config)")
slip("tags_trusted", "That tag is attached without a trial; the badge follows files and config.",
     FILES, '    if "text-generation-inference" in (info.tags or []):\n        return "yes"\n' + FILES)
slip("method_of_any_architecture", "Look only at the methods in the row of this architecture.",
     'row["quant_methods"]', 'known["quant_methods"]')
slip("methods_of_the_engine", "Look only at the methods in the row of this architecture.",
     "    for methods in row", '    if row.empty:\n        return "no"\n    for methods in known')
slip("capitals_ignored", "Names of methods are compared exactly as they are written.",
     'facts["method"] in', 'facts["method"].lower() in')
slip("engine_by_part", "Compare the whole name of the engine.",
     'support["engine"] == engine', 'support["engine"].str.contains(engine, regex=False)')
slip("says_true", 'The badge is one of the texts "yes", "no" and "unknown".',
     'return "yes"', "return True")
# fmt: on


@exercise.right
def with_a_dict(info: ModelInfo, config: dict[str, Any] | None, support: pd.DataFrame, engine: str) -> str:
    tasks = (None, "", "text-generation", "image-text-to-text")
    if info.pipeline_tag not in tasks and (info.pipeline_tag or "").strip():
        return "no"
    if info.siblings is None:
        return "unknown"
    last = [one.rfilename.split("/")[-1] for one in info.siblings]
    if not [name for name in last if name.endswith(".safetensors") and name != "adapter_model.safetensors"]:
        return "no"
    own = support[support["engine"] == engine]
    rows = {
        name: str(listed).split("|") for name, listed in zip(own["architecture"], own["quant_methods"], strict=True)
    }
    names = (config or {}).get("architectures")
    if not names or not rows:
        return "unknown"
    quantised = (config or {}).get("quantization_config") or {"quant_method": "none"}
    return "yes" if (quantised.get("quant_method") or "none") in rows.get(names[0], []) else "no"


@exercise.right
def with_one_text(info: ModelInfo, config: dict[str, Any] | None, support: pd.DataFrame, engine: str) -> str:
    from course.serving import declared, files_verdict

    early = files_verdict(info)
    if early:
        return early
    told = declared(config)
    own = support.loc[support["engine"].eq(engine)].set_index("architecture")["quant_methods"]
    if not len(own) or not told["architecture"]:
        return "unknown"
    written = "|" + str(own.get(told["architecture"], "")) + "|"
    return "yes" if f"|{told['method']}|" in written else "no"
