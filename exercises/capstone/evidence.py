"""Is every number of the diagnosis computed, and from the Hub that is asked?"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from huggingface_hub import HfApi

from course import cards, frames, log, spec, stats
from course.check import Outcome, observe
from course.exercise import hubs
from course.exercise.exercise import Answer, Case, Exercise, Verdict, case
from course.exercise.state import State
from course.hub.connect import connect
from exercises.capstone.tables import LESSON

Rows = list[dict[str, Any]]
STAYS = "Too few of your values move on another Hub: compute them from `api` and its logs."
MOST_STAY = 3  # some shares of the simulated Hubs are drawn so exactly that they are alike on all of them


class Evidence(Exercise):
    """An exercise that looks at what rows of evidence show, so that every choice of measures is right."""

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """What is wrong with the rows of one Hub, or with what moves on another."""
        first = observe(function, one.args[:1])
        if first.raised is not None or first.value is None:
            return first
        found = spec.faults(first.value)
        if not found and len(one.args) > 1:
            other = observe(function, one.args[1:])
            if other.raised is not None:
                return other
            found = spec.faults(other.value) or _stays(first.value, other.value)
        return replace(first, value=found[:1], changed=())

    def _problem(self, one: Case, got: Outcome, wanted: Outcome) -> Verdict | None:
        sentence = _first(got.value)
        return Verdict(State.WRONG, sentence) if sentence else super()._problem(one, got, wanted)


def _first(found: object) -> str:
    """The first sentence in what an outcome holds, or nothing."""
    return str(found[0]) if isinstance(found, list) and found else ""


def _stays(first: Any, other: Any) -> list[str]:
    return [STAYS] if len(spec.unmoved(first, other)) > MOST_STAY else []


exercise = Evidence(
    LESSON,
    "evidence",
    looks_at="the rules of one row and of all rows on two unseen Hubs, and whether the values move from one to the "
    "other",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """The practice Hub, for the rules of its own rows, then two unseen ones."""
    yield case("the practice Hub", connect("practice"))
    yield case("two unseen Hubs", hubs.hub(hubs.SLOTS[0]), hubs.hub(hubs.SLOTS[1]))


def _share(key: str, lesson: int, flags: Any, data: str, pole: str) -> dict[str, Any]:
    k, n = int(flags.sum()), len(flags)
    low, high = stats.wilson(k, n)
    told = {"key": key, "claim": key, "lesson": lesson, "value": k / n, "shown": f"{100 * k / n:.1f} %"}
    return told | {"unit": "share", "n": n, "ci_low": low, "ci_high": high, "data": data, "pole": pole}


@cache
def _rows(source: str) -> Rows:
    return _measured(connect(source))


def _measured(api: HfApi) -> Rows:
    table, attempts = frames.models(api), log("upload_attempts", api)
    seats, failed = log("org_seats", api), attempts.loc[~attempts["ok"], "error_message"]
    rows = [
        _share("tags", 1, table["license"].notna(), "hub", "enterprise"),
        _share("cards", 2, table["base_model"].map(len) > 1, "hub", "community"),
        _share("libraries", 5, table["library_name"].isna(), "hub", "community"),
        _share("tasks", 3, table["pipeline_tag"].isna(), "hub", "community"),
        _share("failures", 7, ~attempts["ok"], "simulated", "community"),
        _share("causes", 7, failed.map(cards.category) == "size", "simulated", "community"),
        _share("prices", 13, seats["price_usd"] > seats["price_usd"].median(), "simulated", "enterprise"),
    ]
    hours = log("endpoints", api)
    loss = float((hours["hours_billed"] / hours["hours_provisioned"]).mean())
    told = {"key": "billed", "claim": "hours billed", "lesson": 11, "value": loss, "shown": f"{loss:.2f}"}
    rest = {"unit": "share", "n": 420, "ci_low": None, "ci_high": None, "data": "simulated", "pole": "enterprise"}
    return [*rows, told | rest]


def rows_of(api: Any) -> Rows:
    """Right rows of a Hub, made once."""
    return [dict(row) for row in _rows(api.source)]


@exercise.right
def measured_anew(api: HfApi) -> Rows:
    return rows_of(api)


@exercise.right
def in_another_order(api: HfApi) -> Rows:
    """The same and two more, shown as whole per cent."""
    rows = rows_of(api)
    more = [row | {"key": f"{row['key']} again", "shown": f"{row['value']:.0%}"} for row in rows[4:6]]
    return [*more, *rows[::-1]]


@exercise.wrong("A row shows another number than its value: make `shown` from `value`; 0.82 is 82%.")
def shown_is_typed(api: HfApi) -> Rows:
    return [row | {"shown": "82%"} if row["key"] == "tags" else row for row in rows_of(api)]


@exercise.wrong("Show no more decimals than the interval supports.")
def seven_decimals(api: HfApi) -> Rows:
    return [row | {"shown": f"{row['value']:.7f}"} for row in rows_of(api)]


@exercise.wrong("Return 8 to 12 rows, not 7.")
def seven_rows(api: HfApi) -> Rows:
    return rows_of(api)[1:]


@exercise.wrong("Return 8 to 12 rows, not 13.")
def thirteen_rows(api: HfApi) -> Rows:
    rows = rows_of(api)
    return rows + [row | {"key": f"{row['key']} again"} for row in rows[:5]]


@exercise.wrong("Two rows have the same key.")
def one_key_twice(api: HfApi) -> Rows:
    return [row | {"key": "share"} for row in rows_of(api)]


@exercise.wrong("Each row needs the key 'pole'.")
def no_pole(api: HfApi) -> Rows:
    return [{name: value for name, value in row.items() if name != "pole"} for row in rows_of(api)]


@exercise.wrong("Both the community and enterprises need a row.")
def one_pole(api: HfApi) -> Rows:
    return [row | {"pole": "community"} for row in rows_of(api)]


@exercise.wrong("Use the measures of at least five lessons.")
def four_lessons(api: HfApi) -> Rows:
    return [row | {"lesson": min(row["lesson"], 4)} for row in rows_of(api)]


@exercise.wrong("At least three rows come from the Hub itself, not from a simulated log.")
def two_rows_of_the_hub(api: HfApi) -> Rows:
    return [row | ({"data": "simulated"} if row["lesson"] > 2 else {}) for row in rows_of(api)]


@exercise.wrong("Give both ends of an interval, finite numbers, or None twice.")
def boundless(api: HfApi) -> Rows:
    return [row | {"ci_low": float("-inf"), "ci_high": float("inf")} for row in rows_of(api)]


@exercise.wrong("An interval holds its value, and its ends differ.")
def ends_alike(api: HfApi) -> Rows:
    return [row | {"ci_low": row["value"], "ci_high": row["value"]} for row in rows_of(api)]


@exercise.wrong("Each value has to be a finite number, and each `n` above 0.")
def nothing_counted(api: HfApi) -> Rows:
    return [row | {"n": 0} for row in rows_of(api)]


@exercise.wrong("`data` is hub or simulated; `pole` is community, enterprise or both.")
def practice_as_data(api: HfApi) -> Rows:
    return [row | {"data": "practice"} for row in rows_of(api)]


@exercise.wrong("`lesson` is the number of a lesson, 1 to 13.")
def exercises_for_lessons(api: HfApi) -> Rows:
    return [row | {"lesson": f"M{row['lesson']:02}"} for row in rows_of(api)]


@exercise.wrong("Return a list of dicts, one a row.")
def by_key(api: HfApi) -> dict[str, Any]:
    return {row["key"]: row for row in rows_of(api)}


@exercise.wrong("`shown` is one number as the spec prints it, such as 82% or 1,204.")
def shown_in_words(api: HfApi) -> Rows:
    return [row | {"shown": f"about {row['value']:.0%}"} for row in rows_of(api)]
