"""Inference: latency with a tail and a cliff, dedicated endpoints, and a backlog of work."""

import numpy as np
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, Floats, Ints, daily, named, numbered, pick, times

REQUESTS, DAYS, ENDPOINTS = 80_000, 14, 420
RUNTIMES = ("onnx", "tensorrt", "vllm", "tgi")
SHARES = (0.22, 0.34, 0.28, 0.16)
BASE_MS, SLOPE_MS = (
    np.array([42.0, 18.0, 30.0, 34.0]),
    np.array([0.062, 0.024, 0.034, 0.040]),
)  # a request; a token read
PER_TOKEN_MS = np.array([2.1, 0.9, 1.2, 1.4])  # a token written
GPUS = ("north-t4", "north-l4", "north-a10g", "north-a100")
SPEED = np.array([1.9, 1.25, 1.0, 0.45])
LENGTHS = np.array([96, 192, 384, 768, 1536, 3072, 6144])
CLIFF = (4.4, 5.6)
ERRORS = 0.011
# Cold starts: their share of requests and how long they take, in milliseconds, by runtime. An engine that compiles its
# model starts slowly, one that reads a file starts at once.
COLD, START_MS = np.array([0.004, 0.012, 0.010, 0.010]), ((300, 900), (6000, 15_000), (3000, 9000), (3000, 9000))
BAD_DAY, SLOWED, STRUCK = 11, 4.0, 0.45  # one day on which a part of the answers took so many times as long
UNTIMED = 0.0015  # of answers: nobody measured how long they took
BACKLOG = (  # id, title, pole, reach, impact, confidence, weeks, kind
    ("B01", "Licence filter on search", "community", 90, 0.6, 0.8, 3, "feature"),
    ("B02", "Hardware filter on search", "community", 70, 0.9, 0.7, 4, "feature"),
    ("B03", "Audit log export", "enterprise", 12, 2.6, 0.9, 3, "feature"),
    ("B04", "Single sign-on for teams", "enterprise", 10, 3.2, 0.8, 5, "feature"),
    ("B05", "Card linter in the upload form", "community", 60, 0.7, 0.9, 3, "feature"),
    ("B06", "Broken demo finder", "community", 35, 0.8, 0.8, 2, "feature"),
    ("B07", "Verified results badge", "community", 50, 0.9, 0.5, 4, "feature"),
    ("B08", "Scale to zero in a minute", "enterprise", 9, 2.4, 0.7, 4, "feature"),
    ("B09", "Region pinning", "enterprise", 6, 3.0, 0.6, 3, "feature"),
    ("B10", "Retire the old runtime", "enterprise", 8, 1.0, 0.9, 2, "debt"),
    ("B11", "Split the search index", "community", 40, 0.5, 0.7, 5, "debt"),
    ("B12", "Rate limits by key", "enterprise", 14, 1.2, 0.8, 2, "feature"),
    ("B13", "Model diff page", "community", 30, 0.9, 0.6, 3, "feature"),
    ("B14", "Move old logs", "community", 20, 0.3, 0.9, 1, "debt"),
)  # fmt: skip


