"""A small Hub, written by hand, and a client for it."""

from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from course.hub.connect import connect
from course.hub.messages import Request, Response, request_from
from course.hub.replay import answer
from course.hub.snapshot import RepoFile, Snapshot, SnapshotWriter

CARD = b"---\nlicense: mit\n---\n# Otter\n\nA fictional model.\n"
HOST = "https://hub.example"

MODELS: list[dict[str, Any]] = [
    {
        "id": "lab-a/otter",
        "author": "lab-a",
        "sha": "a" * 40,
        "downloads": 50,
        "likes": 7,
        "trendingScore": 3,
        "private": False,
        "gated": False,
        "createdAt": "2024-01-05T00:00:00.000Z",
        "lastModified": "2025-01-05T00:00:00.000Z",
        "tags": ["transformers", "safetensors", "text-generation", "license:mit", "en"],
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "cardData": {"license": "mit"},
        "config": {"architectures": ["OtterForCausalLM"]},
        "safetensors": {"parameters": {"BF16": 7_000_000_000}, "total": 7_000_000_000},
        "inferenceProviderMapping": {"quick": {"status": "live", "providerId": "otter", "task": "conversational"}},
        "baseModels": {"relation": "finetune", "models": [{"_id": "1" * 24, "id": "lab-b/eel"}]},
        "downloadsAllTime": 900,
    },
    {
        "id": "lab-b/eel",
        "author": "lab-b",
        "sha": "b" * 40,
        "downloads": 50,
        "likes": 7,
        "gated": "manual",
        "private": False,
        "createdAt": "2023-01-05T00:00:00.000Z",
        "tags": ["license:mit", "gguf"],
        "gguf": {"total": 350_000_000},
    },
    {"id": "lab-b/Newt-Small", "downloads": None, "likes": 9, "private": True, "tags": []},
    {"id": "toad", "downloads": 99, "tags": ["en"], "disabled": True},
]
DATASETS: list[dict[str, Any]] = [
    {"id": "lab-a/pond", "author": "lab-a", "downloads": 5, "likes": 1, "tags": ["language:en"], "gated": False},
    {"id": "lab-a/marsh", "author": "lab-a", "downloads": 8, "likes": 1, "tags": ["benchmark:official"]},
]
SPACES: list[dict[str, Any]] = [
    {"id": "lab-a/demo", "likes": 4, "sdk": "gradio", "models": ["lab-a/otter"], "runtime": {"stage": "RUNNING"}},
    {"id": "lab-b/board", "likes": 2, "sdk": "static", "datasets": ["lab-a/pond"]},
]
FILES = {
    "lab-a/otter": [
        RepoFile("README.md", CARD),
        RepoFile("config.json", b'{"architectures": ["OtterForCausalLM"]}'),
        RepoFile("model.safetensors", None, 14_000_000_000, "5" * 64),
        RepoFile("onnx/a b.json", b"{}"),
    ],
    "lab-b/eel": [RepoFile("README.md", b"---\ngated: true\n---\n")],
}


def write(path: Path, name: str = "pond") -> Path:
    """The hand-made Hub, written to `path`."""
    with SnapshotWriter(path, name=name, as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        for info in MODELS:
            writer.add_repo("models", info, FILES.get(info["id"], ()))
        for info in DATASETS:
            writer.add_repo("datasets", info)
        for info in SPACES:
            writer.add_repo("spaces", info)
        writer.add_redirect("models", "lab-a/old-otter", "lab-a/otter")
    return path


class Hub:
    """Asks a snapshot directly, without a client."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __call__(self, method: str, path: str, body: bytes = b"", **headers: str) -> Response:
        """The answer to one request."""
        return answer(self.request(method, path, body, **headers), self.snapshot)

    @staticmethod
    def request(method: str, path: str, body: bytes = b"", **headers: str) -> Request:
        """The request for `path`."""
        return request_from(method, HOST + path, headers, body)


@pytest.fixture(scope="session")
def pond(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the hand-made Hub."""
    return write(tmp_path_factory.mktemp("pond") / "pond.sqlite")


@pytest.fixture
def snapshot(pond: Path) -> Snapshot:
    """The hand-made Hub, opened."""
    return Snapshot.open(pond)


@pytest.fixture
def hub(snapshot: Snapshot) -> Hub:
    """The hand-made Hub, asked directly."""
    return Hub(snapshot)


@pytest.fixture
def api(pond: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HfApi:
    """The ordinary client, connected to the hand-made Hub."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    return connect(pond)
