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


def measured(label: str, work: Callable[[], float]) -> None:
    """Print seconds by the clock and of processor, the highest memory so far, and what `work` returns."""
    clock, processor = time.perf_counter(), time.process_time()
    size = work()
    seconds, busy = time.perf_counter() - clock, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label}: {seconds:.1f} s by the clock, {busy:.1f} s of processor, {memory:.0f} MiB at most, {size:.1f}")


def built(models: int) -> float:
    """The size in MiB of a snapshot of `models` models, built now."""
    with tempfile.TemporaryDirectory() as folder:
        path = build(Path(folder) / "hub.sqlite", seed=101, models=models, name="bench")
        return path.stat().st_size / 2**20


def columns(models: int) -> float:
    """Milliseconds of processor a repo, once everything about a Hub of `models` models was drawn."""
    hub = Hub(101, models)
    for part in (hub.rows.children, hub.spaces.ids, hub.evals.boards):
        assert part
    start = time.process_time()
    count = sum(1 for _ in islice(hub.repos(), FIRST))
    return 1000 * (time.process_time() - start) / count


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, nargs="*", default=[1000, 4200])
    parser.add_argument("--columns", type=int, nargs="*", default=[])
    args = parser.parse_args()
    for models in args.models:
        measured(f"{models:,} models, MiB on disk last", lambda models=models: built(models))  # type: ignore[misc]
    for models in args.columns:
        measured(f"{models:,} models drawn, ms a repo last", lambda models=models: columns(models))  # type: ignore[misc]


if __name__ == "__main__":
    main()
