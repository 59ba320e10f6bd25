"""The server shell, driven by programs that know nothing of this project."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import DisabledRepoError, GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

from course import cli
from course.hub import serve as module
from course.hub.limits import Limiter
from course.hub.serve import Server
from course.hub.snapshot import SnapshotError
from tests.hub.conftest import CARD, HOST, Hub, write


class Served:
    """A `course serve` of its own process."""

    def __init__(self, path: Path, *options: str) -> None:
        command = [sys.executable, "-m", "course", "serve", "--snapshot", str(path), "--port", "0", *options]
        self.log = path.with_name("log.txt").open("w+")
        self.process = subprocess.Popen(command, stderr=self.log)
        self.endpoint = self._wait()

    def _wait(self) -> str:
        while not (found := re.search(r"HF_ENDPOINT=(http://\S+)\n", self.lines())):
            assert self.process.poll() is None, self.lines()
            time.sleep(0.05)
        return found[1]

    def lines(self) -> str:
        """The log so far."""
        return Path(self.log.name).read_text()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The hand-made Hub, served."""
    server = Served(write(tmp_path_factory.mktemp("served") / "pond.sqlite"))
    yield server
    server.stop()


def run(served: Served, tmp_path: Path, *command: str, token: str = "") -> str:
    """What another program prints that knows the server only as HF_ENDPOINT."""
    env = os.environ | {"HF_ENDPOINT": served.endpoint, "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_UPDATE_CHECK": "1"}
    env |= {"HF_TOKEN": token} if token else {}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl(served: Served, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    assert json.loads(run(served, tmp_path, "curl", "-s", f"{served.endpoint}/api/models/lab-a/otter"))["likes"] == 7
    moved = run(served, tmp_path, "curl", "-s", "-L", f"{served.endpoint}/lab-a/old-otter/resolve/main/README.md")
    assert moved.encode() == CARD


def test_the_hf_command(served: Served, tmp_path: Path) -> None:
    hf = str(Path(sys.executable).with_name("hf"))
    listed = json.loads(run(served, tmp_path, hf, "models", "ls", "--sort", "downloads", "--format", "json"))
    assert [entry["id"] for entry in listed] == ["toad", "lab-a/otter", "lab-b/eel", "lab-b/Newt-Small"]
    run(served, tmp_path, hf, "download", "lab-a/otter", "README.md", "--local-dir", str(tmp_path / "here"))
    assert (tmp_path / "here" / "README.md").read_bytes() == CARD


def test_pandas_reads_hf_paths(served: Served, tmp_path: Path) -> None:
    code = "import pandas; print(pandas.read_json('hf://datasets/lab-a/pond/depth.jsonl', lines=True).x.sum())"
    assert run(served, tmp_path, sys.executable, "-c", code).split() == ["3"]


def test_snapshot_download_in_another_process(served: Served, tmp_path: Path) -> None:
    code = "import huggingface_hub as h; print(h.snapshot_download('lab-a/otter', ignore_patterns='*.safetensors'))"
    folder = Path(run(served, tmp_path, sys.executable, "-c", code).split()[-1])
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "config.json", "onnx"]


@pytest.fixture(scope="session")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which node finds the Hub's JavaScript client."""
    folder = tmp_path_factory.mktemp("node")
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "@huggingface/hub"]
    try:
        subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=True)
    except (subprocess.SubprocessError, OSError):
        pytest.skip("the package @huggingface/hub cannot be installed here")
    return folder


def test_the_javascript_client(served: Served, tmp_path: Path, javascript: Path) -> None:
    script = javascript / "ask.mjs"
    script.write_text("""
        import { listModels, modelInfo, listFiles, downloadFile } from "@huggingface/hub";
        const hubUrl = process.env.HF_ENDPOINT, repo = "lab-a/otter", found = { names: [], files: [] };
        const search = { owner: "lab-b" };
        for await (const one of listModels({ hubUrl, search, sort: "likes" })) found.names.push(one.name);
        for await (const file of listFiles({ hubUrl, repo, recursive: true })) found.files.push(file.path);
        found.likes = (await modelInfo({ hubUrl, name: repo })).likes;
        found.card = await (await downloadFile({ hubUrl, repo, path: "README.md" })).text();
        console.log(JSON.stringify(found));
    """)
    found = json.loads(run(served, tmp_path, "node", str(script)))
    assert (sorted(found["names"]), found["likes"]) == (["lab-b/Newt-Small", "lab-b/eel"], 7)
    assert found["card"].encode() == CARD
    assert "onnx/deep/é.txt" in found["files"]


