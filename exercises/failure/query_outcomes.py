"""How do the queries of each segment end?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course import behaviour
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.failure.label_queries import LABELLING, edge_cases
from exercises.failure.visits import unseen_sessions

exercise = Exercise(
    "04-failure",
    "query_outcomes",
    looks_at="the logs of step 2: several segments and a single one, a segment without queries, a log without queries, "
    "and three logs you have not seen",
    ordered=True,
)

OUTCOMES = ["zero_result", "clicked", "reformulated", "abandoned"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    yield from edge_cases()
    for slot in SLOTS:
        yield case("an unseen log", unseen_sessions(slot))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
SESSION = 'sessions.loc[sessions["event"] == "query", "session_id"]'
UNIT = "The unit is the query: a session with five failed queries failed five times."
for name, sentence, *texts in LABELLING:
    slip(name, sentence, *texts)
slip("last_query_of_the_session", UNIT,
     "queries = label_queries(sessions)",
     f'queries = label_queries(sessions)[~{SESSION}.duplicated(keep="last").to_numpy(bool)]')
slip("first_query_of_the_session", UNIT,
     "queries = label_queries(sessions)",
     f"queries = label_queries(sessions)[~{SESSION}.duplicated().to_numpy(bool)]")
slip("shares_of_sessions", UNIT,
     "queries = label_queries(sessions)", f"queries = label_queries(sessions).assign(session={SESSION}.to_numpy())",
     "len(own)", 'own["session"].nunique()',
     'own["outcome"].eq(outcome).mean()', 'own["outcome"].eq(outcome).groupby(own["session"]).any().mean()')
slip("shares_of_all_queries", "Each share is of the segment's own queries, not of all.",
     'own["outcome"].eq(outcome).mean()', 'own["outcome"].eq(outcome).sum() / len(queries) if len(queries) else np.nan')
slip("counts_for_shares", "These are numbers of queries; a share is their part of the queries of the row.",
     ".mean()", ".sum()")
slip("shares_in_percent", "A share is a number from 0 to 1: a quarter is 0.25, not 25.",
     ".mean()", ".mean() * 100")
slip("no_row_for_all", "The last row is `all`, with the queries of every segment, also for a log that holds none.",
     '[*sorted(queries["segment"].unique()), "all"]', 'sorted(queries["segment"].unique())')
slip("all_is_the_mean_of_segments",
     "`all` counts each query once; a mean of the segments' shares makes a small segment too heavy.",
     "return pd.DataFrame(rows)",
     "table = pd.DataFrame(rows)\n"
     '    table.loc[len(rows) - 1, "zero_result":] = table.iloc[:-1].loc[:, "zero_result":].mean()\n'
     "    return table")
slip("segments_as_they_come", "The segments stand in alphabetical order.",
     'sorted(queries["segment"].unique())', 'queries["segment"].unique()')
slip("segments_without_a_query", "A segment without a single query has no row.",
     'sorted(queries["segment"].unique())', 'sorted(sessions["segment"].unique())')
slip("no_queries_no_share", "Without queries there is no share: it is missing, not 0.",
     ".mean()", ".mean() if len(own) else 0.0")
# fmt: on


@exercise.right
def with_groups(log: pd.DataFrame) -> pd.DataFrame:
    labelled = behaviour.label_queries(log)
    table = pd.DataFrame({name: labelled["outcome"] == name for name in OUTCOMES}).assign(segment=labelled["segment"])
    parts = [*table.groupby("segment"), ("all", table)]
    return pd.DataFrame([{"segment": s, "queries": len(p), **p[OUTCOMES].mean()} for s, p in parts])


@exercise.right
def with_counts(log: pd.DataFrame) -> pd.DataFrame:
    ends: dict[str, list[str]] = {}
    labelled = behaviour.label_queries(log)
    for segment, outcome in zip(labelled["segment"], labelled["outcome"], strict=True):
        ends.setdefault(segment, []).append(outcome)
    rows = []
    for segment, own in [*sorted(ends.items()), ("all", labelled["outcome"].tolist())]:
        rows.append([segment, len(own), *(own.count(name) / len(own) if own else np.nan for name in OUTCOMES)])
    return pd.DataFrame(rows, columns=["segment", "queries", *OUTCOMES])
