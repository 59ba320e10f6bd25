"""A warm process: it imports and prepares everything once, then forks a process for each submission.

Run as `python -m course.grading.engine.zygote student|checker FD`; it ends when the engine hangs up. One thread only.
"""

import gc
import importlib
import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from course.grading.engine import seccomp
from course.grading.engine.confine import Cell, confine
from course.grading.engine.health import changed, signs
from course.grading.engine.limits import Limits
from course.grading.engine.wire import send

MOST, KEPT = 1 << 20, 3
SELDOM = (50_000, 20, 100)  # a process lives for seconds: to look for cycles often costs it a tenth


def main(role: str, number: int) -> None:
    """Warm up as the configuration says, report, and fork on request."""
    gc.set_threshold(*SELDOM)
    control = socket.socket(fileno=number)
    config = json.loads(control.recv(MOST))
    os.environ.update(config["environment"])
    link_hubs(Path(config["scratch"]), config["hubs"])
    module = importlib.import_module(f"course.grading.engine.{role}")
    try:
        state = module.warm(config)
    except Exception as error:
        control.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:2000]}).encode())
        return
    seccomp.program(view=config["mounts"])
    gc.collect()
    gc.freeze()
    sound = signs()
    control.send(json.dumps({"ready": os.getpid()}).encode())
    while True:
        data, fds, _, _ = socket.recv_fds(control, MOST, 1)
        if not data:
            os._exit(0)  # nothing here is worth the time that Python takes to tidy up
        _reap()
        asked = json.loads(data)
        if not asked:
            control.send(json.dumps(sum(os.times()[:4])).encode())
        elif wrong := changed(sound, *fds) or ([] if fds else ["descriptors"]):
            control.send(f"somebody changed its {' and '.join(wrong)}".encode())
            os._exit(0)
        else:
            fork(control, module, state, config, asked, fds[0])


def fork(
    control: socket.socket, module: Any, state: Any, config: dict[str, Any], asked: dict[str, Any], fd: int
) -> None:
    """Fork the process of one submission and send the engine a handle by which it can end it."""
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            child(module, state, config, asked, fd)
        except BaseException as error:
            _last_words(f"{type(error).__name__}: {error}")
        finally:
            os._exit(0)
    os.close(fd)
    handle = os.pidfd_open(pid)
    socket.send_fds(control, [b"forked"], [handle])
    os.close(handle)


def child(module: Any, state: Any, config: dict[str, Any], asked: dict[str, Any], fd: int) -> None:
    """Go behind the walls and serve."""
    sock = socket.socket(fileno=_only(fd))
    limits = Limits(**config["limits"])
    mounts, hidden = config["mounts"], [] if asked["sees_hidden"] else config["hidden"]
    scratch = Path(config["scratch"]) / asked["scratch"]
    readable = [Path(one) for one in config["readable"] if one not in hidden]
    confine(Cell(scratch, readable, [Path(one) for one in config["named"]], asked["slot"], mounts), limits)
    if config["alone"]:
        link_hubs(scratch, {name: hub for name, hub in config["hubs"].items() if hub not in hidden})
    send(sock, {"op": "ready"})
    module.serve(state, sock, limits)


def _reap() -> None:
    """Forget the processes that have ended; a handle on one can be had until then."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _last_words(text: str) -> None:
    """Tell the engine why the process cannot serve, in place of an answer."""
    with suppress(Exception):
        send(socket.socket(fileno=KEPT), {"op": "failed", "why": text[:500]})


def _only(fd: int) -> int:
    """Close every inherited descriptor but `fd`; the standard ones lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    if fd != KEPT:
        os.dup2(fd, KEPT)
    os.closerange(KEPT + 1, 4096)
    return KEPT


def link_hubs(scratch: Path, hubs: dict[str, str]) -> None:
    """Lay out a home in which connect() finds the snapshots by name and can keep downloaded files."""
    home = scratch / "course"
    home.mkdir(parents=True, exist_ok=True)
    for name, place in hubs.items():
        link = home / name
        if not link.is_symlink():
            link.symlink_to(place)
    os.environ.update(COURSE_HOME=str(home), HOME=str(scratch), TMPDIR=str(scratch), HF_HOME=str(scratch / "hf"))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
