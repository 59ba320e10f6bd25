"""In which tier is a model for this GPU and engine?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import ModelInfo

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.fit.repos import GIB, LLAMA, engine_support, header, repo, support, unlisted, varied

exercise = Exercise(
    "05-fit",
    "tier",
    looks_at="every square of the table, models that just fit, dtypes that are not known, weights of 0 bytes, other "
    "engines, and models of Hubs that you have not seen",
)
TABLE = support(("LlamaForCausalLM", "vllm", "none|awq"), ("PhiForCausalLM", "tgi", "none"))
OTHER: dict[str, Any] = {"architectures": ["RwkvForCausalLM"]}


def _model(gib: float | None, config: dict[str, Any] | None = LLAMA, dtype: str = "BF16") -> ModelInfo:
    """A model with whole weights of so many GiB, if that is known."""
    counted = {} if gib is None else {"safetensors": header({dtype: int(gib * GIB / 2)})}
    return repo("model.safetensors", config=config, **counted)


@exercise.cases
def cases() -> Iterator[Case]:
    """The squares of the table, then their edges, then models of the graded Hubs."""
    for about, config in (("a yes", LLAMA), ("an unknown", None), ("a no", OTHER)):
        yield case(f"{about} that fits", _model(6, config), 24, "vllm", TABLE)
        yield case(f"{about} that does not fit", _model(30, config), 24, "vllm", TABLE)
        yield case(f"{about} of unknown size", _model(None, config), 24, "vllm", TABLE)
        yield case(f"{about} with an unknown dtype", _model(6, config, "F4"), 24, "vllm", TABLE)
    yield case("numbers of four bytes", _model(10, LLAMA, "F32"), 24, "vllm", TABLE)
    yield case("the fifth on top decides", _model(17), 20, "vllm", TABLE)
    yield case("the fifth decides for a large one", _model(68, None), 80, "vllm", TABLE)
    yield case("more than a tenth on top", _model(16.5), 20, "vllm", TABLE)
    yield case("nine tenths decide", _model(16), 20, "vllm", TABLE)
    yield case("nine tenths decide for a large one", _model(64, None), 80, "vllm", TABLE)
    yield case("binary units decide", _model(14.6), 20, "vllm", TABLE)
    yield case("a yes that just fits", _model(15), 20, "vllm", TABLE)
    yield case("an unknown that just fits", _model(15, None), 20, "vllm", TABLE)
    one_more = {"parameters": {"BF16": int(7.5 * GIB), "U8": 64}, "total": 0}
    yield case("64 bytes too much", repo("model.safetensors", config=LLAMA, safetensors=one_more), 20, "vllm", TABLE)
    yield case("a GPU with half a GiB", _model(0.3), 0.5, "vllm", TABLE)
    yield case("weights of 0 bytes", repo("model.safetensors", config=LLAMA, safetensors=header({})), 24, "vllm", TABLE)
    empty = repo("model.safetensors", config=None, safetensors=header({"F32": 0}))
    yield case("weights of 0 bytes without a config", empty, 24, "vllm", TABLE)
    phi: dict[str, Any] = {"architectures": ["PhiForCausalLM"]}
    yield case("another engine serves it", _model(6, phi), 24, "vllm", TABLE)
    yield case("the other engine", _model(6, phi), 24, "tgi", TABLE)
    yield case("an engine without rows", _model(6), 24, "llama.cpp", TABLE)
    yield case("an engine without rows, size unknown", _model(None), 24, "llama.cpp", TABLE)
    yield case("files not known", unlisted(config=LLAMA, safetensors=header({"BF16": 900})), 24, "vllm", TABLE)
    yield case("another format", repo("model.gguf", config=LLAMA), 24, "vllm", TABLE)
    task = {"pipeline_tag": "text-to-image", "safetensors": header({"BF16": 900})}
    yield case("another task", repo("model.safetensors", config=LLAMA, **task), 24, "vllm", TABLE)
    mixed = header({"BF16": 90, "F4": 7})
    yield case("one dtype of two not known", repo("m.safetensors", config=LLAMA, safetensors=mixed), 24, "vllm", TABLE)
    for slot in SLOTS:
        table = engine_support(slot)
        for info in varied(slot):
            yield case("a model of an unseen Hub", info, 24, "vllm", table)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
FITS = "    if 1.2 * size > 0.9 * gpu_gib * serving.GIB:\n        return None\n"
SIZE = "    try:\n        size = weight_bytes(info)\n    except ValueError:\n        size = None\n"
slip("no_is_kept", "A model with the badge `no` is left out, whatever its size.",
     'if said == "no":', 'if said == "never":')
slip("unknown_left_out", "`unknown` is not `no`: it comes after the sure ones, and is not left out.",
     'if said == "no":', 'if said != "yes":')
slip("size_ignored", "A model that does not fit is left out, whatever its badge.",
     FITS, "")
slip("too_large_is_last", "A model that does not fit is left out, and not shown last.",
     "gpu_gib * serving.GIB:\n        return None\n", "gpu_gib * serving.GIB:\n        return 2\n")
slip("unknown_size_left_out", "To hide what you cannot measure punishes authors for missing metadata: that is tier 2.",
     "    if size is None:\n        return 2\n", "    if size is None:\n        return None\n")
slip("unknown_size_fits", "A known size that fits and an unknown size are different tiers.",
     "    if size is None:\n        return 2\n", '    if size is None:\n        return 0 if said == "yes" else 1\n')
slip("unknown_size_of_a_yes_is_sure", "A known size that fits and an unknown size are different tiers.",
     "    if size is None:\n        return 2\n", '    if size is None:\n        return 0 if said == "yes" else 2\n')
slip("both_unknown_left_out", "Size and badge both unknown is tier 2 as well.",
     "    if size is None:\n        return 2\n", '    if size is None:\n        return 2 if said == "yes" else None\n')
slip("zero_is_unknown", "Weights of 0 bytes have a known size: ask whether the size is None.",
     "if size is None:", "if not size:")
slip("error_escapes", "An unknown dtype means an unknown size here, not the end of the search: catch the error.",
     SIZE, "    size = weight_bytes(info)\n")
slip("error_leaves_out", "An unknown dtype means an unknown size, and that is tier 2.",
     "    except ValueError:\n        size = None\n", "    except ValueError:\n        return None\n")
slip("error_is_zero", "An unknown dtype means an unknown size, and not 0 bytes.",
     "    except ValueError:\n        size = None\n", "    except ValueError:\n        size = 0\n")
slip("no_fifth_on_top", "A fifth on top of the weights stands for the cache and the reserve.",
     "1.2 * size", "size")
slip("a_tenth_on_top", "This rule is coarser than that of section 3: take 1.2 times the weights.",
     "1.2 * size", "1.1 * size")
slip("reserve_of_section_3", "This rule is coarser than that of section 3: take 1.2 times the weights.",
     "1.2 * size", "size + max(serving.GIB, 0.1 * size)")
slip("perhaps_left_out", "`unknown` is not `no`: it comes after the sure ones, and is not left out.",
     '0 if said == "yes" else 1', '0 if said == "yes" else None')
slip("whole_card", "Plan with nine tenths of the card's memory.",
     "0.9 * gpu_gib", "gpu_gib")
slip("decimal_units", "`gpu_gib` counts GiB: each is 2³⁰ bytes.",
     "gpu_gib * serving.GIB", "gpu_gib * 10**9")
slip("just_enough_is_too_little", "A model that needs just the memory there is fits.",
     "1.2 * size > 0.9", "1.2 * size >= 0.9")
slip("tiers_swapped", "Tier 0 is for the badge `yes`, tier 1 for `unknown`.",
     '0 if said == "yes" else 1', '1 if said == "yes" else 0')
slip("one_tier_for_all_that_fit", "A model that fits and whose badge is `unknown` is in tier 1.",
     '0 if said == "yes" else 1', "0")
slip("unit_forgotten", "`weight_bytes` gives bytes and `gpu_gib` GiB: bring both to the same unit.",
     "gpu_gib * serving.GIB", "gpu_gib")
slip("always_vllm", "Ask for the badge of the engine that is given.",
     "info.config, support, engine", 'info.config, support, "vllm"')
# fmt: on


@exercise.right
def size_first(info: ModelInfo, gpu_gib: float, engine: str, support: pd.DataFrame) -> int | None:
    from course.serving import badge
    from course.vocabulary import dtype_bytes

    known, counts = dtype_bytes(), info.safetensors.parameters if info.safetensors else {"?": 1}
    gib = None if set(counts) - set(known) else sum(known[name] * count for name, count in counts.items()) / GIB
    word = badge(info, info.config, support, engine)
    if gib is None:
        return {"yes": 2, "unknown": 2}.get(word)
    return {"yes": 0, "unknown": 1}.get(word) if gib <= 0.75 * gpu_gib else None


@exercise.right
def with_a_list(info: ModelInfo, gpu_gib: float, engine: str, support: pd.DataFrame) -> int | None:
    from course import serving

    word = serving.badge(info, info.config or {}, support, engine)
    try:
        size = serving.weight_bytes(info)
    except ValueError:
        return ["yes", "unknown"].count(word) * 2 or None
    if size is None:
        return 2 if word != "no" else None
    large = size * 1.2 / 0.9 > gpu_gib * 1024**3
    return None if large or word == "no" else ["yes", "unknown"].index(word)
