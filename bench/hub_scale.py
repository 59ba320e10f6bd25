"""How quickly a snapshot answers, at any number of models: `python -m bench.hub_scale --models 2400000 --keep FILE`."""

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from course.hub.connect import connect
from course.hub.messages import request_from
from course.hub.replay import answer
from course.hub.routes.paging import link
from course.hub.snapshot import RepoFile, Snapshot, SnapshotWriter

SEED = 7
CHUNK = 10_000
TASKS = ["text-generation", "text-classification", "fill-mask", "image-to-text", "feature-extraction", "translation"]
LIBRARIES = ["transformers", "diffusers", "peft", "gguf", "sentence-transformers", "timm"]
SYLLABLES = ["ba", "lo", "mi", "ter", "qua", "vex", "nor", "shi", "pel", "ku", "dra", "zen"]


def models(count: int) -> Iterator[dict[str, Any]]:
    """Drawn models, a chunk at a time: heavy-tailed downloads, eight to twelve tags, some of them rare."""
    random_numbers = np.random.default_rng(SEED)
    for start in range(0, count, CHUNK):
        size = min(CHUNK, count - start)
        downloads = np.floor(random_numbers.pareto(0.9, size) * 5).astype(int)
        likes = random_numbers.geometric(0.3, size) - 1
        ages = random_numbers.integers(0, 1500 * 86400, size)
        draws = random_numbers.integers(0, 2**31, (size, 8))
        rare = random_numbers.zipf(1.4, (size, 3)) % 200_000
        for row in range(size):
            yield model(start + row, draws[row].tolist(), rare[row].tolist(), int(ages[row])) | {
                "downloads": int(downloads[row]),
                "likes": int(likes[row]),
                "trendingScore": int(likes[row]) % 7,
            }


