"""Which planted values a snapshot has: four columns, so that a remembered conclusion fails on another seed."""

from dataclasses import dataclass

from course.simulate.meta import CAPSTONE_SEED, PRACTICE_SEED


@dataclass(frozen=True)
class Plan:
    """Planted values; effects in points are hundredths of a share, `card_effect` is a relative change."""

    column: str
    card_effect: float
    metadata_by_repo: float
    metadata_by_attempt: float
    panel_points: tuple[float, float, float]  # developer, researcher, enterprise
    upload_ratio: float
    uploaders_per_arm: int
    enterprise_split: float
    decision: str
    worst_step: str
    failing_terms: tuple[str, str, str]
    cliff: int | None
    broken_spaces: float
    gaps: tuple[float, float]  # mean self-report gap in points: without a source, with one
    nrr: float
    top_supplier: float
    leaking_signal: str
    segment_gap: float


PLANS = {
    "s0": Plan("s0", 0.18, 0.68, 0.77, (4.5, 0.5, -1.0), 0.995, 9000, 0.50, "ship", "inference_call",
               ("8gb", "gguf", "vllm"), 2048, 0.22, (7.0, 1.0), 1.08, 0.34, "sso_configured", 0.18),
    "s1": Plan("s1", 0.10, 0.61, 0.70, (5.0, 0.0, 0.0), 0.88, 9000, 0.50, "hold", "click",
               ("cpu", "onnx", "int8"), 1024, 0.15, (6.0, 1.0), 0.97, 0.22, "audit_log_on", 0.10),
    "s2": Plan("s2", 0.30, 0.72, 0.72, (4.5, 0.0, 0.0), 1.00, 9000, 0.56, "invalid", "inference_ok",
               ("arabic", "ner", "small"), None, 0.30, (9.0, 2.0), 1.15, 0.41, "sso_configured", 0.22),
    "s3": Plan("s3", 0.00, 0.55, 0.66, (1.0, 0.0, 0.0), 0.97, 3000, 0.50, "extend", "inference_call",
               ("24gb", "awq", "128k"), 512, 0.18, (6.0, 0.5), 0.92, 0.28, "private_fork", 0.14),
}  # fmt: skip
OPEN_SEEDS = (PRACTICE_SEED, CAPSTONE_SEED)
COLUMNS = {"s1": 2, "s2": 0, "s3": 1}  # by the remainder of the seed


def plan_of(seed: int) -> Plan:
    """The seeds of practice and of the capstone have column s0; every other one of s1, s2, s3 by its remainder."""
    if seed in OPEN_SEEDS:
        return PLANS["s0"]
    return PLANS[next(name for name, rest in COLUMNS.items() if seed % len(COLUMNS) == rest)]
