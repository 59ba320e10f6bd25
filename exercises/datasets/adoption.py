"""Who documents and who is downloaded, on the graded Hubs: the table that the lesson makes of the practice Hub."""

from functools import cache

import numpy as np
import pandas as pd

from course import frames
from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force

BANDS = ["up to 9 months", "9 to 24 months", "older"]
COLUMNS = ["log_downloads", "documented", "author_type", "age"]


def adoption(slot: str) -> pd.DataFrame:
    """One row a model of the graded Hub: log downloads, whether it is documented, kind of author, band of age."""
    return _adoption(slot, in_force()).copy()


@cache
def _adoption(slot: str, _seeds: str) -> pd.DataFrame:
    hub = hubs.hub(slot)
    held = snapshot_of(hub)
    assert held is not None
    table = held.log("capstone_models").merge(hubs.models(slot)[["id", "downloads_all_time"]], on="id")
    table["log_downloads"] = np.log1p(table["downloads_all_time"].astype(float))
    table["documented"] = table["card_score"].ge(50)
    born = table["created_at"].where(table["created_at"].ne(frames.SENTINEL))
    table["age"] = pd.cut((frames.as_of(hub) - born).dt.days, [0, 274, 730, np.inf], labels=BANDS)
    return table[COLUMNS]
