"""Shared GPUs and inference providers: who asked for how much, and when models went live."""

import numpy as np
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, daily, named, numbered, pick, times

REQUESTS, DAYS, EVENTS = 22_000, 7, 900
TIERS = ("anonymous", "free", "pro")
SHARES, SECONDS = (0.24, 0.61, 0.15), (28.0, 34.0, 60.0)
USERS = (1900, 2600, 300)


def zerogpu_requests(hub: Hub) -> pd.DataFrame:
    """A week of requests for shared GPUs; some anonymous requests carry no user."""
    rng = hub.world.streams("logs.zerogpu")
    tier = pick(rng, SHARES, REQUESTS)
    within = np.floor(np.array(USERS)[tier] * rng.random(REQUESTS) ** 2.2).astype(np.int64)
    user = pd.Series(
        [f"{TIERS[t][:2]}{number:04d}" for t, number in zip(tier.tolist(), within.tolist(), strict=True)], dtype=object
    )
    user[(tier == 0) & (rng.random(REQUESTS) < 0.03)] = None
    seconds = np.round(np.clip(np.exp(rng.normal(np.log(np.array(SECONDS)[tier]), 0.8)), 1, 600), 1)
    start = np.sort(daily(rng, REQUESTS, DAYS))
    spaces = demos(hub)
    return pd.DataFrame({
        "request_id": numbered("z", np.arange(REQUESTS)),
        "user_id": user,
        "tier": named(TIERS, tier),
        "ts": times(NOW - pd.Timedelta(days=DAYS), start),
        "gpu_s": seconds,
        "ok": rng.random(REQUESTS) < np.where(seconds > 120, 0.80, 0.93),
        "space_id": named(spaces, np.floor(len(spaces) * rng.random(REQUESTS) ** 1.7).astype(np.int64)),
    })  # fmt: skip


def demos(hub: Hub) -> list[str]:
    """Spaces whose models work, which is where GPUs are asked for."""
    spaces = hub.spaces
    return [spaces.ids[i] for i in range(len(spaces.linked)) if not spaces.broken[i]][:300]


def provider_events(hub: Hub) -> pd.DataFrame:
    """When models went live at a provider; first those the Hub shows as served, then others that were tried."""
    from course.simulate.serving import PROVIDERS

    rng, served = hub.world.streams("logs.providers"), list(hub.cards.served)
    others = np.flatnonzero(~hub.world.private & hub.cards.present)
    rows = np.concatenate([np.array(served, np.int64), rng.choice(others, max(0, EVENTS - len(served)))])[:EVENTS]
    wait = rng.exponential(50 * 86_400, len(rows))
    end = NOW.timestamp()
    live = np.minimum(hub.world.created[rows] + wait, end - 3600 * (1 + rng.random(len(rows))))
    frame = pd.DataFrame(
        {
            "model_id": [hub.ids[row] for row in rows.tolist()],
            "provider": named(PROVIDERS, rng.integers(0, len(PROVIDERS), len(rows))),
        }
    )
    frame["live_at"] = times(pd.Timestamp(0, tz="UTC"), live)
    return frame.drop_duplicates(["model_id", "provider"]).sort_values(["live_at", "model_id"]).reset_index(drop=True)


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Requests for shared GPUs and providers' events."""
    return {"zerogpu_requests": zerogpu_requests(hub), "provider_events": provider_events(hub)}
