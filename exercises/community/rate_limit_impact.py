"""Whom does a limit hit, and what breaks?"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.community.threads import LESSON
from exercises.community.traces import Quotas, burst, requests, strict, unseen

exercise = Exercise(
    LESSON,
    "rate_limit_impact",
    looks_at="uploads over several windows and buckets, blank and missing ids of uploads, personas that nobody blocks "
    "and that upload nothing, callers with several requests, other windows, no requests, and three logs you have not "
    "seen",
    ordered=True,
)

TWO: Quotas = {("free", "api"): 2, ("free", "pages"): 1, ("pro", "api"): 3, ("anonymous", "api"): 1}
Quota = Mapping[tuple[str, str], int]
COLUMNS = "persona principals requests blocked blocked_share principals_hit_share uploads uploads_failed".split()


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    mixed = requests(
        (0, "n1", "free", "api", "u1"), (1, "n1", "free", "api"), (2, "n1", "free", "api", "u1"), (3, "n1", "free",
        "api"),
        (4, "n2", "free", "api", "u2"), (5, "n2", "free", "api", "u2"), (6, "m1", "pro", "api", "u3"),
        (7, "m1", "pro", "api", "u3"), (8, "s1", "anonymous", "api"), (9, "s1", "anonymous", "api"),
        (10, "e1", "enterprise", "api", "u4"), (11, "n3", "free", "pages"),
    )  # fmt: skip
    yield from also(case("four personas", mixed, TWO), gapped_index, shuffled, emptied)
    late = requests((298, "n1", "free", "api"), (299, "n1", "free", "api", "u1"), (300, "n1", "free", "api"),
                    (301, "n1", "free", "api"), (302, "n1", "free", "api", "u1"), (303, "n1", "free", "api",
                    "u1"))  # fmt: skip
    yield case("an upload over two windows, blocked in the second", late, TWO)
    early = requests(*burst([290, 291]), (292, "n1", "free", "api", "u1"), (300, "n1", "free", "api", "u1"))
    yield case("an upload over two windows, blocked in the first", early, TWO)
    buckets = requests((0, "n1", "free", "api", "u1"), (1, "n1", "free", "pages"), (2, "n1", "free", "pages", "u1"),
                       (3, "n1", "free", "resolvers", "u1"), (4, "n1", "free", "api", "u2"))  # fmt: skip
    yield case("an upload blocked in one bucket alone", buckets, TWO)
    ids: Any = [None, "", "  ", "u1", float("nan"), "u1", "u2", " "]
    yield case("blank and missing ids", requests(*burst(range(8))).assign(upload_id=ids), TWO)
    yield case("no upload at all", requests(*burst([0, 1, 2, 3])), TWO)
    missing = requests(*burst([0, 1, 2, 3])).assign(upload_id=np.nan)
    yield case("a column of missing ids", missing, TWO)
    calm = requests(*burst([0, 1]), *burst([0, 1, 2], "m1", "pro"), *burst([5], "e1", "enterprise"))
    yield case("nobody is blocked", calm, TWO)
    zero = requests(*burst([0, 1, 2]), *burst([0], "s1", "anonymous"))
    yield case("everybody is blocked", zero, {("free", "api"): 0, ("anonymous", "api"): 0})
    yield case("no quotas", mixed, {})
    several = [*burst(range(5)), *burst([0, 1], "n2"), *burst([0, 1], "n3"), *burst(range(4), "n4")]
    yield case("four callers, of whom two are hit", requests(*several), TWO)
    large: Any = [(n, "n1", "free", "api", f"u{n % 3}") for n in range(9)]
    yield case("uploads of several requests each", requests(*large), TWO)
    first: Any = [
        (0, "n1", "free", "api"),
        (1, "n1", "free", "api"),
        (2, "n1", "free", "api", "u1"),
        (300, "n1", "free", "api", "u1"),
    ]
    yield case("an upload whose first request is blocked", requests(*first), TWO)
    yield case(
        "windows of a minute", requests(*[(20 * n, "n1", "free", "api", f"u{n // 4}") for n in range(12)]), TWO, 60
    )
    yield case("a persona of its own name", mixed.assign(persona="zoo keeper"), TWO)
    for slot in hubs.SLOTS:
        yield case("an unseen log", unseen(slot), strict(slot))
    yield case("an unseen log, windows of a minute", unseen(hubs.SLOTS[0]), strict(hubs.SLOTS[0]), 60)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
FAILED = 'rows["failed"] = rows["upload"].where(rows["is_blocked"])'
BROKEN = "One blocked file leaves a broken repo: the upload failed."
UPLOADS = "An upload is many requests: count each id once."
CALLERS = "`principals_hit_share` counts callers: those with a blocked request, of all of their persona."
ALL = "Personas that nobody blocks stay in the table: their shares are 0."
BLANK = "An `upload_id` that is missing or blank is no upload."
BACK = "return table[IMPACT_COLUMNS]"
slip("share_of_requests_for_callers", CALLERS,
     'table["hit"] / table["principals"]', 'table["blocked"] / table["requests"]')
slip("blocked_requests_a_caller", CALLERS, 'table["hit"] / table["principals"]',
     'table["blocked"] / table["principals"]')
slip("hit_of_requests", CALLERS, 'table["hit"] / table["principals"]', 'table["hit"] / table["requests"]')
slip("blocked_of_callers", "`blocked_share` is the part of the persona's requests that is blocked.",
     'table["blocked"] / table["requests"]', 'table["blocked"] / table["principals"]')
slip("blocked_of_all", "`blocked_share` is of the persona's own requests, not of everybody's.",
     'table["blocked"] / table["requests"]', 'table["blocked"] / table["requests"].sum()')
slip("callers_counted_by_rows", "`principals` counts callers: each once, however many requests they sent.",
     'principals=("principal", "nunique")', 'principals=("principal", "size")')
slip("uploads_counted_by_rows", UPLOADS, 'uploads=("upload", "nunique"), uploads_failed',
     'uploads=("upload", "count"), uploads_failed')
slip("failures_counted_by_rows", UPLOADS, 'uploads_failed=("failed", "nunique")', 'uploads_failed=("failed", "count")')
slip("first_request_decides", BROKEN,
     FAILED, 'first = rows.sort_values(["ts", "request_id"])["upload"].drop_duplicates().index\n    '
     'rows["failed"] = rows["upload"].where(rows["is_blocked"] & rows.index.isin(first))')
slip("all_requests_decide", BROKEN,
     FAILED, 'whole = rows.groupby("upload")["is_blocked"].transform("all").fillna(False).astype(bool)\n    '
     'rows["failed"] = rows["upload"].where(rows["is_blocked"] & whole)')
slip("personas_of_the_blocked", ALL, BACK,
     'return table.loc[table["blocked"] > 0, IMPACT_COLUMNS].reset_index(drop=True)')
slip("nobody_hit_is_missing", ALL,
     'table["principals_hit_share"] = table["hit"] / table["principals"]',
     'table["principals_hit_share"] = table["hit"].replace(0, np.nan) / table["principals"]')
slip("personas_that_upload", "A persona without uploads keeps its row: both counts are 0.",
     BACK, 'return table.loc[table["uploads"] > 0, IMPACT_COLUMNS].reset_index(drop=True)')
slip("blank_is_an_upload", BLANK, 'ids.where(ids != "")', 'ids.where(rows["upload_id"].notna())')
slip("blanks_kept", BLANK, ".astype(str).str.strip()", ".astype(str)")
slip("missing_is_an_upload", BLANK, 'ids.where(ids != "")', "ids")
slip("uploads_of_the_blocked_alone", "`uploads` counts all uploads of a persona, also those that pass.",
     'uploads=("upload", "nunique"), uploads_failed', 'uploads=("failed", "nunique"), uploads_failed')
slip("uploads_that_pass", "`uploads_failed` counts the uploads that break.",
     FAILED, 'rows["failed"] = rows["upload"].where(~rows["is_blocked"])')
slip("windows_not_passed_on", "`window_s` is an argument: pass it on to `blocked`.",
     "blocked(requests, quotas, window_s)", "blocked(requests, quotas)")
slip("percent", "Shares are fractions: a half is 0.5, not 50.",
     BACK, 'table[["blocked_share", "principals_hit_share"]] *= 100\n    return table[IMPACT_COLUMNS]')
slip("most_hit_first", "The rows are sorted by persona.",
     BACK, 'return table.sort_values("blocked_share", ascending=False, ignore_index=True)[IMPACT_COLUMNS]')
slip("one_row_a_plan", "A row is a persona, and not a plan: callers of one plan can be of several kinds.",
     'rows.groupby("persona", as_index=False)', 'rows.groupby("plan", as_index=False)',
     BACK, 'return table.rename(columns={"plan": "persona"})[IMPACT_COLUMNS]')
slip("requests_that_pass", "`requests` counts all of a persona's requests, the blocked ones too.",
     'table["blocked_share"] = table["blocked"] / table["requests"]',
     'table["blocked_share"] = table["blocked"] / table["requests"]\n    table["requests"] -= table["blocked"]')
# fmt: on


@exercise.right
def persona_by_persona(log: pd.DataFrame, quotas: Quota, window_s: int = 300) -> pd.DataFrame:
    rows = log.sort_values(["ts", "request_id"]).reset_index(drop=True)
    used: dict[tuple[str, str, int], int] = {}
    stopped = []
    for ts, principal, plan, bucket in zip(rows["ts"], rows["principal"], rows["plan"], rows["bucket"], strict=True):
        key = (principal, bucket, int(ts.timestamp()) // window_s)
        used[key] = used.get(key, 0) + 1
        stopped.append(used[key] > quotas.get((plan, bucket), float("inf")))
    rows["stopped"] = stopped
    found = []
    for persona in sorted(set(rows["persona"])):
        own = rows[rows["persona"] == persona]
        uploads = {one for one in own["upload_id"] if isinstance(one, str) and one.strip()}
        bad = own[own["stopped"].astype(bool)]
        callers, hit = own["principal"].nunique(), bad["principal"].nunique()
        broken = uploads & set(bad["upload_id"])
        found.append([
            persona, callers, len(own), len(bad), len(bad) / len(own), hit / callers, len(uploads), len(broken),
        ])  # fmt: skip
    return pd.DataFrame(found, columns=COLUMNS)


@exercise.right
def with_several_groupbys(log: pd.DataFrame, quotas: Quota, window_s: int = 300) -> pd.DataFrame:
    rows = log.sort_values(["ts", "request_id"], ignore_index=True)
    window = rows["ts"].dt.tz_convert("UTC").dt.floor(f"{window_s}s")
    count = rows.groupby([rows["principal"], rows["bucket"], window]).cumcount()
    keys = pd.Series(list(zip(rows["plan"], rows["bucket"], strict=True)), index=rows.index, dtype=object)
    bad = count >= keys.map(dict(quotas)).astype(float).fillna(np.inf)
    upload = rows["upload_id"].astype(object).where(rows["upload_id"].notna(), "").astype(str).str.strip()
    upload = upload.where(upload.ne(""))
    names = rows["persona"]
    table = pd.DataFrame({
        "principals": rows["principal"].groupby(names).nunique(), "requests": names.groupby(names).size(),
        "blocked": bad.groupby(names).sum(),
    })  # fmt: skip
    table["blocked_share"] = bad.groupby(names).mean()
    table["principals_hit_share"] = rows["principal"].where(bad).groupby(names).nunique() / table["principals"]
    table["uploads"] = upload.groupby(names).nunique()
    table["uploads_failed"] = upload.where(bad).groupby(names).nunique()
    return table.rename_axis("persona").reset_index()
