"""A Space of one's own: what is sent, and what its Dockerfile makes of it, step by step, in an empty environment."""

import http.client
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
import yaml
from huggingface_hub import HfApi, constants

from course import connect
from course.cli import main
from course.grading.release.space import MARK, SECRET, space
from course.hub.home import home
from course.hub.serve import Server, listen
from course.lesson.project import Project
from tests import images
from tests.hub.conftest import write
from tests.hub.served import answering, serving

# the client itself sends large files in a way that its own library is leaving
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")
Capture = pytest.CaptureFixture[str]
ROOT = images.ROOT
REPO, PASSWORD = "me/course", "a long password"
HOME = "/home/learner"
HUBS = ("nano", "practice")
AS_ROOT = "useradd"  # it makes the user of the image, and there is no such user here
KEPT = ("SSL_CERT_FILE", "LANG", "TMPDIR", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "UV_LINK_MODE")


@pytest.fixture
def endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Hub over loopback in the place of the live one, and somebody who is logged in."""
    with serving(write(tmp_path / "pond.sqlite")) as address:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        template = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setenv("HF_TOKEN", "any")
        monkeypatch.delenv(SECRET, raising=False)
        monkeypatch.chdir(ROOT)
        yield address


def test_without_confirmation_the_card_is_shown_and_nothing_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["publish", "space", REPO]) == 0  # nothing answers: no Hub is served
    shown = capsys.readouterr().out
    front = yaml.safe_load(shown.split("---\n")[1])
    assert (front["sdk"], front["app_port"], front["tags"]) == ("docker", 7860, [MARK])
    assert shown.endswith(f"Nothing was sent. To send it, add: --confirm {REPO}\n")


def test_it_is_made_by_one_commit_and_renewed(endpoint: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    command = ["publish", "space", REPO, "--confirm", REPO]
    assert main(command) == 0
    assert f"It starts once its settings hold the secret {SECRET}" in capsys.readouterr().out
    api = HfApi(endpoint=endpoint)
    info = api.space_info(REPO)
    assert (info.sdk, info.private) == ("docker", True)
    assert len(api.list_repo_commits(REPO, repo_type="space")) == 2  # the first is that of every new Space
    sent = set(space(Project(ROOT), REPO, "", private=True).files)
    assert set(api.list_repo_files(REPO, repo_type="space")) == sent
    assert {"Dockerfile", "README.md", "course/cli.py", "source/01-census/census.ipynb"} <= sent
    assert not [path for path in sent if path.startswith(("tests/", "my-lessons/", ".")) or "__pycache__" in path]
    monkeypatch.setenv(SECRET, PASSWORD)
    assert main(command) == 0
    assert "It starts once" not in capsys.readouterr().out
    assert len(api.list_repo_commits(REPO, repo_type="space")) == 2


def test_somebody_elses_space_stays_as_it_is(endpoint: str, capsys: Capture) -> None:
    HfApi(endpoint=endpoint).create_repo(REPO, repo_type="space", space_sdk="static")
    assert main(["publish", "space", REPO, "--confirm", REPO]) == 2
    assert f"its card has no tag {MARK}" in capsys.readouterr().err
    assert main(["publish", "space", REPO, "--confirm", "me/other"]) == 2


def test_the_secret_is_kept_by_its_name_alone(tmp_path: Path) -> None:
    running = Server(write(tmp_path / "pond.sqlite"), log=lambda line: None)
    with answering(running) as address:
        api = HfApi(endpoint=address, token="any")
        api.create_repo(REPO, repo_type="space", space_sdk="docker", space_secrets=[{"key": SECRET, "value": PASSWORD}])
        api.add_space_secret(REPO, "OTHER", PASSWORD)
    made = running.scratch.made["spaces", REPO]
    assert made.secrets == (SECRET, "OTHER")
    assert PASSWORD not in repr(made)


class Image:
    """What the Dockerfile makes: its home in a folder of ours, its Python the one that runs the tests."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder = place, place
        self.ran: list[str] = []
        self.command: list[str] = []
        (place / "system").mkdir(parents=True)
        (place / "system/python").symlink_to(Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}"))
        tools = subprocess.run(["uv", "cache", "dir"], capture_output=True, text=True, check=False).stdout.strip()
        self.variables = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.variables |= {"UV_CACHE_DIR": tools, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}

    def mapped(self, text: str) -> str:
        """A line of the Dockerfile, with the paths of the image as they are here."""
        return text.replace(HOME, str(self.place)).replace("/usr/local/bin", str(self.place / "system"))

    def step(self, line: str) -> None:
        """Do what one line says."""
        word, _, rest = self.mapped(line).partition(" ")
        if word == "ENV":
            self.variables |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        elif word == "WORKDIR":
            self.folder = Path(rest)
        elif word == "COPY":
            assert rest.split()[1:] == [".", "."]
            for name, path in space(Project(ROOT), REPO, "", private=True).files.items():
                assert isinstance(path, Path)
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, self.folder / name)
        elif word == "RUN" and AS_ROOT not in rest:
            done = self.run("/bin/sh", "-c", rest)
            assert done.returncode == 0, f"{line}\n{done.stdout}"
            self.ran.append(rest)
        elif word == "CMD":
            self.command = json.loads(rest)

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """A command in the image."""
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.run(words, cwd=self.folder, env={**self.variables, **more}, check=False, **output)  # type: ignore[call-overload, no-any-return]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The image, made by every step of the Dockerfile but the one that needs to be root.

    The Hubs that its last step builds lie there already, as this run of the tests has built them; that postBuild builds
    them where there are none is proved for Binder, in tests/browser/test_binder.py.
    """
    made = Image(tmp_path_factory.mktemp("image"))
    (made.place / "hubs").mkdir()
    for name in HUBS:
        connect(name)
        for path in home().glob(f"{name}-*.sqlite"):
            shutil.copy(path, made.place / "hubs")
    lines = (ROOT / "deploy/space/Dockerfile").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            made.step(line)
    return made


def test_every_step_of_the_dockerfile_works_where_nothing_else_is(image: Image) -> None:
    text = (ROOT / "deploy/space/Dockerfile").read_text(encoding="utf-8")
    known = {"FROM", "RUN", "USER", "ENV", "WORKDIR", "COPY", "EXPOSE", "CMD"}
    assert {line.split()[0] for line in text.splitlines() if line and not line.startswith("#")} == known
    assert text.count("\nRUN ") == len(image.ran) + 1
    front = yaml.safe_load((ROOT / "deploy/space/README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert f"EXPOSE {front['app_port']}" in text
    held = {path.parent for path in image.place.rglob("practice-*.sqlite")}
    assert held == {image.place / "hubs"}  # the last step found it where JupyterLab will, and built no other


@pytest.mark.parametrize("password", ["", "  ", "short"])
def test_it_does_not_start_without_a_password(image: Image, password: str) -> None:
    done = image.run(*image.command, **{SECRET: password})
    assert done.returncode == 2
    assert done.stdout == (
        f"This Space does not start without a password: set the secret {SECRET}, of 8 characters or more, "
        "in its settings.\n"
    )


class Answer(NamedTuple):
    """What JupyterLab answers."""

    status: int
    headers: Message
    body: bytes


class Lab:
    """JupyterLab as the Space starts it, and a browser's part of the talk with it."""

    def __init__(self, image: Image, port: int, storage: Path) -> None:
        own = {**image.variables, SECRET: PASSWORD, "COURSE_STORAGE": str(storage), "COURSE_PORT": str(port)}
        self.port, self.log = port, storage.with_name("log.txt")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                image.command, cwd=image.folder, env=own, stdout=log, stderr=subprocess.STDOUT
            )

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> "Answer":
        """Its answer, waited for while it starts."""
        while True:
            assert self.process.poll() is None, self.log.read_text()
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port)) as asked:
                    asked.request(method, path, body, headers)
                    with asked.getresponse() as answer:
                        return Answer(answer.status, answer.headers, answer.read())
            except ConnectionError:
                time.sleep(0.1)

    def login(self, password: str) -> "Answer":
        """What a login with this password leads to."""
        form = self.ask("GET", "/login")
        cookies = "; ".join(one.split(";")[0] for one in form.headers.get_all("Set-Cookie") or ())
        mark = re.search(r"_xsrf=([^;]+)", cookies)
        assert mark
        body = urlencode({"password": password, "_xsrf": mark[1]})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", "/login", body, Cookie=cookies, **kind)


