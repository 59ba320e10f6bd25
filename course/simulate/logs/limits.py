"""Requests to the Hub by persona, and four policies that limit them."""

import numpy as np
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, named, numbered, times

# persona: principals, plan, requests a burst, bursts a principal, share of bursts that belong to an upload
PERSONAS = (
    ("newcomer", 640, "free", 16, 2.6, 0.40),
    ("maintainer", 170, "pro", 60, 3.6, 0.45),
    ("CI bot", 40, "free", 300, 2.4, 0.30),
    ("enterprise CI", 26, "enterprise", 420, 2.2, 0.25),
    ("scraper", 14, "anonymous", 900, 1.8, 0.0),
)
FOLDER, SPREAD, LARGEST = 2.2, 1.2, 6000  # an upload against a usual burst: requests, spread of their logarithm, most
BUCKETS = ("api", "resolvers", "pages")
MIX = {
    "newcomer": (0.35, 0.35, 0.30),
    "maintainer": (0.55, 0.35, 0.10),
    "CI bot": (0.35, 0.65, 0.0),
    "enterprise CI": (0.30, 0.70, 0.0),
    "scraper": (0.75, 0.10, 0.15),
}
DAY, TARGET = 86_400, 150_000
# What is left of today's quotas, and whether requests that belong to an upload are counted in a bucket of their own.
POLICIES = (("today", 1.0, False), ("half", 0.5, False), ("strict", 0.2, False), ("strict, uploads spared", 0.2, True))
UPLOADS = "uploads"  # the bucket of those requests; only the last policy tells it from the others
# Per five minutes, for api, resolvers and pages: the documented table.
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
    upload = rng.random(len(owner)) < uploads
    folder = np.exp(rng.normal(np.log(FOLDER * size), SPREAD, len(owner))).clip(1, LARGEST)
    count = np.where(upload, folder, rng.negative_binomial(2, 2 / (2 + size), len(owner))).clip(1).astype(np.int64)
    start, lasts = rng.random(len(owner)) * (DAY - 1200), rng.uniform(30, np.where(upload, 300, 700), len(owner))
    burst = np.repeat(np.arange(len(owner)), count)
    second = start[burst] + lasts[burst] * rng.random(len(burst))
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
    """Quotas by policy, plan and bucket, for windows of 300 seconds.

    The policy that spares uploads has a fourth bucket for the requests with an `upload_id`, with today's quota of all
    three together; under the others such requests count where they belong.
    """
    rows = []
    for policy, share, spared in POLICIES:
        for plan, quotas in TABLE.items():
            rows += [(policy, plan, name, round(quota * share)) for name, quota in zip(BUCKETS, quotas, strict=True)]
            rows += [(policy, plan, UPLOADS, sum(quotas))] if spared else []
    return pd.DataFrame(rows, columns=["policy", "plan", "bucket", "quota"]).assign(window_s=300)


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Requests and policies."""
    return {"api_requests": api_requests(hub), "rate_policies": rate_policies()}
