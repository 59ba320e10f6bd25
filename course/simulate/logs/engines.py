"""Engines, machines, and how deployments went."""

from typing import Any

import numpy as np
import pandas as pd

from course.simulate import mixes
from course.simulate.hub import Hub
from course.simulate.logs.badges import Badges, support_table
from course.simulate.logs.frame import named, pick

OUTCOMES = ("ok", "load_error", "wrong_output")
ATTEMPTS = 6000
CHANCE = {"yes": (0.88, 0.08, 0.04), "no": (0.07, 0.88, 0.05), "unknown": (0.55, 0.38, 0.07)}
# Invented vendors; the machines follow the documented price table of August 2026.
MACHINES = (("cpu-s", "cpu", 2, 4, 0, 0.033), ("cpu-m", "cpu", 4, 8, 0, 0.067), ("cpu-l", "cpu", 8, 16, 0, 0.134),
            ("t4", "gpu", 4, 15, 16, 0.50), ("l4", "gpu", 8, 30, 24, 0.80), ("a10g", "gpu", 6, 30, 24, 1.00),
            ("l40s", "gpu", 8, 62, 48, 1.80), ("a100", "gpu", 12, 142, 80, 2.50), ("h200", "gpu", 22, 256, 141, 5.00),
            ("h100", "gpu", 26, 234, 80, 10.00), ("inf2", "accelerator", 4, 14, 32, 0.75))  # fmt: skip
# What is not as usual, by vendor and machine: cheap ones that cannot be had, and a large one cheaper than smaller ones.
STATUS = {("baycloud", "t4"): "low_availability", ("baycloud", "l4"): "not_available",
          ("baycloud", "a100"): "not_available", ("baycloud", "h100"): "reserved", ("northcloud", "l40s"): "deprecated",
          ("steppecloud", "l4"): "not_available", ("steppecloud", "h200"): "low_availability"}  # fmt: skip
PRICES = {("steppecloud", "l40s"): 0.80, ("steppecloud", "a100"): 2.50, ("northcloud", "a10g"): 0.80}
FULL = ("not_available", "reserved")
UNTOLD = 0.006  # of attempts: nobody wrote down how they ended
VENDORS = (("northcloud", "north-1", 1.0), ("baycloud", "bay-2", 0.875), ("steppecloud", "steppe-1", 1.12))


def hardware() -> pd.DataFrame:
    """Machines to rent: the columns of the client's InferenceEndpointHardware; each instance type has one price."""
    rows = [machine(vendor, region, factor, *kind) for vendor, region, factor in VENDORS for kind in MACHINES]
    four = {"num_accelerators": 4, "instance_type": "north-a100-quad", "instance_size": "x4"}
    rows.append(machine("northcloud", "north-1", 1.0, "a100", "gpu", 48, 568, 320, 10.00) | four)
    frame = pd.DataFrame(rows)
    frame["id"] = [f"{row.vendor}-{row.instance_type}-x{row.num_accelerators}" for row in frame.itertuples()]
    frame["gpu_memory_gb"] = frame["gpu_memory_gb"].astype("Int64")
    return frame[["id", *[name for name in frame.columns if name != "id"]]]


def machine(
    vendor: str, region: str, factor: float, name: str, kind: str, cpus: int, memory: int, gpu: int, price: float
) -> dict[str, Any]:
    """One row of the table of machines."""
    status = STATUS.get((vendor, name), "available")
    return {
        "vendor": vendor,
        "region": region,
        "accelerator": "neuron" if kind == "accelerator" else kind,
        "instance_type": f"{vendor[:5]}-{name}",
        "instance_size": "x1",
        "architecture": name,
        "num_accelerators": 1,
        "num_cpus": cpus,
        "memory_gb": float(memory),
        "gpu_memory_gb": gpu or None,
        "price_per_hour": PRICES.get((vendor, name), round(price * factor, 3)),
        "status": status,
        "max_accelerators": 16,
        "used_accelerators": 16 if status in FULL else 3,
    }


def deploy_outcomes(hub: Hub) -> pd.DataFrame:
    """Six thousand attempts to serve a model, and what came of them; of a few nobody wrote that down."""
    rng, badges, truly = hub.world.streams("logs.deploy"), Badges(hub), Badges(hub, declared=False)
    chat = [mixes.TASKS.index(name) for name in ("text-generation", "image-text-to-text", "text-classification")]
    tried = np.flatnonzero(np.isin(hub.world.task, chat) & ~hub.world.private)
    weights = 1 + hub.adoption.downloads[tried] ** 0.3
    rows = rng.choice(tried, ATTEMPTS, p=weights / weights.sum())
    engines = named(("vllm", "tgi"), pick(rng, (0.65, 0.35), ATTEMPTS))
    gpus = rng.choice([16, 24, 48, 80], ATTEMPTS, p=[0.2, 0.4, 0.2, 0.2])
    draws = rng.random(ATTEMPTS)
    known: dict[tuple[int, str], str] = {}
    outcomes = []
    for row, engine, gpu, draw in zip(rows.tolist(), engines, gpus.tolist(), draws.tolist(), strict=True):
        badge = known.setdefault((row, engine), badges.badge(row, engine))
        outcomes.append(outcome(truly, row, badge, float(gpu), draw))
    untold = hub.world.streams("logs.deploy.untold").random(ATTEMPTS) < UNTOLD
    minutes = np.round(np.exp(rng.normal(2.4, 0.7, ATTEMPTS)), 1)
    ids = [hub.ids[row] for row in rows.tolist()]
    return pd.DataFrame(
        {
            "model_id": ids,
            "engine": engines,
            "gpu": [f"{gpu}gb" for gpu in gpus],
            "outcome": pd.Series(outcomes, dtype=object).mask(pd.Series(untold)),
            "minutes": minutes,
        }
    )


def outcome(badges: Badges, row: int, badge: str, gpu: float, draw: float) -> str:
    """How one attempt ended: out of memory where it does not fit, else by the badge's odds."""
    if badge == "yes" and not badges.fits(row, gpu):
        return "oom"
    return OUTCOMES[min(int(np.searchsorted(np.cumsum(CHANCE[badge]), draw, side="right")), 2)]


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Engine support, deployments, machines."""
    return {"engine_support": support_table(), "deploy_outcomes": deploy_outcomes(hub), "hardware": hardware()}
