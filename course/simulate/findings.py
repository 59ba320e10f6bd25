"""Acceptance tests of the search, inference and enterprise logs, and of the three exercises without a single answer."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.simulate.evals import ITEMS, Board
from course.simulate.hub import Hub
from course.simulate.logs import cohorts
from course.simulate.logs.badges import Badges
from course.simulate.logs.enterprise import SIGNALS
from course.simulate.logs.frame import NOW
from course.simulate.logs.retrieval import Retrieval, ndcg
from course.simulate.logs.sessions import STEPS
from course.simulate.measures import kendall, spearman
from course.simulate.world import Floats

TOKEN = r"[a-z0-9]+(?:[.\-][a-z0-9]+)*"
Found = Iterator[tuple[str, float, float, float]]  # name, value, low, high


def step_rates(events: pd.DataFrame) -> pd.DataFrame:
    """Sessions that go on at each step, by segment; in this log a session's steps come in order."""
    ordered = events.sort_values(["user_id", "ts", "event_id"])
    gap = ordered.groupby("user_id")["ts"].diff() > pd.Timedelta(minutes=30)
    session = ordered["user_id"] + ":" + gap.groupby(ordered["user_id"]).cumsum().astype(str)
    reached = pd.crosstab(session, ordered["event"]).reindex(columns=list(STEPS), fill_value=0) > 0
    counts = reached.cummin(axis=1).groupby(ordered.groupby(session)["segment"].first()).sum()
    return counts.div(counts.shift(1, axis=1))[list(STEPS[1:])]


def worst_step(events: pd.DataFrame) -> str:
    """The step at which developers lose the most successes against the best segment."""
    rates = step_rates(events)
    return str((rates.max() / rates.loc["developer"]).idxmax())


def failing_terms(events: pd.DataFrame, top: int = 3) -> set[str]:
    """The words with the highest lift of failing, among those in at least twenty queries."""
    steps = events[events["event"].isin(["query", "click"])].sort_values(["user_id", "ts", "event_id"])
    clicked = steps.groupby("user_id")["event"].shift(-1) == "click"
    queries = steps[steps["event"] == "query"].assign(failed=~clicked)
    words = (
        queries["query_text"].str.lower().str.findall(TOKEN).map(lambda found: sorted(set(found)), na_action="ignore")
    )
    long = queries.assign(word=words).explode("word").groupby("word")["failed"].agg(["size", "mean"])
    ranked = long[long["size"] >= 20].sort_values(["mean", "size"], ascending=False)
    return set(ranked.index[:top])


def cliff(log: pd.DataFrame, ratio: float = 2.5, least: int = 30) -> float:
    """The input length after which TensorRT's 95 % latency jumps, or NaN."""
    rows = log[(log["runtime"] == "tensorrt") & (log["status"] == 200) & ~log["cold_start"] & (log["batch"] == 1)]
    bucket = np.maximum(128, 2 ** np.ceil(np.log2(rows["seq_in"])))
    by = rows.groupby(bucket)["latency_ms"].agg(p95=lambda values: values.quantile(0.95), n="size")
    p95 = by.loc[by["n"] >= least, "p95"]
    jumps = p95.index[:-1][(p95.to_numpy()[1:] >= ratio * p95.to_numpy()[:-1])]
    return float(jumps[0]) if len(jumps) else float("nan")


def leaking_signal(usage: pd.DataFrame) -> str:
    """The signal whose lift falls most when it only counts before the contract."""
    converted = usage["converted_at"].notna()
    change = {}
    for name in SIGNALS:
        ever = usage[name].notna()
        before = ever & (~converted | (usage[name] < usage["converted_at"]))
        change[name] = lift(converted, ever) - lift(converted, before)
    return max(change, key=lambda name: change[name])


def lift(converted: "pd.Series[bool]", seen: "pd.Series[bool]") -> float:
    """How much more often organisations with a signal sign."""
    without = float(converted[~seen].mean())
    return float(converted[seen].mean()) / without if seen.any() and without else 0.0


def retention(seats: pd.DataFrame) -> float:
    """Net revenue retention over the last twelve months."""
    revenue = (
        seats.assign(mrr=seats["seats"] * seats["price_usd"] * (1 - seats["discount"]))
        .groupby(["month", "org_id"])["mrr"]
        .sum()
    )
    months = sorted(seats["month"].unique())
    now, then = revenue[months[-1]], revenue[months[-13]]
    then = then[then > 0]
    return float(now.reindex(then.index).fillna(0).sum() / then.sum())


def search(hub: Hub, tables: dict[str, pd.DataFrame]) -> Found:
    """Search sessions, latency, contracts and seats show what was planted."""
    plan, events = hub.world.plan, tables["search_events"]
    yield (
        f"developers' worst step is {plan.worst_step}, not {(seen := worst_step(events))}",
        float(seen == plan.worst_step),
        1,
        1,
    )
    terms = failing_terms(events)
    yield (
        f"failing terms are {', '.join(sorted(plan.failing_terms))}, not {', '.join(sorted(terms))}",
        float(terms == set(plan.failing_terms)),
        1,
        1,
    )
    edge = cliff(tables["inference_log"])
    yield f"cliff at {plan.cliff}, not {edge}", float(edge == plan.cliff or (plan.cliff is None and edge != edge)), 1, 1
    yield (
        f"{plan.leaking_signal} leaks, not {(leak := leaking_signal(tables['org_usage']))}",
        float(leak == plan.leaking_signal),
        1,
        1,
    )
    yield "net revenue retention", retention(tables["org_seats"]), plan.nrr - 0.01, plan.nrr + 0.01


