"""Failure reports to triage: most show their symptom, some two, and some say nothing of use."""

from typing import Any

import numpy as np
import pandas as pd

from course.simulate.calendar import DAY
from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, times
from course.simulate.seeds import Dice

REPORTS = 1600
SYMPTOMS: dict[str, tuple[str, ...]] = {
    "missing_files": (
        "OSError: no file named model.safetensors found in directory",
        "404 for tokenizer.json, the repo does not list it",
        "config.json is missing, cannot load",
    ),
    "bad_metadata": (
        "YAML error in README.md front matter",
        "the stated task is wrong, the widget shows nothing",
        "licence tag is not a valid identifier",
    ),
    "incompatible_engine": (
        "ValueError: Model architectures are not supported for now",
        "quantization method is not supported by this engine",
        "engine refuses the architecture",
    ),
    "oom": (
        "CUDA out of memory. Tried to allocate 20 GiB",
        "OutOfMemoryError while loading shards",
        "killed: not enough GPU memory for the KV cache",
    ),
    "gated_access": (
        "403 Client Error: access to this repo is restricted, ask for access",
        "GatedRepoError for user token",
        "request access is still pending",
    ),
    "corrupt_weights": (
        "SafetensorError: header too large, file is truncated",
        "sha256 does not match the recorded hash",
        "invalid shard, checksum mismatch",
    ),
    "wrong_usage": (
        "the chat template was not applied, output repeats the prompt",
        "passed images to a text model",
        "used a LoRA adapter without its base model",
    ),
}
VAGUE = (
    "It does not work.",
    "Output is strange since yesterday.",
    "Please help, same problem as others.",
    "Nothing happens.",
    "",
)
CLEAR = 0.80


def failure_reports(hub: Hub) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixteen hundred reports; half of the labels are kept back."""
    rng = hub.world.streams("logs.reports")
    public = np.flatnonzero(~hub.world.private)
    rows = rng.choice(public, REPORTS, p=(w := 1 + hub.adoption.downloads[public] ** 0.4) / w.sum())
    dice = [Dice(int(salt)) for salt in rng.integers(0, 2**62, REPORTS)]
    reports = [report(die, hub.ids[row]) for die, row in zip(dice, rows.tolist(), strict=True)]
    frame = pd.DataFrame(reports).assign(report_id=[f"f{number:04d}" for number in range(REPORTS)])
    frame["created_at"] = times(NOW - pd.Timedelta(days=90), np.sort(rng.random(REPORTS)) * 90 * DAY)
    hidden = np.arange(REPORTS) % 2 == 1
    labels = frame[["report_id", "label"]][hidden]
    frame.loc[hidden, "label"] = None
    return frame[["report_id", "repo_id", "created_at", "title", "text", "engine", "error", "label"]], labels


def report(dice: Dice, repo_id: str) -> dict[str, Any]:
    """One report: four in five show their symptom, some of them two, in any case of letters."""
    label = dice.pick(tuple(SYMPTOMS))
    clear = dice.chance(CLEAR)
    error = dice.pick(SYMPTOMS[label]) if clear else dice.pick(VAGUE)
    error = error.upper() if dice.chance(0.1) else error
    second = dice.chance(0.06)
    text = f"{error} {dice.pick(SYMPTOMS[dice.pick(tuple(SYMPTOMS))])}" if second else error
    shown = clear and dice.chance(0.6)
    return {
        "repo_id": repo_id if dice.chance(0.96) else f"{repo_id}-gone",
        "title": dice.pick(("Cannot load", "Fails on my machine", "Problem", "Question", "Error")),
        "text": text,
        "engine": dice.pick(("vllm", "tgi", "transformers", None)),
        "error": error if shown else None,
        "label": label,
    }
