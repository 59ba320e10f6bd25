"""A Hub that a recording can hold whole, served from a thread; and what records it without waiting."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from course.hub.difference import difference
from course.hub.fetch import Fetcher
from course.hub.limits import Limiter
from course.hub.record import Plan
from course.hub.serve import Application, Server, listen, server
from course.hub.snapshot import RepoFile, Snapshot, SnapshotWriter

MODELS = 30


def write_hub(path: Path) -> Path:
    """A Hub that a recording can hold whole: listings tell all of it, and every file can be read."""
    with SnapshotWriter(path, name="whole", as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        for number in range(MODELS):
            card = RepoFile("README.md", f"---\nlicense: mit\n---\n# {number} é\n".encode())
            weights = RepoFile("model.safetensors", None, 1000 + number, f"{number:064x}")
            info = {"id": f"lab/m{number:02}", "sha": f"{number:040x}", "downloads": number % 9, "likes": number}
            tags = {"tags": ["en", f"t{number % 3}"], "cardData": {"license": "mit"}, "private": False, "gated": False}
            providers = {"quick": {"status": "live", "providerId": "x", "task": "conversational"}}
            more = {"inferenceProviderMapping": providers} if number % 2 else {}
            writer.add_repo("models", {**info, **tags, **more}, [card, RepoFile("config.json", b"{}"), weights])
        writer.add_repo("datasets", {"id": "lab/d", "sha": "d" * 40, "likes": 1}, [RepoFile("README.md", b"# d\n")])
    return path


Wrap = Callable[[Any], Any]


@contextmanager
def serving(path: Path, wrap: Wrap = lambda application: application, limiter: Limiter | None = None) -> Iterator[str]:
    """The address at which a snapshot is served from a thread of this process."""
    with answering(Server(path, limiter, log=lambda line: None), wrap) as address:
        yield address


@contextmanager
def answering(one: Server, wrap: Wrap = lambda application: application) -> Iterator[str]:
    """The address at which a server answers from a thread of this process."""
    where = listen("127.0.0.1", 0)
    running = server(wrap(Application(one)))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [where]})
    thread.start()
    try:
        yield "http://{}:{}".format(*where.getsockname())
    finally:
        running.should_exit = True
        thread.join()
        where.close()


def plan(endpoint: str) -> Plan:
    """Everything there is to record."""
    return Plan(endpoint, models=1000, datasets=10, extras=("cards", "configs", "trees"))


def fetcher(waited: list[float] | None = None) -> Fetcher:
    """A fetcher that does not wait, but notes how long it would."""
    made.append(Fetcher(timeout=0.5, sleep=(waited if waited is not None else []).append, tries=30))
    return made[-1]


made: list[Fetcher] = []


def same(one: Path, other: Path) -> bool:
    """Whether two snapshots say the same."""
    return list(difference(Snapshot.open(one), Snapshot.open(other))) == []
