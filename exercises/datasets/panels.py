"""Weekly downloads around an edit: panels written by hand, and those of the graded Hubs."""

from functools import cache

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force

WEEKS = range(-8, 8)
Counts = dict[int, float | None]


def panel(treated: dict[str, Counts], control: dict[str, Counts]) -> pd.DataFrame:
    """The counts of models by name and week; a gap is a week without a count."""
    rows = [
        (name, edited, week, count)
        for edited, models in ((True, treated), (False, control))
        for name, counts in models.items()
        for week, count in counts.items()
    ]
    table = pd.DataFrame(rows, columns=["repo_id", "treated", "week", "downloads"])
    return table.astype({"repo_id": object, "treated": bool, "week": "int64", "downloads": "Int64"})


def steps(before: int, after: int, *, middle: int | None = None) -> Counts:
    """A count for each week, `before` the edit and from it on; from week -4 on `middle` if it is given."""
    late = before if middle is None else middle
    return {week: after if week >= 0 else before if week < -4 else late for week in WEEKS}


def random_panel(seed: int, treated: int = 4, control: int = 5) -> pd.DataFrame:
    """A panel of random counts, with models in no particular order."""
    rng = np.random.default_rng(seed)
    names = [f"{letter}{rng.integers(1000)}" for letter in "cAbZaDeBx"[: treated + control]]
    models: list[Counts] = [{week: int(rng.integers(0, 60)) for week in WEEKS} for _ in names]
    split = list(zip(names, models, strict=True))
    return panel(dict(split[:treated]), dict(split[treated:]))


def unseen(slot: str) -> pd.DataFrame:
    """The panel of the graded Hub in `slot`, a copy each time."""
    return _unseen(slot, in_force()).copy()


@cache
def _unseen(slot: str, _seeds: str) -> pd.DataFrame:
    held = snapshot_of(hubs.hub(slot))
    assert held is not None
    return held.log("card_edit_panel")
