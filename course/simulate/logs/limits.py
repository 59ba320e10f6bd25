"""Requests to the Hub by persona, and three policies that limit them."""

import numpy as np
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, named, numbered, times

# persona: principals, plan, requests a burst, bursts a principal, share of bursts that belong to an upload
PERSONAS = (
    ("newcomer", 900, "free", 14, 3.0, 0.35),
    ("maintainer", 260, "pro", 60, 5.0, 0.45),
    ("CI bot", 45, "free", 420, 2.4, 0.30),
    ("enterprise CI", 30, "enterprise", 520, 2.2, 0.25),
    ("scraper", 14, "anonymous", 900, 1.8, 0.0),
)
BUCKETS = ("api", "resolvers", "pages")
MIX = {
    "newcomer": (0.35, 0.35, 0.30),
    "maintainer": (0.55, 0.35, 0.10),
    "CI bot": (0.35, 0.65, 0.0),
    "enterprise CI": (0.30, 0.70, 0.0),
    "scraper": (0.75, 0.10, 0.15),
}
DAY, TARGET = 86_400, 150_000
# Per five minutes, for api, resolvers and pages: the documented table, one that is stricter, one with an exemption.
TABLE = {
    "anonymous": (500, 3000, 100),
    "free": (1000, 5000, 200),
    "pro": (2500, 12000, 400),
    "team": (3000, 20000, 400),
    "enterprise": (6000, 50000, 600),
}


def api_requests(hub: Hub) -> pd.DataFrame:
    """About 150,000 requests of one day, in bursts; some bursts are uploads."""
    rng = hub.world.streams("logs.api")
    parts = [persona(rng, *spec) for spec in PERSONAS]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.iloc[rng.permutation(len(frame))[:TARGET]].sort_values("second", kind="stable").reset_index(drop=True)
    frame.insert(0, "request_id", numbered("a", np.arange(len(frame))))
    frame.insert(1, "ts", times(NOW - pd.Timedelta(days=1), frame.pop("second").to_numpy()))
    return frame


def persona(
    rng: np.random.Generator, name: str, people: int, plan: str, size: int, bursts: float, uploads: float
) -> pd.DataFrame:
    """The requests of one kind of caller: bursts that last a few minutes."""
    owner = np.repeat(np.arange(people), 1 + rng.poisson(bursts - 1, people))
    count = np.maximum(1, rng.negative_binomial(2, 2 / (2 + size), len(owner)))
    start, lasts = rng.random(len(owner)) * (DAY - 1200), rng.uniform(30, 700, len(owner))
    burst = np.repeat(np.arange(len(owner)), count)
    second = start[burst] + lasts[burst] * rng.random(len(burst))
    upload = rng.random(len(owner)) < uploads
    label = pd.Series(
        [
            f"{name[:2].lower()}-up{number:05d}" if is_upload else None
            for number, is_upload in enumerate(upload.tolist())
        ],
        dtype=object,
    )
    bucket = np.searchsorted(np.cumsum(MIX[name]), rng.random(len(burst)), side="right").clip(0, 2)
    return pd.DataFrame({
        "second": second,
        "principal": [f"{name[:2].lower()}{number:04d}" for number in owner[burst].tolist()],
        "plan": plan,
        "persona": name,
        "bucket": named(BUCKETS, bucket),
        "upload_id": label.iloc[burst].to_numpy(),
    })  # fmt: skip


def rate_policies() -> pd.DataFrame:
    """Quotas by policy, plan and bucket, for windows of 300 seconds."""
    rows = []
    for policy, factor in (("today", 1.0), ("strict", 0.2), ("strict but uploads", 0.2)):
        for plan, quotas in TABLE.items():
            spared = policy.endswith("uploads") and plan != "anonymous"
            rows += [
                (policy, plan, bucket, spared_quota(quota, factor, spared))
                for bucket, quota in zip(BUCKETS, quotas, strict=True)
            ]
    return pd.DataFrame(rows, columns=["policy", "plan", "bucket", "quota"]).assign(window_s=300)


def spared_quota(quota: int, factor: float, spared: bool) -> int:
    """A quota under a policy; where uploads are spared it falls only by half."""
    return round(quota * (max(factor, 0.5) if spared else factor) / 10) if factor < 1 else quota


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Requests and policies."""
    return {"api_requests": api_requests(hub), "rate_policies": rate_policies()}
