"""What the acceptance tests measure: the lessons' statistics, from the latent world rather than through the client."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from course.simulate.cards import BESPOKE
from course.simulate.hub import Hub

Floats = npt.NDArray[np.float64]
Z = NormalDist().inv_cdf(0.975)
AGES = (3.0, 9.0, 24.0)  # months: the strata of the documentation gap


def gini(values: npt.ArrayLike) -> float:
    """The Gini coefficient of non-negative values, zeros included."""
    x = np.sort(np.asarray(values, float))
    n = len(x)
    return float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * x.sum()))


def top_share(values: npt.ArrayLike, share: float) -> float:
    """The share of the total that the largest `share` of the values hold."""
    x = np.sort(np.asarray(values, float))[::-1]
    return float(x[: int(np.ceil(share * len(x)))].sum() / x.sum())


def spearman(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Spearman's rank correlation."""
    return float(np.corrcoef(pd.Series(np.asarray(x)).rank(), pd.Series(np.asarray(y)).rank())[0, 1])


def kendall(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Kendall's tau-b."""
    a, b = np.asarray(x, float), np.asarray(y, float)
    s, t = np.sign(a[:, None] - a[None, :]), np.sign(b[:, None] - b[None, :])
    return float((s * t).sum() / np.sqrt((s * s).sum() * (t * t).sum()))


def documentation_gap(hub: Hub) -> tuple[float, float]:
    """How much more documented models were ever downloaded, in logs: all together, and like with like."""
    world = hub.world
    stratum = world.kind * 10 + np.searchsorted(AGES, world.age)
    frame = pd.DataFrame({"y": np.log1p(hub.adoption.lifetime), "card": hub.cards.kind == BESPOKE, "stratum": stratum})
    frame = frame[~world.private & ~hub.adoption.unreturned]
    naive = frame.groupby("card")["y"].mean()
    means = frame.groupby(["stratum", "card"])["y"].mean().unstack().dropna()
    sizes = frame.groupby("stratum").size().reindex(means.index)
    return float(naive[True] - naive[False]), float(((means[True] - means[False]) * sizes).sum() / sizes.sum())


def did(panel: pd.DataFrame) -> tuple[float, float]:
    """The difference-in-differences of an edit panel and its standard error."""
    y = panel["downloads"].astype(float).map(np.log1p)
    late = y[panel["week"] >= 0].groupby(panel["repo_id"]).mean()
    early = y[panel["week"] < 0].groupby(panel["repo_id"]).mean()
    treated = panel.groupby("repo_id")["treated"].first().reindex(late.index)
    change = late - early.reindex(late.index)
    a, b = change[treated].dropna(), change[~treated].dropna()
    return float(a.mean() - b.mean()), float(np.sqrt(a.var() / len(a) + b.var() / len(b)))


def split_p(users: pd.DataFrame) -> float:
    """The p value of a 50/50 split, people seen in both arms left out."""
    arms = users.groupby("user_id")["arm"].nunique()
    once = users[users["user_id"].isin(arms[arms == 1].index)].drop_duplicates("user_id")
    k, n = int((once["arm"] == "treat").sum()), len(once)
    return float(2 * (1 - NormalDist().cdf(abs(k - n / 2) / np.sqrt(n / 4))))


def arm_effect(users: pd.DataFrame, sessions: pd.DataFrame) -> tuple[float, float]:
    """The change of users' mean success after exposure and its standard error."""
    arms = users.groupby("user_id")["arm"].nunique()
    once = users[users["user_id"].isin(arms[arms == 1].index)].sort_values("exposed_at").drop_duplicates("user_id")
    seen = sessions.merge(once[["user_id", "arm", "exposed_at"]], on="user_id")
    seen = seen[(seen["ts"] >= seen["exposed_at"]) & seen["success"].notna()]
    seen["success"] = seen["success"].astype(float)
    rates = seen.groupby("user_id").agg(success=("success", "mean"), arm=("arm", "first"))
    treat, control = (rates.loc[rates["arm"] == arm, "success"] for arm in ("treat", "control"))
    return float(treat.mean() - control.mean()), float(np.sqrt(treat.var() / len(treat) + control.var() / len(control)))


def guardrail(uploads: pd.DataFrame, margin: float = 0.05) -> tuple[str, float]:
    """Whether uploads may have slowed by more than the margin: `pass`, `fail` or `inconclusive`; and their ratio."""
    groups = uploads.groupby("arm")["uploads_post"]
    mean, var, n = groups.mean(), groups.var(), groups.size()
    ratio = float(mean["treat"] / mean["control"])
    spread = Z * float(np.sqrt((var / (n * mean**2)).sum()))
    if ratio * np.exp(-spread) > 1 - margin:
        return "pass", ratio
    return ("fail" if ratio * np.exp(spread) < 1 - margin else "inconclusive"), ratio
