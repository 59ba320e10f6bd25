"""The simulated logs: what the owner of a Hub would see, and the public Hub does not show."""

import pandas as pd
from huggingface_hub import HfApi

from course.hub.connect import connect, snapshot_of
from course.hub.snapshot import SnapshotError


def log(name: str, api: HfApi | None = None) -> pd.DataFrame:
    """The simulated log `name` of the Hub that `api` asks, or of practice; every row says `simulated`.

    Raises SnapshotError for the live Hub, which has none, and for a name that is not there. What is kept back for
    grading is in no snapshot.
    """
    snapshot = snapshot_of(connect("practice") if api is None else api)
    if snapshot is None:
        raise SnapshotError(f"{name!r}: the live Hub shows no logs; ask a snapshot, such as connect('practice').")
    known = snapshot.logs()
    if name not in known:
        raise SnapshotError(f"{snapshot.meta.name} shows no log {name!r}; it has: {', '.join(known) or 'none'}.")
    return snapshot.log(name)