@pytest.fixture(scope="module")
def lab(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """It, with storage that stays, on which somebody worked before."""
    storage = tmp_path_factory.mktemp("storage") / "data"
    kept = storage / "course/my-lessons/01-census"
    kept.mkdir(parents=True)
    (kept / "notes.txt").write_text("mine", encoding="utf-8")
    (storage / "course/left-over.txt").write_text("of an earlier course", encoding="utf-8")
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    started = Lab(image, port, storage)
    yield started
    started.process.terminate()
    started.process.wait()


def test_only_the_password_opens_jupyterlab(lab: Lab) -> None:
    closed = lab.ask("GET", "/api/contents")
    assert closed.status == 403
    assert lab.ask("GET", "/lab").status == 302
    assert lab.login("another password").status == 401
    opened = lab.login(PASSWORD)
    assert opened.status == 302
    cookies = opened.headers.get_all("Set-Cookie") or []
    assert [one for one in cookies if "samesite=none" in one.lower() and "secure" in one.lower()]
    session = "; ".join(one.split(";")[0] for one in cookies)
    listed = json.loads(lab.ask("GET", "/api/contents/01-census", Cookie=session).body)
    names = {one["name"] for one in listed["content"]}
    assert {"census.ipynb", "notes.txt"} <= names
    assert "frame-ancestors 'self' https://huggingface.co" in str(closed.headers["Content-Security-Policy"])
    assert PASSWORD not in lab.log.read_text()
    assert "token=" not in lab.log.read_text()


def test_work_lies_on_storage_that_stays_and_the_course_is_a_fresh_copy(lab: Lab) -> None:
    lab.ask("GET", "/login")
    course = lab.log.with_name("data") / "course"
    assert (course / "my-lessons/01-census/notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (course / "left-over.txt").exists()
    assert (course / "source").is_dir()
