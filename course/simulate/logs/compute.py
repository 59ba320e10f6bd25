"""Shared GPUs and inference providers: who asked for how much, and when models went live."""

from typing import Any

import numpy as np
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, daily, named, numbered, pick, times

REQUESTS, DAYS, EVENTS = 22_000, 7, 900
TIERS = ("anonymous", "free", "pro")
SHARES, SECONDS = (0.24, 0.61, 0.15), (28.0, 34.0, 60.0)
USERS = (1900, 2600, 300)
QUOTAS = (120.0, 210.0, 1500.0)


def zerogpu_requests(hub: Hub) -> pd.DataFrame:
    """A week of requests for shared GPUs; a few anonymous ones come from a browser without a cookie: its session."""
    rng = hub.world.streams("logs.zerogpu")
    tier = pick(rng, SHARES, REQUESTS)
    within = np.floor(np.array(USERS)[tier] * rng.random(REQUESTS) ** 2.2).astype(np.int64)
    user: pd.Series[Any] = pd.Series(
        [f"{TIERS[t][:2]}{number:04d}" for t, number in zip(tier.tolist(), within.tolist(), strict=True)], dtype=object
    )
    nobody = (tier == 0) & (rng.random(REQUESTS) < 0.03)
    sessions = np.cumsum(hub.world.streams("logs.zerogpu.sessions").random(int(nobody.sum())) < 0.8)
    user[nobody] = [f"session-{number:05d}" for number in sessions.tolist()]
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


def zerogpu_quotas() -> pd.DataFrame:
    """Seconds of GPU a UTC day for each tier: what the week was run under, in the documented order of magnitude."""
    return pd.DataFrame({"tier": TIERS, "gpu_s_per_day": QUOTAS})


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
    """Requests for shared GPUs, their quotas, and providers' events."""
    return {
        "zerogpu_requests": zerogpu_requests(hub),
        "zerogpu_quotas": zerogpu_quotas(),
        "provider_events": provider_events(hub),
    }
