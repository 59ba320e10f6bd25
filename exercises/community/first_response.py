"""How long until somebody answers?"""

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd
from huggingface_hub import DiscussionWithDetails

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.community.threads import AS_OF, BOTS, LESSON, comment, commit, status, thread, title, unseen

exercise = Exercise(
    LESSON,
    "first_response",
    looks_at="events out of order, threads that nobody answered, answers and openings at the moment and later, waits "
    "over days, the order of numbers, no threads, and unseen Hubs",
    ordered=True,
)

LAST = 31 * 24  # hours from OPENED to AS_OF
Threads = list[DiscussionWithDetails]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the threads of the graded Hubs."""
    quick, slow, never = thread(comment(1.75, "ben")), thread(status(90, "ada"), num=2), thread(num=3)
    yield case("three threads", [quick, slow, never], AS_OF)
    yield case("events out of order", [thread(comment(50, "ben"), comment(2, "dora"), comment(9, "ada"))], AS_OF)
    yield case("a thread that nobody answered", [never], AS_OF, set())
    yield case("a thread that its opener closed", [thread(comment(2, "cleo"), status(4, "cleo"))], AS_OF)
    first_bot = thread(comment(0.5, "tag-bot"), comment(20, "ben"))
    yield case("a bot first", [first_bot, thread(comment(1, "tag-bot"), num=2)], AS_OF, {"tag-bot"})
    yield case("bots that nobody named", [first_bot], AS_OF)
    by_bot = thread(commit(0, "tag-bot"), comment(7, "ada"), opener="tag-bot", num=4)
    yield case("a thread that a bot opened", [by_bot, quick], AS_OF, {"tag-bot"})
    hidden = thread(comment(2, "ben", hidden=True), title(3, "ada"), comment(30, "ben"))
    yield case("a hidden comment and a title", [hidden], AS_OF)
    around = [
        thread(comment(LAST - 0.5, "ben")),
        thread(comment(LAST, "ben"), num=2),
        thread(comment(999, "ben"), num=3),
    ]
    yield case("answers around the moment", around, AS_OF)
    opened = [thread(opened=LAST - 2), thread(opened=LAST, num=2), thread(comment(999, "ben"), opened=LAST + 9, num=3)]
    yield case("threads opened around the moment", [*opened, thread(comment(2, "ben"), num=7)], AS_OF)
    gone = thread(comment(3, "deleted"), comment(6, "ben"), opener="deleted", num=2)
    yield case("deleted accounts", [thread(comment(3, "deleted")), gone], AS_OF)
    yield case("an opening that reads deleted", [thread(comment(0, "deleted"), comment(8, "ada"))], AS_OF)
    numbers = [
        thread(comment(n, "ben"), num=n, repo=repo) for repo in ("zoe/last", "Ada/first", "ben/b") for n in (10, 2)
    ]
    yield case("numbers with two digits, three models", numbers, AS_OF)
    yield case("no threads", [], AS_OF)
    yield case("no thread that is old enough", opened[1:], AS_OF, {"tag-bot"})
    for slot in hubs.SLOTS:
        yield case("the threads of an unseen Hub", unseen(slot), frames.as_of(hubs.hub(slot)), set(BOTS))
    yield case("the threads of an unseen Hub, earlier", unseen(hubs.SLOTS[0]), pd.Timestamp("2026-01-01", tz="UTC"))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
EARLIEST = "Events need not come in order of time: take the earliest response."
FUTURE = "A thread that was opened at `as_of` or later does not exist yet: leave it out."
UNITS = "The column is in hours, from the opening to the response."
WAITED = "A thread without a response has waited until `as_of`, and may wait longer."
slip("unanswered_dropped", "Silence is the finding: keep the threads without a response, as not observed.",
     "if thread.created_at < as_of:", "if thread.created_at < as_of and responses(thread, as_of, bots):")
slip("first_in_the_list", EARLIEST, "min(moments, default=as_of)", "next(iter(moments), as_of)")
slip("latest", EARLIEST, "min(moments, default=as_of)", "max(moments, default=as_of)")
slip("minutes", UNITS, "/ 3600", "/ 60")
slip("days", UNITS, "/ 3600", "/ 86_400")
slip("seconds_of_a_day", "`seconds` forgets whole days: `total_seconds()` counts them too.",
     "wait.total_seconds()", "wait.seconds")
slip("whole_hours", "Keep the fraction of an hour: divide, and do not round.", "/ 3600", "// 3600")
slip("observed_turned_round", "`observed` is True where there is a response.", "len(moments) > 0", "len(moments) == 0")
slip("observed_counted", "`observed` is True or False, not the number of responses.", "len(moments) > 0",
     "len(moments)")
slip("all_observed", "Where nobody answered, `observed` is False: the hours are only a lower end.",
     "len(moments) > 0", "True")
slip("missing_where_unanswered", WAITED, "default=as_of)", "default=pd.NaT)")
slip("zero_where_unanswered", WAITED, "default=as_of)", "default=thread.created_at)")
slip("as_they_come", "Sort the rows by `repo_id`, then by `num`.",
     'table.sort_values(["repo_id", "num"], ignore_index=True)', "table")
slip("numbers_as_text", "`num` is a number: 2 comes before 10.",
     'table.sort_values(["repo_id", "num"], ignore_index=True)',
     'table.assign(n=table["num"].astype(str)).sort_values(["repo_id", "n"], ignore_index=True).drop(columns="n")')
slip("longest_first", "Sort the rows by `repo_id`, then by `num`, not by the wait.",
     '["repo_id", "num"], ignore_index=True', '"hours", ascending=False, ignore_index=True')
slip("future_threads_kept", FUTURE, "if thread.created_at < as_of:", "if True:")
slip("opened_at_the_moment_kept", FUTURE, "if thread.created_at < as_of:", "if thread.created_at <= as_of:")
slip("later_answers_kept", "This answer came at `as_of` or later: until then the thread had none.",
     "responses(thread, as_of, bots)", 'responses(thread, pd.Timestamp("2999-01-01", tz="UTC"), bots)')
slip("bots_not_passed_on", "An automatic reply is not attention: pass `bots` on to `responses`.",
     "responses(thread, as_of, bots)", "responses(thread, as_of, set())")
slip("threads_of_bots_left_out", "A thread that a bot opened counts like any other.",
     "if thread.created_at < as_of:", "if thread.created_at < as_of and thread.author not in bots:")
slip("since_the_first_event", "The wait begins with `created_at` of the thread, not with another event.",
     "- thread.created_at\n", "- thread.events[-1].created_at\n")
slip("no_columns_without_threads", "Without threads, the table is empty and still has its columns.",
     'pd.DataFrame(rows, columns=["repo_id", "num", "hours", "observed"])',
     'pd.DataFrame([dict(zip(["repo_id", "num", "hours", "observed"], row)) for row in rows])')
# fmt: on


@exercise.right
def one_thread_at_a_time(details: Threads, as_of: pd.Timestamp, bots: Collection[str] = frozenset()) -> pd.DataFrame:
    rows: dict[str, list[Any]] = {"repo_id": [], "num": [], "hours": [], "observed": []}
    for one in sorted(details, key=lambda found: (found.repo_id, found.num)):
        if one.created_at >= as_of:
            continue
        end = None
        for event in one.events:
            silent = event.type == "title-change" or getattr(event, "hidden", False)
            if silent or event.author == one.author or event.author in bots or event.created_at >= as_of:
                continue
            if event.created_at > one.created_at and (end is None or event.created_at < end):
                end = event.created_at
        rows["repo_id"].append(one.repo_id)
        rows["num"].append(one.num)
        rows["hours"].append(((end or as_of) - one.created_at) / pd.Timedelta(hours=1))
        rows["observed"].append(end is not None)
    return pd.DataFrame(rows)


@exercise.right
def with_a_table_of_events(details: Threads, as_of: pd.Timestamp, bots: Collection[str] = frozenset()) -> pd.DataFrame:
    names = ["repo_id", "num", "opener", "opened", "type", "author", "ts", "hidden"]
    rows = [
        [one.repo_id, one.num, one.author, one.created_at, event.type, event.author, event.created_at,
         getattr(event, "hidden", False)]
        for one in details for event in one.events
    ]  # fmt: skip
    events = pd.DataFrame(rows, columns=names)
    events["opened"], events["ts"] = pd.to_datetime(events["opened"], utc=True), pd.to_datetime(events["ts"], utc=True)
    events = events[events["opened"] < as_of]
    counts = events["type"].ne("title-change") & ~events["hidden"].astype(bool) & ~events["author"].isin(list(bots))
    counts &= events["author"].ne(events["opener"]) & events["ts"].gt(events["opened"]) & events["ts"].lt(as_of)
    events["answer"] = events["ts"].where(counts)
    table: Any = (
        events.groupby(["repo_id", "num"]).agg(opened=("opened", "first"), answer=("answer", "min")).reset_index()
    )
    table["hours"] = (table["answer"].fillna(as_of) - table["opened"]) / pd.Timedelta(hours=1)
    table["observed"] = table["answer"].notna()
    found: pd.DataFrame = table[["repo_id", "num", "hours", "observed"]]
    return found
