"""The controls before the learner's search: what is shown for them, beside today's results, and what is asked once."""

import json
from typing import Any

import pandas as pd
import pytest

from course import hub_of, serving, widgets

LLAMA = {"num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_size": 4096}
NAMED = {"config": {"architectures": ["LlamaForCausalLM"]}, "pipeline_tag": "text-generation"}
FILES = {"model.safetensors": 9, "config.json": json.dumps(LLAMA)}
SUPPORT = pd.DataFrame({
    "architecture": ["LlamaForCausalLM"] * 2, "engine": ["tgi", "vllm"], "quant_methods": ["awq", "none"],
})  # fmt: skip
LEARNERS: dict[str, Any] = {
    "search": serving.hardware_search, "weights": serving.weight_bytes, "cache": serving.kv_cache_bytes,
    "badge": serving.badge,
}  # fmt: skip


def model(name: str, downloads: int, counts: dict[str, int], **more: object) -> dict[str, Any]:
    """A text model whose header counts so many numbers of each dtype."""
    header = {"parameters": counts, "total": sum(counts.values())}
    return {"id": name, "downloads": downloads, "safetensors": header, "files": FILES, **NAMED, **more}


def shown(**learners: Any) -> tuple[Any, ...]:
    """Text, GPU, context, engine, report of a Hub with four models, one of them private."""
    api = hub_of(
        [
            model("a/70b-chat", 9, {"BF16": 70 * 10**9}),
            model("b/new-chat", 8, {"F4": 8 * 10**9}),
            model("c/8b-chat", 7, {"BF16": 8 * 10**9}),
            model("d/own-chat", 6, {"BF16": 10**9}, private=True),
        ]
    )
    *controls, report = widgets.fit_search(api, **{**LEARNERS, **learners}, support=SUPPORT).children
    controls[0].value = "chat"
    return *controls, report


def named(report: Any) -> list[list[str]]:
    """The models of the two tables, in their order."""
    tables = report.value.split("<table")[1:]
    return [[part.split('"')[0] for part in table.split('title="')[1:]] for table in tables]


def row(report: Any, name: str) -> list[str]:
    """What the first table says of a model."""
    cells = report.value.split(f'title="{name}">')[1].split("</tr>")[0].split("<td")[1:]
    return [cell.split(">")[1].split("<")[0] for cell in cells]


def test_todays_order_stands_beside_the_learners_without_private_models() -> None:
    *_, report = shown()
    assert named(report) == [["a/70b-chat", "b/new-chat", "c/8b-chat"], ["c/8b-chat", "b/new-chat"]]
    assert "1 of 3 results of today&#x27;s search fit 24 GiB with 4,096 tokens" in report.value
    assert "have the badge yes for vllm; 1 of 2 of yours." in report.value


def test_the_memory_is_weights_cache_and_reserve() -> None:
    *_, report = shown()
    assert row(report, "c/8b-chat") == ["14.9 GiB", "16.9 GiB", "✓ yes", "yes"]
    assert row(report, "b/new-chat") == ["unknown", "unknown", "? unknown", "yes"]
    assert row(report, "a/70b-chat")[2:] == ["✗ no", "yes"]


def test_each_control_changes_what_is_said() -> None:
    text, gpu, tokens, engine, report = shown()
    tokens.value = 131_072
    assert row(report, "c/8b-chat")[1:3] == ["32.4 GiB", "✗ no"]
    gpu.value = 48
    assert row(report, "c/8b-chat")[2] == "✓ yes"
    engine.value = "tgi"
    assert row(report, "c/8b-chat")[3] == "no"
    assert named(report)[1] == []
    text.value = "nothing"
    assert report.value.count("nothing found") == 2


def test_a_listing_and_a_config_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import HfApi

    asked: list[str] = []
    download = HfApi.hf_hub_download

    def counted(self: HfApi, name: str, file: str, **more: Any) -> Any:
        asked.append(name)
        return download(self, name, file, **more)

    monkeypatch.setattr(HfApi, "hf_hub_download", counted)
    _, gpu, tokens, *_ = shown()
    tokens.value, gpu.value = 8192, 80
    assert sorted(asked) == ["a/70b-chat", "c/8b-chat"]


def test_a_name_that_is_markup_is_text() -> None:
    *_, report = shown(badge=lambda *_: "<b>yes</b>")
    assert "&lt;b&gt;yes&lt;/b&gt;" in report.value


def unwritten(*_: object) -> Any:
    raise NotImplementedError("your turn")


def failing(*_: object) -> Any:
    raise KeyError("BF16")


@pytest.mark.parametrize("name", LEARNERS)
def test_what_is_not_written_or_fails_is_one_sentence(name: str) -> None:
    assert "Write the five functions above this cell" in shown(**{name: unwritten})[-1].value
    said = shown(**{name: failing})[-1].value
    assert "your code raised KeyError" in said
    assert "Traceback" not in said
