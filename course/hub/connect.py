"""connect(): the Hub, live or in a snapshot, as the ordinary HfApi."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from huggingface_hub import HfApi
from huggingface_hub.errors import LocalEntryNotFoundError
from huggingface_hub.utils.tqdm import tqdm

from course.hub import transport
from course.hub.limits import Limiter
from course.hub.messages import Request, Response
from course.hub.places import home, place
from course.hub.replay import answer, writes_to
from course.hub.scratch import Scratch
from course.hub.snapshot import Snapshot

_mounts: dict[str, "Mount"] = {}
_lock = threading.RLock()


class Mount:
    """A snapshot that answers for a host in this process, and how often it was asked."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.scratch = Scratch()
        self.limiter: Limiter | None = None
        self.requests = self.writes = 0
        self._counting = threading.Lock()

    def __call__(self, request: Request) -> Response:
        """The snapshot's answer, counted."""
        with self._counting:
            self.requests += request.path != transport.HARNESSES
            self.writes += writes_to(request)
        answered = partial(answer, snapshot=self.snapshot, scratch=self.scratch)
        return self.limiter.answer(request, answered) if self.limiter else answered(request)


class LiveApi(HfApi):
    """The ordinary HfApi, which can say how often it was asked, and in one sentence that there is no network."""

    @property
    def requests_made(self) -> int:
        """How many requests this process sent to its host."""
        return transport.sent.get(_host(self), 0)

    def hf_hub_download(self, *args: Any, **more: Any) -> Any:
        """The client's own."""
        with _no_network_in_one_sentence():
            return super().hf_hub_download(*args, **more)

    def snapshot_download(self, *args: Any, **more: Any) -> Any:
        """The client's own."""
        with _no_network_in_one_sentence():
            return super().snapshot_download(*args, **more)


@contextmanager
def _no_network_in_one_sentence() -> Iterator[None]:
    """A file that is not there because there is no network: that is said, instead of what the client makes of it."""
    try:
        yield
    except LocalEntryNotFoundError as error:
        behind: BaseException | None = error
        while behind is not None and not isinstance(behind, transport.NoNetwork):
            behind = behind.__cause__ or behind.__context__
        if behind is None:
            raise
        raise behind from None


class NoBar(tqdm):
    """The client's progress bar, never shown."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "disable": True})  # type: ignore[no-untyped-call]


class SnapshotApi(HfApi):
    """The ordinary HfApi, except that files are cached apart from the live Hub's and no token is ever sent."""

    def __init__(self, source: str, host: str) -> None:
        super().__init__(endpoint=f"https://{host}", token=False, headers={transport.HEADER: host})
        self.source = source

    @property
    def cache(self) -> Path:
        """Where its files are cached: under COURSE_FILES as it is now, or else beside the built snapshots."""
        label = _host(self).removesuffix(transport.SUFFIX)
        root = Path(os.environ.get("COURSE_FILES") or home() / "files")
        return root / f"{label}-{self.snapshot.meta.digest[:12]}"

    def hf_hub_download(self, *args: Any, cache_dir: str | Path | None = None, **more: Any) -> Any:
        """The client's own, with a cache of the snapshot's own, and without a bar: nothing travels here."""
        return super().hf_hub_download(*args, cache_dir=cache_dir or self.cache, **{"tqdm_class": NoBar, **more})

    def snapshot_download(self, *args: Any, cache_dir: str | Path | None = None, **more: Any) -> Any:
        """The client's own, with a cache of the snapshot's own."""
        return super().snapshot_download(*args, cache_dir=cache_dir or self.cache, **more)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that answers for it: how frames and checks, which import no Hub, reach its date and label."""
        return _mounts[_host(self)].snapshot

    @property
    def requests_made(self) -> int:
        """How many requests the snapshot answered in this process."""
        return _mounts[_host(self)].requests

    @property
    def writes_made(self) -> int:
        """How many of those requests were writes."""
        return _mounts[_host(self)].writes

    def __reduce__(self) -> tuple[Callable[[str], HfApi], tuple[str]]:
        return connect, (self.source,)

    def __repr__(self) -> str:
        snapshot = snapshot_of(self)
        kind = "simulated" if snapshot is None or snapshot.meta.simulated else "recorded"
        return f"<HfApi on the {kind} snapshot {self.source!r}>"


def connect(name: str | Path = "practice") -> HfApi:
    """The Hub as an HfApi: "practice", "nano" or a grading slot, built at first use; "live"; or a snapshot's file.

    The file may lie in a dataset repo of the Hub: hf://datasets/OWNER/REPO/hub.sqlite is downloaded once.
    """
    transport.install()
    # a listing parses every card it brings along, and would say so once for each that has unreadable results
    logging.getLogger("huggingface_hub.repocard_data").setLevel(logging.ERROR)
    if name == "live":
        return LiveApi()
    path, label = place(str(name))
    host = f"{label}{transport.SUFFIX}"
    with _lock:
        mount = _mounts.get(host)
        if mount is None or not mount.snapshot.is_file(path):
            mount = _mounts[host] = transport.answerers[host] = Mount(Snapshot.open(path))
    return SnapshotApi(str(name), host)


def snapshot_of(api: HfApi) -> Snapshot | None:
    """The snapshot that answers for `api`, or None for the live Hub."""
    mount = _mounts.get(_host(api))
    return mount.snapshot if mount else None


def requests_made(api: HfApi) -> int:
    """How many requests the snapshot behind `api`, or else the network on its behalf, was asked in this process."""
    mount = _mounts.get(_host(api))
    return mount.requests if mount else transport.sent.get(_host(api), 0)


def writes_made(api: HfApi) -> int:
    """How many of those requests to a snapshot were writes."""
    mount = _mounts.get(_host(api))
    return mount.writes if mount else 0


def scratch_of(api: HfApi) -> Scratch | None:
    """What was written to the snapshot behind `api` in this process, or None for the live Hub."""
    mount = _mounts.get(_host(api))
    return mount.scratch if mount else None


def limit(api: HfApi, limiter: Limiter | None) -> None:
    """Let the snapshot behind `api` keep the Hub's rate limits from now on, or none."""
    _mounts[_host(api)].limiter = limiter


def _host(api: HfApi) -> str:
    return urlsplit(api.endpoint).hostname or ""
