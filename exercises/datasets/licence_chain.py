"""Does each model claim more freedom than its sources allow?"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd

from course import sources
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, shuffled
from course.hub.seeds import in_force
from course.vocabulary import LICENCE_CLASSES, licence_classes
from exercises.datasets.by_hand import LESSON

exercise = Exercise(
    LESSON,
    "licence_chain",
    looks_at="several licences, several sources, unknown licences, models without sources, order, and unseen Hubs",
)

FREE, SHARE, CARE, NO_FEE = "mit", "gpl-3.0", "openrail++", "cc-by-nc-4.0"
COLUMNS = ["id", "own", "upstream", "verdict"]
Licences = list[str | None]


def made(**models: str | None) -> pd.DataFrame:
    """Models by name with their licences."""
    return pd.DataFrame({"id": list(models), "license": pd.Series(list(models.values()), dtype=object)})


def named(**models: Licences) -> pd.DataFrame:
    """The sources of models by name, each source by its licence."""
    rows = [(model, f"x/{place}", one) for model, found in models.items() for place, one in enumerate(found)]
    return pd.DataFrame(rows, columns=["model_id", "source_id", "license"]).astype(object)


NONE = named(ada=[FREE]).iloc[:0]
MIXED = made(cat=FREE, ada=NO_FEE, Zoe=CARE, ben=None, dan=SHARE, eve=f"{FREE}+{NO_FEE}", fay=f"{FREE}+other")
SOURCES = named(
    cat=[FREE, NO_FEE, SHARE],
    ada=[None, CARE],
    Zoe=[FREE, None],
    ben=[CARE, FREE],
    eve=[f"{SHARE}+other"],
    gus=[FREE],
    dan=[FREE, SHARE],
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Small tables first, then the models of unseen Hubs."""
    classes = licence_classes()
    yield case("a model without sources", made(ben=FREE, ada=None), NONE, classes)
    yield case("a source of another model", made(ada=FREE), named(ben=[NO_FEE]), classes)
    yield case("two sources, the stricter first", made(ada=FREE), named(ada=[CARE, FREE]), classes)
    yield case("a source under share-alike alone", made(ada=CARE), named(ada=[SHARE]), classes)
    yield case("two sources, the stricter last", made(ada=CARE), named(ada=[SHARE, CARE]), classes)
    yield case("three sources, the strictest between", made(ada=NO_FEE), named(ada=[FREE, CARE, None]), classes)
    yield case("an unknown source alone", made(ada=FREE), named(ada=[None]), classes)
    yield case("a known source beside an unknown one", made(ada=FREE), named(ada=["other", NO_FEE]), classes)
    yield case("an unknown model with known sources", made(ada="other"), named(ada=[NO_FEE, FREE]), classes)
    yield case("own licences, the stricter last", made(ada=f"{FREE}+{NO_FEE}"), named(ada=[CARE]), classes)
    yield case("own licences, the stricter first", made(ada=f"{NO_FEE}+{SHARE}"), named(ada=[CARE]), classes)
    yield case("own licences, one unknown", made(ada=f"other+{FREE}"), named(ada=[NO_FEE]), classes)
    yield case("a source with two licences", made(ada=SHARE), named(ada=[f"{FREE}+{CARE}"]), classes)
    yield case("a source with two licences, one unknown", made(ada=SHARE), named(ada=[f"{FREE}+other"]), classes)
    yield case("a source under share-alike", made(ada=NO_FEE), named(ada=[SHARE, NO_FEE]), classes)
    yield case("a licence with a plus in its name", made(ada=CARE), named(ada=[" OpenRAIL++ "]), classes)
    yield from also(case("models of every kind", MIXED, SOURCES, classes), gapped_index, shuffled)
    yield case("no models", MIXED.iloc[:0], SOURCES, classes)
    for slot in hubs.SLOTS:
        yield case("an unseen Hub", *tables(slot, in_force()), classes)


