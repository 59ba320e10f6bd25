"""Contributions over time: who comes back."""

import numpy as np
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, named, numbered, pick, times

USERS, EVENTS, MONTHS = 5200, 16_000, 12
KINDS = ("pull_request", "comment", "commit", "discussion")


def contrib_events(hub: Hub) -> pd.DataFrame:
    """Sixteen thousand contributions of a year; most people come once, the careful come back."""
    rng = hub.world.streams("logs.contrib")
    joined = MONTHS * 30.4 * rng.random(USERS) ** 0.8
    care = rng.normal(0, 1, USERS)
    months = np.where(rng.random(USERS) < 1 / (1 + np.exp(1.0 - 1.1 * care)), rng.geometric(0.25, USERS), 0)
    user = np.repeat(np.arange(USERS), 1 + months + rng.poisson(0.8, USERS))
    later = np.concatenate([[False], user[1:] == user[:-1]])
    when = joined[user] + later * rng.exponential(55, len(user))
    keep = when < MONTHS * 30.4
    user, when = user[keep], when[keep]
    order = np.argsort(when, kind="stable")[:EVENTS]
    repos = np.flatnonzero(hub.cards.present & ~hub.world.private)
    chosen = repos[np.floor(len(repos) * rng.random(len(order)) ** 1.5).astype(np.int64)]
    return pd.DataFrame({
        "user_id": numbered("c", user[order]),
        "ts": times(NOW - pd.Timedelta(days=MONTHS * 30.4), when[order] * 86_400),
        "kind": named(KINDS, pick(rng, (0.2, 0.4, 0.3, 0.1), len(order))),
        "repo_id": [hub.ids[row] for row in chosen.tolist()],
    })  # fmt: skip


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Contributions."""
    return {"contrib_events": contrib_events(hub)}
