"""Does a plan give each pole its share?"""

from collections.abc import Iterator
from fractions import Fraction

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "11-inference",
    "is_fair",
    looks_at="shares of exactly the minimum, decimals that do not add up exactly, one pole alone, other minimums from "
    "0 to 1, and no weeks",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Weeks of the two poles, around every border."""
    for community, enterprise in [(2, 3), (3, 2), (3, 7), (7, 3), (2, 8), (8, 2), (1, 1), (5, 4), (9, 4), (4, 9)]:
        yield case(f"{community} and {enterprise} weeks", community, enterprise)
    for some, others in [(0.0, 6.0), (6, 0), (0.0, 0.5), (12, 0)]:
        yield case("one pole alone", some, others, 0.3)
    yield case("no weeks", 0, 0)
    yield case("no weeks, no minimum", 0.0, 0.0, 0)
    yield case("a half each", 4, 4, 0.5)
    yield case("a half is asked, one pole has less", 4, 6, 0.5)
    yield case("a half is asked, the other pole has less", 6, 4, 0.5)
    yield case("more than a half is asked", 5, 5, 0.6)
    yield case("all is asked", 5, 5, 1)
    yield case("a quarter", 1, 3, 0.25)
    yield case("a little less than a quarter", 1, 3.01, 0.25)
    yield case("a little less than a quarter, the other pole", 3.01, 1, 0.25)
    yield case("decimals that fall short by rounding", 0.3, 0.7)
    yield case("decimals that fall short by rounding, the other pole", 0.7, 0.3)
    yield case("a tenth and two tenths", 0.1 + 0.2, 0.3, 0.5)
    yield case("a tenth and two tenths, the other pole", 0.3, 0.1 + 0.2, 0.5)
    yield case("short by a thousandth", 2.99, 7.01)
    yield case("short by a thousandth, the other pole", 7.01, 2.99)
    yield case("short by a ten-millionth", 2.999999, 7.000001)
    yield case("short by a ten-millionth, the other pole", 7.000001, 2.999999)
    yield case("small plans", 0.02, 0.03)
    yield case("large plans", 45, 60, 0.45)
    yield case("more than a third", 1, 2, 0.34)
    yield case("a tenth is asked, and less is there", 1, 19, 0.1)
    yield case("a tenth is asked, and more is there", 19, 3, 0.1)
    for some, others in [(0.0, 6.0), (6, 0), (0.0, 0.5)]:
        yield case("one pole alone, no minimum", some, others, 0)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SHARE, ENOUGH, NONE = "min(community, enterprise) / total", "share >= min_share - 1e-9", "total == 0"
FIRST = "    if total == 0:\n        return False\n"
slip("more_than_the_minimum", "A share of exactly the minimum is enough.",
     ENOUGH, "share > min_share + 1e-9")
slip("no_tolerance", "A share that falls short by rounding alone is enough: compare with `min_share - 1e-9`.",
     ENOUGH, "share >= min_share")
slip("large_tolerance", "The tolerance is 1e-9, so that it forgives rounding alone.",
     "1e-9", "0.001 - 1e-9")
slip("tolerance_of_a_millionth", "The tolerance is 1e-9, so that it forgives rounding alone.", "1e-9", "1e-6")
slip("community_alone", "Both poles need their share: look at the smaller of the two.",
     SHARE, "community / total")
slip("enterprise_alone", "Both poles need their share: look at the smaller of the two.",
     SHARE, "enterprise / total")
slip("either_is_enough", "Both poles need their share: look at the smaller of the two.",
     SHARE, "max(community, enterprise) / total")
slip("nothing_is_fair", "A plan without any weeks has no shares, so it is not fair.",
     "return False", "return True")
slip("divided_by_nothing", "A plan without any weeks has no shares: answer before you divide.",
     FIRST, "")
slip("always_three_tenths", "`min_share` is an argument: 0.3 is only its default.",
     ENOUGH, "share >= 0.3 - 1e-9")
slip("of_the_other_pole", "The share is of all weeks of the plan, not of those of the other pole.",
     SHARE, "min(community, enterprise) / max(community, enterprise)")
slip("weeks_for_shares", "Compare a share of the weeks, not a number of weeks.",
     SHARE, "min(community, enterprise)")
slip("both_have_something", "With a minimum of 0, one pole may go without any weeks.",
     NONE, "min(community, enterprise) == 0")
slip("upside_down", "`True` stands for a plan that is fair.",
     ENOUGH, "share < min_share - 1e-9")
# fmt: on


@exercise.right
def with_each_share(community: float, enterprise: float, min_share: float = 0.3) -> bool:
    weeks = community + enterprise
    if not weeks:
        return False
    shares = [pole / weeks for pole in (community, enterprise)]
    return all(share > min_share - 1e-9 for share in shares)


@exercise.right
def with_fractions(community: float, enterprise: float, min_share: float = 0.3) -> bool:
    if community == enterprise == 0:
        return False
    parts = [Fraction(str(round(pole, 9))) for pole in (community, enterprise)]
    return min(parts) >= Fraction(str(min_share)) * sum(parts)
