"""The two databases that a gradebook can live in: a file, and a PostgreSQL server of the test's own."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PASSWORD = "swordfish"
PLACES = ("/usr/local/bin", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)))
ABSENT = "PostgreSQL is not here; install it with: apt-get install -y postgresql"


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database on a private port, password included; skips where there is no PostgreSQL."""
    tool = shutil.which("initdb", path=os.pathsep.join(PLACES))
    if tool is None:
        pytest.skip(ABSENT)
    with tempfile.TemporaryDirectory(prefix="course-postgresql-") as place:
        folder = Path(place)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        yield from _serve(Path(tool).resolve().parent, folder)


def _serve(tools: Path, folder: Path) -> Iterator[str]:
    data = folder / "data"
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "password").chmod(0o644)
    _run(tools / "initdb", "-D", data, "-U", "course", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}", "-N")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    _run(tools / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield f"postgresql+psycopg://course:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        _run(tools / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _run(*command: object) -> None:
    """Run a tool of PostgreSQL's, which refuses to be run by root."""
    user = {"user": "postgres", "cwd": "/"} if os.getuid() == 0 else {}
    done = subprocess.run([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, **user)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
