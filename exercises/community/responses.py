"""Which events answer a thread?"""

from collections.abc import Collection, Iterator
from datetime import datetime

import pandas as pd
from huggingface_hub import DiscussionComment, DiscussionTitleChange, DiscussionWithDetails

from course import frames
from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.community.threads import AS_OF, BOTS, LESSON, comment, commit, status, thread, title, unseen

exercise = Exercise(
    LESSON,
    "responses",
    looks_at="each type of event, hidden comments, openers who answer themselves, bots, deleted accounts, events at "
    "the opening and at the moment, and threads of unseen Hubs",
)

LAST = 31 * 24  # hours from the opening to AS_OF
FEW = 5  # threads of an unseen Hub, of those with most events


@exercise.cases
def cases() -> Iterator[Case]:
    """A case for each rule, then a few threads of the graded Hubs."""
    every = thread(comment(5, "ben"), commit(6, "dora"), status(7, "ada"), title(8, "eve"), status(9, "fay", "open"))
    yield case("each type of event", every, AS_OF, set())
    yield case("a title that is changed first", thread(title(2, "ada"), comment(4, "ada")), AS_OF, set())
    yield case("a thread that only its opener closed", thread(status(4, "cleo")), AS_OF, set())
    own = thread(comment(3, "cleo"), commit(4, "cleo"), status(5, "cleo"), comment(6, "ben"))
    yield case("an opener who goes on alone", own, AS_OF, set())
    yield case("a merge by somebody else", thread(commit(0, "cleo"), status(30, "ada", "merged")), AS_OF, set())
    hidden = thread(comment(2, "ben", hidden=True), comment(9, "ben"), comment(10, "cleo", hidden=True))
    yield case("a comment hidden, another seen", hidden, AS_OF, set())
    yield case("hidden comments alone", thread(comment(2, "ben", hidden=True)), AS_OF, set())
    bots = thread(comment(1, "tag-bot"), status(2, "merge-bot"), commit(3, "Tag-Bot"), comment(4, "ben"))
    yield case("bots before people", bots, AS_OF, {"tag-bot", "merge-bot"})
    yield case("bots alone", thread(comment(1, "tag-bot"), status(2, "tag-bot")), AS_OF, frozenset({"tag-bot"}))
    yield case("bots that nobody named", thread(comment(1, "tag-bot")), AS_OF, set())
    parts = thread(comment(1, "tag-bot-fan"), comment(2, "tag-bot"), comment(3, "tag"), comment(4, "not-a-tag-bot"))
    yield case("names that hold the name of a bot, or a part of it", parts, AS_OF, {"tag-bot"})
    yield case("an answer of a deleted account", thread(comment(3, "deleted"), comment(5, "ben")), AS_OF, set())
    gone = thread(comment(3, "deleted"), comment(6, "ben"), opener="deleted")
    yield case("a thread that a deleted account opened", gone, AS_OF, set())
    together = thread(comment(0, "deleted"), commit(0, "ben"), comment(0.001, "ben"))
    yield case("events at the moment of the opening", together, AS_OF, set())
    mixed = thread(comment(9, "ben"), comment(3, "dora"), status(5, "ada"), comment(3, "dora"))
    yield case("events out of order", mixed, AS_OF, set())
    late = thread(comment(LAST - 0.001, "ben"), comment(LAST, "dora"), comment(LAST + 1, "ada"))
    yield case("answers around the moment", late, AS_OF, set())
    yield case("an answer after the moment alone", thread(comment(LAST + 1, "ada")), AS_OF, set())
    yield case("a thread without an answer", thread(), AS_OF, set())
    for slot in hubs.SLOTS:
        busiest = sorted(unseen(slot), key=lambda one: (-len(one.events), one.repo_id, one.num))
        for one in busiest[:FEW]:
            yield case("a thread of an unseen Hub", one, frames.as_of(hubs.hub(slot)), set(BOTS))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
