"""What share of each user's sessions succeeded?"""

from collections.abc import Iterator

import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, other_zone, reversed_rows, shuffled
from exercises.experiment.arms import sessions, unseen, users

exercise = Exercise(
    "06-experiment",
    "user_rates",
    looks_at="sessions before, at and after the first exposure, users without a session, unknown users, missing "
    "values, busy users, other time zones, and three logs you have not seen",
)

COLUMNS = ["user_id", "segment", "arm", "rate"]
ADA, BEN = ("ada", "developer", "treat", 0.0), ("ben", "researcher", "control", 0.0)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    two = users(BEN, ADA)
    later = sessions(("ada", 1.0, 1), ("ben", 2.0, 0), ("ada", 3.0, 0), ("ada", 4.0, 1), ("ben", 9.0, 1))
    yield from also(case("two users with several sessions", two, later), gapped_index, shuffled, other_zone)
    yield from also(case("sessions in reverse", two, later), reversed_rows)
    yield case(
        "a session a second before the exposure", two, sessions(("ada", -1 / 3600, 1), ("ada", 5.0, 0), ("ben", 1, 1))
    )
    yield case(
        "a session at the moment of the exposure", two, sessions(("ada", 0.0, 1), ("ada", 5.0, 0), ("ben", 0, 1))
    )
    around_noon = sessions(("ada", -1.0, 0), ("ada", 1.0, 1), ("ada", 12.0, 0), ("ben", -2.0, 1), ("ben", 3.0, 1))
    tokyo = around_noon.assign(ts=around_noon["ts"].dt.tz_convert("Asia/Tokyo"))
    yield case("sessions in a time zone of their own", two, tokyo)
    again = users(ADA, ("ada", "developer", "treat", 10.0), ("ada", "developer", "treat", 4.0), BEN)
    around = sessions(("ada", 2.0, 1), ("ada", 6.0, 0), ("ada", 12.0, 1), ("ada", 13.0, 1), ("ben", 1.0, 0))
    yield from also(case("a user shown one arm three times, with sessions between", again, around), shuffled)
    yield from also(case("the earliest exposure in the last row", again, around), reversed_rows)
    both = users(ADA, BEN, ("eve", "developer", "treat", 0.0), ("eve", "developer", "control", 5.0))
    mixed = sessions(("eve", 1.0, 1), ("eve", 6.0, 0), ("ada", 1.0, 1), ("ben", 1.0, 0))
    yield case("a user shown both arms", both, mixed)
    yield case("a user without a session", users(ADA, BEN, ("dan", "developer", "control", 0.0)), later)
    early = sessions(("ada", -5.0, 1), ("ada", -3.0, 1), ("ben", 2.0, 1))
    yield case("a user with sessions before the exposure alone", two, early)
    yield case("sessions of users nobody knows", two, sessions(("zoe", 1.0, 1), ("ada", 1.0, 0), ("ben", 3.0, 1)))
    gaps = sessions(("ada", 1.0, None), ("ada", 2.0, 1), ("ada", 3.0, 0), ("ben", 1.0, None), ("ben", 2.0, 1))
    yield case("sessions without a success", two, gaps)
    told = later.assign(query=pd.Series(["llama", None, None, "gguf", None], index=later.index))
    yield case("a column more, with gaps", two, told)
    yield case("a user whose every success is missing", two, sessions(("ada", 1.0, None), ("ben", 1.0, 1)))
    yield case("users without a segment", users(("ada", None, "treat", 0.0), BEN), later)
    busy = sessions(*[("ada", 1.0 + hour / 10, int(hour % 3 == 0)) for hour in range(200)], ("ben", 1.0, 0))
    yield case("a user with 200 sessions", two, busy)
    yield case("a user who never succeeds", two, sessions(("ada", 1.0, 0), ("ada", 2.0, 0), ("ben", 1.0, 1)))
    yield case("no sessions", two, sessions())
    yield case("no users", users(), later)
    for slot in SLOTS:
        yield case("an unseen log", *unseen(slot))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SINCE = 'seen[seen["ts"] >= seen["exposed_at"]]'
NO_RATE = "A user without a session that counts has no rate; leave them out."
BOTH = "A user in both arms belongs to neither: clean the users first."
UNKNOWN = "A session without `success` is unknown, not failed: leave it out."
slip("before_the_exposure", "This session happened before the user saw the panel; compare `ts` with the exposure.",
     SINCE, "seen")
slip("strictly_after", "A session at the moment of the exposure counts.",
     'seen["ts"] >= seen["exposed_at"]', 'seen["ts"] > seen["exposed_at"]')
