"""A forked process as the engine holds it: a socket, and a handle to end it by."""

import json
import logging
import os
import secrets
import select
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from course.grading.engine.deadline import Clock, Deadline, TooLate, Watch, processor_clock, until
from course.grading.engine.limits import Limits
from course.grading.engine.protocol import Dialogue, Said, with_checker, with_student
from course.grading.engine.runtime import holds_more, remove
from course.grading.engine.wire import Garbled, Gone, Head, receive, send

DYING = 10_000  # milliseconds that a killed process has to be gone in
log = logging.getLogger(__name__)


class StartFailed(Exception):
    """A process of the grader's own did not get ready, or is gone; the text says why."""


@dataclass
class Process:
    """One forked process; `end` is final and takes everything with it that the process started.

    `clock` tells the seconds of processor that it has used; `alive` whether the warm process still is that forked it;
    `scratch` is the folder of its own, new for it, that has to be removed after it.
    """

    sock: socket.socket
    handle: int
    clock: Clock
    talk: Dialogue
    alive: Callable[[], bool]
    scratch: Path | None = None

    def ask(self, head: Head, body: bytes, deadline: Deadline, most: int) -> Said:
        """The answer to a message; raises TooLate, Gone or Garbled."""
        self.tell(head, body, deadline)
        return self.hear(deadline, most)

    def tell(self, head: Head, body: bytes, deadline: Deadline) -> None:
        """Send a message."""
        asked = self.talk.ask(head["op"], head.get("callbacks", 0))
        send(self.sock, {**head, "asked": asked}, body, deadline)

    def hear(self, deadline: Deadline, most: int) -> Said:
        """The next message that it says, if it may say it now."""
        return self.talk.hear(receive(self.sock, deadline, most))

    def watch(self, most: int) -> Watch | None:
        """Tells whether it holds more than `most` bytes in its scratch folder, where no file system bounds that."""
        scratch = self.scratch
        if scratch is None:
            return None
        return lambda: f"it wrote more than {most >> 20} MiB" if holds_more(scratch, most) else ""

    def end(self) -> None:
        """Kill it."""
        with suppress(OSError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        self.sock.close()
        if self.handle >= 0:
            self._tidy()
            os.close(self.handle)
            self.handle = -1

    def _tidy(self) -> None:
        """Remove its scratch folder, where that is no file system which ends with it."""
        if self.scratch is not None:
            ended = select.poll()
            ended.register(self.handle, select.POLLIN)
            ended.poll(DYING)
            for path in remove(self.scratch):
                log.warning("%s could not be removed; no other submission sees it. Remove it by hand.", path)


class Warm:
    """A warm process of one role, started with `command`; it ends with this object."""

    def __init__(
        self, role: str, command: list[str], config: dict[str, Any], environment: dict[str, str], limits: Limits
    ) -> None:
        self._role, self._limits = role, limits
        self._scratch = Path(config["scratch"]) if config["alone"] and not config["mounts"] else None
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
        with suppress(OSError):  # `ready` says why it is gone
            self._control.send(json.dumps({**config, "limits": asdict(limits)}).encode())

    def ready(self) -> None:
        """Wait until it is warm; raises StartFailed."""
        try:
            report = json.loads(self._control.recv(1 << 20) or b"{}")
        except TimeoutError:
            report = {"failed": "it took too long"}
        except OSError:
            report = {}
        if "ready" not in report:
            raise StartFailed(report.get("failed") or self._last_words() or "it ended without a word")

    def fork(self, slot: int, *, sees_hidden: bool) -> Process:
        """A new process for one submission, behind its walls; raises StartFailed."""
        ours, theirs = socket.socketpair()
        name = secrets.token_hex(8) if self._scratch is not None else ""
        with theirs:
            asked = {"slot": slot, "sees_hidden": sees_hidden, "scratch": name}
            try:
                data, fds = self._asked(asked, [theirs.fileno()])
            except StartFailed:
                ours.close()
                raise
        if not fds:
            ours.close()
            raise StartFailed(data.decode(errors="replace") or self._last_words() or "the warm process is gone")
        talk = with_student() if self._role == "student" else with_checker()
        made = Process(ours, fds[0], processor_clock(fds[0]), talk, self.alive)
        made.scratch = self._scratch / name if self._scratch is not None else None
        self._greeted(made)
        return made

    def _greeted(self, made: Process) -> None:
        """Wait for the first word of a process, which it says before any code of a student has reached it."""
        why = "it said nothing"
        try:
            said = made.hear(until(self._limits.start), 0)
            why = str(said.fields.get("why", ""))
        except (TooLate, Gone, Garbled) as error:
            why = f"it did not get behind its walls ({type(error).__name__})"
        if why:
            made.end()
            raise StartFailed(why)

    def alive(self) -> bool:
        """Whether it still answers."""
        try:
            return self._asked({}, [])[0] != b""
        except StartFailed:
            return False

    def spent(self) -> float:
        """Seconds of processor that it and the processes it forked have used, as far as these have ended."""
        with suppress(StartFailed, ValueError):
            return float(self._asked({}, [])[0])
        return 0.0

    def _asked(self, message: dict[str, Any], fds: list[int]) -> tuple[bytes, list[int]]:
        """What it answers, and the descriptors that come along."""
        with self._lock:
            try:
                socket.send_fds(self._control, [json.dumps(message).encode()], fds)
                data, found, _, _ = socket.recv_fds(self._control, 1000, 1)
            except OSError as error:
                raise StartFailed(f"the warm process is gone ({error})") from None
        return data, found

    def stop(self) -> None:
        """End it and all that it forked."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)  # also for a thread that waits on it
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
        if self._errors.closed:
            return ""
        self._errors.seek(0)
        lines = self._errors.read()[-4000:].decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
