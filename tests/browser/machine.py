"""JupyterHub as deploy/jupyterhub sets it up, on a machine whose accounts exist in a Linux namespace alone."""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = ROOT / "deploy" / "jupyterhub"
FIRST = 20001  # the number of the first account
NAMESPACE = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]


def missing() -> str:
    """Why no such machine can be had here, or ""."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return "accounts of a namespace, each with its own server, take root; run this test as root"
    if any(shutil.which(name) is None for name in ("unshare", "prlimit", "setpriv")):
        return "accounts of a namespace need unshare, prlimit and setpriv; install util-linux"
    if subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode:
        return "this machine lets not even root make a namespace for accounts of its own"
    if shutil.which("npm") is None:
        return "the proxy in front of JupyterHub comes from npm; install npm and Node 20 or newer"
    return ""


class Machine:
    """Accounts with homes, and what runs there."""

    def __init__(self, root: Path, names: Sequence[str]) -> None:
        self.root = root
        self.numbers = {name: FIRST + number for number, name in enumerate(names)}
        for name, number in self.numbers.items():
            self.home(name).mkdir(mode=0o700, parents=True)
            os.chown(self.home(name), number, number)
        accounts = "".join(f"{name}:x:{n}:{n}::{self.home(name)}:/bin/sh\n" for name, n in self.numbers.items())
        groups = "".join(f"{name}:x:{number}:\n" for name, number in self.numbers.items())
        (root / "passwd").write_text(Path("/etc/passwd").read_text(encoding="utf-8") + accounts, encoding="utf-8")
        (root / "group").write_text(Path("/etc/group").read_text(encoding="utf-8") + groups, encoding="utf-8")

    def home(self, name: str) -> Path:
        """The home folder of an account."""
        return self.root / "home" / name

    def give(self, path: Path, name: str) -> None:
        """Make everything at and below `path` the account's own."""
        for one in (path, *path.rglob("*")):
            os.chown(one, self.numbers[name], self.numbers[name], follow_symlinks=False)

    def words(self, command: Sequence[str]) -> list[str]:
        """What runs a command there."""
        lines = ["set -e", *_reachable(self.root), *(_bind(self.root, name) for name in ("passwd", "group"))]
        script = self.root / "enter.sh"
        script.write_text("\n".join([*lines, 'exec "$@"']) + "\n", encoding="utf-8")
        return [*NAMESPACE, "sh", str(script), *command]

    @contextmanager
    def hub(self, configuration: Path, address: str, environment: dict[str, str]) -> Iterator[None]:
        """JupyterHub, from when it answers until all that it started has ended."""
        log = self.root / "jupyterhub.log"
        command = self.words([sys.executable, "-m", "jupyterhub", "--config", str(configuration)])
        with log.open("wb") as output:
            hub = subprocess.Popen(command, cwd=self.root, env=environment, stdout=output, stderr=output)
        try:
            _wait(hub, f"{address}/hub/health", log)
            yield
        finally:
            hub.send_signal(signal.SIGKILL)  # the namespace ends with it, and everything in there
            hub.wait(timeout=60)


@contextmanager
def machine(names: Sequence[str]) -> Iterator[Machine]:
    """A machine with these accounts."""
    root = Path(tempfile.mkdtemp(prefix="course-machine-"))  # pytest's own folders are closed to other accounts
    root.chmod(0o755)
    try:
        yield Machine(root, names)
    finally:
        shutil.rmtree(root)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait(hub: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=20):
                return
        except (urllib.error.URLError, OSError):
            assert hub.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8"))


def _bind(root: Path, name: str) -> str:
    return f"mount --bind {shlex.quote(str(root / name))} /etc/{name}"


def _reachable(root: Path) -> Iterator[str]:
    """Open the way, in there, to Python and this checkout where a folder above is closed to other accounts."""
    wanted = {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), ROOT}
    held: list[tuple[Path, Path]] = []
    for number, path in enumerate(sorted(wanted)):
        closed = next((one for one in reversed(path.parents) if not one.stat().st_mode & 0o001), None)
        if closed:
            place = root / "held" / str(number)
            place.mkdir(parents=True)
            yield f"mount --bind {shlex.quote(str(path))} {shlex.quote(str(place))}"
            held.append((closed, path))
    for closed in sorted({closed for closed, _ in held}):
        yield f"mount -t tmpfs -o mode=755 none {shlex.quote(str(closed))}"
    for number, path in enumerate(sorted(wanted)):
        if any(path == one for _, one in held):
            yield f"mkdir -p {shlex.quote(str(path))}"
            yield f"mount --bind {shlex.quote(str(root / 'held' / str(number)))} {shlex.quote(str(path))}"