slip("only_before", "Keep the sessions from the exposure on, not those before it.",
     'seen["ts"] >= seen["exposed_at"]', 'seen["ts"] < seen["exposed_at"]')
slip("since_the_last_exposure", "The clock starts at the first exposure of a user.",
     '["user_id", "exposed_at"])', '["user_id", "exposed_at"], ascending=[True, False])')
slip("since_the_first_row", "The first exposure is the earliest one, wherever its row stands.",
     '["user_id", "exposed_at"])', '"user_id", kind="stable")')
slip("contaminated_kept", BOTH, "arms == 1", "arms >= 1")
slip("absent_as_zero", NO_RATE, 'kept.dropna(subset="rate", ignore_index=True)', 'kept.fillna({"rate": 0.0})')
slip("absent_kept", NO_RATE, 'kept.dropna(subset="rate", ignore_index=True)', "kept")
slip("missing_as_failure", UNKNOWN, 'sessions.dropna(subset="success")', 'sessions.fillna({"success": 0})')
slip("missing_as_success", UNKNOWN, 'sessions.dropna(subset="success")', 'sessions.fillna({"success": 1})')
slip("gaps_anywhere", "A missing `success` alone takes a session out; gaps in other columns do not.",
     'sessions.dropna(subset="success")', "sessions.dropna()")
slip("joined_with_every_row", "A user's second row doubled their sessions: join with one row a user.",
     '.merge(kept, on="user_id")', '.merge(users[["user_id", "exposed_at"]], on="user_id")')
slip("sums", "A rate is a share: divide the successes by the sessions.",
     '["success"].mean()', '["success"].sum()')
slip("divided_by_all", "Divide by the sessions that count: those since the exposure whose `success` is known.",
     '["success"].mean().astype(float)', '["success"].sum().astype(float) / sessions.groupby("user_id").size()')
slip("wall_clocks", "Compare moments, not what clocks in two places show: keep the time zones.",
     'seen["ts"] >= seen["exposed_at"]', 'seen["ts"].dt.tz_localize(None) >= seen["exposed_at"].dt.tz_localize(None)')
slip("first_session_alone", "Take all sessions since the exposure, not the first one alone.",
     '["success"].mean()', '["success"].first()')
slip("any_success", "A rate says how often, not whether ever: take the mean.",
     '["success"].mean()', '["success"].max()')
slip("failures", "The rate is the share of successes, not of failures.",
     '["success"].mean().astype(float)', '["success"].mean().rsub(1).astype(float)')
slip("without_a_segment_left_out", "A missing segment is no reason to leave a user out here.",
     "kept = clean_users(users)", 'kept = clean_users(users).dropna(subset="segment", ignore_index=True)')
slip("a_row_a_session", "One row a user: take the mean over each user's sessions.",
     'kept["rate"] = kept["user_id"].map(rates)',
     'kept = seen.assign(rate=seen["success"].astype(float)).sort_values("user_id", kind="stable")')
slip("all_columns", "Return the four columns that the question names, and no other.",
     'return kept[["user_id", "segment", "arm", "rate"]]', "return kept")
# fmt: on

exercise.right(experiment.user_rates)


@exercise.right
def user_by_user(users: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    rows = []
    visits = dict(list(sessions.dropna(subset="success").groupby("user_id")))
    for name, own in users.groupby("user_id"):
        if own["arm"].nunique() > 1 or name not in visits:
            continue
        known = visits[name].loc[visits[name]["ts"] >= own["exposed_at"].min(), "success"].tolist()
        if known:
            rows.append([name, own["segment"].iloc[0], own["arm"].iloc[0], sum(known) / len(known)])
    return pd.DataFrame(rows, columns=COLUMNS)


@exercise.right
def with_dicts(users: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    starts: dict[str, pd.Timestamp] = {}
    about: dict[str, tuple[object, str]] = {}
    out = set()
    for name, segment, arm, moment in users[["user_id", "segment", "arm", "exposed_at"]].itertuples(index=False):
        if about.setdefault(name, (segment, arm))[1] != arm:
            out.add(name)
        starts[name] = min(moment, starts.get(name, moment))
    known = sessions[sessions["success"].notna()]
    outcomes: dict[str, list[int]] = {}
    for name, moment, success in zip(known["user_id"], known["ts"], known["success"], strict=True):
        if name in starts and name not in out and moment >= starts[name]:
            outcomes.setdefault(name, []).append(int(success))
    rows = [(name, *about[name], sum(found) / len(found)) for name, found in sorted(outcomes.items())]
    return pd.DataFrame(rows, columns=COLUMNS)
