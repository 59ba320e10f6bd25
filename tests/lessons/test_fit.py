"""Lesson 5's live cell asks little, and its sizes are those of the client; its badge promises what was planted."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi, constants

from course import hub_of, serving
from course.beside import Beside
from course.hub.connect import snapshot_of
from course.lesson.reference import namespace
from course.live_hub import live
from tests.hub.served import serving as served
from tests.lessons.material import source

LESSON = "05-fit"
CELLS = ["all_sizes", "one_config", "read_config", "caches_value"]
CELLS += ["live_numbers", "live_client", "live_first", "live_sizes"]
CONFIG = {"num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_size": 4096}
TENSORS = {"embed": ("BF16", [32_000, 4096]), "packed": ("I32", [4096, 512]), "scale": ("F32", [512])}
COUNTS = {"BF16": 32_000 * 4096, "I32": 4096 * 512, "F32": 512}


class Redirecting:
    """An application that sends whoever asks for a file on to another address, as the real Hub does."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.asked: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Any]) -> None:
        """Answer what is asked for the second time."""
        path = str(scope.get("path", ""))
        self.asked.append(f"{scope.get('method')} {path}")
        if path.startswith("/moved/"):
            real = path.removeprefix("/moved")
            await self.application({**scope, "path": real, "raw_path": real.encode()}, receive, send)
        elif "/resolve/" in path:
            location = [(b"location", f"/moved{path}".encode())]
            await send({"type": "http.response.start", "status": 307, "headers": location})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.application(scope, receive, send)


def model(name: str, downloads: int, **files: object) -> dict[str, Any]:
    """A text model with a config."""
    header = {"parameters": COUNTS, "total": sum(COUNTS.values())}
    tags = ["text-generation", "safetensors"]
    known = {"pipeline_tag": "text-generation", "tags": tags, "gated": False, "safetensors": header}
    return {"id": name, "downloads": downloads, **known, "files": {"config.json": json.dumps(CONFIG), **files}}


def hub() -> HfApi:
    """Three models that a search for the word finds, the first in two files, and one that is gated."""
    parts = {f"model-{one}-of-2.safetensors": 9 for one in (1, 2)}
    return hub_of(
        [
            model("a/two-instruct", 9, **parts),
            model("b/one-instruct", 8, **{"model.safetensors": TENSORS}),
            model("c/one-instruct", 7, **{"model.safetensors": TENSORS}),
            {**model("d/gated-instruct", 99), "gated": "manual"},
        ]
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """What is asked of the Hub above, which stands in for the live one."""
    made: list[Redirecting] = []

    def wrap(application: Any) -> Redirecting:
        made.append(Redirecting(application))
        return made[0]

    snapshot = snapshot_of(hub())
    assert snapshot is not None
    with served(snapshot.path, wrap) as address:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        files = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
        monkeypatch.setenv("COURSE_LIVE", "1")
        yield made[0].asked


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    """What the cells of the lesson define that the live cell needs."""
    names = dict(namespace(LESSON))
    text = {cell.id: cell.source for cell in source(LESSON)}
    names["api"] = hub()
    for cell in CELLS:
        exec(text[cell], names)
    return names


def shown(notebook: dict[str, Any]) -> Beside:
    """What the live cell shows."""
    return live(notebook["sizes_of_three"], unit="GiB", requests=12)


def test_twelve_requests_suffice_for_three_models_and_the_client(notebook: dict[str, Any], asked: list[str]) -> None:
    found = shown(notebook)
    assert len(found.rows) == 2, found.said
    assert len(asked) == 12, asked
    size = 2 * 32_000 * 4096 + 4 * 4096 * 512 + 4 * 512
    weights, cache = size / serving.GIB, 0.5
    wanted = {f"{place}: {name}": value for place in "123" for name, value in (("weights", weights), ("cache", cache))}
    assert found.rows[1].values == pytest.approx({**wanted, "2: client": weights})


def test_a_word_that_finds_nothing_is_no_mistake(
    notebook: dict[str, Any], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(notebook, "word", "no such word")
    found = shown(notebook)
    assert [row.values.keys() for row in found.rows] == [{"1: weights", "1: cache"}] * 2
    assert len(asked) == 1
