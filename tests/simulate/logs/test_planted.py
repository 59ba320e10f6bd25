"""What the logs were planted with beyond the acceptance tests."""

import re

import numpy as np
import pandas as pd
import pytest

from course.hub.routes.cards import card_findings
from course.simulate.hub import Hub
from course.simulate.logs.documents import MESSAGES, METADATA, completeness
from course.simulate.logs.inference import BASE_MS, SLOPE_MS
from course.simulate.logs.limits import rate_policies
from course.simulate.measures import spearman

CATEGORIES = {"metadata": "yaml|metadata|license|pipeline_tag|model-index|front matter", "size": "lfs|too large|quota",
              "auth": "401|403|token|permission", "network": "timeout|connection|50[234]",
              "naming": "repo name|invalid repo id"}  # fmt: skip
Tables = dict[str, pd.DataFrame]


def test_three_users_in_four_took_one_model(tables: Tables) -> None:
    items = tables["downloads"].groupby("user_id")["model_id"].nunique()
    assert (items == 1).mean() == pytest.approx(0.74, abs=0.05)


def test_sessions_of_one_user_are_alike(tables: Tables) -> None:
    seen = tables["ab_sessions"].groupby("user_id")["success"].agg(["mean", "size"])
    between = seen.loc[seen["size"] >= 4, "mean"].var()
    assert between > 0.07  # independent sessions would give about 0.05


def test_a_few_users_saw_both_arms_and_a_few_are_machines(tables: Tables) -> None:
    arms = tables["ab_users"].groupby("user_id")["arm"].nunique()
    assert 0.002 < (arms == 2).mean() < 0.007
    assert (tables["ab_sessions"]["user_id"].value_counts() >= 100).sum() == 18


def test_raters_agree_more_with_each_other_than_by_chance(tables: Tables) -> None:
    ratings = tables["card_ratings"].dropna()
    assert 0.55 < spearman(ratings["rater_a"], ratings["rater_b"]) < 0.9
    assert 0 < len(tables["card_ratings"]) - len(ratings) < 20


def test_ratings_follow_the_completeness_of_the_card(tables: Tables, hub: Hub) -> None:
    ratings = tables["card_ratings"].dropna()
    place = {name: i for i, name in enumerate(hub.ids)}
    scores = [completeness(hub, place[name]) for name in ratings["repo_id"]]
    assert 0.6 < spearman(scores, ratings[["rater_a", "rater_b"]].mean(axis=1)) < 0.9


def test_half_of_the_failed_requests_are_quick(tables: Tables) -> None:
    log = tables["inference_log"]
    failed = log[log["status"] != 200]
    assert len(failed) / len(log) == pytest.approx(0.011, abs=0.002)
    assert (failed["latency_ms"] < 20).mean() == pytest.approx(0.5, abs=0.1)


def test_twice_as_much_input_takes_at_most_2_2_times_as_long() -> None:
    for base, slope in zip(BASE_MS, SLOPE_MS, strict=True):
        assert ((base + slope * 2 * np.arange(96, 8000)) / (base + slope * np.arange(96, 8000))).max() < 2.2


def test_one_day_has_no_requests(tables: Tables) -> None:
    days = tables["inference_log"]["ts"].dt.floor("D").nunique()
    assert days == 13


def test_every_message_falls_into_its_own_category() -> None:
    for kind, messages in {"metadata": [message for message, _ in METADATA], **MESSAGES}.items():
        found = {
            next((name for name, words in CATEGORIES.items() if re.search(words, str(message), re.I)), "other")
            for message in messages
        }
        assert found == {kind}


def test_most_readmes_of_metadata_failures_show_the_fault_and_few_others_do(tables: Tables) -> None:
    joined = tables["upload_attempts"].merge(tables["upload_readmes"], on="attempt_id")
    faulty = joined["readme"].map(lambda text: any(front in str(text) for _, front in METADATA))
    metadata = joined["error_message"].isin([message for message, _ in METADATA])
    assert joined["readme"].isna().any()
    assert faulty[metadata].mean() == pytest.approx(0.82, abs=0.04)
    assert faulty[~metadata].mean() < 0.05


def test_the_hub_refuses_no_readme_of_an_upload_that_worked(tables: Tables) -> None:
    worked = tables["upload_attempts"].query("ok").merge(tables["upload_readmes"], on="attempt_id")
    found = [finding for text in set(worked["readme"].dropna()) for finding in card_findings(text, model=True)]
    assert {level for level, _ in found} == {"warnings"}
    assert {text.partition(" ")[0] for _, text in found} == {'"license"', '"metrics"'}


def test_stricter_policies_allow_less() -> None:
    quotas = rate_policies().pivot_table(index=["plan", "bucket"], columns="policy", values="quota")
    assert (quotas["strict"] < quotas["today"]).all()
    assert (quotas["strict but uploads"] >= quotas["strict"]).all()


def test_most_reports_show_their_symptom(tables: Tables) -> None:
    told = tables["failure_reports"]
    memory = told[told["label"] == "oom"]["text"].str.contains("memory", case=False)
    assert memory.mean() > 0.7


def test_capstone_cohorts_are_ninety_days_each(tables: Tables, hub: Hub) -> None:
    created = tables["capstone_models"].set_index("id")["created_at"]
    t0 = pd.Timestamp("2026-03-15", tz="UTC")
    for name, oldest in (("adoption_90d", 180), ("hidden_adoption_90d", 90)):
        ages = (t0 - created[tables[name]["id"]]).dt.days
        assert ages.between(oldest - 91, oldest).all()


def test_researchers_find_what_has_a_verified_result(tables: Tables, hub: Hub) -> None:
    segment = tables["queries"].set_index("query_id")["segment"]
    judged = pd.concat([tables["qrels"], tables["hidden_qrels"]])
    judged = judged[judged["query_id"].map(segment) == "researcher"]
    place = {name: i for i, name in enumerate(hub.ids)}
    verified = [hub.evals.verified(place[name]) for name in judged.loc[judged["grade"] == 3, "model_id"]]
    assert verified
    assert all(verified)
