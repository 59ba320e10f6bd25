"""What every model is called: a family name that descends with the weights, a size, and a purpose."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from course.simulate import mixes
from course.simulate.names import THINGS, family, topic
from course.simulate.seeds import Dice
from course.simulate.world import GGUF, World

ENDINGS = {
    "text-generation": ("-base", "", "", "-instruct"),
    "image-text-to-text": ("-vl",),
    "text-to-image": ("-diffusion", "-xl", "-image"),
    "automatic-speech-recognition": ("-asr", "-speech"),
    "text-classification": ("-classifier", "-sentiment"),
    "token-classification": ("-ner",),
    "sentence-similarity": ("-embed",),
    "feature-extraction": ("-embed",),
    "translation": ("-mt",),
    "image-classification": ("-vision",),
    "question-answering": ("-qa",),
    "text-to-speech": ("-tts",),
}
LANGUAGE_WORDS = {"ar": "arabic", "de": "german", "fr": "french", "es": "spanish", "ja": "japanese", "ko": "korean"}
TUNES = ("instruct", "chat", "sft", "dpo", "v2", "small")
QUANTS = ("awq", "gptq-int4", "int8", "4bit", "onnx-int8")
CONTEXTS = ("", "", "", "", "-32k", "-128k")


def size_label(params: float) -> str:
    """A size as names carry it, such as `7b` or `350m`."""
    if params >= 0.95e9:
        return f"{params / 1e9:.1f}".removesuffix(".0") + "b" if params < 9.5e9 else f"{params / 1e9:.0f}b"
    return f"{max(1, round(params / 1e6))}m"


def model_name(dice: Dice, root: str, size: str, made: int, task: str, gguf: bool) -> str:
    """The part of a model's id after the slash."""
    stem = f"{root}-{size}"
    if made == mixes.ORIGINAL:
        return original_name(dice, stem, task)
    if made == mixes.FINETUNE:
        return f"{stem}-{dice.pick(TUNES)}-{topic(dice)}" if dice.chance(0.5) else f"{stem}-{topic(dice)}"
    if made == mixes.ADAPTER:
        return f"{stem}-{topic(dice)}-lora"
    if made == mixes.MERGE:
        return f"{stem}-{dice.pick(THINGS)}-{dice.pick(THINGS)}-merge"
    return f"{stem}{dice.pick(CONTEXTS)}-{'gguf' if gguf else dice.pick(QUANTS)}"


def original_name(dice: Dice, stem: str, task: str) -> str:
    """The name of a model without a parent."""
    if task == "reinforcement-learning":
        return f"{dice.pick(('ppo', 'dqn', 'a2c', 'q', 'sac'))}-{dice.pick(THINGS)}-{dice.pick(('v1', 'v2', 'v3'))}"
    word = f"-{dice.pick(tuple(LANGUAGE_WORDS.values()))}" if dice.chance(0.08) else ""
    form = f"{stem}{word}{dice.pick(ENDINGS.get(task, ('',)))}"
    return f"{form}-{topic(dice)}" if dice.chance(0.35) else form + dice.pick(CONTEXTS)


def model_ids(world: World, legacy: int) -> Iterator[str]:
    """The id of every model, each once even when case is ignored; the oldest `legacy` have no namespace."""
    taken: set[int] = set()
    roots, sizes = world.lineage.root, world.params
    salts: npt.NDArray[np.uint64] = world.salt
    for i in range(world.n):
        root = int(roots[i])
        stem = family(Dice(int(salts[root]))).lower()
        made, task = int(world.lineage.relation[i]), mixes.TASKS[world.task[i]]
        dice = Dice(int(salts[i]) ^ 0x5EED)
        name = model_name(dice, stem, size_label(float(sizes[i])), made, task, world.weights[i] == GGUF)
        owner = world.accounts.names[int(world.owner[i])]
        yield unused(name if i < legacy else f"{owner}/{name}", taken)


def unused(repo_id: str, taken: set[int]) -> str:
    """The id itself, or with the first number that nobody has; `taken` remembers it."""
    candidate, number = repo_id, 1
    while (key := hash_of(candidate)) in taken:
        number += 1
        candidate = f"{repo_id}-v{number}"
    taken.add(key)
    return candidate


def hash_of(text: str) -> int:
    """A 60-bit number for a name, the same in every process."""
    value = 0xCBF29CE484222325
    for byte in text.lower().encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFF
    return value