def boards(hub: Hub, tables: dict[str, pd.DataFrame]) -> Found:
    """Ranking by source of the claim beats ranking by the boldest claim, and gaps are as planted."""
    board = hub.evals.boards[0]
    bold = np.fmax(np.fmax(board.verified, board.claimed), board.community)
    fair = kendall(corrected(board, by_source=True), board.truth)
    yield "tau gained by reading the source", fair - kendall(bold, board.truth), 0.10, 1
    more = [
        kendall(corrected(one, by_source=True), one.truth) - kendall(corrected(one, by_source=False), one.truth)
        for one in hub.evals.boards[:2]
    ]
    yield "tau gained by a gap for each kind of source", float(np.mean(more)), 0.02, 1
    every = [
        np.concatenate(
            [(b.claimed - b.verified)[~np.isnan(b.verified) & (where == b.sourced)] for b in hub.evals.boards]
        )
        for where in (False, True)
    ]
    for name, found, planted in zip(("without", "with"), every, hub.world.plan.gaps, strict=True):
        spread = 2.6 * float(found.std()) / np.sqrt(max(len(found), 1)) + 0.3
        yield f"self-report gap {name} a source", float(found.mean()), planted - spread, planted + spread
    yield "questions in a benchmark", float(ITEMS), 1000, 1000


def corrected(board: Board, *, by_source: bool) -> Floats:
    """What was measured on a board, by others where it has nothing, or else the claim less the usual gap.

    The gap is that of claims with or without a source, or one of all claims.
    """
    measured, gap = ~np.isnan(board.verified), board.claimed - board.verified
    groups = (board.sourced, ~board.sourced) if by_source else (np.ones(len(gap), bool),)
    usual = sum(where * float(gap[measured & where].mean()) for where in groups)
    found: Floats = np.fmin(np.where(measured, board.verified, board.community), np.inf)
    return np.where(np.isinf(found), board.claimed - usual, found)


def health(hub: Hub, tables: dict[str, pd.DataFrame]) -> Found:
    """A plain sum of signals foresees adoption better than completeness does, in the cohort that is graded."""
    cohort = cohorts.later_models(hub).set_index("id")
    outcome = cohorts.later_adoption(hub).set_index("id")["adoption_90d"]
    simple = (cohort["card_score"] >= 50).astype(int) + cohort["license_class"].notna() + cohort["n_params_known"]
    yield "rho gained over completeness", spearman(signals(cohort), outcome) - spearman(simple, outcome), 0.08, 1


def signals(models: pd.DataFrame) -> Any:
    """A weighted sum of what is known in a model's first weeks."""
    author = models["author_type"].map({"lab": 1.76, "organisation": 0.72, "person": 0.0}).astype(float)
    months = (NOW - models["created_at"]).dt.days / 30.44
    demo = 0.43 * (models["working_spaces"] > 0) + 0.25 * (models["broken_spaces"] > 0)
    card = 0.006 * models["card_score"] + 0.1 * models["n_params_known"]
    return author + demo + card + 0.4 * models["has_verified_eval"] + 0.55 * np.log1p(months)


def ranking(hub: Hub, tables: dict[str, pd.DataFrame]) -> Found:
    """Fit, engine and task beat the order by downloads on developers' test queries; researchers lead as planned."""
    made = Retrieval(hub)
    grades = made.qrels.groupby("query_id")
    scores: dict[str, list[float]] = {"developer": [], "researcher": []}
    gains = []
    place = {name: i for i, name in enumerate(hub.ids)}
    for row in made.queries.itertuples():
        if row.segment not in scores:
            continue
        judged = grades.get_group(row.query_id)
        grade = judged["grade"].to_numpy()
        shown = len(made.shown(row.text))
        scores[str(row.segment)].append(ndcg(grade, shown))
        if row.segment == "developer" and row.split == "test":
            better = [rank_key(made, row, place[name]) for name in judged["model_id"]]
            order = np.argsort(-np.array(better)[:shown], kind="stable")
            gains.append(ndcg_of(grade, order) - ndcg(grade, shown))
    yield "nDCG gained by fit, engine and task", float(np.nanmean(gains)), 0.06, 1
    lead = float(np.nanmean(scores["researcher"]) - np.nanmean(scores["developer"]))
    planted = hub.world.plan.segment_gap
    yield "researchers' lead in nDCG", lead, planted - 0.03, planted + 0.03


def ndcg_of(
    grade: "np.ndarray[tuple[int], np.dtype[np.int64]]", order: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> float:
    """nDCG at 10 of an order of the judged models that search returned."""
    rest = np.setdiff1d(np.arange(len(grade)), order)
    return ndcg(grade[np.concatenate([order, rest])], len(order))


def rank_key(made: Retrieval, row: object, i: int) -> float:
    """What the declared metadata say about a model for a query: stated task, fit, engine."""
    world, front = made.hub.world, made.hub.rows.front
    task, gib, engine = (getattr(row, name) for name in ("task", "gpu_gib", "engine"))
    stated = front.stated_task(i) if world.said_task[i] else None
    on_task = 2.0 * (task is None or stated == task) - 1.0 * (
        stated is not None and task is not None and stated != task
    )
    badges = Badges(made.hub)
    return on_task + badges.fits(i, gib) + (engine is None or badges.badge(i, engine) == "yes")
