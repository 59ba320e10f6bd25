"""Which pairs of numbers does nothing beat?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "11-inference",
    "on_front",
    looks_at="equal pairs, pairs equal in one number, missing numbers on either side, one pair, none, many on the "
    "front, and any order",
)

NAN = float("nan")
Points = list[tuple[float, float]]


@exercise.cases
def cases() -> Iterator[Case]:
    """Points by hand, then points drawn at random."""
    five: Points = [(400, 0.9), (150, 0.7), (180, 0.5), (200, 0.55), (150, 0.7)]
    yield case("five pairs", five)
    yield case("five pairs in reverse", five[::-1])
    yield case("two equal pairs", [(3.0, 4.0), (3.0, 4.0)])
    yield case("pairs equal in the first number", [(150, 0.7), (150, 0.6), (150, 0.8)])
    yield case("pairs equal in the second number", [(150, 0.7), (140, 0.7), (170, 0.7)])
    yield case("a missing second number", [(100, NAN), (150, 0.7), (160, 0.6)])
    yield case("a missing second number, slow", [(150, 0.7), (200, NAN)])
    yield case("a missing first number", [(NAN, 0.1), (150, 0.7), (120, 0.9)])
    yield case("a missing first number, dear", [(150, 0.7), (NAN, 0.9)])
    yield case("both missing", [(NAN, NAN), (150, 0.7)])
    yield case("nothing known", [(NAN, NAN), (NAN, 3.0), (3.0, NAN)])
    yield case("one pair", [(7, 7)])
    yield case("no pairs", [])
    yield case("all on the front", [(1, 9), (2, 7), (3, 4), (5, 2), (8, 1)])
    yield case("one that beats all", [(5, 5), (9, 6), (1, 1), (2, 8), (7, 2)])
    yield case("a chain", [(4, 4), (3, 3), (2, 2), (1, 1)])
    yield case("zeros", [(0, 1), (1, 0), (1, 1), (0, 2)])
    rng = np.random.default_rng(11)
    for n in (8, 30):
        drawn = rng.integers(1, 12, size=(n, 2)).astype(float)
        drawn[rng.random(n) < 0.15, 1] = np.nan
        yield case(f"{n} pairs of whole numbers", [tuple(pair) for pair in drawn.tolist()])
    yield case("pairs of decimals", [tuple(pair) for pair in rng.random((25, 2)).round(2).tolist()])


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
LOOP, BEATS = "for other_ms, other_usd in points:", "if is_as_small and (other_ms < ms or other_usd < usd):"
SMALL, KNOWN = "other_ms <= ms and other_usd <= usd", "not (pd.isna(ms) or pd.isna(usd))"
GAP = "A pair with a missing number cannot be compared, so it is not on the front."
slip("equal_pairs_beat", "Equal in both numbers beats nobody: both pairs can be on the front.",
     LOOP, "for place, (other_ms, other_usd) in enumerate(points):",
     BEATS, "if is_as_small and place != len(marks):")
NO_WORSE = "A pair is beaten only by one that is at least as small in both numbers and smaller in one of them."
slip("beaten_by_itself", NO_WORSE, BEATS, "if is_as_small:")
slip("second_number_smaller", "Better in one number and equal in the other is enough to beat.",
     BEATS, "if is_as_small and other_usd < usd:")
slip("first_number_smaller", "Better in one number and equal in the other is enough to beat.",
     BEATS, "if is_as_small and other_ms < ms:")
slip("smallest_of_each", "The front holds every pair that nothing beats, not the smallest of each number alone.",
     "marks.append(is_left)", "known = [pair for pair in points if not any(map(pd.isna, pair))]\n"
     "        marks.append(is_left and any(min(one[n] for one in known) == (ms, usd)[n] for n in (0, 1)))")
slip("smallest_of_either", "Compare pairs with pairs: the smallest of one number can be beaten by its equal there.",
     "marks.append(is_left)", "marks.append(not (pd.isna(ms) or pd.isna(usd)) and (\n"
     "            not any(one < ms for one, _ in points) or not any(one < usd for _, one in points)))")
slip("larger_is_better", "Smaller is better in both numbers.",
     SMALL, "other_ms >= ms and other_usd >= usd", BEATS, "if is_as_small and (other_ms > ms or other_usd > usd):")
slip("smaller_in_both", "Better in one number and equal in the other is enough to beat.",
     BEATS, "if other_ms < ms and other_usd < usd:")
slip("missing_is_on_the_front", GAP, KNOWN, "True")
slip("missing_is_endless", GAP,
     "marks = []", "marks = []\n    points = [(np.inf if a != a else a, np.inf if b != b else b) for a, b in points]")
slip("missing_first_number", GAP, KNOWN, "not pd.isna(usd)")
slip("missing_second_number", GAP, KNOWN, "not pd.isna(ms)")
slip("missing_is_zero", "A missing number is not 0: such a pair beats nothing.",
     "marks = []", "marks = []\n    points = [(0 if a != a else a, 0 if b != b else b) for a, b in points]")
slip("fastest_alone", "The front holds every pair that nothing beats, not the smallest first number alone.",
     "marks.append(is_left)", "marks.append(is_left and not any(one < ms for one, _ in points))")
slip("cheapest_alone", "The front holds every pair that nothing beats, not the smallest second number alone.",
     "marks.append(is_left)", "marks.append(is_left and not any(one < usd for _, one in points))")
slip("either_is_enough", NO_WORSE, SMALL, "other_ms <= ms or other_usd <= usd")
slip("only_later_pairs", "Compare with every other pair, also with those that stand before it.",
     LOOP, "for other_ms, other_usd in points[len(marks) + 1 :]:")
slip("only_earlier_pairs", "Compare with every other pair, also with those that stand after it.",
     LOOP, "for other_ms, other_usd in points[: len(marks)]:")
slip("the_beaten", "`True` stands for a pair that is on the front, `False` for one that is beaten.",
     "marks.append(is_left)", "marks.append(not is_left)")
slip("places_of_the_front", "Return `True` or `False` for each pair, not the places of those on the front.",
     "return marks", "return [place for place, mark in enumerate(marks) if mark]")
# fmt: on


@exercise.right
def with_arrays(points: Points) -> list[bool]:
    if not points:
        return []
    table = np.array(points, dtype=float)
    at_least = (table[:, None, :] <= table[None, :, :]).all(axis=2)
    better = (table[:, None, :] < table[None, :, :]).any(axis=2)
    beaten = (at_least & better).any(axis=0)
    return [bool(one) for one in ~beaten & ~np.isnan(table).any(axis=1)]


@exercise.right
def sorted_once(points: Points) -> list[bool]:
    known = pd.DataFrame(points, columns=["ms", "usd"]).astype(float).dropna().sort_values(["ms", "usd"])
    on = set()
    lowest, at = float("inf"), NAN
    for place, ms, usd in known.itertuples():
        if usd < lowest or (usd == lowest and ms == at):
            on.add(place)
            lowest, at = usd, ms
    return [place in on for place in range(len(points))]
