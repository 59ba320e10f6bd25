"""Who gets seen?"""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from course import frames
from course.exercise import hubs, variants
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, other_zone, repeated_index, reversed_rows
from exercises.search.runs import run_of, shuffled, unseen

exercise = Exercise(
    "03-search",
    "popularity_bias",
    looks_at="models that are never shown, private models, results that are not in the inventory, models shown twice, "
    "ties and gaps in downloads, a hundred models and more, the ends of the window, models without a date, nothing "
    "shown, and three Hubs you have not seen",
)

AS_OF = pd.Timestamp("2026-06-15T00:00:00Z")
MONTH = pd.Timedelta(days=30)
NAN = float("nan")
LABELS = ["exposure_gini", "top1pct_exposure_share", "new_exposure_share"]
LATER = [AS_OF - 2 * MONTH, AS_OF - MONTH / 2, AS_OF + MONTH / 2, AS_OF - MONTH / 3]
VARIANTS = (gapped_index, repeated_index, variants.shuffled, reversed_rows, other_zone)
Table = pd.DataFrame
Figures = dict[str, float]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs."""
    four = _models(a=50, b=9, c=9, d=0)
    two = run_of(q1="ab", q2="ac")
    yield from also(case("two pages of four models", two, four, AS_OF, 2), *VARIANTS)
    yield case("only the first result counts", two, four, AS_OF, 1)
    yield case("rows in any order", shuffled(run_of(q1="cdab", q2="dac")), shuffled(four), AS_OF, 3)
    yield case("a result that is not in the inventory", run_of(q1="xab", q2="a"), four, AS_OF)
    hidden = _models(a=50, b=9, c=90, d=0).assign(private=pd.Series([False, None, True, False], dtype=object))
    yield case("a private model", run_of(q1="cab", q2="db"), hidden, AS_OF)
    gaps = _models(a=None, b=0, c=None, d=0)
    yield case("gaps in downloads, and equal ones", run_of(q1="cb", q2="c"), gaps[::-1], AS_OF)
    one = _models(a=None, b=1, c=0)
    yield case("a gap beside a model downloaded once", run_of(q1="acb"), one, AS_OF)
    yield case("one result", run_of(q1="a"), four, AS_OF)
    yield case("a model made after as_of", run_of(q1="cab", q2="db"), four.assign(created_at=LATER), AS_OF)
    yield case("the ends of the window", run_of(q1="cab", q2="db"), _window(), AS_OF)
    many = _models(**{f"m{n:03d}": 1000 - n // 4 for n in range(201)})
    yield case("201 models, the top of them tied", run_of(q1=many["id"][:9], q2=many["id"][7:11]), many[::-1], AS_OF)
    for number in (100, 101, 200):
        shelf = _models(**{f"m{n:03d}": 1000 - n for n in range(number)})
        top = run_of(q1=shelf["id"][:4], q2=shelf["id"][1:3])
        yield case(f"{number} models", top, shelf, AS_OF)
    secret = pd.concat([shelf[:100], shelf[100:101].assign(private=True)])
    yield case("100 public models and a private one", top, secret, AS_OF)
    yield case("a model that one query shows twice", run_of(q1="abab", q2="dac"), four, AS_OF, 4)
    yield case("a repeat before another result", run_of(q1="aabd", q2="dac"), four, AS_OF, 4)
    yield from also(case("models without a date", run_of(q1="cab", q2="db"), _undated(), AS_OF), *VARIANTS)
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


def _undated() -> Table:
    table = _models(a=50, b=9, c=9, d=0)
    return table.assign(created_at=table["created_at"].where(np.array([True, True, False, True])))


def _window() -> Table:
    second = pd.Timedelta(seconds=1)
    return _models(a=50, b=9, c=9, d=0).assign(
        created_at=[AS_OF, AS_OF - MONTH, AS_OF - MONTH - second, AS_OF - second]
    )


# fmt: off
slip = exercise.slip  # a name, what it has to be told, the text of the solution, what stands there instead
TOP = "seen[: int(np.ceil(n / 100))]"
slip("shown_models_alone", "The models search never shows are the bias you are measuring.",
     "weight = 2 * np.arange(1, n + 1) - n - 1",
     "some = np.sort(seen[seen > 0])\n    weight = 2 * np.arange(1, len(some) + 1) - len(some) - 1",
     "(weight * np.sort(seen)).sum() / (n * total)", "(weight * some).sum() / (len(some) * total)")
slip("shown_models_throughout", "The models search never shows are the bias you are measuring.",
     "seen = public", 'public = public[public["id"].isin(exposure_of(run, k).index)]\n    seen = public')
slip("every_rank_alike", "Rank 10 is seen far less than rank 1; use the position discount.",
     '1 / np.log2(shown["rank"] + 1)', '0 * shown["rank"] + 1')
slip("reciprocal_ranks", "The discount is 1/log2(rank + 1), gentler than 1/rank.",
     'np.log2(shown["rank"] + 1)', 'shown["rank"]')
slip("once_a_query", "Take the run as it stands: a model that one query shows twice is seen twice.",
     'run[run["rank"] <= k]', 'run[run["rank"] <= k].drop_duplicates(["query_id", "model_id"])')
slip("of_the_results_page", "Take the run as it stands: a model that one query shows twice is seen twice.",
     'run[run["rank"] <= k]', "results_page(run, k)")
slip("top_by_exposure", "The question is whether the already popular get the exposure: rank by downloads.",
     TOP, "np.sort(seen)[::-1][: int(np.ceil(n / 100))]")
slip("top_cut_down", "Round the hundredth up: with fewer than 100 models, one model is the top 1 %.",
     "int(np.ceil(n / 100))", "n // 100")
slip("one_more_on_top", "Round n / 100 up: of exactly 100 models, one is the top 1 %.",
     "int(np.ceil(n / 100))", "n // 100 + 1")
slip("top_of_all_models", "The hundredth is one of the public models.",
     "np.ceil(n / 100)", "np.ceil(len(models) / 100)")
slip("least_downloaded", "Sort downloads in falling order: the top are the most downloaded.",
     "ascending=[False, True]", "ascending=[True, True]")
slip("ranks_from_zero", "The ranks i of the Gini run from 1 to n; yours run from 0.",
     "np.arange(1, n + 1)", "np.arange(n)")
slip("gini_by_downloads", "For the Gini x₁ is the smallest exposure: sort the exposures themselves.",
     "np.sort(seen)", "seen")
slip("percent", "A share lies between 0 and 1; you return percent.",
     TOP, "100 * " + TOP, "seen[new]", "100 * seen[new]")
slip("sums_of_exposure", "A share of S is asked for: divide the sum by S.",
     TOP + ".sum() / total", TOP + ".sum()", "seen[new].sum() / total", "seen[new].sum()")
slip("share_of_the_models", "Ask what part of the exposure new models get, not what part of the models is new.",
     "seen[new].sum() / total", "new.mean()")
slip("missing_last", "Missing downloads count 0: fill them before you sort.",
     '.fillna({"downloads": 0})', "")
slip("ties_as_they_come", "Equal downloads stand in the order of their ids.",
     '["downloads", "id"], ascending=[False, True]', '"downloads", ascending=False, kind="stable"')
slip("private_counted", "Count public models alone; the others are nobody's to be shown.",
     'models[models["private"].ne(True)]', "models")
slip("unknown_is_private", "Where `private` was not returned it is not True: the model counts as public.",
     ".ne(True)", ".eq(False)")
slip("strangers_in_the_sum", "A result that is not in the inventory is ignored, also in the sum that shares are of.",
     "total = seen.sum()", "total = exposure_of(run, k).sum()")
slip("one_rank_less", "`k` is an argument: count the results up to rank k, those at rank k too.",
     'run["rank"] <= k', 'run["rank"] < k')
slip("every_result", "`k` is an argument: results after rank k are not seen.",
     'run[run["rank"] <= k]', "run")
slip("window_closed", "The window is half-open: a model made exactly at `as_of` is not in it.",
     'inclusive="left"', 'inclusive="both"')
slip("window_open", "The window is half-open: a model made exactly 30 days before `as_of` is in it.",
     'inclusive="left"', 'inclusive="neither"')
slip("window_without_an_end", "The window ends at `as_of`: a model made later is not in it.",
     'between(start, as_of, inclusive="left")', "ge(start)")
slip("undated_is_new", "Nobody knows when a model without `created_at` was made: it is not new.",
     'public["created_at"].between', 'public["created_at"].fillna(start).between')
slip("nothing_is_zero", "Nothing was shown, so there is nothing to share: NaN, not 0.",
     "names, np.nan", "names, 0.0")
# fmt: on


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
