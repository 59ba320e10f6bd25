"""Whether a seed can be taught on: published marginals are met, and every planted effect can be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from course.simulate import findings, mixes
from course.simulate.cards import CARD_BY_DOWNLOADS, CARD_EDGES, CARD_SHARE
from course.simulate.draw import shift_to
from course.simulate.hub import Hub
from course.simulate.logs import logs
from course.simulate.measures import arm_effect, did, documentation_gap, gini, guardrail, split_p, top_share
from course.simulate.supply import shares
from course.stats import wilson

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Check:
    """One acceptance test of one Hub: what was measured and the range it must lie in."""

    name: str
    value: float
    low: float
    high: float

    @property
    def passed(self) -> bool:
        """True if the value lies in its range."""
        return self.low <= self.value <= self.high

    def __str__(self) -> str:
        return f"{self.name}: {self.value:.4g}, wanted {self.low:.4g} to {self.high:.4g}"


def accept(hub: Hub) -> list[Check]:
    """Every check of a Hub."""
    tables = dict(logs(hub))
    return [check for group in GROUPS for check in group(hub, tables)]


def failures(seed: int, models: int) -> list[str]:
    """The checks that a seed fails, in words; none if it can be taught on."""
    return [str(check) for check in accept(Hub(seed, models)) if not check.passed]


def next_passing(seed: int, models: int, say: Callable[[int, list[str]], None] = lambda seed, why: None) -> int:
    """The first seed from `seed` on that passes; `say` is told of each that does not, and why."""
    while why := failures(seed, models):
        say(seed, why)
        seed += 1
    return seed


def noise(share: float, n: float) -> float:
    """What chance adds to a tolerance on a share: 2.6 standard errors."""
    return 2.6 * float(np.sqrt(share * (1 - share) / max(n, 1)))


def near(name: str, value: float, wanted: float, tolerance: float) -> Check:
    """A value within a tolerance."""
    return Check(name, value, wanted - tolerance, wanted + tolerance)


def yes(name: str, holds: bool) -> Check:
    """A statement that must be true."""
    return Check(name, float(holds), 1, 1)


def downloads(hub: Hub, tables: Tables) -> Iterator[Check]:
    """Downloads and likes against the published marginals."""
    counts, n = hub.adoption.downloads, hub.models
    positive = counts[counts > 0]
    yield near("models without downloads", float((counts == 0).mean()), 0.705, 0.01)
    yield Check("Gini of downloads", gini(counts), 0.985, 1)
    yield Check("share of the top 1 %", top_share(counts, 0.01), 0.95 if n >= 4000 else 0.75, 1)
    yield near("median of positive downloads", float(np.median(positive)), 3, 0)
    yield Check(
        "90 % quantile of positive downloads",
        float(np.quantile(positive, 0.9)),
        *((60, 90) if n >= 4000 else (50, 100)),
    )
    lifetime = hub.adoption.lifetime
    yield Check("models under 200 downloads ever", float((lifetime < 200).mean()), 0.80, 0.91)
    yield Check("lifetime share of the top 1.5 %", top_share(lifetime, 0.015), 0.95 if n >= 4000 else 0.80, 1)
    yield near("models without likes", float((hub.adoption.likes == 0).mean()), 0.93, 0.01)
    tops = [set(np.argsort(-column, kind="stable")[:25].tolist()) for column in (counts, hub.adoption.likes)]
    yield Check(
        "overlap of the top 25 by downloads and likes", len(tops[0] & tops[1]), *((1, 7) if n >= 4000 else (0, 10))
    )


def cards(hub: Hub, tables: Tables) -> Iterator[Check]:
    """Cards and licences."""
    bucket = np.searchsorted(CARD_EDGES, hub.adoption.drawn, side="right")
    sizes = np.bincount(bucket, minlength=8)
    wanted = shift_to(CARD_BY_DOWNLOADS, sizes.astype(float), CARD_SHARE)
    yield near("models with a card", float(hub.cards.present.mean()), CARD_SHARE, 0.01)
    for number in np.flatnonzero(sizes >= 30).tolist():
        share = float(hub.cards.present[bucket == number].mean())
        yield near(f"cards in bucket {number} of downloads", share, float(wanted[number]), 0.015 + 0.5 / sizes[number])
    licensed = hub.cards.licensed | hub.cards.tag_only
    yield Check("models without a licence", float(1 - licensed.mean()), 0.63, 0.71)


def lineage(hub: Hub, tables: Tables) -> Iterator[Check]:
    """Relations and families."""
    declared = hub.cards.declared
    stated = np.bincount(hub.world.tagged_relation[declared], minlength=5) / declared.sum()
    for name, share in {"adapter": 0.421, "finetune": 0.330, "quantized": 0.178, "merge": 0.071}.items():
        yield near(f"{name} among declared parents", float(stated[mixes.RELATIONS.index(name)]), share, 0.01)
    parents = hub.world.lineage.parent[declared]
    largest = float(np.bincount(parents).max() / declared.sum())
    spread = noise(0.06, declared.sum()) / 2
    yield Check("children of the largest root", largest, 0.04 - spread, 0.08 + spread)
    yield Check(
        "derived models one step from their root", float((hub.world.lineage.depth[declared] == 1).mean()), 0.88, 1
    )
    yield near(
        "share of the largest supplier",
        float(shares(hub.cards, hub.adoption.downloads).max()),
        hub.world.plan.top_supplier,
        0.02,
    )


def documentation(hub: Hub, tables: Tables) -> Iterator[Check]:
    """The documentation gap: naive over stratified over the planted effect, which the panel recovers."""
    naive, stratified = documentation_gap(hub)
    effect = float(np.log1p(hub.world.plan.card_effect))
    yield Check("naive over stratified documentation gap", naive - stratified, 0.1, 2)
    yield Check("stratified gap over the planted effect", stratified - effect, 0.1, 2)
    estimate, error = did(tables["card_edit_panel"])
    yield near("planted effect of a card in the panel", estimate, effect, 1.96 * error)
    attempts = tables["upload_attempts"]
    failed = attempts[~attempts["ok"]].sort_values(["ts", "attempt_id"])
    metadata = failed["error_message"].str.contains(
        "yaml|metadata|license|pipeline_tag|model-index|front matter", case=False, na=False
    )
    first = metadata[~failed.duplicated(["user_id", "repo_id"])]
    low, high = wilson(int(first.sum()), len(first))
    yield Check("planted metadata share of failed uploads", hub.world.plan.metadata_by_repo, low, high)
    yield near("metadata share by attempt", float(metadata.mean()), hub.world.plan.metadata_by_attempt, 0.02)


def experiment(hub: Hub, tables: Tables) -> Iterator[Check]:
    """The experiment leads to the planted decision."""
    users, sessions, plan = tables["ab_users"], tables["ab_sessions"], hub.world.plan
    effect, error = arm_effect(users, sessions)
    verdict, ratio = guardrail(tables["ab_uploads"])
    low, high = effect - 1.96 * error, effect + 1.96 * error
    decision = "extend"
    if split_p(users) < 0.001:
        decision = "invalid"
    elif verdict == "fail" or high < 0:
        decision = "hold"
    elif low > 0 and verdict == "pass":
        decision = "ship"
    yield yes(f"the experiment says {plan.decision}, not {decision}", decision == plan.decision)
    developers = users[users["segment"] == "developer"]
    own, own_error = arm_effect(developers, sessions)
    if plan.decision == "ship":
        yield Check("lower end of the developers' effect", own - 1.96 * own_error, 0.01, 1)
    yield near("developers' effect", own, plan.panel_points[0] / 100, 3 * own_error)
    yield near("ratio of uploads", ratio, plan.upload_ratio, 0.02)


def spaces(hub: Hub, tables: Tables) -> Iterator[Check]:
    """Spaces are broken as often as planned."""
    made = hub.spaces
    public = [i for i in range(made.n) if i < len(made.linked) or made.salt[i] % 60]
    stages = [made.stage(i) for i in public]
    broken = sum(stage is not None and (stage.endswith("ERROR") or stage == "NO_APP_FILE") for stage in stages)
    judged = broken + sum(stage in ("RUNNING", "SLEEPING", "PAUSED", "STOPPED") for stage in stages)
    planned = hub.world.plan.broken_spaces
    yield near("broken Spaces", broken / judged, planned, 0.01 + noise(planned, judged) / 2)


def found(hub: Hub, tables: Tables) -> Iterator[Check]:
    """The planted findings of the logs."""
    for group in (findings.search, findings.boards, findings.health, findings.ranking):
        yield from (Check(*result) for result in group(hub, tables))


GROUPS: list[Callable[[Hub, Tables], Iterator[Check]]] = [
    downloads,
    cards,
    lineage,
    documentation,
    experiment,
    spaces,
    found,
]
