"""A forked process as the engine holds it: a socket, and a handle to end it by."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from course.grading.engine.limits import Limits
from course.grading.engine.wire import Garbled, Head, Message, receive, send


class StartFailed(Exception):
    """A warm process did not get ready; the text says why."""


@dataclass
class Process:
    """One forked process; `end` is final and takes everything with it that the process started."""

    sock: socket.socket
    handle: int
    _asked: int = 0

    def ask(self, head: Head, body: bytes, deadline: float, most: int) -> Message:
        """The answer to a message; raises what `wire` raises, Garbled also for an answer to something else."""
        self._asked += 1
        send(self.sock, {**head, "asked": self._asked}, body, deadline)
        reply = receive(self.sock, deadline, most)
        if reply.head.get("asked") != self._asked:
            raise Garbled
        return reply

    def end(self) -> None:
        """Kill it."""
        with suppress(OSError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        self.sock.close()
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


class Warm:
    """A warm process of one role, started with `command`; it ends with this object."""

    def __init__(self, command: list[str], config: dict[str, Any], environment: dict[str, str], limits: Limits) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._lock = threading.Lock()
        with theirs:
            self._child = subprocess.Popen(
                [*command, str(theirs.fileno())], pass_fds=[theirs.fileno()], env=environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._errors, start_new_session=True,
            )  # fmt: skip
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        self._control.settimeout(limits.start)
        self._control.send(json.dumps({**config, "limits": asdict(limits)}).encode())

    def ready(self) -> None:
        """Wait until it is warm; raises StartFailed."""
        try:
            report = json.loads(self._control.recv(1 << 20) or b"{}")
        except TimeoutError:
            report = {"failed": "it took too long"}
        if "ready" not in report:
            raise StartFailed(report.get("failed") or self._last_words() or "it ended without a word")

    def fork(self, slot: int, *, sees_hidden: bool) -> Process:
        """A new process for one submission."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                asked = json.dumps({"slot": slot, "sees_hidden": sees_hidden}).encode()
                socket.send_fds(self._control, [asked], [theirs.fileno()])
                data, fds, _, _ = socket.recv_fds(self._control, 100, 1)
            except OSError as error:
                raise StartFailed(f"the warm process is gone ({error})") from None
        if not data:
            raise StartFailed(self._last_words() or "the warm process is gone")
        return Process(ours, fds[0])

    def spent(self) -> float:
        """Seconds of processor that it and the processes it forked have used, as far as these have ended."""
        with self._lock, suppress(OSError, ValueError):
            self._control.send(b"{}")
            return float(json.loads(self._control.recv(100)))
        return 0.0

    def stop(self) -> None:
        """End it and all that it forked."""
        self._control.close()
        try:
            self._child.wait(2)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._errors.close()

    def _last_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(1)
        self._errors.seek(0)
        lines = self._errors.read()[-4000:].decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def until(seconds: float) -> float:
    """The moment that lies so many seconds ahead, on the clock of deadlines."""
    return time.monotonic() + seconds