def test_errors_keep_their_class_over_http(served: Served) -> None:
    api = HfApi(endpoint=served.endpoint, token=False)
    for repo_id, revision, error in (
        ("lab-a/none", None, RepositoryNotFoundError),
        ("lab-a/otter", "v9", RevisionNotFoundError),
        ("toad", None, DisabledRepoError),
    ):
        with pytest.raises(error):
            api.model_info(repo_id, revision=revision)
    with pytest.raises(GatedRepoError):
        api.auth_check("lab-b/eel")


def test_an_escaped_revision_arrives_as_one(served: Served) -> None:
    api = HfApi(endpoint=served.endpoint, token=False)
    assert api.model_info("lab-a/otter", revision="refs/pr/3").sha == "d" * 40
    assert api.file_exists("lab-a/otter", "onnx/deep/é.txt")


def test_both_shells_answer_alike(served: Served, hub: Hub) -> None:
    for path in ("/api/models?limit=2&sort=likes", "/api/models/lab-a/otter", "/lab-a/otter/resolve/main/README.md"):
        there, here = httpx2.get(served.endpoint + path), hub("GET", path)
        assert (there.status_code, there.content) == (here.status, here.body)
        headers = {name.lower(): value.replace(HOST, served.endpoint) for name, value in here.headers.items()}
        assert {name: there.headers[name] for name in headers} == headers


def test_a_token_is_never_logged(served: Served, tmp_path: Path) -> None:
    code = "import huggingface_hub as h; print(h.HfApi().whoami()['name'])"
    assert "learner" in run(served, tmp_path, sys.executable, "-c", code, token="hf_secret")
    assert "/api/whoami-v2" in served.lines()
    assert "hf_secret" not in served.lines()


def test_a_very_long_question_is_refused(served: Served) -> None:
    address = served.endpoint.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(address[0], int(address[1]))
    connection.request("GET", f"/api/models?search={'x' * 2**20}")
    assert connection.getresponse().status == 414
    connection.close()
    body = b" " * (module.LARGEST_BODY + 1)
    assert httpx2.post(f"{served.endpoint}/api/validate-yaml", content=body).status_code == 413


def test_noise_costs_one_line_and_nothing_else(served: Served) -> None:
    host, port = served.endpoint.removeprefix("http://").split(":")
    before = served.lines().count("\n")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"\x16\x03\x01 not HTTP\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert served.lines().count("\n") <= before + 1
    assert httpx2.get(f"{served.endpoint}/api/models?limit=1").status_code == 200


def test_a_plan_is_kept_for_each_caller(tmp_path: Path) -> None:
    server = Server(write(tmp_path / "pond.sqlite"), Limiter((2, 2, 2)), log=lambda line: None)
    request = Hub.request("GET", "/api/models")
    assert [server(request, "a").status for _ in range(3)] == [200, 200, 429]
    assert server(request, "b").status == 200


def test_a_replaced_snapshot_is_opened_again(tmp_path: Path) -> None:
    log: list[str] = []
    path = write(tmp_path / "pond.sqlite", "first")
    server = Server(path, log=log.append)
    request = Hub.request("GET", "/api/models?limit=1")
    assert server(request).status == 200
    write(path, "second")
    assert server(request).status == 200
    assert server.snapshot.meta.name == "second"
    assert "was replaced and opened again" in log[1]
    path.unlink()
    assert server(request).status == 503
    assert "cannot be opened" in log[-2]


def test_a_fault_is_the_hubs_500_and_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    log: list[str] = []
    monkeypatch.setattr(module, "answer", broken)
    server = Server(write(tmp_path / "pond.sqlite"), log=log.append)
    response = server(Hub.request("GET", "/api/models"))
    assert (response.status, json.loads(response.body)["error"][:14]) == (500, "Internal Error")
    assert log[0] == "ZeroDivisionError: by zero"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "TAKEN"], "choose another with --port"),
        (["--snapshot", "nowhere.sqlite"], "cannot be opened"),
        (["--plan", "gold"], "There is no plan 'gold'"),
    ],
)
def test_a_wrong_use_is_one_sentence(
    pond: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = [str(taken.getsockname()[1]) if option == "TAKEN" else option for option in options]
        assert cli.main(["serve", "--snapshot", str(pond), *options]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_without_the_server_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(SnapshotError, match=r"pip install \"measure-the-hub\[serve\]\""):
        module.server(None)
