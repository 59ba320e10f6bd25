"""The filter-panel experiment: who saw it, whether their sessions succeeded, and what they uploaded."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, SEGMENTS, Floats, numbered, pick, times

USERS = 18_000
SHARES = (0.40, 0.25, 0.35)
BASE = (0.42, 0.50, 0.46)  # success per session by segment, in the order of SEGMENTS
CORRELATION = 0.35  # between sessions of one user
START, WEEKS = NOW - pd.Timedelta(weeks=6), 4
CONTAMINATED, HEAVY, EARLY = 0.004, 0.001, 0.06
AGAIN, EARLIER, AT_ONCE = 0.02, 0.25, 0.01  # shown the same arm again; of these, before; sessions begun by the panel
UNNAMED, ELSEWHERE, UNTOLD = 0.003, 0.25, 0.002  # users without a segment; contaminated in two; sessions not judged
UPLOADS, DISPERSION = 1.2, 1.5
ARMS = ("control", "treat")


def effects(hub: Hub) -> Floats:
    """The planted change of success by segment, as a share, in the order of SEGMENTS."""
    developer, researcher, enterprise = hub.world.plan.panel_points
    return np.array([developer, enterprise, researcher]) / 100


def ab_users(hub: Hub) -> pd.DataFrame:
    """One row an exposure: most users have one, one in fifty was shown the same arm twice, four in a thousand both."""
    rng = hub.world.streams("logs.ab.users")
    segment = pick(rng, SHARES, USERS)
    share = np.where(segment == SEGMENTS.index("enterprise"), hub.world.plan.enterprise_split, 0.5)
    arm = (balanced(rng, segment) < share).astype(np.int64)
    exposed = rng.random(USERS) * WEEKS * 7 * 86_400 * 0.7
    both = np.flatnonzero(rng.random(USERS) < CONTAMINATED)
    rows = np.concatenate([np.arange(USERS), both])
    arms = np.concatenate([arm, 1 - arm[both]])
    stamps = times(START, np.concatenate([exposed, exposed[both] + 7200]))
    named = [SEGMENTS[number] for number in segment[rows].tolist()]
    return pd.DataFrame(
        {
            "user_id": numbered("a", rows),
            "segment": pd.Series(named, dtype=object),
            "arm": [ARMS[a] for a in arms.tolist()],
            "exposed_at": stamps,
        }
    )


def untidy(hub: Hub, users: pd.DataFrame) -> pd.DataFrame:
    """The same log as it was kept: exposures to the same arm again, in any order, and segments that are missing."""
    rng = hub.world.streams("logs.ab.again")
    again = users[:USERS][rng.random(USERS) < AGAIN]
    hours = np.where(rng.random(len(again)) < EARLIER, -6.0, 48.0) * rng.random(len(again))
    first = (again["exposed_at"] - START).dt.total_seconds().to_numpy()
    again = again.reset_index(drop=True).assign(exposed_at=times(START, np.maximum(first + hours * 3600, 0)))
    told = users.copy()
    both = np.flatnonzero(np.arange(len(users)) >= USERS)
    other = both[rng.random(len(both)) < ELSEWHERE]
    told.loc[other, "segment"] = [SEGMENTS[number] for number in rng.integers(0, 3, len(other)).tolist()]
    frame = pd.concat([told, again], ignore_index=True)
    nameless = set(users["user_id"][:USERS][rng.random(USERS) < UNNAMED])
    frame["segment"] = frame["segment"].mask(frame["user_id"].isin(nameless))
    return frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)


def balanced(rng: np.random.Generator, segment: npt.NDArray[np.int64]) -> Floats:
    """Uniform draws, evenly spread within each segment, so that a split by them keeps close to the plan."""
    out = np.empty(len(segment))
    for number in range(len(SEGMENTS)):
        rows = np.flatnonzero(segment == number)
        out[rows] = rng.permutation((np.arange(len(rows)) + rng.random(len(rows))) / max(len(rows), 1))
    return out


def ab_sessions(hub: Hub, users: pd.DataFrame) -> pd.DataFrame:
    """About 45,000 sessions; users differ, so sessions of one user are alike."""
    rng = hub.world.streams("logs.ab.sessions")
    first = users.drop_duplicates("user_id").reset_index(drop=True)
    segment = np.array([SEGMENTS.index(name) for name in first["segment"]])
    treated = (first["arm"] == "treat").to_numpy()
    base = np.array(BASE)[segment]
    taste = rng.beta(base * (1 / CORRELATION - 1), (1 - base) * (1 / CORRELATION - 1))
    count = 1 + rng.poisson(1.5, len(first))
    count[rng.permutation(len(first))[: round(HEAVY * len(first))]] = 120
    user = np.repeat(np.arange(len(first)), count)
    early = rng.random(len(user)) < EARLY
    lift = np.where(treated, effects(hub)[segment], 0.0)[user] * ~early
    success = (rng.random(len(user)) < np.clip(taste[user] + lift * spare(taste, base)[user], 0, 1)).astype(np.int64)
    exposed = (first["exposed_at"] - START).dt.total_seconds().to_numpy()[user]
    wait = rng.exponential(3 * 86_400, len(user)) + 1
    seconds = np.where(early, exposed - wait / 3, np.minimum(exposed + wait, 42 * 86_400 - 60))
    more = hub.world.streams("logs.ab.moments")
    seconds = np.where(~early & (more.random(len(user)) < AT_ONCE), exposed, seconds)
    order = np.argsort(seconds, kind="stable")
    untold = pd.Series(more.random(len(user)) < UNTOLD)
    return pd.DataFrame({
        "session_id": numbered("s", np.arange(len(user))),
        "user_id": first["user_id"].to_numpy()[user[order]],
        "ts": times(START, seconds[order]),
        "success": pd.Series(success[order], dtype="Int64").mask(untold),
    })  # fmt: skip


def spare(taste: Floats, base: Floats) -> Floats:
    """How much of an effect each user takes, so that clipping at 0 and 1 leaves the mean as planned."""
    room: Floats = 4 * taste * (1 - taste)
    share = np.empty(len(taste))
    for value in np.unique(base):
        rows = base == value
        share[rows] = room[rows] / room[rows].mean()
    return share


def ab_uploads(hub: Hub) -> pd.DataFrame:
    """Uploads of four weeks before and after, by uploader: over-dispersed, and both from the uploader's own rate."""
    rng, plan = hub.world.streams("logs.ab.uploads"), hub.world.plan
    n = plan.uploaders_per_arm
    arm = np.repeat([0, 1], n)
    mean = UPLOADS * np.where(arm == 1, plan.upload_ratio, 1.0)
    rng.negative_binomial(DISPERSION, DISPERSION / (DISPERSION + UPLOADS), 2 * n)
    after = np.empty(2 * n, np.int64)
    for number in (0, 1):
        after[arm == number] = even_counts(rng, n, float(mean[arm == number][0]))
    before = earlier_counts(hub.world.streams("logs.ab.before"), after, mean)
    order = rng.permutation(2 * n)
    frame = {"arm": [ARMS[a] for a in arm[order].tolist()], "uploads_pre": before[order], "uploads_post": after[order]}
    return pd.DataFrame({"uploader_id": numbered("p", np.arange(2 * n)), **frame})


def earlier_counts(rng: np.random.Generator, after: npt.NDArray[np.int64], mean: Floats) -> npt.NDArray[np.int64]:
    """What uploaders with these later counts uploaded before: from a rate given the count (gamma and Poisson)."""
    rate = rng.gamma(DISPERSION + after, 1 / (DISPERSION / mean + 1))
    return np.asarray(rng.poisson(rate * UPLOADS / mean), np.int64)


def even_counts(rng: np.random.Generator, n: int, mean: float) -> npt.NDArray[np.int64]:
    """Negative binomial counts whose mean lies within half a per cent of the planned one."""
    counts = rng.negative_binomial(DISPERSION, DISPERSION / (DISPERSION + mean), n)
    while abs(excess := int(counts.sum()) - round(mean * n)) > 0.004 * mean * n:
        rows = rng.permutation(np.flatnonzero(counts > 0 if excess > 0 else counts < 12))[: max(1, abs(excess) // 2)]
        counts[rows] -= int(np.sign(excess))
    return counts


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Users, sessions and uploads of the experiment."""
    users = ab_users(hub)
    sessions = ab_sessions(hub, users)
    return {"ab_users": untidy(hub, users), "ab_sessions": sessions, "ab_uploads": ab_uploads(hub)}
