"""Who gets seen?"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.search.runs import run_of, shuffled, unseen

exercise = Exercise(
    "03-search",
    "popularity_bias",
    looks_at="models that are never shown, private models, results that are not in the inventory, ties and gaps in "
    "downloads, more than a hundred models, the ends of the window, nothing shown, and three Hubs you have not seen",
)

AS_OF = pd.Timestamp("2026-06-15T00:00:00Z")
MONTH = pd.Timedelta(days=30)
NAN = float("nan")
LABELS = ["exposure_gini", "top1pct_exposure_share", "new_exposure_share"]
Table = pd.DataFrame
Figures = dict[str, float]
Weight = Callable[[Any], Any]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs."""
    four = _models(a=50, b=9, c=9, d=0)
    two = run_of(q1="ab", q2="ac")
    yield case("two pages of four models", two, four, AS_OF, 2)
    yield case("only the first result counts", two, four, AS_OF, 1)
    yield case("rows in any order", shuffled(run_of(q1="cdab", q2="dac")), shuffled(four), AS_OF, 3)
    yield case("a result that is not in the inventory", run_of(q1="xab", q2="a"), four, AS_OF)
    hidden = _models(a=50, b=9, c=90, d=0).assign(private=pd.Series([False, None, True, False], dtype=object))
    yield case("a private model", run_of(q1="cab", q2="db"), hidden, AS_OF)
    gaps = _models(a=None, b=0, c=None, d=0)
    yield case("gaps in downloads, and equal ones", run_of(q1="cb", q2="c"), gaps[::-1], AS_OF)
    yield case("the ends of the window", run_of(q1="cab", q2="db"), _window(), AS_OF)
    many = _models(**{f"m{n:03d}": 1000 - n // 4 for n in range(201)})
    yield case("201 models, the top of them tied", run_of(q1=many["id"][:9], q2=many["id"][7:11]), many[::-1], AS_OF)
    yield case("nothing shown", run_of(), four, AS_OF)
    yield case("only results from elsewhere", run_of(q1="xyz"), four, AS_OF)
    yield case("no models", two, four[:0], AS_OF)
    for slot in hubs.SLOTS:
        models = hubs.models(slot).drop(columns=["base_model", "tags"])
        yield case("an unseen Hub", unseen(slot).run, models, frames.as_of(hubs.hub(slot)))


def _models(**downloads: int | None) -> Table:
    """An inventory of models, the last two of them new."""
    made = [AS_OF - (MONTH / 3 if place >= len(downloads) - 2 else 9 * MONTH) for place in range(len(downloads))]
    table = pd.DataFrame({"id": list(downloads), "downloads": list(downloads.values()), "created_at": made})
    return table.astype({"downloads": "Int64"}).assign(private=False)


def _window() -> Table:
    second = pd.Timedelta(seconds=1)
    return _models(a=50, b=9, c=9, d=0).assign(
        created_at=[AS_OF, AS_OF - MONTH, AS_OF - MONTH - second, AS_OF - second]
    )


def _by_rank(rank: Any) -> Any:
    return 1 / np.log2(rank + 1)


def _exposed(run: Table, models: Table, k: int, weight: Weight = _by_rank) -> Table:
    """The public models, most downloaded first, with the exposure of each."""
    shown = run[run["rank"] <= k]
    seen = weight(shown["rank"]).groupby(shown["model_id"]).sum()
    public = models[models["private"].map(lambda flag: flag is not True).astype(bool)]
    downloads = public["downloads"].fillna(0).astype(float)
    public = public.assign(downloads=downloads, exposure=public["id"].map(seen).fillna(0.0).astype(float))
    return public.sort_values(["downloads", "id"], ascending=[False, True], ignore_index=True)


def _figures(exposed: Table, as_of: pd.Timestamp, *, top: Table | None = None, total: float | None = None) -> Figures:
    """The right figures, but for the `top` hundredth and the `total` that shares are of."""
    total = float(exposed["exposure"].sum()) if total is None else total
    top = exposed[: math.ceil(0.01 * len(exposed))] if top is None else top
    new = exposed[(exposed["created_at"] >= as_of - MONTH) & (exposed["created_at"] < as_of)]
    shares = [float(part["exposure"].sum()) / total if total else NAN for part in (top, new)]
    return dict(zip(LABELS, (_gini(exposed["exposure"]), *shares), strict=True))


def _gini(values: "pd.Series[float]", order: Callable[[Any], Any] = np.sort) -> float:
    x = order(values.to_numpy(float))
    return float((2 * np.arange(1, len(x) + 1) - len(x) - 1) @ x / (len(x) * x.sum())) if x.sum() else NAN


@exercise.wrong("The models search never shows are the bias you are measuring.")
def shown_models_alone(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    return _figures(exposed, as_of) | {"exposure_gini": _gini(exposed.loc[exposed["exposure"] > 0, "exposure"])}


@exercise.wrong("The models search never shows are the bias you are measuring: they belong to all N as well.")
def shown_models_throughout(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    return _figures(exposed[exposed["exposure"] > 0], as_of)


@exercise.wrong("Rank 10 is seen far less than rank 1; use the position discount.")
def every_rank_alike(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return _figures(_exposed(run, models, k, lambda rank: rank * 0.0 + 1), as_of)


@exercise.wrong("The discount is 1/log2(rank + 1), gentler than 1/rank.")
def reciprocal_ranks(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return _figures(_exposed(run, models, k, lambda rank: 1.0 / rank), as_of)


@exercise.wrong("The question is whether the already popular get the exposure: rank by downloads.")
def top_by_exposure(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    most = exposed.sort_values("exposure", ascending=False)[: math.ceil(0.01 * len(exposed))]
    return _figures(exposed, as_of, top=most)


@exercise.wrong("Round the hundredth up: with fewer than 100 models, one model is the top 1 %.")
def top_cut_down(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    return _figures(exposed, as_of, top=exposed[: int(0.01 * len(exposed))])


@exercise.wrong("Sort downloads in falling order: the top are the most downloaded.")
def least_downloaded(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    least = exposed.sort_values(["downloads", "id"])[: math.ceil(0.01 * len(exposed))]
    return _figures(exposed, as_of, top=least)


@exercise.wrong("The ranks i of the Gini run from 1 to n; yours run from 0.")
def ranks_from_zero(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    return _figures(exposed, as_of) | {"exposure_gini": _gini(exposed["exposure"]) - 2 / max(len(exposed), 1)}


@exercise.wrong("For the Gini x₁ is the smallest exposure: sort the exposures themselves.")
def gini_by_downloads(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    return _figures(exposed, as_of) | {"exposure_gini": _gini(exposed["exposure"], np.asarray)}


@exercise.wrong("A share lies between 0 and 1; you return percent.")
def percent(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return (found := _figures(_exposed(run, models, k), as_of)) | {name: 100 * found[name] for name in LABELS[1:]}


@exercise.wrong("Missing downloads count 0: fill them before you sort.")
def missing_last(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k)
    unknown = exposed["id"].isin(models.loc[models["downloads"].isna(), "id"])
    return _figures(pd.concat([exposed[~unknown], exposed[unknown]]), as_of)


@exercise.wrong("Equal downloads stand in the order of their ids.")
def ties_as_they_come(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed = _exposed(run, models, k).set_index("id").reindex(models["id"]).dropna(subset=["exposure"])
    return _figures(exposed.sort_values("downloads", ascending=False, kind="stable").reset_index(), as_of)


@exercise.wrong("Count public models alone; the others are nobody's to be shown.")
def private_counted(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return _figures(_exposed(run, models.assign(private=False), k), as_of)


@exercise.wrong("Where `private` was not returned it is not True: the model counts as public.")
def unknown_is_private(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return _figures(_exposed(run, models[models["private"].eq(False)], k), as_of)


@exercise.wrong("A result that is not in the inventory is ignored, also in the sum that shares are of.")
def strangers_in_the_sum(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    total = _by_rank(run.loc[run["rank"] <= k, "rank"]).sum()
    return _figures(_exposed(run, models, k), as_of, total=float(total))


@exercise.wrong("`k` is an argument: count the results up to rank k, those at rank k too.")
def one_rank_less(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return _figures(_exposed(run, models, k - 1), as_of)


@exercise.wrong("`k` is an argument: results after rank k are not seen.")
def every_result(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return _figures(_exposed(run, models, len(run) + 1), as_of)


@exercise.wrong("The window is half-open: a model made exactly at `as_of` is not in it.")
def window_closed(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    second = pd.Timedelta(microseconds=1)
    exposed = _exposed(run, models, k)
    late = exposed.assign(created_at=exposed["created_at"].where(exposed["created_at"] != as_of, as_of - second))
    return _figures(late, as_of)


@exercise.wrong("The window is half-open: a model made exactly 30 days before `as_of` is in it.")
def window_open(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    exposed, start = _exposed(run, models, k), as_of - MONTH
    early = exposed["created_at"].where(exposed["created_at"] != start, start - MONTH)
    return _figures(exposed.assign(created_at=early), as_of)


@exercise.wrong("Nothing was shown, so there is nothing to share: NaN, not 0.")
def nothing_is_zero(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    found = _figures(_exposed(run, models, k), as_of)
    return {name: 0.0 if math.isnan(value) else value for name, value in found.items()}


@exercise.right
def one_by_one(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    return _figures(_exposed(run, models, k), as_of)


@exercise.right
def with_plain_python(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> Figures:
    seen = {row["id"]: 0.0 for row in models.to_dict("records") if row["private"] is not True}
    for rank, model in zip(run["rank"], run["model_id"], strict=True):
        if rank <= k and model in seen:
            seen[model] += 1 / math.log2(rank + 1)
    total, n = sum(seen.values()), len(seen)
    if not total:
        return dict.fromkeys(LABELS, NAN)
    facts = models.set_index("id")
    counts = facts["downloads"].fillna(0).to_dict()
    popular = sorted(seen, key=lambda model: (-counts[model], model))[: -(-n // 100)]
    new = [model for model in seen if as_of - MONTH <= facts["created_at"][model] < as_of]
    gini = sum((2 * i - n - 1) * x for i, x in enumerate(sorted(seen.values()), start=1)) / (n * total)
    parts = (sum(seen[model] for model in group) / total for group in (popular, new))
    return dict(zip(LABELS, (gini, *parts), strict=True))


@exercise.right
def with_natural_logs_and_a_join(run: Table, models: Table, as_of: pd.Timestamp, k: int = 10) -> "pd.Series[float]":
    shown = run[run["rank"].between(1, k)].assign(weight=lambda t: 1 / np.log(t["rank"] + 1))
    table = models[models["private"].ne(True)].set_index("id").join(shown.groupby("model_id")["weight"].sum())
    if not table["weight"].sum() > 0:
        return pd.Series(dict.fromkeys(LABELS), dtype=float)
    share = table["weight"].fillna(0) / table["weight"].sum()
    popular = table.sort_index()["downloads"].fillna(0).sort_values(ascending=False, kind="stable").index
    new = table["created_at"].between(as_of - MONTH, as_of, inclusive="left")
    lorenz = np.append(0, share.sort_values().cumsum())
    gini = 1 - (lorenz[1:] + lorenz[:-1]).mean()
    return pd.Series([gini, share[popular[: math.ceil(len(share) / 100)]].sum(), share[new].sum()], LABELS)
