"""Which quarter lies n quarters before?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "13-enterprise",
    "quarter_before",
    looks_at="every quarter, steps across one and several years, and no step",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Every quarter with steps of several lengths."""
    for period in ("2026Q1", "2025Q2", "2024Q3", "2030Q4"):
        for n in (0, 1, 2, 3, 4, 5, 8, 11):
            yield case(f"{n} quarters before {period}", period, n)
    yield case("many years", "2026Q2", 103)


slip = exercise.slip
COUNT = "count = 4 * int(year) + int(quarter) - 1 - n"
RESULT = 'f"{count // 4}Q{count % 4 + 1}"'
ACROSS = "Before Q1 comes Q4 of the year before."
slip("number_minus_one", ACROSS, RESULT, 'f"{year}Q{int(quarter) - n}"')
slip("same_year", ACROSS, RESULT, 'f"{year}Q{count % 4 + 1}"')
slip(
    "quarters_from_zero",
    "Quarters are numbered from 1 to 4: take 1 off before you count, and put it back.",
    COUNT,
    "count = 4 * int(year) + int(quarter) - n",
    "count % 4 + 1",
    "count % 4",
)
slip(
    "one_too_late",
    "Quarters are numbered from 1: take 1 off before you count.",
    COUNT,
    "count = 4 * int(year) + int(quarter) - n",
)
slip(
    "rest_as_it_is",
    "The rest of the division counts from 0 and quarters from 1: put the 1 back.",
    RESULT,
    'f"{count // 4}Q{count % 4}"',
)
slip("afterwards", "Go back in time, not forward.", COUNT, "count = 4 * int(year) + int(quarter) - 1 + n")
slip("one_back", "Go back `n` quarters, not one.", COUNT, "count = 4 * int(year) + int(quarter) - 2")
slip("years_back", "`n` counts quarters, not years.", COUNT, "count = 4 * int(year) + int(quarter) - 1 - 4 * n")
slip(
    "of_months",
    "A year has four quarters, not twelve.",
    COUNT,
    "count = 12 * int(year) + int(quarter) - 1 - n",
    RESULT,
    'f"{count // 12}Q{count % 12 % 4 + 1}"',
)
slip("without_the_q", "Write the quarter as `2025Q4`, with a Q.", RESULT, 'f"{count // 4}-{count % 4 + 1}"')


@exercise.right
def with_a_period(period: str, n: int) -> str:
    return str(pd.Period(period, freq="Q") - n)


@exercise.right
def step_by_step(period: str, n: int) -> str:
    year, quarter = int(period[:4]), int(period[-1])
    for _ in range(n):
        quarter -= 1
        if quarter == 0:
            year, quarter = year - 1, 4
    return f"{year}Q{quarter}"
