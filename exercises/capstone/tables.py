"""Models, reports and cohorts that the capstone's exercises look at."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.hub.seeds import in_force

LESSON = "14-capstone"
T0 = pd.Timestamp("2026-03-15", tz="UTC")
ASKED = 250  # reports of each unseen Hub

FINE: dict[str, Any] = {
    "id": "a/fine",
    "card_score": 50.0,
    "lint_errors": 0,
    "has_verified_eval": False,
    "unsourced_claim": False,
    "working_spaces": 0,
    "broken_spaces": 0,
    "badge_vllm": "yes",
    "weight_bytes": 10**9,
    "n_params": 5 * 10**8,
    "n_params_known": True,
    "license_class": "permissive",
    "licence_verdict": "clear",
    "relation": "original",
    "root": "a/fine",
    "depth": 0,
    "is_duplicate": False,
    "copy_of": None,
    "has_pickle_only": False,
    "arxiv": False,
    "author_type": "person",
    "author_age_days": 400,
    "author_prior_models": 2,
    "commits_7d": 1,
    "newcomer": False,
    "created_at": T0 - pd.Timedelta(days=40),
    "last_modified": T0 - pd.Timedelta(days=30),
    "author": "a",
    "pipeline_tag": "text-generation",
    "library_name": "transformers",
    "license": "mit",
    "gated": "no",
    "private": False,
    "base_model": [],
    "tags": [],
    "simulated": True,
}


def model(name: str = "a/fine", **changes: Any) -> dict[str, Any]:
    """A model without a fault, but for the changes."""
    return {**FINE, "id": name, **changes}


def models(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows as a table with the types of the capstone's."""
    table = pd.DataFrame(list(rows), columns=[*FINE])
    return table.astype({"weight_bytes": "Int64", "n_params": "Int64"})


def cohort(slot: str) -> pd.DataFrame:
    """The young models of the larger Hub in `slot`, in an order that tells nothing."""
    return _cohort(slot, in_force())


@cache
def _cohort(slot: str, _seeds: str) -> pd.DataFrame:
    adoption(slot)  # both come from one large Hub, which is made once if they are asked for together
    return hubs.kept_back(slot, "cohort_models").sample(frac=1, random_state=14, ignore_index=True)


def adoption(slot: str) -> pd.Series:
    """What became of them, by id."""
    return _adoption(slot, in_force())


@cache
def _adoption(slot: str, _seeds: str) -> pd.Series:
    return hubs.kept_back(slot, "cohort_adoption_90d").set_index("id")["adoption_90d"]


def reports(slot: str) -> list[tuple[dict[str, Any], dict[str, Any] | None, str]]:
    """Reports of the Hub in `slot`, each with its model, if there is one, and the cause that is kept back."""
    return _reports(slot, in_force())


@cache
def _reports(slot: str, _seeds: str) -> list[tuple[dict[str, Any], dict[str, Any] | None, str]]:
    snapshot = hubs.hub(slot).snapshot  # type: ignore[attr-defined]
    known = snapshot.log("capstone_models").set_index("id", drop=False).to_dict("index")
    causes = hubs.kept_back(slot, "report_labels").set_index("report_id")["label"]
    table = snapshot.log("failure_reports").drop(columns=["label", "simulated"])
    table = table[table["report_id"].isin(causes.index)].sample(ASKED, random_state=14)
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [(row, known.get(row["repo_id"]), causes[row["report_id"]]) for row in rows]


def order(n: int, seed: int = 0) -> np.ndarray:
    """An order of n rows."""
    return np.random.default_rng(seed).permutation(n)
