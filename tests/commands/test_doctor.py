"""`course doctor` on a machine where everything works, and on one where a thing is really broken."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from huggingface_hub import constants

from course import cli
from course.commands import doctor, lab
from course.commands._doctor import jupyter, machine, packages, practice
from course.commands._doctor.finding import Finding, looked_at
from course.grading.engine.walls import level
from course.hub.places import file_of, prepare

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["Python", "packages", "course", "JupyterLab", "kernel", "practice", "disk", "port", "network", "sandbox"]


def test_everything_works_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["works"] is True
    assert [one["name"] for one in told["findings"]] == NAMES
    assert all(one["remedy"] for one in told["findings"] if one["state"] != "ok")


def test_a_fault_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    broken = Finding("kernel", "fault", "does not run", "Do this.")
    monkeypatch.setattr(doctor, "FIRST", {})
    monkeypatch.setattr(doctor, "MEANWHILE", {"kernel": lambda: broken})
    monkeypatch.setattr(doctor, "TOGETHER", {"port": machine.port})
    assert cli.main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["FAULT kernel     does not run", f"{'':17}Do this."]
    assert lines[-1] == "This does not work yet: kernel."


def test_a_check_that_breaks_is_itself_a_finding() -> None:
    def broken() -> Finding:
        raise OSError(28, "No space left on device", "/some/file")

    found = looked_at("kernel", broken)
    assert (found.name, found.state) == ("kernel", "fault")
    assert found.seen == "could not be looked at: [Errno 28] No space left on device: '/some/file'"


# packages


def test_another_version_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "pandas-2.3.1.dist-info/METADATA"
    other.parent.mkdir()
    other.write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 2.3.1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    found = packages.packages()
    assert (found.state, found.seen) == ("fault", "pandas 2.3.1, not <3.2,>=3.1")
    assert "-r requirements.lock" in found.remedy


def test_a_missing_package_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "asked_for", lambda: ["no-such-package-here>=1", "pandas"])
    assert packages.packages().seen == "no-such-package-here is missing"


def test_no_course_around_is_a_fault(released: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path / "course")
    assert packages.course().seen == f"1 lessons in {tmp_path / 'course'}"
    shutil.rmtree(tmp_path / "course/release")
    assert packages.course().state == "fault"


# JupyterLab and its kernel


def test_an_extension_that_is_switched_off_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "labconfig/page_config.json"
    page.parent.mkdir()
    page.write_text('{"disabledExtensions": {"@jupyter-widgets/jupyterlab-manager": true}}', encoding="utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    found = jupyter.jupyterlab()
    assert (found.state, found.seen) == ("fault", "@jupyter-widgets/jupyterlab-manager is off")
    assert os.environ["JUPYTER_CONFIG_PATH"] == str(tmp_path)


def test_an_extension_that_is_not_there_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jupyter.NEEDED, "@no/such-extension", "nothing")
    assert jupyter.jupyterlab().seen == "extension of nothing not found"


def kernel_spec(folder: Path, *words: str, **variables: str) -> None:
    """A kernel python3 in `folder` that stands before every other."""
    (folder / "kernels/python3").mkdir(parents=True)
    spec = {"argv": [*words, "-f", "{connection_file}"], "display_name": "Python 3", "language": "python"}
    text = json.dumps({**spec, "env": variables})
    (folder / "kernels/python3/kernel.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "seen"),
    [(["/no/such/python"], "No such file or directory"), (["false"], "Kernel died before replying")],
)
def test_a_kernel_that_does_not_start_is_a_fault(
    words: list[str], seen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_spec(tmp_path, *words)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = jupyter.kernel()
    assert found.state == "fault"
    assert seen in found.seen
    assert str(tmp_path / "kernels/python3") in found.remedy


def test_a_kernel_that_never_answers_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_spec(tmp_path, "sh", "-c", "sleep 60")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setattr(jupyter, "SLOWEST", 1.0)
    assert "Kernel didn't respond in 1" in jupyter.kernel().seen


def test_a_kernel_of_another_python_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(other)], check=True)
    packages_here = sysconfig.get_path("purelib")
    kernel_spec(tmp_path, str(other / "bin/python"), "-m", "ipykernel_launcher", PYTHONPATH=packages_here)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert jupyter.kernel().seen == f"python3 runs the Python of {other}, not of {sys.prefix}"


def test_a_home_that_takes_no_connection_file_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "file/runtime"))
    found = jupyter.kernel()
    assert found.state == "fault"
    assert "JUPYTER_RUNTIME_DIR to a folder that you can write to." in found.remedy


# the practice Hub


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Hub where practice should lie, in a home of its own; a small one, for only its file matters."""
    small = prepare("nano")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    file_of("practice").parent.mkdir()
    shutil.copyfile(small, file_of("practice"))
    return file_of("practice")


