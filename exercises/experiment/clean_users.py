"""Which users count, in which arm, and since when?"""

from collections.abc import Iterator

import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, emptied, gapped_index, other_zone, repeated_index, reversed_rows, shuffled
from exercises.experiment.arms import unseen, users

exercise = Exercise(
    "06-experiment",
    "clean_users",
    looks_at="users shown one arm several times, users shown both, rows in any order, no rows, and three logs you "
    "have not seen",
)

KEPT = ["user_id", "segment", "arm", "exposed_at"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    plain = [("ada", "developer", "treat", 5.0), ("ben", "researcher", "control", 2.0)]
    yield from also(case("two users shown one arm once", users(*plain)), emptied, reversed_rows)
    again = [("ada", "developer", "treat", 5.0), ("ada", "developer", "treat", 1.0), ("ada", "developer", "treat", 9.0)]
    yield from also(case("a user shown one arm three times", users(*again)), reversed_rows)
    late = [("cat", "developer", "control", 3.0), ("ben", "developer", "control", 1.0), *again[::-1]]
    yield from also(case("users whose names are in another order than their times", users(*late)), gapped_index)
    both = [
        ("eve", "enterprise", "control", 1.0),
        ("ada", "developer", "treat", 2.0),
        ("eve", "enterprise", "treat", 8.0),
    ]
    yield from also(case("a user shown both arms", users(*both)), reversed_rows, other_zone)
    thrice = [*both, ("eve", "enterprise", "control", 0.5), ("ada", "developer", "treat", 1.5)]
    yield from also(case("a user shown both arms in turn", users(*thrice)), shuffled, repeated_index)
    moved = [("cat", "researcher", "control", 1.0), ("cat", "developer", "treat", 4.0), *plain]
    yield case("a user shown both arms, each in another segment", users(*moved))
    nobody = [("dan", None, "control", 2.0), ("dan", None, "control", 1.0), ("fay", None, "treat", 3.0), *plain]
    yield case("users without a segment", users(*nobody))
    yield case("users shown both arms alone", users(both[0], both[2]))
    yield case("a table without other columns", users(*late)[KEPT])
    for slot in SLOTS:
        yield case("an unseen log", unseen(slot)[0])


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ONE_ROW = "A user shown one arm several times is still one user: keep one row, the earliest."
slip("contaminated_kept", "A user seen in both arms is left out, not given to the first.",
     "arms == 1", "arms >= 1")
slip("contaminated_alone", "Keep those who saw one arm; you kept those who saw both.",
     "arms == 1", "arms != 1")
slip("rows_counted", "Seen twice is not seen in both: count the different arms of a user, not the rows.",
     'transform("nunique")', 'transform("size")')
slip("within_the_segment", "A user is contaminated if any two of the rows differ in arm, whatever the segment says.",
     'groupby("user_id")["arm"]', 'groupby(["user_id", "segment"], dropna=False)["arm"]')
slip("segments_required", "A missing segment is no reason to leave a user out.",
     'groupby("user_id")["arm"]', 'groupby(["user_id", "segment"])["arm"]',
     'return kept[[', 'return kept[~kept["user_id"].isin(users.loc[users["segment"].isna(), "user_id"])][[')
slip("without_a_segment_left_out", "A missing segment is no reason to leave a user out.",
     "users[arms == 1]", 'users[(arms == 1) & users["segment"].notna()]')
slip("last_exposure", "The exposure of a user is the earliest one: that is when the clock starts.",
     '["user_id", "exposed_at"])', '["user_id", "exposed_at"], ascending=[True, False])')
slip("first_row", "Rows come in any order: the first exposure is the earliest time, not the first row.",
     '["user_id", "exposed_at"])', '"user_id", kind="stable")')
slip("every_row", ONE_ROW, 'kept.drop_duplicates("user_id", ignore_index=True)', "kept.reset_index(drop=True)")
slip("in_order_of_time", "The rows are sorted by `user_id`, not by time.",
     'sort_values(["user_id", "exposed_at"])', 'sort_values(["exposed_at", "user_id"])')
slip("as_they_come", "The rows are sorted by `user_id`.",
     'return kept[["user_id"', 'kept = kept.set_index("user_id").loc[users.loc[arms == 1, "user_id"].unique()]\n'
     '    return kept.reset_index()[["user_id"')
slip("all_columns", "Return the four columns that the question names, and no other.",
     'return kept[["user_id", "segment", "arm", "exposed_at"]]', "return kept")
slip("no_segment_column", "Later sections need the segment: return all four columns.",
     '"user_id", "segment", "arm", "exposed_at"]]', '"user_id", "arm", "exposed_at"]]')
# fmt: on

exercise.right(experiment.clean_users)


@exercise.right
def user_by_user(users: pd.DataFrame) -> pd.DataFrame:
    kept = []
    for name, rows in users.groupby("user_id"):
        if rows["arm"].eq(rows["arm"].iloc[0]).all():
            first = rows.iloc[0]
            kept.append([name, first["segment"], first["arm"], rows["exposed_at"].min()])
    return pd.DataFrame(kept, columns=KEPT)


@exercise.right
def with_sets_of_names(users: pd.DataFrame) -> pd.DataFrame:
    seen = {arm: set(users.loc[users["arm"] == arm, "user_id"]) for arm in ("control", "treat")}
    twice = seen["control"] & seen["treat"]
    rows = users[~users["user_id"].isin(twice)]
    earliest = rows.groupby("user_id")["exposed_at"].min()
    about = rows.drop_duplicates("user_id", keep="last").set_index("user_id")
    about["exposed_at"] = earliest
    return about.sort_index().reset_index()[KEPT]
