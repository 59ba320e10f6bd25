"""A kernel that a test asks as a notebook editor asks it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

from course.learner.place import Place

ROOT = Path(__file__).resolve().parents[1]


class Kernel:
    """A kernel in the folder of a lesson."""

    def __init__(self, place: Place) -> None:
        self.place, self.manager = place, KernelManager(transport_encryption="auto")
        env = {**os.environ, "PYTHONPATH": str(ROOT), "JPY_SESSION_NAME": str(place.notebook)}
        self.manager.start_kernel(cwd=str(place.folder), env=env)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code: str, cell_id: str | None = "a-cell") -> list[dict[str, Any]]:
        """What the cell shows; `cell_id` is what an editor names it by."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": False}
        metadata = {"cellId": cell_id} if cell_id else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return list(self._shown(message["header"]["msg_id"]))

    def _shown(self, asked: str) -> Iterator[dict[str, Any]]:
        while True:
            one = self.client.get_iopub_msg(timeout=60)
            if one["parent_header"].get("msg_id") != asked:
                continue
            if one["content"].get("execution_state") == "idle":
                return
            if one["msg_type"] in ("execute_result", "display_data", "stream", "error"):
                yield one["content"]

    def stop(self) -> None:
        """End it."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