def model(number: int, draw: list[int], rare: list[int], age: int) -> dict[str, Any]:
    """One drawn model, without its counts."""
    author = f"{SYLLABLES[draw[0] % 12]}{SYLLABLES[draw[1] % 12]}{draw[2] % 40_000}"
    name = "-".join(SYLLABLES[digit % 12] + SYLLABLES[digit // 12 % 12] for digit in draw[3:5])
    task, library = TASKS[draw[5] % 6 * (draw[6] % 2)], LIBRARIES[draw[6] % 6]
    tags = [library, task, "region:us", f"license:l{draw[7] % 30}", *dict.fromkeys(f"tag-{one}" for one in rare)]
    tags += ["en"] * (draw[0] % 3 == 0) + ["safetensors"] * (draw[1] % 5 < 3)
    made = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(1_780_000_000 - age))
    return {
        "id": f"{author}/{name}-{number}",
        "author": author,
        "private": False,
        "gated": draw[3] % 40 == 0 and "auto",
        "createdAt": made,
        "lastModified": made,
        "tags": tags,
        "pipeline_tag": task,
        "library_name": library,
        "cardData": {"license": f"l{draw[7] % 30}", "tags": tags[:2]},
        "safetensors": {"parameters": {"BF16": draw[4]}, "total": draw[4]},
    }


def build(path: Path, count: int, cards: int) -> Path:
    """A snapshot of `count` drawn models, the first `cards` of them with a README."""
    with SnapshotWriter(path, name="bench", as_of="2026-06-15T00:00:00Z", simulated=True) as writer:
        for number, info in enumerate(models(count)):
            card = f"---\nlicense: mit\n---\n# {info['id']}\n{number}".encode()
            writer.add_repo("models", info, [RepoFile("README.md", card)] if number < cards else ())
    return path


def questions(snapshot: Snapshot, cards: int) -> dict[str, Callable[[], str]]:
    """What is asked, by name; each gives a path, another one each time."""
    draw = random.Random(SEED)
    first = snapshot.db.execute("SELECT id FROM repo WHERE gated = 'false' ORDER BY seq LIMIT ?", (cards // 2,))
    ids = [row[0] for row in first]
    total = snapshot.meta.counts["models"]
    middling = snapshot.db.execute(
        "SELECT substr(name, 5) FROM term WHERE name LIKE 'tag=tag-%' ORDER BY abs(count - ?) LIMIT 20",
        (max(2, total // 100),),
    ).fetchall()
    rare = snapshot.db.execute("SELECT substr(name, 5) FROM term WHERE name LIKE 'tag=tag-%' AND count < 50 LIMIT 200")
    tags, rarities = [row[0] for row in middling], [row[0] for row in rare]
    deep = deep_pages(snapshot)

    def syllables() -> str:
        return draw.choice(SYLLABLES) + draw.choice(SYLLABLES)

    def three() -> str:
        return f"filter=safetensors&filter=en&filter={draw.choice(tags)}"

    return {
        "first page by downloads": lambda: "/api/models?sort=downloads&limit=50",
        "by likes, or newest": lambda: f"/api/models?sort={draw.choice(['likes', 'createdAt'])}&limit=50",
        "a common tag": lambda: f"/api/models?filter={draw.choice(LIBRARIES)}&sort=downloads&limit=50",
        "a rare tag": lambda: f"/api/models?filter={draw.choice(rarities)}&sort=downloads&limit=50",
        "a middling tag by likes": lambda: f"/api/models?filter={draw.choice(tags)}&sort=likes&limit=50",
        "three tags": lambda: f"/api/models?{three()}&sort=downloads&limit=50",
        "a search": lambda: f"/api/models?search={syllables()}&sort=downloads&limit=50",
        "three tags, search, sort": lambda: f"/api/models?{three()}&search={syllables()}&sort=likes&limit=50",
        "a tag and parameters": lambda: "/api/models?filter=en&num_parameters=min:1B,max:1.1B&sort=likes&limit=50",
        "a page of 1000, expanded": lambda: "/api/models?sort=downloads&expand=downloads&expand=cardData&expand=tags",
        "a deep page": lambda: draw.choice(deep),
        "one model": lambda: f"/api/models/{draw.choice(ids)}",
        "one README": lambda: f"/{draw.choice(ids)}/resolve/main/README.md",
    }


def deep_pages(snapshot: Snapshot) -> list[str]:
    """Pages that begin anywhere in the middle."""
    request = request_from("GET", "https://bench.example/api/models?sort=downloads&limit=50", {})
    seal = f"models:downloads:{snapshot.meta.digest[:12]}"
    total = snapshot.meta.counts["models"]
    places = [total * share // 100 for share in range(10, 95, 5)]
    return [link(request, seal, place)["Link"].split("example")[1].split(">")[0] for place in places]


Times = list[tuple[float, float]]


def measure(snapshot: Snapshot, make: Callable[[], str], rounds: int) -> Times:
    """Milliseconds of each answer, by the clock and of this thread's processor; the client not included."""
    times = []
    for _ in range(rounds):
        request = request_from("GET", f"https://bench.example{make()}", {})
        times.append(timed(partial(answer, request, snapshot)))
    return times


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of one call, by the clock and of this thread's processor."""
    clock, processor = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - clock) * 1e3, (time.thread_time() - processor) * 1e3


def quantiles(times: Times) -> list[float]:
    """p50 and p95 by the clock, then p50 and p95 of the processor."""
    columns = [sorted(column) for column in zip(*times, strict=True)]
    return [column[len(column) * share // 100] for column in columns for share in (50, 95)]


def through_the_client(path: Path, snapshot: Snapshot, rounds: int) -> dict[str, Times]:
    """Milliseconds of what a notebook calls, the client's own object building included."""
    api, draw = connect(path), random.Random(SEED)
    ids = [row[0] for row in snapshot.db.execute("SELECT id FROM repo ORDER BY seq LIMIT 1000")]
    calls: dict[str, Callable[[], object]] = {
        "client: model_info": lambda: api.model_info(draw.choice(ids)),
        "client: filtered, 50 by likes": lambda: list(
            api.list_models(filter=["en", draw.choice(LIBRARIES)], sort="likes", limit=50, expand=["downloads", "tags"])
        ),
        "client: searched, 50": lambda: list(
            api.list_models(search=draw.choice(SYLLABLES), sort="downloads", limit=50)
        ),
    }
    return {name: [timed(call) for _ in range(rounds)] for name, call in calls.items()}


def main() -> None:
    """Build the file unless it is there, ask, print p50 and p95."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=4_200)
    parser.add_argument("--cards", type=int, default=20_000, help="how many models have a README")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="build here, or use the file that is here")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder, "bench.sqlite")
        built = timed(lambda: path.exists() or build(path, given.models, given.cards))
        report(path, built, given)


def report(path: Path, built: tuple[float, float], given: argparse.Namespace) -> None:
    """Print what was measured."""
    begun = time.perf_counter()
    snapshot = Snapshot.open(path)
    opened = time.perf_counter() - begun
    size, peak = path.stat().st_size / 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    asked = questions(snapshot, min(given.cards, given.models))
    every = {name: measure(snapshot, make, given.rounds) for name, make in asked.items()}
    every |= through_the_client(path, snapshot, given.rounds)
    rows = {name: quantiles(times) for name, times in every.items()}
    if given.json:
        print(json.dumps({"models": snapshot.meta.counts["models"], "built": built, "MB": size, "ms": rows}))
        return
    print(f"{snapshot.meta.counts['models']:,} models: built in {built[0] / 1e3:.1f} s", end="")
    print(f" ({built[1] / 1e3:.1f} s of processor), {size:,.0f} MB,", end="")
    print(f" peak {peak:,.0f} MB, opened in {opened * 1e3:.1f} ms")
    print(f"{'milliseconds':32}clock p50   p95   processor p50   p95")
    for name, (clock, slow, processor, busy) in rows.items():
        print(f"{name:32}{clock:9.2f} {slow:5.2f} {processor:15.2f} {busy:5.2f}")


if __name__ == "__main__":
    main()
