"""Installs the course into the environment whose Python runs this file: `python course/install.py learner|developer`.

It needs nothing but the standard library. uv does the work where it can, in a fraction of the time: it is itself
installed by pip, in the version and with the hashes that the lock names, and is told what pip was told about indexes
and certificates. Where uv cannot work, one line says so and pip does the same.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"learner": "requirements.lock", "developer": "requirements-dev.lock"}
TOOL_LOCK = "requirements-dev.lock"
TAKEN_OVER = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}


def install(which: str) -> int:
    """Install what the lock of `which` names, then the course itself; the exit status of the installer that did it."""
    lock = ROOT / LOCKS[which]
    print(f"Installing the course ({lock.name}) into {Path(sys.prefix)}.", flush=True)
    reason = _with_uv(lock)
    if reason:
        print(f"uv could not do it ({reason}); pip does the same, which takes a minute or two.", flush=True)
        return _run([*_pip(), "--require-hashes", "--requirement", str(lock)]) or _run([*_pip(), *_ourselves()])
    return 0


def _with_uv(lock: Path) -> str:
    """Install with uv; why it could not, or ""."""
    tool = ROOT / TOOL_LOCK
    asked = Path(sys.prefix) / "uv.requirements"
    try:
        asked.write_text(pinned("uv", tool.read_text(encoding="utf-8")), encoding="utf-8")
        if _run([*_pip(), "--quiet", "--require-hashes", "--no-deps", "--requirement", str(asked)]):
            return "pip cannot install it"
    except (OSError, LookupError) as error:
        return str(error)
    uv = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable]
    environment = {**settings(pip_config()), **os.environ}
    for words in (["--require-hashes", "--requirement", str(lock)], _ourselves()):
        if status := _run([*uv, *words], environment):
            return f"it ended with status {status}"
    return ""


def pinned(name: str, lock: str) -> str:
    """The lines of a lock that name one package with its version and hashes; LookupError if there are none."""
    lines = iter(lock.splitlines())
    found = [line for line in lines if line.startswith(f"{name}==")]
    if not found:
        raise LookupError(f"the lock names no {name}")
    start = lock.splitlines().index(found[0])
    kept = []
    for line in lock.splitlines()[start:]:
        kept.append(line)
        if not line.rstrip().endswith("\\"):
            break
    return "\n".join(kept) + "\n"


def pip_config() -> dict[str, str]:
    """What pip's files and environment say, by name of the option; the environment wins, then what is for installs."""
    told = subprocess.run([*_pip()[:3], "config", "list"], capture_output=True, text=True, check=False)
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}  # from the weakest to the strongest
    for line in told.stdout.splitlines():
        name, _, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if section in found:
            found[section][option] = str(ast.literal_eval(value))
    return found["global"] | found["install"] | found[":env:"]


def settings(config: Mapping[str, str]) -> dict[str, str]:
    """The environment that tells uv what pip was told: indexes, links, certificates, proxy and patience."""
    made = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "1"}  # pip looks in all indexes alike
    return made | dict(_taken_over(config))


def _taken_over(config: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for option, name in TAKEN_OVER.items():
        words = [word for word in config.get(option, "").split() if _is_there(word)]
        if words:
            yield name, ",".join(words) if option == "find-links" else " ".join(words)


def _is_there(word: str) -> bool:
    """False for a folder that does not exist: pip passes over it, uv ends."""
    path = word.removeprefix("file://") if word.startswith("file://") else word
    return Path(path).exists() if path.startswith("/") else True


def _pip() -> list[str]:
    return [sys.executable, "-m", "pip", "install", "--no-compile", "--disable-pip-version-check"]


def _ourselves() -> list[str]:
    # the lock first, then the course itself: pip accepts no editable requirement beside hashes
    return ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> int:
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        sys.exit(f"Say what to install: python {sys.argv[0]} {' or '.join(LOCKS)}")
    sys.exit(install(sys.argv[1]))