@cache
def tables(slot: str, _seeds: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The models of a graded Hub, and their sources."""
    hub = hubs.hub(slot)
    return sources.models(hub), sources.upstream(hub)


slip = exercise.slip
OWN = "None if None in own else max(own, key=order.index)"
UP = "max(known, key=order.index, default=None)"
BELOW = "below.setdefault(model_id, []).extend(classes_of(text, classes))"
MANY = "Look at every source of a model, not at one."
slip(
    "upstream_by_alphabet",
    "Restrictiveness is not alphabetical: `max` needs the given order as its key.",
    UP,
    "max(known, default=None)",
)
slip(
    "least_restrictive",
    "`upstream` is the most restrictive class, the one latest in the order.",
    UP,
    UP.replace("max", "min"),
)
slip(
    "no_source_is_unknown",
    "Without sources there is nothing to contradict: `clear`, if the own class is known.",
    "below.get(model_id, [])",
    "below.get(model_id, [None])",
)
slip(
    "unknown_is_strictest",
    "`upstream` is the most restrictive class that is *known*.",
    UP,
    f"{UP} if None not in found else None",
)
slip("last_source", MANY, BELOW, "below[model_id] = classes_of(text, classes)")
slip("first_source", MANY, BELOW, "below.setdefault(model_id, classes_of(text, classes))")
slip(
    "known_sources_alone",
    "The verdict needs the unknown sources as well: silence is not permission.",
    "chain_verdict(own_class, found)",
    "chain_verdict(own_class, known)",
)
slip(
    "strictest_source_alone",
    "Give all classes of all sources to the verdict: share-alike may hide behind a stricter one.",
    "chain_verdict(own_class, found)",
    "chain_verdict(own_class, found if strictest is None else [strictest, *[one for one in found if one is None]])",
)
slip(
    "first_own", "Among several own licences, the most restrictive decides.", OWN, "own[0] if None not in own else None"
)
slip(
    "freest_own", "Several own licences: the most restrictive decides, not the freest.", OWN, OWN.replace("max", "min")
)
slip(
    "own_known_part",
    "An own licence with an unknown part is unknown: `own` is missing.",
    OWN,
    "max([name for name in own if name is not None], key=order.index, default=None)",
)
slip(
    "source_parts_known",
    "Each licence of a source counts: with an unknown part, the source is not known.",
    BELOW,
    "below.setdefault(model_id, []).extend(\n            [one for one in classes_of(text, classes) if one is not None]"
    " or [None])",
)
slip("as_they_come", "Sort the rows by `id`.", '.sort_values("id", ignore_index=True)', "")
slip(
    "own_licence",
    "`own` is a class, not the licence as it is written.",
    "rows.append([model_id, own_class,",
    "rows.append([model_id, text,",
)
slip(
    "split_blindly",
    "A licence may have a plus in its name: look up the whole text first.",
    "if whole in classes:",
    "if False:",
)
slip(
    "stricter_copyleft",
    "Share-alike asks for the same terms, not for stricter ones.",
    'if is_freer or (source == "copyleft" and own != "copyleft"):',
    "if is_freer:",
)


def _parts(text: Any, classes: dict[str, str]) -> list[str | None]:
    if not isinstance(text, str):
        return [None]
    whole = text.strip().lower()
    return [classes.get(one.strip()) for one in ([whole] if whole in classes else whole.split("+"))]


def _verdict(own: str | None, found: list[str | None]) -> str:
    rank = {name: place for place, name in enumerate(LICENCE_CLASSES)}
    for one in found:
        if own and one and (rank[one] > rank[own] or (one == "copyleft" != own)):
            return "conflict"
    return "clear" if own and all(found) else "unverifiable"


@exercise.right
def with_groupby(models: pd.DataFrame, upstream: pd.DataFrame, classes: dict[str, str]) -> pd.DataFrame:
    rank = {name: place for place, name in enumerate(LICENCE_CLASSES)}
    parts_of: Any = [_parts(text, classes) for text in upstream["license"]]
    long = upstream.assign(one=parts_of).explode("one")
    long["one"] = long["one"].astype(object).where(long["one"].notna(), None)
    found = {model: list(own["one"]) for model, own in long.groupby("model_id")}
    rows = []
    for _, model in models.sort_values("id").iterrows():
        parts, others = _parts(model["license"], classes), found.get(model["id"], [])
        own = sorted(parts, key=lambda one: rank[str(one)])[-1] if all(parts) else None
        known = sorted((one for one in others if one), key=lambda one: rank[one])
        rows.append((model["id"], own, known[-1] if known else None, _verdict(own, others)))
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.right
def with_numbers(models: pd.DataFrame, upstream: pd.DataFrame, classes: dict[str, str]) -> pd.DataFrame:
    names = list(LICENCE_CLASSES)
    numbers: dict[str, list[int]] = {}
    for model, text in zip(upstream["model_id"], upstream["license"], strict=True):
        numbers.setdefault(model, []).extend(names.index(one) if one else -1 for one in _parts(text, classes))
    table = models[["id"]].sort_values("id", ignore_index=True)
    licences = dict(zip(models["id"], models["license"], strict=True))
    own = [[names.index(one) if one else -1 for one in _parts(licences[model], classes)] for model in table["id"]]
    classed = [names[max(one)] if min(one) >= 0 else None for one in own]
    table["own"] = classed
    top = [max(numbers.get(model, [-1])) for model in table["id"]]
    table["upstream"] = [names[one] if one >= 0 else None for one in top]
    verdicts = []
    for model, mine in zip(table["id"], classed, strict=True):
        below = numbers.get(model, [])
        place = names.index(mine) if mine else 9
        clash = mine is not None and (max(below, default=-1) > place or (1 in below and place != 1))
        verdicts.append("conflict" if clash else "clear" if mine and min(below, default=0) >= 0 else "unverifiable")
    return table.assign(verdict=verdicts)
