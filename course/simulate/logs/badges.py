"""Whether a model would fit a GPU and serve on an engine, by the rules that lesson 5 teaches."""

from functools import cache

import pandas as pd

from course.simulate import mixes
from course.simulate.configs import BYTES
from course.simulate.hub import Hub
from course.simulate.quirks import NEW_DTYPES
from course.simulate.world import BOTH, SAFETENSORS

METHODS = {"vllm": "none|awq|gptq|bitsandbytes|fp8", "tgi": "none|awq|gptq", "sglang": "none|awq|gptq|fp8"}
UNSERVED = {
    "vllm": {"RwkvForCausalLM"},
    "tgi": {
        "RwkvForCausalLM",
        "MambaForCausalLM",
        "Qwen3ForCausalLM",
        "GPTNeoXForCausalLM",
        "Qwen2VLForConditionalGeneration",
    },
    "sglang": {"RwkvForCausalLM", "MambaForCausalLM", "GPT2LMHeadModel", "GPTNeoXForCausalLM"},
}
FILLERS = (
    "Olmo",
    "Falcon",
    "Starcoder2",
    "Cohere",
    "Granite",
    "InternLM2",
    "Baichuan",
    "StableLm",
    "Bloom",
    "Opt",
    "Nemotron",
    "Exaone",
    "Dbrx",
    "Jamba",
    "Deepseek",
    "Glm",
    "Persimmon",
)


def support_table() -> pd.DataFrame:
    """What each engine says it can serve: architecture, engine, quantisation methods, date of the list."""
    known = sorted({name for task in ("text-generation", "image-text-to-text") for name in mixes.ARCHITECTURES[task]})
    known += [f"{name}ForCausalLM" for name in FILLERS]
    rows = [(name, engine, methods, "2025-12-11" if engine == "tgi" else "2026-06-01")
            for engine, methods in METHODS.items() for name in known if name not in UNSERVED[engine]]  # fmt: skip
    return pd.DataFrame(rows, columns=["architecture", "engine", "quant_methods", "as_of"])


@cache
def supported() -> dict[tuple[str, str], set[str]]:
    """Quantisation methods by architecture and engine."""
    table = support_table()
    rows = zip(table["architecture"], table["engine"], table["quant_methods"], strict=True)
    return {(name, engine): set(methods.split("|")) for name, engine, methods in rows}


class Badges:
    """Badges and sizes of a Hub's models: as their metadata declare them, or as they truly are where not `declared`."""

    def __init__(self, hub: Hub, *, declared: bool = True) -> None:
        self.hub, self.declared = hub, declared

    def bytes(self, i: int) -> int | None:
        """Bytes of the weights; None where they were not counted, or in a number format that lessons do not know."""
        rows = self.hub.rows
        header = rows.shown_header(i) if self.declared else rows.header(rows.source(i))
        if header is None or set(NEW_DTYPES) & set(header["parameters"]):
            return None
        return int(sum(count * BYTES[dtype] for dtype, count in header["parameters"].items()))

    def fits(self, i: int, gib: float) -> bool:
        """True where no GPU is asked for, or the weights with a fifth on top fill at most nine tenths of it."""
        size = self.bytes(i)
        return gib != gib or (size is not None and 1.2 * size <= 0.9 * gib * 2**30)

    def badge(self, i: int, engine: str) -> str:
        """`yes`, `no` or `unknown`, first rule that fires."""
        world = self.hub.world
        stated = self.hub.rows.front.stated_task(i) if world.said_task[i] else None
        if stated not in (None, "text-generation", "image-text-to-text"):
            return "no"
        if int(world.weights[i]) not in (SAFETENSORS, BOTH):
            return "no"
        rows = self.hub.rows
        config = rows.shown_config(i) if self.declared else rows.config(rows.source(i))
        if not config or "architectures" not in config:
            return "unknown"
        method = (config.get("quantization_config") or {}).get("quant_method", "none")
        return "yes" if method in supported().get((config["architectures"][0], engine), ()) else "no"