LATER = "What happens at `as_of` or later has not happened yet."
STATUS = "Closing or merging by somebody else is an answer too: count a status change."
slip("opener_answers", "Talking to yourself is not being answered: leave out events of the thread's author.",
     "event.author != thread.author and ", "")
slip("bots_answer", "An automatic reply is not attention: leave out the events of bots.",
     " and event.author not in bots", "")
slip("hidden_counts", "A hidden comment cannot be read, so it answers nobody.",
     ' and not getattr(event, "hidden", False)', "")
slip("title_counts", "A changed title answers nobody: only the types in ANSWERS count.", "event.type in ANSWERS and ",
     "")
slip("status_ignored", STATUS, '"commit", "status-change"]', '"commit"]')
slip("only_comments", STATUS, '["comment", "commit", "status-change"]', '["comment"]')
slip("commits_ignored", "A commit to the request by somebody else is an answer too.", '"comment", "commit", ',
     '"comment", ')
slip("later_counts", LATER, "< event.created_at < as_of", "< event.created_at")
slip("at_the_moment_counts", LATER, "< event.created_at < as_of", "< event.created_at <= as_of")
slip("opening_counts", "An event at the moment of the opening belongs to the opening.",
     "thread.created_at < event.created_at <", "thread.created_at <= event.created_at <")
slip("hidden_asked_of_all", "Only comments have `hidden`: ask with getattr and a value for the others.",
     'getattr(event, "hidden", False)', "event.hidden")
slip("deleted_left_out", "Somebody who has left since did answer: `deleted` counts like any other name.",
     "event.author not in bots", 'event.author not in {*bots, "deleted"}')
slip("deleted_told_apart", "If the opener reads `deleted`, events by `deleted` are taken for the opener's.",
     "event.author != thread.author and", 'event.author in {"deleted"} - bots or event.author != thread.author and')
slip("any_letters", "Names of bots are compared letter for letter.",
     "event.author not in bots", "event.author.lower() not in {bot.lower() for bot in bots}")
slip("a_part_of_a_name", "Names of bots are compared as a whole: an account is none because its name holds a bot's.",
     "event.author not in bots", "not any(bot in event.author for bot in bots)")
slip("anything_with_bot", "`bots` names the bots: an account is none because of its name.",
     "event.author not in bots", 'not event.author.lower().endswith("bot")')
slip("sorted_by_time", "Keep the order of the events; the earliest is looked for in the next step.",
     "return moments", "return sorted(moments)")
slip("each_moment_once", "Every response has its moment, also where two came at once.",
     "return moments", "return list(dict.fromkeys(moments))")
slip("only_the_first", "Return the moment of every response, not of the first alone.", "return moments",
     "return moments[:1]")
slip("whole_events", "Return the moments, `created_at`, not the events.",
     "moments.append(event.created_at)", "moments.append(event)")
slip("hours", "Return the moments themselves; the hours are the next step.",
     "moments.append(event.created_at)",
     "moments.append((event.created_at - thread.created_at).total_seconds() / 3600)")
# fmt: on


@exercise.right
def by_class(thread: DiscussionWithDetails, as_of: pd.Timestamp, bots: Collection[str]) -> list[datetime]:
    silent = {thread.author} | set(bots)
    kept = (one for one in thread.events if not isinstance(one, DiscussionTitleChange) and one.author not in silent)
    seen = (one for one in kept if not (isinstance(one, DiscussionComment) and one.hidden))
    return [one.created_at for one in seen if thread.created_at < one.created_at < as_of]


@exercise.right
def with_a_table(thread: DiscussionWithDetails, as_of: pd.Timestamp, bots: Collection[str]) -> list[datetime]:
    names = ["type", "author", "created_at", "hidden"]
    rows = [[getattr(event, name, None) for name in names] for event in thread.events]
    table = pd.DataFrame(rows, columns=names)
    keep = table["type"].ne("title-change") & ~table["author"].isin([thread.author, *bots])
    keep &= table["created_at"].between(thread.created_at, as_of, inclusive="neither")
    return table.loc[keep & table["hidden"].ne(True), "created_at"].tolist()
