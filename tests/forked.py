"""nbgrader's command without its start: one process has imported it, and a fork of that process runs each call.

nbgrader takes five seconds of the processor before it does anything, and a class asks it dozens of times.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

SERVER = multiprocessing.get_context("forkserver") if os.name == "posix" else None
if SERVER is not None:
    SERVER.set_forkserver_preload(["tests.preloaded"])


def nbgrader(words: tuple[str, ...], where: Path, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """What the command `nbgrader` does in the folder `where` with these variables."""
    script = Path(sys.executable).parent / "nbgrader"
    if SERVER is None:
        return subprocess.run([script, *words], cwd=where, env=env, capture_output=True, text=True, check=False)
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder) / "out", Path(folder) / "err"]
        forked = SERVER.Process(target=_run, args=([str(script), *words], str(where), dict(env), *map(str, said)))
        forked.start()
        forked.join()
        out, err = (path.read_text(encoding="utf-8") for path in said)
    assert forked.exitcode is not None
    return subprocess.CompletedProcess([str(script), *words], forked.exitcode, out, err)


def _run(words: list[str], where: str, env: dict[str, str], out: str, err: str) -> None:
    """In the fork: be the command."""
    for number, path in enumerate((out, err), 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(where)
    sys.argv = words
    from nbgrader.apps.nbgraderapp import main

    main()
