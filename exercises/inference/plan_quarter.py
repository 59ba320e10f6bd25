"""Which items fit into the quarter, with a share for each pole?"""

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.inference.traffic import table

exercise = Exercise(
    "11-inference",
    "plan_quarter",
    looks_at="capacities that are just enough, too small or decimal, shares of exactly the minimum, of 0 and of more "
    "than a half, one pole, ties in value and in weeks, items that crowd out others, weeks left over, one item, none, "
    "and backlogs you have not seen",
)

POLES = {"c": "community", "e": "enterprise"}
FEW = 8  # items of an unseen backlog: all choices of them are tried quickly


def backlog(*items: tuple[str, str, float, float]) -> pd.DataFrame:
    """Items given by id, first letter of the pole, value and weeks; impact and confidence are 1."""
    rows = [[name, POLES[pole], value, 1.0, 1.0, weeks] for name, pole, value, weeks in items]
    found = pd.DataFrame(rows, columns=["id", "pole", "reach", "impact", "confidence", "weeks"])
    return found.assign(title="Something to build", kind="feature", simulated=True)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded backlogs."""
    four = backlog(("a", "e", 90, 3), ("b", "e", 80, 3), ("c", "c", 40, 2), ("d", "c", 30, 3))
    yield from also(case("four items", four, 6), gapped_index, shuffled, emptied)
    for share in (0, 0.1, 0.4, 0.5, 0.6):
        yield case("four items, another share", four, 6, share)
    for capacity in (1, 2, 3, 4, 5, 8, 9, 11, 40):
        yield case("four items, another capacity", four, capacity)
    yield case("one item", backlog(("a", "e", 90, 3)), 6)
    yield case("one item, no minimum", backlog(("a", "e", 90, 3)), 6, 0)
    yield case("one item that is too long", backlog(("a", "e", 90, 7)), 6, 0)
    one_pole = backlog(("a", "c", 90, 3), ("b", "c", 20, 2))
    yield case("one pole", one_pole, 6)
    yield case("one pole, no minimum", one_pole, 6, 0)
    three_of_ten = backlog(("a", "c", 90, 7), ("b", "e", 10, 3), ("c", "e", 12, 2.9))
    yield case("a share of exactly three tenths", three_of_ten, 10)
    turned = backlog(("a", "e", 90, 7), ("b", "c", 10, 3), ("c", "c", 12, 2.9))
    yield case("a share of exactly three tenths, the other pole", turned, 10)
    decimal = backlog(("a", "c", 5, 0.1), ("b", "e", 6, 0.2), ("c", "c", 4, 0.1), ("d", "e", 3, 0.1))
    yield case("a capacity of 0.3", decimal, 0.3)
    yield case("a capacity of 0.3, no minimum", decimal, 0.3, 0)
    per_week = backlog(("a", "c", 60, 2), ("b", "e", 100, 4), ("c", "c", 98, 4), ("d", "e", 30, 3))
    yield case("the best value a week crowds out a better pair", per_week, 8)
    large = backlog(("a", "c", 100, 8), ("b", "e", 70, 4), ("c", "c", 60, 4), ("d", "e", 30, 2))
    yield case("the largest value crowds out a better pair", large, 10)
    early = backlog(("a", "e", 10, 1), ("b", "c", 9, 1), ("c", "e", 80, 5), ("d", "c", 80, 5))
    yield case("the best plan leaves a week", early, 11)
    gap = backlog(("a", "e", 50, 3), ("b", "c", 50, 3), ("c", "c", 5, 4), ("d", "e", 4, 4))
    yield case("the best plan leaves weeks", gap, 8)
    tie = backlog(("a", "e", 30, 4), ("b", "c", 30, 5), ("c", "e", 30, 5), ("d", "c", 30, 3))
    yield case("a tie in value", tie, 10)
    both = backlog(("b", "e", 30, 3), ("a", "e", 30, 3), ("d", "c", 20, 2), ("c", "c", 20, 2))
    yield from also(case("a tie in value and weeks", both, 5), shuffled)
    sizes = backlog(("a", "e", 10, 2), ("b", "c", 20, 2), ("c", "e", 10, 1), ("d", "e", 20, 3), ("e", "c", 10, 1))
    yield case("ties between plans of different size", sizes, 5, 0.2)
    one_or_two = backlog(("x", "e", 4, 3), ("a", "e", 2, 1), ("b", "e", 2, 2), ("y", "c", 9, 3))
    yield case("a tie between one item and two", one_or_two, 6)
    two_or_one = backlog(("a", "e", 4, 3), ("w", "e", 2, 1), ("x", "e", 2, 2), ("y", "c", 9, 3))
    yield case("a tie between two items and one", two_or_one, 6)
    alike = backlog(("a!", "e", 4, 3), ("a", "e", 4, 3), ("y", "c", 9, 3))
    yield case("a tie of ids that begin alike", alike, 6)
    close = backlog(("x", "e", 0.3, 2), ("a", "e", 0.1, 1), ("b", "e", 0.2, 1.5), ("y", "c", 0, 1))
    yield case("values that are equal but for rounding", close, 3.5, 0.25)
    light = backlog(("x", "e", 4, 0.3), ("a", "e", 2, 0.1), ("b", "e", 2, 0.2), ("y", "c", 9, 0.3))
    yield case("weeks that are equal but for rounding", light, 0.6)
    whole = backlog(("a", "e", 5, 2), ("b", "c", 6, 2), ("c", "c", 7, 1))
    yield case("everything fits", whole, 5)
    crowd = backlog(("a", "c", 50, 1), ("b", "c", 45, 1), ("c", "c", 40, 1), ("d", "e", 9, 3), ("e", "e", 8, 1))
    yield case("many small items of one pole", crowd, 6)
    yield case("one large item of the other pole", crowd, 4, 0.45)
    parts = backlog(("a", "e", 90, 3), ("b", "e", 80, 3), ("c", "c", 40, 3), ("d", "c", 100, 4))
    confidence = parts.assign(confidence=[0.2, 0.9, 1.0, 0.3], impact=[1.0, 1.5, 0.5, 2.0])
    yield case("impact and confidence", confidence, 7)
    yield case("impact and confidence, no minimum", confidence, 6, 0)
    for slot in SLOTS:
        found = table(slot, "backlog")
        yield case("an unseen backlog", found.iloc[:FEW], 10)
        yield case("an unseen backlog, a half each", found.iloc[-FEW:], 9, 0.5)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
FAIR, KEY = "is_fair(community, weeks - community, min_share)", "(-total, round(weeks, 9), ids)"
VALUE = 'backlog["reach"] * backlog["impact"] * backlog["confidence"]'
slip("share_of_the_capacity", "The share is of the weeks that you chose, not of those that you could have.",
     FAIR, "weeks > 0 and min(community, weeks - community) >= min_share * capacity - 1e-9")
slip("rule_forgotten", "This plan leaves one pole without its share of the weeks: ask `is_fair` of each plan.",
     f"fits and {FAIR}", "fits")
slip("community_alone", "This plan leaves one pole without its share of the weeks: ask `is_fair` of each plan.",
     FAIR, "weeks > 0 and community >= min_share * weeks - 1e-9")
slip("enterprise_alone", "This plan leaves one pole without its share of the weeks: ask `is_fair` of each plan.",
     FAIR, "weeks > 0 and weeks - community >= min_share * weeks - 1e-9")
slip("share_of_items", "The share is of weeks, not of the number of items.",
     FAIR, 'is_fair(sum(item["pole"] == "community" for item in plan), '
           'sum(item["pole"] != "community" for item in plan), min_share)')
slip("share_of_value", "The share is of weeks, not of value.",
     FAIR, 'is_fair(sum(item["value"] for item in plan if item["pole"] == "community"), '
           'sum(item["value"] for item in plan if item["pole"] != "community"), min_share)')
slip("value_a_week", "Take the plan with the largest value, not the one with the largest value a week.",
     KEY, "(-total / weeks, round(weeks, 9), ids)")
slip("capacity_left_over", "A plan may fill the capacity exactly.",
     "weeks <= capacity + 1e-9", "weeks < capacity - 1e-9")
slip("no_tolerance", "Weeks that exceed the capacity by rounding alone fit: compare with `capacity + 1e-9`.",
     "weeks <= capacity + 1e-9", "weeks <= capacity")
slip("full_quarters_alone", "The best plan may leave weeks unused.",
     "weeks <= capacity + 1e-9", "abs(weeks - capacity) <= 1e-9")
slip("weeks_ignored_in_ties", "Of plans with the same value, take the one with fewer weeks.",
     KEY, "(-total, 0, ids)")
slip("more_weeks_in_ties", "Of plans with the same value, take the one with fewer weeks, not with more.",
     KEY, "(-total, -round(weeks, 9), ids)")
slip("first_of_the_ties", "Of plans with the same value and weeks, take the one whose list of ids is the smaller.",
     "min(plans)[2]", "min(plans, key=lambda one: one[:2])[2]")
slip("fewer_items_in_ties", "Of plans with the same value and weeks, the ids decide, not the number of items.",
     KEY, "(-total, round(weeks, 9), len(ids), ids)", "min(plans)[2]", "min(plans)[3]")
slip("more_items_in_ties", "Of plans with the same value and weeks, the ids decide, not the number of items.",
     KEY, "(-total, round(weeks, 9), -len(ids), ids)", "min(plans)[2]", "min(plans)[3]")
slip("ids_as_one_text", "Compare the lists of ids themselves, not texts made of them.",
     KEY, '(-total, round(weeks, 9), ",".join(ids), ids)', "min(plans)[2]", "min(plans)[3]")
slip("values_not_rounded", "Round the values before you compare them: sums of decimals differ in the last place.",
     'round(sum(item["value"] for item in plan), 9)', 'sum(item["value"] for item in plan)')
slip("weeks_not_rounded", "Round the weeks before you compare them: sums of decimals differ in the last place.",
     "round(weeks, 9)", "weeks")
slip("without_confidence", "The value is reach times impact times confidence.",
     VALUE, 'backlog["reach"] * backlog["impact"]')
slip("reach_alone", "The value is reach times impact times confidence, not the reach alone.",
     VALUE, 'backlog["reach"]')
slip("divided_by_effort", "The weeks limit the plan already; do not divide the value by them.",
     VALUE, f'{VALUE} / backlog["weeks"]')
slip("ids_as_they_come", "Return the ids sorted.",
     'sorted(item["id"] for item in plan)', '[item["id"] for item in plan]')
slip("never_everything", "A plan may hold every item.",
     "len(items) + 1", "len(items)")
slip("pairs_alone", "A plan can have any number of items.",
     "range(1, len(items) + 1)", "range(2, 3)")
slip("nothing_to_choose", "Where no plan is possible, the answer is an empty list; there is no smallest of nothing.",
     " if plans else []", "")
slip("min_share_not_passed_on", "`min_share` is an argument: pass it on to `is_fair`.",
     FAIR, "is_fair(community, weeks - community)")
slip("cheapest_plan", "Take the largest value: `min` finds it only if the value has a minus sign.",
     KEY, "(total, round(weeks, 9), ids)")
# fmt: on


@exercise.wrong("The best items first can crowd out a better choice; compare whole plans.")
def greedy_by_value_a_week(backlog: pd.DataFrame, capacity: float, min_share: float = 0.3) -> list[str]:
    worth = backlog["reach"] * backlog["impact"] * backlog["confidence"] / backlog["weeks"]
    return _greedy(backlog.assign(worth=worth), capacity, min_share)


@exercise.wrong("The best items first can crowd out a better choice; compare whole plans.")
def greedy_by_value(backlog: pd.DataFrame, capacity: float, min_share: float = 0.3) -> list[str]:
    worth = backlog["reach"] * backlog["impact"] * backlog["confidence"]
    return _greedy(backlog.assign(worth=worth), capacity, min_share)


def _greedy(items: pd.DataFrame, capacity: float, min_share: float) -> list[str]:
    """The items of largest `worth` that fit, if the poles have their shares then."""
    chosen: list[str] = []
    weeks = dict.fromkeys(POLES.values(), 0.0)
    ranked = items.sort_values(["worth", "id"], ascending=[False, True])
    for name, pole, needed in zip(ranked["id"], ranked["pole"], ranked["weeks"], strict=True):
        if sum(weeks.values()) + needed <= capacity + 1e-9:
            chosen.append(name)
            weeks[pole] += needed
    total = sum(weeks.values())
    return sorted(chosen) if total and min(weeks.values()) / total >= min_share - 1e-9 else []


@exercise.right
def with_bits(backlog: pd.DataFrame, capacity: float, min_share: float = 0.3) -> list[str]:
    items = list(
        zip(
            backlog["id"], backlog["pole"], backlog["reach"] * backlog["impact"] * backlog["confidence"],
            backlog["weeks"], strict=True,
        )
    )  # fmt: skip
    best: tuple[float, float, list[str]] | None = None
    for mask in range(1, 2 ** len(items)):
        plan = [item for place, item in enumerate(items) if mask >> place & 1]
        weeks = [sum(item[3] for item in plan if item[1] == pole) for pole in ("community", "enterprise")]
        if sum(weeks) > capacity + 1e-9 or min(weeks) < (min_share - 1e-9) * sum(weeks):
            continue
        key = (-round(sum(item[2] for item in plan), 9), round(sum(weeks), 9), sorted(item[0] for item in plan))
        best = key if best is None or key < best else best
    return best[2] if best else []


@exercise.right
def item_after_item(backlog: pd.DataFrame, capacity: float, min_share: float = 0.3) -> list[str]:
    """Every item is taken or left, with exact fractions in place of a tolerance."""
    rows = backlog.sort_values("id")
    items = [
        (
            str(row["id"]),
            row["pole"] == "community",
            _exact(row["reach"], row["impact"], row["confidence"]),
            _exact(row["weeks"]),
        )
        for row in rows.to_dict("records")
    ]
    room, least = _exact(capacity), _exact(min_share)
    plans: list[tuple[tuple[str, ...], Fraction, Fraction, Fraction]] = [((), Fraction(0), Fraction(0), Fraction(0))]
    for name, is_community, value, weeks in items:
        plans += [
            ((*ids, name), worth + value, spent + weeks, common + (weeks if is_community else 0))
            for ids, worth, spent, common in plans
            if spent + weeks <= room
        ]
    fair = [one for one in plans if one[2] > 0 and least * one[2] <= one[3] <= (1 - least) * one[2]]
    return list(min(fair, key=lambda one: (-one[1], one[2], one[0]))[0]) if fair else []


def _exact(*factors: float) -> Fraction:
    """The product of numbers as they are written."""
    product = Fraction(1)
    for one in factors:
        product *= Fraction(str(one))
    return product