def test_a_practice_hub_that_is_whole_is_well(kept: Path) -> None:
    found = practice.practice()
    assert found.state == "ok"
    assert found.seen.startswith("24 simulated models, digest ")


def test_one_that_is_not_there_is_only_noted(kept: Path) -> None:
    kept.unlink()
    assert practice.practice().state == "note"


def test_one_that_was_cut_short_is_a_fault(kept: Path) -> None:
    os.truncate(kept, kept.stat().st_size // 2)
    found = practice.practice()
    assert found.state == "fault"
    assert str(kept) in found.remedy


def test_one_that_was_changed_is_a_fault(kept: Path) -> None:
    with sqlite3.connect(kept) as db:
        db.execute("UPDATE repo SET downloads = downloads + 1 WHERE seq = (SELECT min(seq) FROM repo)")
    db.close()
    found = practice.practice()
    assert found.state == "fault"
    assert "its bytes are not those that were written" in found.seen


# the machine


def test_hubs_of_earlier_versions_are_counted(kept: Path) -> None:
    assert "earlier versions" not in machine.disk().seen
    (kept.parent / "practice-1-1-4200.sqlite").write_bytes(bytes(3_000_000))
    assert machine.disk().seen.endswith("; 1 of earlier versions may be deleted (3 MB)")


def test_a_home_below_a_file_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file/home"))
    found = machine.disk()
    assert (found.state, found.seen) == ("fault", f"{tmp_path / 'file/home'}: not a directory")
    assert "COURSE_HOME" in found.remedy


@pytest.mark.parametrize(
    ("options", "seen"),
    [
        (["--size", "65536", "--tmpfs"], "the disk is full"),
        (["--ro-bind", "/usr"], "read-only file system"),
    ],
)
def test_a_disk_that_takes_nothing_is_a_fault(options: list[str], seen: str, tmp_path: Path) -> None:
    if not level().view:
        pytest.skip("bubblewrap cannot make such a disk here")
    code = "from course.commands._doctor.machine import disk; print(disk())"
    words = ["bwrap", "--dev-bind", "/", "/", *options, str(tmp_path), "--chdir", str(ROOT), sys.executable, "-c", code]
    variables = {**os.environ, "COURSE_HOME": str(tmp_path)}
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=True)
    assert "state='fault'" in done.stdout
    assert f"{tmp_path}: {seen}" in done.stdout


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Somebody else serves on `port` of this machine."""
    with socket.socket() as other:
        other.bind((lab.LOOPBACK, port))
        other.listen()
        yield


def test_a_taken_port_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "PORT", lab.free_port(20000))
    with taken(lab.PORT):
        found = machine.port()
    assert found.state == "ok"
    assert f"{lab.PORT} is taken" in found.seen


def test_no_free_port_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "PORT", 65535)
    with taken(65535):
        assert machine.port().state == "fault"


@contextmanager
def hub(status: int, body: bytes) -> Iterator[str]:
    """A Hub that answers everything alike."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with HTTPServer((lab.LOOPBACK, 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{lab.LOOPBACK}:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [(200, b'[{"id": "a/b"}]', "ok"), (200, b"<p>Log in to this network</p>", "note"), (403, b"[]", "note")],
)
def test_a_hub_has_to_answer_as_one(status: int, body: bytes, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub(status, body) as address:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        assert machine.network().state == state


def test_no_network_is_only_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", f"http://{lab.LOOPBACK}:{lab.free_port(20000)}")
    found = machine.network()
    assert found.state == "note"
    assert "lessons work, live cells do not" in found.remedy


def test_missing_walls_are_only_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    level.cache_clear()
    found = machine.sandbox()
    level.cache_clear()
    assert found.state == "note"
    assert "install bubblewrap" in found.seen
