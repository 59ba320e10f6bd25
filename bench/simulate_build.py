"""How long it takes to build a simulated Hub, how much memory that needs, and how large it is.

Run: python -m bench.simulate_build [--models 4200 100000] [--columns 2400000]
`--columns` draws everything about a Hub but writes only its first repos: the memory of a large build in little time.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from course.simulate.build import build
from course.simulate.hub import Hub

FIRST = 20_000


def measured(models: int, work: Callable[[int], str]) -> None:
    """Print what `work` returns, seconds by the clock and of processor, and the highest memory so far."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work(models)
    seconds, busy = time.perf_counter() - clock, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1000 * busy / models
    print(
        f"{models:,} models {found}: {seconds:.1f} s by the clock, {busy:.1f} s of processor ({each:.2f} ms a model), "
        f"{memory:.0f} MiB of memory at most",
        flush=True,
    )


def built(models: int) -> str:
    """The size of a snapshot of `models` models, built now."""
    with tempfile.TemporaryDirectory() as folder:
        path = build(Path(folder) / "hub.sqlite", seed=101, models=models, name="bench")
        return f"in a file of {path.stat().st_size / 2**20:.0f} MiB"


def columns(models: int) -> str:
    """What one repo takes, once everything about a Hub of `models` models was drawn."""
    hub = Hub(101, models)
    for part in (hub.rows.children.parent, hub.spaces.ids, hub.evals.boards):
        assert len(part)
    start = time.process_time()
    count = sum(1 for _ in islice(hub.repos(), FIRST))
    return f"drawn, {1000 * (time.process_time() - start) / count:.2f} ms a repo"


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, nargs="*", default=[1000, 4200])
    parser.add_argument("--columns", type=int, nargs="*", default=[])
    args = parser.parse_args()
    for models in args.models:
        measured(models, built)
    for models in args.columns:
        measured(models, columns)


if __name__ == "__main__":
    main()
