"""config.json, safetensors headers and weight files that agree with a model's size and architecture."""

import math
from typing import Any

from course.hub.writer import RepoFile
from course.simulate import mixes
from course.simulate.seeds import Dice, hex_of, sha256_of
from course.simulate.world import ADAPTER, BOTH, GGUF, OTHER, PICKLE, SAFETENSORS

SHAPES = (
    (2e8, 768, 12, 12, 12),
    (7e8, 1024, 24, 16, 8),
    (2e9, 2048, 24, 32, 8),
    (5e9, 3072, 28, 24, 8),
    (1e10, 4096, 32, 32, 8),
    (2e10, 5120, 40, 40, 8),
    (5e10, 6656, 60, 52, 8),
    (1e14, 8192, 80, 64, 8),
)
BYTES = {"I64": 8, "F64": 8, "F32": 4, "BF16": 2, "F16": 2, "I32": 4, "F8_E4M3": 1, "I8": 1,
         "F8_E8M0": 1, "F8_E4M3FNUZ": 1, "F8_E5M2FNUZ": 1}  # fmt: skip
POSITIONS, BUFFERS = 512, 64  # numbers in a buffer of positions, and in one of statistics
QUANT_METHODS = ("awq", "gptq", "bitsandbytes", "gptq")
CODE_OF = {"ForCausalLM": "", "LMHeadModel": "", "ForConditionalGeneration": "", "Model": ""}


def architecture(task: str, choice: int) -> str:
    """The library class of a family; `choice` is a number of the family's own."""
    names = mixes.ARCHITECTURES.get(task, mixes.OTHER_ARCHITECTURES)
    return names[choice % len(names)]


def model_type(name: str) -> str:
    """The `model_type` that goes with an architecture's class name."""
    for ending in ("ForConditionalGeneration", "ForCausalLM", "LMHeadModel", "Model"):
        name = name.removesuffix(ending)
    return name.split("For")[0].lower()


def config(task: str, choice: int, params: float, method: str | None, dice: Dice) -> dict[str, Any]:
    """A config.json; `method` is the quantisation's name, if any."""
    name = architecture(task, choice)
    _, hidden, layers, heads, kv = next(shape for shape in SHAPES if params < shape[0])
    made: dict[str, Any] = {
        "architectures": [name],
        "model_type": model_type(name),
        "vocab_size": 32000 + 128 * (choice % 700),
    }
    shape: dict[str, Any] = {"hidden_size": hidden, "num_hidden_layers": layers, "num_attention_heads": heads}
    if "CausalLM" in name:
        shape |= {"num_key_value_heads": kv, "max_position_embeddings": 2048 * 2 ** (choice % 5), "rope_theta": 10000.0}
        shape |= {"head_dim": 128} if choice % 7 == 0 else {}
    made |= {"text_config": shape} if "image-text" in task else shape
    made |= {
        "torch_dtype": "float32" if params < 4e8 else "bfloat16",
        "transformers_version": f"4.{30 + dice.below(25)}.0",
    }
    return made | ({"quantization_config": {"quant_method": method, "bits": 4}} if method else {})


def dtype_of(task: str) -> str:
    """The number format in which such models are kept."""
    return "BF16" if task in ("text-generation", "image-text-to-text") else "F16" if "image" in task else "F32"


def safetensors(params: float, task: str, packed: bool) -> dict[str, Any]:
    """Parameter counts by number format; a packed 4-bit model keeps eight weights in each I32."""
    total = int(params)
    counts = {"I32": total * 9 // 80, "F16": total // 10} if packed else {dtype_of(task): total}
    return {"parameters": counts, "total": sum(counts.values())}


def reformatted(header: dict[str, Any], new: str | None, draw: int) -> dict[str, Any]:
    """The same numbers in the formats that repos mix: a new one, eight bits, buffers of positions or of statistics."""
    counts = dict(header["parameters"])
    main = max(counts, key=lambda dtype: counts[dtype])
    total = counts[main]
    if new is not None:
        counts |= {main: total - total // 8, new: total // 8}
    elif main == "BF16" and draw < 4:
        counts = {"F8_E4M3": total - total // 8, "BF16": total // 8}
    elif main == "F16" and draw < 3 and "I32" not in counts:
        counts = {"F16": total // 4, "I8": total - total // 4}
    elif main == "F32" and draw < 12 and total > POSITIONS:
        counts |= {main: total - POSITIONS, "I64": POSITIONS}
    elif main == "F32" and draw == 12 and total > BUFFERS:
        counts |= {main: total - BUFFERS, "F64": BUFFERS}
    return {"parameters": {dtype: n for dtype, n in counts.items() if n}, "total": header["total"]}


def shards(count: int, size: int) -> list[tuple[str, int]]:
    """Names and sizes of the files that hold `size` bytes in `count` parts."""
    if count == 1:
        return [("model.safetensors", size)]
    part = size // count
    names = [f"model-{i + 1:05d}-of-{count:05d}.safetensors" for i in range(count)]
    return [(name, part + (i == 0) * (size - part * count)) for i, name in enumerate(names)]


def weight_files(kind: int, params: float, header: dict[str, Any] | None, salt: int, library: str) -> list[RepoFile]:
    """The large files of a repo: listed with size and hash, never downloadable. Equal salts make equal bytes."""
    sized: list[tuple[str, int]] = []
    if kind in (SAFETENSORS, BOTH) and header:
        size = sum(count * BYTES[dtype] for dtype, count in header["parameters"].items()) + 8192
        sized += shards(min(8, math.ceil(size / 5e9)), size)
    if kind in (PICKLE, BOTH):
        sized.append(("pytorch_model.bin", int(params * 4) + 1024))
    if kind == GGUF:
        sized += [(f"model-{name}.gguf", int(params * factor)) for name, factor in (("q4_k_m", 0.56), ("q8_0", 1.06))]
    if kind == ADAPTER:
        folder = "checkpoint-800/" if salt // 29 % 7 == 3 else ""
        sized.append((f"{folder}adapter_model.safetensors", int(params * 0.004) * 2 + 4096))
    if kind == OTHER:
        sized.append(("model.zip" if "baselines" in library else "model.onnx", int(params * 4) + 512))
    return [
        RepoFile(name, size=size, sha256=sha256_of("weights", salt, number))
        for number, (name, size) in enumerate(sized)
    ] + (beside(params, salt) if kind in (SAFETENSORS, BOTH) and salt // 31 % 40 == 5 else [])


def beside(params: float, salt: int) -> list[RepoFile]:
    """The adapter that was merged into the weights, left beside them."""
    return [
        RepoFile("adapter_model.safetensors", size=int(params * 0.004) * 2 + 4096, sha256=sha256_of("beside", salt))
    ]


def tokenizer_files(salt: int, choice: int) -> list[RepoFile]:
    """Tokenizer files; those of one family share their content but for a rare one that does not."""
    other = salt % 50 == 0
    body = f'{{"version": "1.0", "family": "{hex_of(choice, other)[:12]}"}}\n'.encode()
    return [RepoFile("tokenizer.json", size=2_000_000 + choice % 999, sha256=sha256_of("tokens", choice, other)),
            RepoFile("tokenizer_config.json", body)]  # fmt: skip
