"""How many users does a wanted effect need?"""

import math
from collections.abc import Iterator
from statistics import NormalDist

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "06-experiment",
    "sample_size",
    looks_at="other shares, alpha and power, effects below zero, large effects, an effect of zero, and shares that "
    "cannot be",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Every argument is changed alone first, so that no two mistakes cancel."""
    yield case("two points at 0.3", 0.3, 0.02)
    yield case("one point at 0.3", 0.3, 0.01)
    yield case("two points at one half", 0.5, 0.02)
    yield case("two points at a small share", 0.05, 0.02)
    yield case("three points at a large share", 0.9, 0.03)
    yield case("an effect below zero", 0.3, -0.02)
    yield case("a small effect below zero", 0.46, -0.004)
    yield case("an alpha of 0.01", 0.3, 0.02, 0.01)
    yield case("an alpha of 0.2", 0.3, 0.02, 0.2)
    yield case("a power of 0.9", 0.3, 0.02, 0.05, 0.9)
    yield case("a power of 0.6", 0.3, 0.02, 0.05, 0.6)
    yield case("another alpha and another power", 0.62, 0.015, 0.1, 0.95)
    yield case("an effect of 30 points", 0.4, 0.3)
    yield case("an effect so large that one user is enough", 0.05, 0.9)
    yield case("an effect of 70 points", 0.2, 0.7)
    yield case("no effect", 0.3, 0)
    yield case("no effect, written with a point", 0.7, 0.0, 0.1)
    yield case("a share of 0", 0, 0.02)
    yield case("a share of 1", 1, 0.02)
    yield case("a share above 1", 30, 0.02)
    yield case("a share below 0", -0.1, 0.02)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
UP = "Round up: with fewer users the wanted power is missed."
RANGE = "A share of 0 or 1 leaves nothing to vary: raise ValueError for both."
slip("one_sided", "We would act on harm as well: half of alpha belongs to each side.", "1 - alpha / 2", "1 - alpha")
slip("power_left_out", "Add the quantile of the power: without it the effect is missed half the time.",
     " + NormalDist().inv_cdf(power)", "")
slip("power_two_sided", "Only alpha is halved; power has one side.", "inv_cdf(power)", "inv_cdf((1 + power) / 2)")
slip("one_arm_is_noisy", "Both arms are noisy: the formula begins with a factor 2.", "ceil(2 * p0", "ceil(p0")
slip("total_of_both_arms", "That is the total; the answer is for each arm.", "ceil(2 * p0", "ceil(4 * p0")
slip("rounded_arm_doubled", "That is the total; the answer is for each arm.", "return ceil(", "return 2 * ceil(")
slip("rounded", UP, "return ceil(", "return round(")
slip("rounded_down", UP, "return ceil(", "return int(")
slip("not_rounded", "A number of users is a whole number: round up.", "return ceil(", "return (")
slip("not_squared", "Half the effect takes four times the users: square the ratio.",
     "(z / delta) ** 2", "abs(z / delta)")
slip("effect_not_squared", "Half the effect takes four times the users: square the effect too.",
     "(z / delta) ** 2", "z**2 / abs(delta)")
slip("quantiles_not_squared", "Square the whole ratio, the quantiles as well as the effect.",
     "(z / delta) ** 2", "z / delta**2")
slip("share_for_variance", "The variance of a yes or no is p0 · (1 − p0).", "p0 * (1 - p0) * (z", "p0 * (z")
slip("variance_of_the_effect", "The variance is that of the share before the test, p0 · (1 − p0), not of the effect.",
     "p0 * (1 - p0) * (z", "abs(delta) * (1 - abs(delta)) * (z")
slip("always_five_percent", "`alpha` is an argument: 0.05 is only its default.", "1 - alpha / 2", "1 - 0.05 / 2")
slip("always_eighty_percent", "`power` is an argument: 0.8 is only its default.", "inv_cdf(power)", "inv_cdf(0.8)")
slip("below_zero_refused", "A fall of that size needs as many users as a rise: take it as it is.", "if delta == 0:",
     "if delta <= 0:")
slip("below_zero_is_negative", "A fall of that size needs as many users as a rise: the square has no sign.",
     "return ceil(2", "return (-1 if delta < 0 else 1) * ceil(2")
slip("no_effect_divided_by", "An effect of 0 cannot be found with any number of users: raise ValueError.",
     "if delta == 0:", "if delta is None:")
slip("no_effect_no_users", "An effect of 0 cannot be found with any number of users: raise ValueError.",
     'raise ValueError("an effect of 0 cannot be found")', "return 0")
slip("zero_let_through", RANGE, "if not 0 < p0 < 1", "if not 0 <= p0 < 1")
slip("one_let_through", RANGE, "if not 0 < p0 < 1", "if not 0 < p0 <= 1")
slip("any_share", "A share lies between 0 and 1, ends excluded: raise ValueError for any other.",
     "if not 0 < p0 < 1", "if False")
slip("one_user_more", "Round up: one user more is only needed where the formula leaves a fraction.",
     "return ceil(", "return 1 + ceil(")
slip("variance_of_each_arm", "The plan takes the variance at `p0` for both arms: twice p₀ · (1 − p₀).",
     "2 * p0 * (1 - p0)", "(p0 * (1 - p0) + (p0 + delta) * (1 - p0 - delta))")
# fmt: on


@exercise.right
def one_user_after_another(p0: float, delta: float, alpha: float = 0.05, power: float = 0.8) -> int:
    if p0 <= 0 or p0 >= 1 or delta == 0:
        raise ValueError("no such plan")
    z = NormalDist().inv_cdf(power) - NormalDist().inv_cdf(alpha / 2)
    wanted = z * z * 2 * (p0 - p0 * p0)
    n = max(0, int(wanted / delta / delta) - 2)
    while n * delta * delta < wanted:
        n += 1
    return n


@exercise.right
def with_floor_division(p0: float, delta: float, alpha: float = 0.05, power: float = 0.8) -> int:
    if not 0 < p0 < 1:
        raise ValueError(f"{p0} is no share before a test")
    if abs(delta) < 1e-12:
        raise ValueError("no effect")
    normal = NormalDist()
    errors = (normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)) / abs(delta)
    return int(-(-2 * p0 * (1 - p0) * math.pow(errors, 2) // 1))
