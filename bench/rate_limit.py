"""What lesson 12's solved simulator of a rate limit takes for one day of requests: processor seconds, by policy.

    python bench/rate_limit.py [--rounds 5]

Each line has the median of the rounds and the largest. The lesson asks for 150,000 requests in less than 2 seconds.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course import log  # noqa: E402
from course.lesson.reference import solution  # noqa: E402

LESSON = "12-community"
KEYS = ["plan", "bucket", "quota"]


def taken(requests: pd.DataFrame, quotas: dict[tuple[str, str], int], rounds: int) -> list[float]:
    """The processor seconds of each round."""
    impact, times = solution(LESSON, "rate_limit_impact"), []
    for _ in range(rounds):
        begun = time.process_time()
        impact(requests, quotas)
        times.append(time.process_time() - begun)
    return times


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    requests, policies = log("api_requests"), log("rate_policies")
    for name, rows in policies.groupby("policy", sort=False):
        quotas = {(plan, kind): int(quota) for plan, kind, quota in rows[KEYS].itertuples(index=False)}
        times = taken(requests, quotas, asked.rounds)
        print(f"{name:24} {len(requests):,} requests  {statistics.median(times):5.2f} CPU s, at most {max(times):5.2f}")


if __name__ == "__main__":
    main()
