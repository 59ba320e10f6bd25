"""Building a snapshot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.hub.snapshot import Snapshot
from course.simulate.build import build, write_manifest
from course.simulate.hub import Hub
from course.simulate.truth import truth
from tests.simulate.conftest import SEED, SMALL

BUILD = """
import sys
from pathlib import Path
from course.hub.snapshot import Snapshot
from course.simulate.build import build
print(Snapshot.open(build(Path(sys.argv[1]), seed=101, models=900, name=sys.argv[2])).meta.digest)
"""


def digest(path: Path, name: str, **environment: str) -> str:
    """The digest of the same Hub built in another process."""
    command = [sys.executable, "-c", BUILD, str(path), name]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_content_does_not_depend_on_process_threads_or_hash_seed(snapshot: Snapshot, tmp_path: Path) -> None:
    for number, hashes in enumerate(("1", "2718")):
        other = digest(
            tmp_path / f"{number}.sqlite", f"name-{number}", PYTHONHASHSEED=hashes, OMP_NUM_THREADS=hashes[:1]
        )
        assert other == snapshot.meta.digest


def test_another_seed_gives_another_hub(snapshot: Snapshot, tmp_path: Path) -> None:
    other = Snapshot.open(build(tmp_path / "b.sqlite", seed=SEED + 1, models=SMALL, name="b"))
    assert other.meta.digest != snapshot.meta.digest


def test_the_snapshot_says_what_it_is(snapshot: Snapshot) -> None:
    assert snapshot.meta.simulated
    assert snapshot.meta.as_of == "2026-06-15T00:00:00Z"
    assert snapshot.meta.counts["models"] == SMALL


def test_a_manifest_tells_what_was_planted(hub: Hub, tmp_path: Path) -> None:
    write_manifest(tmp_path / "planted.json", truth(hub))
    told = json.loads((tmp_path / "planted.json").read_text())
    assert (told["seed"], told["models"], told["planted"]["column"]) == (SEED, SMALL, "s1")


def test_nothing_that_was_planted_lies_beside_a_snapshot_or_in_it(path: Path, snapshot: Snapshot) -> None:
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert set(snapshot.meta.more) == {"models", "sampling_fraction"}
    assert not [name for name in snapshot.logs() if name.startswith("hidden")]


def test_progress_only_grows_and_ends_at_one(tmp_path: Path) -> None:
    seen: list[float] = []
    build(tmp_path / "c.sqlite", seed=SEED, models=600, name="c", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_too_few_models_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="24 models are too few to plant anything in; ask for at least 600"):
        build(tmp_path / "d.sqlite", seed=1, models=24, name="d")
    assert not list(tmp_path.iterdir())
