"""How many of the most downloaded models can be called without deploying anything?"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of

exercise = Exercise(
    "11-inference",
    "provider_coverage",
    looks_at="mappings that are missing, empty, staging or in error, a provider listed twice, private models, other "
    "tasks, fewer models than asked for, none, requests, and unseen Hubs",
    over_budget="One listing brings everything: name the properties in `expand`, and do not ask once a model.",
)

NAN = float("nan")


def _entry(status: str) -> dict[str, str]:
    return {"status": status, "providerId": "x", "task": "text-generation"}


def _model(name: str, downloads: int, mapping: object = None, **other: object) -> dict[str, Any]:
    """A text model; `mapping` is a text such as "quick live, tide staging", or the Hub's own value."""
    row = {"id": name, "downloads": downloads, "pipeline_tag": "text-generation"} | other
    if isinstance(mapping, str):
        pairs = [pair.split() for pair in mapping.split(", ")]
        row["inferenceProviderMapping"] = {provider: _entry(status) for provider, status in pairs}
    elif mapping is not None:
        row["inferenceProviderMapping"] = mapping
    return row


def _listed(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    """A mapping in the older form, a list, which can hold a provider twice."""
    return [{"provider": provider} | _entry(status) for provider, status in pairs]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded Hubs."""
    four = [
        _model("a/one", 90, "p live, q live"),
        _model("a/two", 80, "p live"),
        _model("a/three", 70, "p staging"),
        _model("a/four", 60),
    ]
    yield case("four models", hub_of(four), budget=1)
    yield case("fewer models than asked for", hub_of(four), 9, budget=1)
    yield case("the first two", hub_of(four), 2, budget=1)
    yield case("one model", hub_of(four), 1, budget=1)
    spread = [
        _model("a/one", 30, "p live, q live, r live"),
        _model("a/two", 20, "p live"),
        _model("a/three", 10, "p live"),
        _model("a/four", 9, "s live"),
    ]
    yield case("several providers", hub_of(spread), budget=1)
    yield case("a provider in error", hub_of([_model("a/one", 30, "p error, q live"), _model("a/two", 20, "r error")]))
    beside = [_model("a/one", 30, "p live, q staging"), _model("a/two", 20, "p live"), _model("a/three", 5)]
    yield case("a staging provider beside a live one", hub_of(beside))
    empty = [_model("a/one", 30, []), _model("a/two", 20, {}), _model("a/three", 10), _model("a/four", 9, "p live")]
    yield case("empty mappings", hub_of(empty))
    twice = [_model("a/one", 30, _listed(("p", "live"), ("p", "live"), ("q", "live"))), _model("a/two", 20, "q live")]
    yield case("a provider listed twice", hub_of(twice))
    both = [
        _model("a/one", 30, _listed(("p", "live"), ("p", "staging"))),
        _model("a/two", 20, _listed(("q", "staging"), ("p", "live"), ("q", "live"))),
    ]
    yield case("a provider live and staging", hub_of(both))
    hidden = [_model("a/one", 85, "p live", private=True), *four[1:], _model("a/five", 5, "q live", private=True)]
    yield case("private models", hub_of(hidden), budget=1)
    yield case("a private model among the first two", hub_of(hidden), 2, budget=1)
    yield case("a private model that is not called", hub_of([_model("a/zero", 99, private=True), *four[:2]]))
    yield case("private models alone", hub_of([_model("a/one", 30, "p live", private=True)]))
    other = [_model("a/picture", 99, "p live", pipeline_tag="text-to-image"), *four]
    yield case("another task, more popular", hub_of(other), 2, budget=1)
    yield case("models in no order", hub_of([*four[::-1]]), 3, budget=1)
    yield case("no live provider", hub_of([_model("a/one", 30, "p staging"), _model("a/two", 20)]))
    yield case("no text model", hub_of(other[:1]))
    yield case("no models", hub_of([]))
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", hubs.hub(slot), 200, budget=1)
        yield case("an unseen Hub, fewer models", hubs.hub(slot), 60, budget=1)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
LIVE, SINGLE = "(number >= 1).mean()", "(number == 1).mean()"
slip("any_status", "Only a provider whose status is `live` can be called; yours counts others too.",
     'if one.status == "live"', "if one.status")
slip("error_is_live", "A provider in error does not answer either: only `live` counts.",
     'one.status == "live"', 'one.status != "staging"')
slip("single_of_the_live", "Both shares use all n models, also those that nobody runs.",
     SINGLE, "(number[number >= 1] == 1).mean()")
slip("hhi_over_models", "Concentration is asked of providers: count the live pairs of each.",
     'pd.Series(pairs, dtype="str").value_counts(normalize=True)', "number[number > 0] / max(1, number.sum())")
ASKED = "Count text-generation models that are not private: ask with `pipeline_tag`, and name `private` in `expand`."
slip("private_not_asked", ASKED,
     '["inferenceProviderMapping", "private"]', '["inferenceProviderMapping"]')
slip("private_pairs_kept", "Leave a private model out of the live pairs too, not only out of `n`.",
     "        if model.private is not True:\n            mapping = model.inference_provider_mapping or []\n"
     '            running = {one.provider for one in mapping if one.status == "live"}\n'
     "            counts.append(len(running))\n            pairs.extend(running)\n",
     "        mapping = model.inference_provider_mapping or []\n"
     '        running = {one.provider for one in mapping if one.status == "live"}\n'
     "        pairs.extend(running)\n"
     "        if model.private is not True:\n            counts.append(len(running))\n")
slip("unknown_is_private", "A model is left out where `private` is True; where it is None, the model is public.",
     "model.private is not True", "model.private is False")
slip("single_entry", "Count live providers: a staging one beside it changes nothing.",
     "counts, pairs = [], []", "counts, pairs, entries = [], [], []",
     "counts.append(len(running))",
     "counts.append(len(running))\n            entries.append(len(running) == 1 and len(mapping) == 1)",
     SINGLE, "pd.Series(entries, dtype=float).mean()")
slip("entries_counted", "A provider that is listed twice for a model is one live provider and one live pair.",
     '{one.provider for one in mapping if one.status == "live"}',
     '[one.provider for one in mapping if one.status == "live"]')
slip("nothing_is_spread_out", "Without a live pair there is nothing to be concentrated: `hhi` is NaN.",
     ".sum(min_count=1)", ".sum()")
slip("divided_by_k", "Divide by the public models that came back, not by the `k` you asked for.",
     LIVE, "(number >= 1).sum() / k", SINGLE, "(number == 1).sum() / k")
slip("shares_of_the_models", "The shares in the index are of live pairs, so they add up to 1.",
     "value_counts(normalize=True)", "value_counts() / max(1, len(counts))")
slip("every_task", ASKED,
     'pipeline_tag="text-generation", sort', "sort")
slip("no_limit", "Pass `k` to the listing as its `limit`; yours lists every text model.",
     "limit=k, ", "")
slip("filled_up", "List `k` models, then leave out the private ones; their places are not filled up.",
     "limit=k, ", "",
     "for model in listing:", "for model in [one for one in listing if one.private is not True][:k]:")
slip("none_is_zero", "A share of no models is NaN, not 0.",
     LIVE, "(number >= 1).sum() / max(1, len(counts))", SINGLE, "(number == 1).sum() / max(1, len(counts))")
slip("percent", "A share lies between 0 and 1; you return percent.",
     LIVE, "100 * (number >= 1).mean()", SINGLE, "100 * (number == 1).mean()")
slip("by_ten_thousand", "Keep the HHI between 0 and 1, without the factor 10,000.",
     "(shares**2).sum", "(10_000 * shares**2).sum")
slip("at_least_one_for_single", "`share_single` asks for exactly one live provider.",
     "number == 1", "number >= 1 - 0")
slip("shares_not_squared", "Square the share of each provider before you add them up.",
     "(shares**2)", "shares")
# fmt: on


@exercise.right
def with_plain_python(api: HfApi, k: int = 200) -> dict[str, float]:
    names = ["private", "inferenceProviderMapping"]
    found = api.list_models(pipeline_tag="text-generation", sort="downloads", limit=k, expand=names)  # type: ignore[arg-type]
    public = [model for model in found if not model.private]
    live = [
        sorted({entry.provider for entry in model.inference_provider_mapping or () if entry.status == "live"})
        for model in public
    ]
    held = Counter(name for names in live for name in names)
    total = held.total()
    return {
        "n": len(public),
        "share_live": sum(map(bool, live)) / len(public) if public else NAN,
        "share_single": sum(len(names) == 1 for names in live) / len(public) if public else NAN,
        "hhi": sum((count / total) ** 2 for count in held.values()) if total else NAN,
    }


@exercise.right
def with_a_table(api: HfApi, k: int = 200) -> dict[str, float]:
    rows = []
    n = 0
    asked = ["inferenceProviderMapping", "private"]
    for model in api.list_models(sort="downloads", limit=k, pipeline_tag="text-generation", expand=asked):  # type: ignore[arg-type]
        if model.private:
            continue
        n += 1
        rows += [(model.id, one.provider, one.status) for one in model.inference_provider_mapping or []]
    table = pd.DataFrame(rows, columns=["model", "provider", "status"])
    table = table[table["status"] == "live"].drop_duplicates(["model", "provider"])
    per_model = table["model"].value_counts()
    per_provider = table["provider"].value_counts()
    if n == 0:
        return {"n": 0, "share_live": NAN, "share_single": NAN, "hhi": NAN}
    index = float((per_provider**2).sum()) / len(table) ** 2 if len(table) else NAN
    return {"n": n, "share_live": len(per_model) / n, "share_single": float((per_model == 1).sum()) / n, "hhi": index}
