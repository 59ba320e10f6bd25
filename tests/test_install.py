"""The installer: uv in the version that the lock names, with pip's settings, and pip where uv cannot work."""

import subprocess
import sys
from pathlib import Path

import pytest

from course import install

ROOT = Path(__file__).resolve().parent.parent
LOCK = """\
typer==1.0 \\
    --hash=sha256:aa
uv==0.13.9 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via measure-the-hub (pyproject.toml)
uvicorn==0.30 \\
    --hash=sha256:dd
"""


def test_one_package_is_taken_from_a_lock_with_its_hashes() -> None:
    assert install.pinned("uv", LOCK) == "uv==0.13.9 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    with pytest.raises(LookupError, match="names no pip"):
        install.pinned("pip", LOCK)


def test_the_lock_of_the_project_names_uv() -> None:
    text = (ROOT / install.TOOL_LOCK).read_text(encoding="utf-8")
    assert install.pinned("uv", text).count("--hash=sha256:") > 3


def test_uv_is_told_what_pip_was_told(tmp_path: Path) -> None:
    config = {
        "index-url": "https://packages.example/simple",
        "extra-index-url": f"https://more.example/simple file://{tmp_path}/gone",
        "find-links": f"{tmp_path} /nowhere/at/all",
        "cert": str(tmp_path),
        "proxy": "http://proxy.example:3128",
        "constraint": "ignored.txt",
    }
    found = install.settings(config)
    assert found["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    assert found["UV_INDEX"] == "https://more.example/simple"
    assert found["UV_FIND_LINKS"] == str(tmp_path)
    assert found["SSL_CERT_FILE"] == str(tmp_path)
    assert found["ALL_PROXY"] == "http://proxy.example:3128"
    assert found["UV_SYSTEM_CERTS"] == "1"
    assert not [value for value in found.values() if "ignored" in value]


def test_the_settings_of_pip_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://one.example/simple\nfind-links =\n    /a\n    /b\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_CERT", "/certificates.pem")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    found = install.pip_config()
    assert found["index-url"] == "https://one.example/simple"
    assert found["find-links"].split() == ["/a", "/b"]
    assert found["cert"] == "/certificates.pem"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The commands that are run, none of them for real; uv fails."""
    made: list[list[str]] = []

    def run(command: list[str], environment: object = None) -> int:
        made.append(command)
        return 2 if "uv" in command else 0

    monkeypatch.setattr(install, "_run", run)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    return made


def test_pip_does_the_same_where_uv_cannot(commands: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert install.install("learner") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "uv could not do it (it ended with status 2); pip does the same, which takes a minute or two."
    kinds = ["uv" if "uv" in command[:3] else "pip" for command in commands]
    assert kinds == ["pip", "uv", "pip", "pip"]
    assert all("--no-compile" in command for command in commands if command[2] == "pip")
    assert "requirements.lock" in " ".join(commands[2])


def test_a_wrong_word_is_one_sentence() -> None:
    done = subprocess.run([sys.executable, "course/install.py", "all"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip() == "Say what to install: python course/install.py learner or developer"
