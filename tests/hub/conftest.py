"""A small Hub, written by hand, and a client for it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from course.hub.connect import connect
from course.hub.messages import Request, Response, request_from
from course.hub.replay import answer
from course.hub.scratch import Scratch
from course.hub.seal import FIELDS
from course.hub.snapshot import RepoFile, Snapshot, SnapshotWriter
from tests.hub import served

CARD = b"---\nlicense: mit\n---\n# Otter\n\nA fictional model.\n"
HOST = "https://hub.example"


def safetensors(tensors: dict[str, list[int]]) -> bytes:
    """The header of a safetensors file that holds these tensors, without the tensors."""
    head = {name: {"dtype": "F32", "shape": [span[1] // 4], "data_offsets": span} for name, span in tensors.items()}
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text


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
        RepoFile("onnx/deep/é.txt", "é".encode()),
    ],
    "lab-b/eel": [RepoFile("README.md", b"---\ngated: true\n---\n")],
    "lab-b/Newt-Small": [
        RepoFile("model-1-of-2.safetensors", safetensors({"a": [0, 4]}), 4_000, "1" * 64),
        RepoFile("model-2-of-2.safetensors", safetensors({"b": [0, 8]}), 8_000, "2" * 64),
        RepoFile(
            "model.safetensors.index.json",
            b'{"metadata": {"total_size": 12}, "weight_map": '
            b'{"a": "model-1-of-2.safetensors", "b": "model-2-of-2.safetensors"}}',
        ),
    ],
}
DATA_FILES = {"lab-a/pond": [RepoFile("depth.jsonl", b'{"x": 1}\n{"x": 2}\n')]}
AUTHOR = {"name": "una", "type": "user"}
WHEN = "2026-01-01T00:00:00.000Z"
EVENT = {"id": "e1", "createdAt": WHEN, "author": AUTHOR}
THREAD: dict[str, Any] = {"createdAt": WHEN, "author": AUTHOR, "status": "open", "isPullRequest": False}
DOCUMENTS: dict[tuple[str, str], Any] = {
    ("refs", "models/lab-a/otter"): {
        "branches": [{"name": "main", "ref": "refs/heads/main", "targetCommit": "a" * 40}],
        "tags": [{"name": "v1", "ref": "refs/tags/v1", "targetCommit": "c" * 40}],
        "pullRequests": [{"name": "pr/3", "ref": "refs/pr/3", "targetCommit": "d" * 40}],
    },
    ("commits", "models/lab-a/otter"): [
        {"id": one * 40, "title": title, "message": "", "authors": [{"user": "una"}], "date": WHEN}
        for one, title in (("a", "third"), ("f", "second"), ("c", "first"))
    ],
    ("discussions", "models/lab-a/otter"): [
        {
            **THREAD,
            "num": 3,
            "title": "Add a licence",
            "isPullRequest": True,
            "events": [{**EVENT, "type": "commit", "data": {"subject": "Add", "oid": "d" * 40}}],
            "changes": {"base": "refs/heads/main"},
            "filesWithConflicts": [],
            "diff": "",
        },
        {
            **THREAD,
            "num": 2,
            "title": "Which data?",
            "status": "closed",
            "events": [{**EVENT, "type": "status-change", "data": {"status": "closed"}}],
        },
        *({**THREAD, "num": number, "title": f"Question {number}"} for number in range(4, 64)),
    ],
    ("likers", "models/lab-a/otter"): [{"user": "una", "fullname": "Una", "avatarUrl": ""}],
    ("runtime", "lab-a/demo"): {"stage": "SLEEPING", "hardware": {"current": None, "requested": "cpu-basic"}},
    ("leaderboards", "lab-a/marsh"): [
        {"rank": rank, "modelId": name, "value": value, "filename": "r.yaml", "verified": False, "author": AUTHOR}
        for rank, name, value in ((1, "lab-a/otter", 0.9), (2, "lab-b/eel", 0.8))
    ],
    ("organizations", "lab-a"): {"name": "lab-a", "fullname": "Lab A", "numModels": 1, "plan": "team"},
    ("members", "lab-a"): [{"user": "una", "fullname": "Una", "type": "user"}],
    ("users", "una"): {"user": "una", "fullname": "Una", "orgs": [], "numLikes": 1},
    ("likes", "una"): [{"createdAt": WHEN, "repo": {"name": "lab-a/otter", "type": "model"}}],
    ("papers", "2601.00001"): {"id": "2601.00001", "title": "On otters", "summary": "They swim.", "authors": []},
    ("daily_papers", "2601.00001"): {
        "paper": {"id": "2601.00001", "title": "On otters", "authors": []},
        "title": "On otters",
        "publishedAt": WHEN,
        "submittedBy": {"name": "una"},
    },
    ("collections", "lab-a/first-1"): {
        "slug": "lab-a/first-1",
        "title": "First",
        "owner": AUTHOR,
        "private": False,
        "theme": "green",
        "upvotes": 3,
        "lastUpdated": WHEN,
        "items": [{"_id": str(n), "id": "lab-a/otter", "type": "model", "position": n} for n in range(6)],
    },
    ("inference_catalog", "lab-a/otter"): {
        "repoId": "lab-a/otter",
        "modelName": "otter",
        "authorName": "lab-a",
        "license": "mit",
        "task": "text-generation",
        "createdAt": WHEN,
        "recipes": [{"publicId": "1", "accelerator": "gpu", "engineType": "vllm"}],
    },
    ("answers", "/api/models/lab-a/busy"): {
        "status": 429,
        "json": {"error": "Too many requests."},
        "headers": {"RateLimit": '"api";r=0;t=7', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'},
    },
}


def write(path: Path, name: str = "pond") -> Path:
    """The hand-made Hub, written to `path`."""
    with SnapshotWriter(path, name=name, as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        for info in MODELS:
            writer.add_repo("models", info, FILES.get(info["id"], ()))
        for info in DATASETS:
            writer.add_repo("datasets", info, DATA_FILES.get(info["id"], ()))
        for info in SPACES:
            writer.add_repo("spaces", info)
        for (collection, key), body in DOCUMENTS.items():
            writer.add_document(collection, key, body)
        files = [RepoFile("README.md", b"# First\n"), RepoFile("old.json", b"{}")]
        writer.add_revision(
            "models", "lab-a/otter", "v1", {"sha": "c" * 40, "tags": ["en"], "mask_token": "<m>"}, files
        )
        writer.add_redirect("models", "lab-a/old-otter", "lab-a/otter")
    return path


def unseal(path: Path) -> None:
    """Take the seal off a snapshot, as if it had been written before there were seals."""
    with path.open("r+b") as file:
        for field in FIELDS:
            file.seek(field.start)
            file.write(bytes(4))


class Hub:
    """Asks a snapshot directly, without a client."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.scratch = snapshot, Scratch()

    def __call__(self, method: str, path: str, body: bytes = b"", **headers: str) -> Response:
        """The answer to one request."""
        return answer(self.request(method, path, body, **headers), self.snapshot, self.scratch)

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
    return connect(shutil.copy(pond, tmp_path / "pond.sqlite"))


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hub that can be recorded whole."""
    return served.write_hub(tmp_path_factory.mktemp("whole") / "whole.sqlite")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Every fetcher that a test made is closed in the end."""
    yield
    while served.made:
        served.made.pop().close()
