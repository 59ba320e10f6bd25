"""What the logs were planted with beyond the acceptance tests."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from course.hub.routes.cards import card_findings
from course.simulate import kept_back
from course.simulate.hub import Hub
from course.simulate.logs import engines, inference
from course.simulate.logs.documents import MESSAGES, METADATA, completeness
from course.simulate.logs.inference import BASE_MS, SLOPE_MS
from course.simulate.logs.limits import rate_policies
from course.simulate.logs.reports import SHARED_TEXTS, Reports
from course.simulate.measures import spearman
from course.simulate.meta import PRACTICE_SEED

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


def test_stricter_policies_allow_what_their_names_say() -> None:
    quotas = rate_policies().pivot_table(index=["plan", "bucket"], columns="policy", values="quota")
    own = quotas.drop("uploads", level="bucket")
    for policy, share in (("half", 0.5), ("strict", 0.2), ("strict, uploads spared", 0.2)):
        pd.testing.assert_series_equal(own[policy], share * own["today"], check_names=False)
    today = own["today"].groupby("plan").sum()
    assert (quotas.xs("uploads", level="bucket")["strict, uploads spared"] == today).all()


def test_capstone_cohorts_are_ninety_days_each(tables: Tables, hub: Hub) -> None:
    created = tables["capstone_models"].set_index("id")["created_at"]
    t0 = pd.Timestamp("2026-03-15", tz="UTC")
    assert (t0 - created[tables["adoption_90d"]["id"]]).dt.days.between(89, 180).all()


def test_researchers_find_what_has_a_verified_result(tables: Tables, hub: Hub) -> None:
    segment = tables["queries"].set_index("query_id")["segment"]
    judged = pd.concat([tables["qrels"], kept_back.table(hub, "qrels")])
    judged = judged[judged["query_id"].map(segment) == "researcher"]
    place = {name: i for i, name in enumerate(hub.ids)}
    verified = [hub.evals.verified(place[name]) for name in judged.loc[judged["grade"] == 3, "model_id"]]
    assert verified
    assert all(verified)


def test_what_is_counted_each_quarter_is_whole(tables: Tables) -> None:
    told = tables["telemetry"]
    counted = told[told["metric"].isin(["contracts_signed", "defects_escaped", "senior_kept", "points_done"])]
    assert len(counted) == 4 * 9
    assert (counted["value"] == counted["value"].round()).all()


def test_one_machine_type_has_one_price(tables: Tables) -> None:
    assert not tables["hardware"]["instance_type"].duplicated().any()
    known = {"available", "low_availability", "not_available", "reserved", "deprecated"}
    assert set(tables["hardware"]["status"]) == known


def test_uploads_before_and_after_are_of_one_rate(tables: Tables) -> None:
    counts = tables["ab_uploads"]
    assert np.corrcoef(counts["uploads_pre"], counts["uploads_post"])[0, 1] == pytest.approx(0.44, abs=0.05)


def test_one_day_is_bad_and_the_others_are_alike(tables: Tables) -> None:
    log = tables["inference_log"]
    good = ((log["status"] == 200) & (log["latency_ms"] <= 1000)).groupby(log["ts"].dt.floor("D")).mean()
    burn = (1 - good).sort_values()
    assert burn.iloc[-1] > 1.5 * burn.iloc[-2]
    assert burn.iloc[-2] < 1.5 * burn.iloc[0]


def test_two_runtimes_are_worth_their_price_in_every_column() -> None:
    price = engines.hardware().set_index("instance_type")["price_per_hour"]
    for seed in (PRACTICE_SEED, 101, 102, 103):
        log = inference.inference_log(Hub(seed, 1000))
        by = (
            log[log["status"] == 200]
            .assign(seconds=log["latency_ms"] / 1000 / log["batch"])
            .groupby(["runtime", "gpu"])
        )
        speed = by["seq_out"].sum() / by["seconds"].sum()
        slow = by["latency_ms"].quantile(0.95).reset_index()
        points = [(p95, price[gpu] / speed[runtime, gpu], runtime)
                  for runtime, gpu, p95 in slow.to_numpy().tolist()]  # fmt: skip
        front = {name for p95, usd, name in points if not any(a <= p95 and b < usd for a, b, _ in points)}
        assert len(front) >= 2, seed


def test_reports_name_models_of_the_table(tables: Tables) -> None:
    named = tables["failure_reports"]["repo_id"]
    assert named.isin(tables["capstone_models"]["id"]).mean() > 0.93


def test_words_alone_do_not_tell_the_cause_of_half_of_the_reports(hub: Hub, tables: Tables) -> None:
    told = tables["failure_reports"].drop(columns="label").merge(Reports(hub).frame[["report_id", "label"]])
    said = told["text"].str.lower().str.replace(r"\d+", "#", regex=True)
    known, rest = told.index % 2 == 0, told.index % 2 == 1
    best = told[known].groupby(said[known])["label"].agg(lambda labels: labels.value_counts(normalize=True).iloc[0])
    cause = told[known].groupby(said[known])["label"].agg(lambda labels: labels.value_counts().index[0])
    sure = said[rest].map(best).ge(0.9)
    right = (said[rest].map(cause) == told.loc[rest, "label"])[sure]
    assert right.mean() > 0.9
    assert sure.mean() < 0.5


def test_what_a_report_is_about_tells_the_cause_of_most(hub: Hub, tables: Tables) -> None:
    told = tables["failure_reports"].drop(columns="label").merge(Reports(hub).frame[["report_id", "label"]])
    models: dict[Any, Any] = tables["capstone_models"].set_index("id").to_dict("index")
    given = [triaged(text, models.get(name)) for text, name in told[["text", "repo_id"]].to_numpy().tolist()]
    answered = np.array([cause != "human" for cause in given])
    assert answered.mean() > 0.7
    assert (np.array(given) == told["label"].to_numpy())[answered].mean() > 0.9


def triaged(text: str, model: dict[str, Any] | None) -> str:
    """A cause from words and, where a text has two, from the model."""
    said = text.lower()
    name, _ = min(((name, said.find(word)) for name, words in WORDS.items() for word in words if word in said),
                      key=lambda pair: pair[1], default=("human", 0))  # fmt: skip
    if name not in SHARED_TEXTS:
        return name
    if model is None:
        return "human"
    cause, other, _ = SHARED_TEXTS[name]
    found = re.search(r"(\d+) ?gb", said)
    size = model["weight_bytes"]
    holds = {
        "gated": model["gated"] in ("auto", "manual"),
        "unsupported": model["badge_vllm"] == "no",
        "adapter": model["relation"] == "adapter",
        "faulty_card": model["lint_errors"] > 0,
        "large": found is not None and not pd.isna(size) and 1.2 * size > 0.8 * int(found[1]) * 2**30,
    }
    return cause if holds["large" if name.startswith("too_") else name] else other


WORDS: dict[str, tuple[str, ...]] = {
    "gated": ("403", "401", "denied", "authorised"),
    "too_large": ("out of memory", "outofmemory", "out of gpu memory", "memory exhausted"),
    "too_heavy": ("killed", "signal 9", "exit code 137"),
    "unsupported": ("architecture", "model class"),
    "adapter": ("config.json is", "tokenizer", "no config", "for config.json", "config nor"),
    "faulty_card": ("widget", "kind of input"),
    "oom": ("kv cache", "cache of keys"),
    "missing_files": ("model.safetensors in", "shard that", "never uploaded", "not in the repo", "are missing",
                      "cannot be found"),
    "bad_metadata": ("yaml", "valid identifier", "base model", "metadata block", "language code"),
    "incompatible_engine": ("quantization", "kernel"),
    "gated_access": ("gatedrepo", "access", "terms", "contact details"),
    "corrupt_weights": ("safetensorerror", "sha256", "checksum", "header", "hash"),
    "wrong_usage": ("chat template", "images", "list of lists", "encoder"),
}  # fmt: skip
