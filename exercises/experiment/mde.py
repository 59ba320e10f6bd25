"""What is the smallest effect that a test would probably see?"""

import math
from collections.abc import Iterator
from statistics import NormalDist

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "06-experiment",
    "mde",
    looks_at="other shares, other values of alpha and power, no users, and shares that cannot be",
)

NAN = float("nan")


@exercise.cases
def cases() -> Iterator[Case]:
    """Every argument is changed alone first, so that no two mistakes cancel."""
    yield case("a share of 0.3", 0.3, 1000)
    yield case("a share of one half", 0.5, 1000)
    yield case("a small share", 0.05, 1000)
    yield case("a large share", 0.92, 700)
    yield case("few users", 0.4, 7)
    yield case("one user", 0.25, 1)
    yield case("many users", 0.4, 2_500_000)
    yield case("an alpha of 0.01", 0.3, 1000, 0.01)
    yield case("an alpha of 0.2", 0.3, 1000, 0.2)
    yield case("a power of 0.9", 0.3, 1000, 0.05, 0.9)
    yield case("a power of 0.6", 0.3, 1000, 0.05, 0.6)
    yield case("a power of one half", 0.3, 1000, 0.05, 0.5)
    yield case("another alpha and another power", 0.62, 4300, 0.1, 0.95)
    yield case("no users", 0.3, 0)
    yield case("no users, another alpha", 0.6, 0, 0.01)
    yield case("a share of 0", 0, 1000)
    yield case("a share of 1", 1, 1000)
    yield case("a share above 1", 30, 1000)
    yield case("a share below 0", -0.1, 1000)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SIDES = "We would act on harm as well: half of alpha belongs to each side."
POWER = "Add the quantile of the power: without it the effect is missed half the time."
BOTH = "Both arms are noisy, and each has n users: a 2 stands under the root, and n is not doubled."
NONE = "Without users nothing can be found: return NaN before you divide."
RANGE = "A share of 0 or 1 leaves nothing to vary: raise ValueError for both."
slip("one_sided", SIDES, "1 - alpha / 2", "1 - alpha")
slip("alpha_not_taken_from_one", "`inv_cdf` takes the share that lies below: 1 − alpha / 2.",
     "1 - alpha / 2", "alpha / 2")
slip("power_left_out", POWER, " + NormalDist().inv_cdf(power)", "")
slip("power_two_sided", "Only alpha is halved; power has one side.", "inv_cdf(power)", "inv_cdf((1 + power) / 2)")
slip("power_subtracted", "The two numbers of standard errors are added up: the effect has to lie further out.",
     " + NormalDist().inv_cdf(power)", " - NormalDist().inv_cdf(power)")
slip("one_arm_is_noisy", BOTH, "sqrt(2 * p0", "sqrt(p0")
slip("errors_added", "Squared errors add up, not errors, and n is of each arm: only a 2 stands under the root.",
     "z * sqrt(2 * p0", "z * 2 * sqrt(p0")
slip("share_for_variance", "The variance of a yes or no is p0 · (1 − p0).", "p0 * (1 - p0) /", "p0 /")
slip("no_root", "The standard error is the root of the variance divided by n.",
     "sqrt(2 * p0 * (1 - p0) / n_per_arm)", "(2 * p0 * (1 - p0) / n_per_arm)")
slip("users_outside_the_root", "n stands under the root too: four times the users halve the effect.",
     "sqrt(2 * p0 * (1 - p0) / n_per_arm)", "sqrt(2 * p0 * (1 - p0)) / n_per_arm")
slip("always_five_percent", "`alpha` is an argument: 0.05 is only its default.", "1 - alpha / 2", "1 - 0.05 / 2")
slip("always_eighty_percent", "`power` is an argument: 0.8 is only its default.", "inv_cdf(power)", "inv_cdf(0.8)")
slip("in_points", "The answer is a share, such as 0.05, and not in points.", "return z *", "return 100 * z *")
slip("no_users_divided_by", NONE, "if n_per_arm == 0:", "if n_per_arm is None:")
slip("no_users_no_effect", "Without users the smallest visible effect is unknown: NaN, not 0.",
     "return np.nan", "return 0.0")
slip("no_users_refused", NONE, "return np.nan", 'raise ValueError("no users")')
slip("zero_let_through", RANGE, "if not 0 < p0 < 1", "if not 0 <= p0 < 1")
slip("one_let_through", RANGE, "if not 0 < p0 < 1", "if not 0 < p0 <= 1")
slip("any_share", RANGE, "if not 0 < p0 < 1", "if not 0 <= p0 <= 1")
# fmt: on


@exercise.right
def step_by_step(p0: float, n_per_arm: int, alpha: float = 0.05, power: float = 0.8) -> float:
    if p0 <= 0 or p0 >= 1:
        raise ValueError("a share lies between 0 and 1")
    if not n_per_arm:
        return NAN
    normal = NormalDist()
    one_arm = p0 * (1 - p0) / n_per_arm
    return (normal.inv_cdf(power) - normal.inv_cdf(alpha / 2)) * math.hypot(math.sqrt(one_arm), math.sqrt(one_arm))


@exercise.right
def with_a_normal_of_that_width(p0: float, n_per_arm: int, alpha: float = 0.05, power: float = 0.8) -> float:
    if not (p0 > 0 and p0 < 1):
        raise ValueError(p0)
    if n_per_arm == 0:
        return math.nan
    chance = NormalDist(sigma=(2 * (p0 - p0**2) / n_per_arm) ** 0.5)
    return chance.inv_cdf(1 - alpha / 2) + chance.inv_cdf(power)
