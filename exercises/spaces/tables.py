"""Tables for the cases: written by hand, a row a line, or taken from the graded Hubs."""

from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from course import frames
from course.exercise import hubs
from course.hub.connect import snapshot_of
from course.hub.seeds import in_force

Row = Sequence[object]

FEW = 30  # users of an unseen log that are looked at
MANY = 500  # requests of an unseen log that queue
EACH = 3  # of so many models of an unseen Hub, one is looked at, and of its Spaces too
KINDS = {
    "request_id": "str",
    "user_id": "object",
    "tier": "str",
    "ts": "datetime64[ms, UTC]",
    "gpu_s": "float64",
    "ok": "bool",
    "space_id": "str",
    "simulated": "bool",
}


def requests(*rows: Row) -> pd.DataFrame:
    """A log of requests for GPUs with every column of a real one.

    A row is user, tier, time and seconds of GPU, and if need be whether it succeeded and a `request_id`; the ids that
    are not given follow the rows. Times without a date are of 4 May 2026.
    """
    table = pd.DataFrame([_request(place, *row) for place, row in enumerate(rows)], columns=[*KINDS])
    table["ts"] = pd.to_datetime(table["ts"], utc=True, format="ISO8601")
    return table.astype(KINDS)


def _request(
    place: int, user: object, tier: object, ts: object, gpu_s: object, ok: object = True, name: object = None
) -> list[object]:
    moment = str(ts) if "-" in str(ts) else f"2026-05-04T{ts}"
    return [name or f"z{place:03}", user, tier, moment, gpu_s, ok, "ada/demo", True]


def models(*rows: Row) -> pd.DataFrame:
    """An inventory of models; a row is id, downloads, and if need be `private`, creation time and tags."""
    names = ["id", "downloads", "private", "created_at", "tags"]
    table = pd.DataFrame([[*row, *(False, None, [])[len(row) - 2 :]] for row in rows], columns=names)
    return _timed(table.astype({"id": "str", "downloads": "Int64", "private": "object", "tags": "object"}))


def spaces(*rows: Row) -> pd.DataFrame:
    """A table of Spaces; a row is the models that one lists, its state, and if need be its creation time."""
    filled = [[f"ada/s{place:03}", *row, *(None,)[len(row) - 2 :]] for place, row in enumerate(rows)]
    table = pd.DataFrame(filled, columns=["id", "models", "state", "created_at"])
    return _timed(table.astype({"id": "str", "models": "object", "state": "str"}))


def events(*rows: Row) -> pd.DataFrame:
    """A log of providers that began to serve a model; a row is the model and the time."""
    table = pd.DataFrame(
        [[model, "novita", at, True] for model, at in rows], columns=["model_id", "provider", "at", "s"]
    )
    times = pd.to_datetime(table["at"], utc=True, format="ISO8601").astype("datetime64[ms, UTC]")
    named = table.assign(live_at=times, simulated=True)[["model_id", "provider", "live_at", "simulated"]]
    return named.astype({"model_id": "str", "provider": "str", "simulated": "bool"})


def _timed(table: pd.DataFrame) -> pd.DataFrame:
    times = pd.to_datetime(table["created_at"], utc=True, format="ISO8601")
    return table.assign(created_at=times.astype("datetime64[us, UTC]"))


def log(slot: str, name: str) -> pd.DataFrame:
    """The log `name` of the graded Hub in `slot`, a copy each time."""
    return _log(slot, name, in_force()).copy()


@cache
def _log(slot: str, name: str, _seeds: str) -> pd.DataFrame:
    snapshot = snapshot_of(hubs.hub(slot))
    if snapshot is None:
        raise LookupError(f"no snapshot answers for {slot}.")
    return snapshot.log(name)


def of_some_users(slot: str, users: int = FEW) -> pd.DataFrame:
    """The requests of about `users` users of the graded Hub in `slot`, of every tier, in no order."""
    whole = log(slot, "zerogpu_requests")
    people = whole["user_id"].value_counts().index
    chosen = set(people[: users // 2]) | set(people[:: max(1, 2 * len(people) // users)])
    found = whole[whole["user_id"].isin(chosen)]
    return found.sample(frac=1, random_state=1).reset_index(drop=True)


def of_a_busy_time(slot: str, n: int = MANY) -> pd.DataFrame:
    """The `n` requests of the graded Hub in `slot` that came from the tenth hour of the third day on, in no order."""
    whole = log(slot, "zerogpu_requests")
    start = whole["ts"].min().floor("D") + pd.Timedelta(hours=58)
    found: pd.DataFrame = whole[whole["ts"] >= start].sort_values(["ts", "request_id"]).head(n)
    return found.sample(frac=1, random_state=1).reset_index(drop=True)


def quotas(slot: str) -> dict[str, float]:
    """The seconds a day of each tier that the log of the graded Hub in `slot` was made under."""
    table = log(slot, "zerogpu_quotas")
    return {str(tier): float(most) for tier, most in zip(table["tier"], table["gpu_s_per_day"], strict=True)}


def inventory(slot: str, columns: Iterable[str]) -> pd.DataFrame:
    """One in `EACH` models of the graded Hub in `slot`, with some of their columns."""
    return hubs.models(slot).iloc[::EACH][[*columns]].reset_index(drop=True)


def listed_spaces(slot: str) -> pd.DataFrame:
    """One in `EACH` public Spaces of the graded Hub in `slot`, with the models they list and their states."""
    return _spaces(slot, in_force()).copy()


@cache
def _spaces(slot: str, _seeds: str) -> pd.DataFrame:
    return frames.spaces(hubs.hub(slot)).drop(columns="sdk").iloc[::EACH].reset_index(drop=True)
