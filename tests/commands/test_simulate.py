"""`course simulate`."""

from pathlib import Path

import pytest

from course.cli import main
from course.hub.snapshot import Snapshot
from course.simulate.meta import FEWEST


def test_it_writes_a_hub_and_says_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine.sqlite"
    assert main(["simulate", "--models", "600", "--seed", "7", "--exactly", "--out", str(out)]) == 0
    assert f"{out} (seed 7, 600 models)" in capsys.readouterr().out
    assert Snapshot.open(out).meta.name == "mine"


def test_it_looks_for_a_seed_that_passes_and_says_why_others_do_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", "--models", "1000", "--seed", "119", "--out", str(tmp_path / "b.sqlite")]) == 0
    told = capsys.readouterr()
    assert "seed 119 fails:" in told.err
    assert "(seed 119," not in told.out


@pytest.mark.parametrize(
    ("models", "seed", "sentence"), [("24", "1", "24 models are too few"), ("600", "-1", "not a seed")]
)
def test_what_cannot_be_built_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], models: str, seed: str, sentence: str
) -> None:
    assert main(["simulate", "--models", models, "--seed", seed, "--out", str(tmp_path / "c.sqlite")]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_help_names_the_smallest_hub(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "--help"])
    assert f"at least {FEWEST}" in " ".join(capsys.readouterr().out.split())
