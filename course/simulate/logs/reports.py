"""Failure reports to triage. Some texts tell the cause; more often one text has two causes, and the model decides."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from course.simulate import mixes
from course.simulate.calendar import DAY
from course.simulate.hub import Hub
from course.simulate.logs.badges import Badges
from course.simulate.logs.capstone import START, Capstone
from course.simulate.logs.frame import Bools, Ints, times
from course.simulate.logs.scoring import lint
from course.simulate.plan import OPEN_SEEDS
from course.simulate.seeds import Dice

REPORTS, KNOWN = 1600, 4  # how many; wordings of each symptom that a Hub has, of those there are
CLEAR, SHARED = 0.38, 0.48  # texts that tell the cause, texts with two causes; the rest says nothing of use
SECOND, SHOUTED, GONE, LOGGED = 0.06, 0.10, 0.04, 0.55
GPUS = (16, 24, 48, 80)
CAUSES = ("missing_files", "bad_metadata", "incompatible_engine", "oom", "gated_access", "corrupt_weights",
          "wrong_usage")  # fmt: skip
TELLING: dict[str, tuple[str, ...]] = {
    "missing_files": (
        "no file named model.safetensors in the directory",
        "the index lists a shard that the repo does not hold",
        "generation_config.json was never uploaded",
        "two of the eight shards are not in the repo",
        "the weights are missing, only a card and a licence are there",
        "shard 3 of 4 cannot be found on the Hub",
    ),
    "bad_metadata": (
        "the front matter of the README is not valid YAML",
        "the licence tag is not a valid identifier",
        "the card names a base model that does not exist",
        "the metadata block cannot be parsed",
        "the card states a language code that is none",
        "the YAML at the top of the card has a stray bracket",
    ),
    "incompatible_engine": (
        "the engine says that this quantization method is not supported",
        "unknown quantization config, the engine stops",
        "this engine has no kernel for the quantization of the repo",
        "the quantization is of a kind that the engine does not read",
        "no kernel found for this quantization",
        "quantization type not recognised by the server",
    ),
    "oom": (
        "the KV cache does not fit, shorten the context",
        "no room is left for the KV cache at 128k tokens",
        "the cache of keys and values needs more than the card has",
        "not enough blocks for the KV cache",
        "context of 100k tokens: the KV cache is refused",
        "KV cache blocks: 0 available",
    ),
    "gated_access": (
        "GatedRepoError: ask for access first",
        "my request for access is still pending",
        "the terms must be accepted before the files can be had",
        "the page says that I have to share my contact details to get the files",
        "access request not answered for two weeks",
        "GatedRepoError since this morning",
    ),
    "corrupt_weights": (
        "SafetensorError: header too large",
        "the sha256 does not match the recorded hash",
        "checksum mismatch in the second shard",
        "the header of the file is damaged",
        "hash of the download differs from the one on the page",
        "SafetensorError: invalid offset",
    ),
    "wrong_usage": (
        "the chat template was not applied and the output repeats the prompt",
        "I passed images to a text model",
        "the pipeline was called with a list of lists",
        "I forgot the chat template",
        "called generate on an encoder",
        "prompt sent without the chat template",
    ),
}
VAGUE = (
    "It does not work.",
    "Output is strange since yesterday.",
    "Please help, same problem as others.",
    "Nothing happens.",
    "",
    "Any idea?",
)
# Texts with two causes: the cause if the model is as the name says, the other cause, and the wordings.
SHARED_TEXTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "gated": ("gated_access", "wrong_usage", (
        "403 Client Error while the weights were fetched",
        "access denied when I download",
        "401, although I am logged in",
        "403 for every file of the repo",
        "the download is refused with 403",
        "not authorised to download",
    )),
    "too_large": ("oom", "wrong_usage", (
        "CUDA out of memory on a {gpu} GB card",
        "OutOfMemoryError, my card has {gpu} GB",
        "ran out of GPU memory, {gpu} GB here",
        "out of memory with {gpu} GB",
        "torch says out of memory on {gpu} GB",
        "GPU memory exhausted ({gpu} GB)",
    )),
    "too_heavy": ("oom", "corrupt_weights", (
        "killed while the shards were loaded on a {gpu} GB card",
        "the process dies with signal 9 halfway through loading, {gpu} GB card",
        "the worker is killed at shard 2, {gpu} GB",
        "loading stops and the server is killed, {gpu} GB card",
        "killed during start on {gpu} GB",
        "exit code 137 while loading, {gpu} GB",
    )),
    "unsupported": ("incompatible_engine", "wrong_usage", (
        "ValueError: model architectures are not supported for now",
        "the engine refuses the architecture",
        "this architecture is unknown to the server",
        "vLLM will not take the model: unsupported architecture",
        "architecture not implemented, says the engine",
        "unsupported model class",
    )),
    "adapter": ("wrong_usage", "missing_files", (
        "config.json is missing, cannot load",
        "404 for tokenizer.json",
        "cannot load: there is no config in the repo",
        "no tokenizer files, 404",
        "404 for config.json",
        "from_pretrained finds neither config nor tokenizer",
    )),
    "faulty_card": ("bad_metadata", "wrong_usage", (
        "the widget on the page shows nothing",
        "the page offers the wrong kind of input",
        "the widget asks for an image, I have text",
        "no widget on the page",
        "the widget is the wrong one",
        "page shows the wrong widget",
    )),
}  # fmt: skip


@dataclass
class Reports:
    """The reports of one Hub, with their causes."""

    hub: Hub

    @cached_property
    def rows(self) -> Ints:
        """The models that reports are about: those of the capstone's table."""
        return Capstone(self.hub).rows

    @cached_property
    def pools(self) -> dict[str, tuple[Ints, Ints]]:
        """For each shared text the models of which the first cause is true, and those of the second."""
        found = {"gated": self.gated, "unsupported": self.unsupported, "adapter": self.adapter,
                 "faulty_card": self.faulty, "too_large": self.large, "too_heavy": self.large}  # fmt: skip
        out = {}
        for name, (yes, no) in found.items():
            out[name] = (self.rows[yes], self.rows[no])
        return out

    @cached_property
    def gated(self) -> tuple[Bools, Bools]:
        """Behind a gate; certainly not."""
        gate = self.hub.cards.gated[self.rows]
        return np.isin(gate, (1, 2)), gate == 0

    @cached_property
    def badges(self) -> list[str]:
        """Each model's badge."""
        made = Badges(self.hub)
        return [made.badge(i, "vllm") for i in self.rows.tolist()]

    @cached_property
    def unsupported(self) -> tuple[Bools, Bools]:
        """With weights that an engine would read but for the architecture or the task; served."""
        badges = np.array(self.badges, object)
        return (badges == "no") & self.hub.world.safetensors[self.rows], badges == "yes"

    @cached_property
    def adapter(self) -> tuple[Bools, Bools]:
        """An adapter, and said to be one; no derived model at all."""
        declared = self.hub.cards.declared[self.rows]
        stated = self.hub.world.tagged_relation[self.rows]
        return declared & (stated == mixes.ADAPTER), ~declared

    @cached_property
    def faulty(self) -> tuple[Bools, Bools]:
        """With errors in its metadata; without."""
        rows, found = self.hub.rows, self.hub.cards
        errors = [lint(rows.front.fields(i) if found.readable[i] else {}) for i in self.rows.tolist()]
        return np.array(errors) > 0, np.array(errors) == 0

    @cached_property
    def sizes(self) -> dict[int, int]:
        """Bytes of the models whose size is known."""
        made = Badges(self.hub)
        known = ((i, made.bytes(i)) for i in self.rows.tolist())
        return {i: size for i, size in known if size is not None}

    @cached_property
    def large(self) -> tuple[Bools, Bools]:
        """Too large for the smallest card; small enough for it by far."""
        need = np.array([1.2 * self.sizes.get(i, np.nan) / 2**30 for i in self.rows.tolist()])
        return need > 0.95 * GPUS[0], need < 0.6 * GPUS[0]

    def gpu(self, dice: Dice, i: int, *, fits: bool) -> int:
        """A card on which model `i` fits well, or does not by far."""
        need = 1.2 * self.sizes[i] / 2**30
        return dice.pick([gpu for gpu in GPUS if (need < 0.6 * gpu if fits else need > 0.95 * gpu)])

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All reports with their causes."""
        rng = self.hub.world.streams("logs.reports.triage")
        made = [self.report(Dice(salt)) for salt in rng.integers(0, 2**62, REPORTS).tolist()]
        moments = np.sort(START - rng.random(REPORTS) * 90 * DAY)
        frame = pd.DataFrame(made).assign(report_id=[f"f{number:04d}" for number in range(REPORTS)])
        return frame.assign(created_at=times(pd.Timestamp(0, tz="UTC"), moments))

    def report(self, dice: Dice) -> dict[str, Any]:
        """One report: text, the model it is about, and the cause."""
        draw = dice.below(1000) / 1000
        vague = draw >= CLEAR + SHARED
        text, i, cause = self.vague(dice) if vague else self.clear(dice) if draw < CLEAR else self.shared(dice)
        text = text.upper() if dice.chance(SHOUTED) else text
        other = self.wording(dice, TELLING[dice.pick(CAUSES)])
        told = f"{text}. {other}" if text and dice.chance(SECOND) else text
        repo_id = self.hub.ids[i]
        return {
            "repo_id": f"{repo_id}-gone" if dice.chance(GONE) else repo_id,
            "title": dice.pick(("Cannot load", "Fails on my machine", "Problem", "Question", "Error")),
            "text": told,
            "engine": dice.pick(("vllm", "tgi", "transformers", None)),
            "error": text if not vague and dice.chance(LOGGED) else None,
            "label": cause,
        }

    def wording(self, dice: Dice, texts: tuple[str, ...]) -> str:
        """One of the wordings that this Hub has: other Hubs share some with practice, and have some of their own."""
        return dice.pick(texts[:KNOWN] if self.hub.seed in OPEN_SEEDS else texts[-KNOWN:])

    def clear(self, dice: Dice) -> tuple[str, int, str]:
        """A report whose text tells the cause."""
        cause = dice.pick(CAUSES)
        return self.wording(dice, TELLING[cause]), one_of(dice, self.rows), cause

    def vague(self, dice: Dice) -> tuple[str, int, str]:
        """A report that says nothing of use."""
        return dice.pick(VAGUE), one_of(dice, self.rows), dice.pick(CAUSES)

    def shared(self, dice: Dice) -> tuple[str, int, str]:
        """A report with two possible causes, and the model that decides between them."""
        name = dice.pick(tuple(SHARED_TEXTS))
        cause, other, texts = SHARED_TEXTS[name]
        pools, first = self.pools[name], dice.chance(0.5)
        first = first if len(pools[int(not first)]) else not first
        i = one_of(dice, pools[int(not first)])
        gpu = self.gpu(dice, i, fits=not first) if name in ("too_large", "too_heavy") else 0
        return self.wording(dice, texts).format(gpu=gpu), i, cause if first else other


def one_of(dice: Dice, rows: Ints) -> int:
    """One of `rows`."""
    return int(rows[dice.below(len(rows))])


def hidden(number: "pd.Series[int]") -> "pd.Series[bool]":
    """Which reports have a label that is kept back: every second one."""
    return number % 2 == 1


def labels(hub: Hub) -> pd.DataFrame:
    """The labels that are kept back."""
    frame = Reports(hub).frame
    return frame.loc[hidden(pd.Series(frame.index)), ["report_id", "label"]]


def failure_reports(hub: Hub) -> pd.DataFrame:
    """Sixteen hundred reports; half of the labels are missing."""
    frame = Reports(hub).frame
    frame["label"] = frame["label"].mask(hidden(pd.Series(frame.index)))
    return frame[["report_id", "repo_id", "created_at", "title", "text", "engine", "error", "label"]]


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Reports to triage."""
    return {"failure_reports": failure_reports(hub)}