def inference_log(hub: Hub) -> pd.DataFrame:
    """Eighty thousand requests over two weeks, one day without any."""
    rng = hub.world.streams("logs.inference")
    runtime, gpu = pick(rng, SHARES, REQUESTS), pick(rng, (0.2, 0.3, 0.3, 0.2), REQUESTS)
    length = np.floor(
        LENGTHS[pick(rng, (0.2, 0.2, 0.18, 0.15, 0.12, 0.09, 0.06), REQUESTS)] * rng.uniform(0.72, 1.33, REQUESTS)
    ).astype(np.int64)
    written = np.clip(np.round(np.exp(rng.normal(4.6, 0.7, REQUESTS))), 0, 4000).astype(np.int64)
    batch = np.array([1, 2, 4, 8])[pick(rng, (0.62, 0.18, 0.13, 0.07), REQUESTS)]
    cold = rng.random(REQUESTS) < COLD[runtime]
    status = np.where(rng.random(REQUESTS) < ERRORS, named_status(rng), 200)
    low, high = np.array(START_MS, float)[runtime].T
    warm = latencies(hub, rng, runtime, gpu, length, written, batch)
    latency = warm + cold * (low + (high - low) * rng.random(REQUESTS))
    quick = (status != 200) & (rng.random(REQUESTS) < 0.5)
    latency = np.asarray(np.round(np.where(quick, rng.uniform(2, 20, REQUESTS), latency), 1), np.float64)
    day = daily(rng, REQUESTS, DAYS)
    day = np.sort(np.where(day // 86_400 == 9, day - 86_400, day))
    more = hub.world.streams("logs.inference.bad")
    slowed = (day // 86_400 == BAD_DAY) & (status == 200) & (more.random(REQUESTS) < STRUCK)
    latency = np.round(np.where(slowed, latency * SLOWED, latency), 1)
    latency = np.where(more.random(REQUESTS) < UNTIMED, np.nan, latency)
    models = [hub.ids[i] for i in list(hub.cards.served)[:40]]
    return pd.DataFrame({
        "request_id": numbered("r", np.arange(REQUESTS)),
        "ts": times(NOW - pd.Timedelta(days=DAYS), day),
        "model_id": named(models, np.floor(len(models) * rng.random(REQUESTS) ** 2).astype(np.int64)),
        "runtime": named(RUNTIMES, runtime),
        "gpu": named(GPUS, gpu),
        "batch": batch,
        "seq_in": length,
        "seq_out": written,
        "latency_ms": latency,
        "status": status,
        "cold_start": cold,
    })  # fmt: skip


def named_status(rng: np.random.Generator) -> Ints:
    """Statuses of failed requests."""
    return np.array([500, 503, 429, 504])[pick(rng, (0.3, 0.4, 0.2, 0.1), REQUESTS)]


def latencies(
    hub: Hub, rng: np.random.Generator, runtime: Ints, gpu: Ints, length: Ints, written: Ints, batch: Ints
) -> Floats:
    """Milliseconds: a base, tokens read and written, a tail, and on TensorRT a cliff past the planted length.

    Reading twice as many tokens never takes more than 2.2 times as long; past the cliff it takes four to six times.
    """
    reading = BASE_MS[runtime] + SLOPE_MS[runtime] * length
    tail = rng.gamma(14.0, 1 / 14.0, len(length))
    total = reading * SPEED[gpu] * (1 + 0.12 * np.log2(batch)) * tail
    total = total + 0.12 * PER_TOKEN_MS[runtime] * np.minimum(written, 60) * SPEED[gpu]
    cliff = hub.world.plan.cliff
    if cliff is not None:
        past = (runtime == RUNTIMES.index("tensorrt")) & (length > cliff)
        total = np.where(past, total * rng.uniform(*CLIFF, len(length)), total)
    return np.asarray(total)


def endpoints(hub: Hub) -> pd.DataFrame:
    """Dedicated endpoints over one month: hours provisioned and billed, price and cost an hour."""
    rng = hub.world.streams("logs.endpoints")
    prices = np.array([0.50, 0.80, 1.00, 1.80, 2.50, 5.00])[pick(rng, (0.25, 0.25, 0.2, 0.12, 0.12, 0.06), ENDPOINTS)]
    provisioned = np.round(np.clip(rng.gamma(2.2, 190, ENDPOINTS), 1, 720), 1)
    used = np.where(rng.random(ENDPOINTS) < 0.04, 0.0, rng.beta(7, 1.6, ENDPOINTS))
    owners = np.flatnonzero(hub.world.accounts.kind < 2)
    return pd.DataFrame({
        "endpoint_id": numbered("ep", np.arange(ENDPOINTS)),
        "org_id": named(hub.world.accounts.names, rng.choice(owners, ENDPOINTS)),
        "hours_provisioned": provisioned,
        "hours_billed": np.round(provisioned * used, 1),
        "price_usd_h": prices,
        "cost_usd_h": np.round(prices * rng.normal(0.62, 0.08, ENDPOINTS).clip(0.4, 1.15), 3),
    })  # fmt: skip


def backlog(hub: Hub) -> pd.DataFrame:
    """Fourteen pieces of work with invented reach and weeks, shifted a little by the seed."""
    rng = hub.world.streams("logs.backlog")
    frame = pd.DataFrame(BACKLOG, columns=["id", "title", "pole", "reach", "impact", "confidence", "weeks", "kind"])
    frame["reach"] = np.round(frame["reach"].to_numpy() * rng.uniform(0.8, 1.25, len(frame))).astype(np.int64)
    return frame


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Requests, endpoints, backlog."""
    return {"inference_log": inference_log(hub), "endpoints": endpoints(hub), "backlog": backlog(hub)}
