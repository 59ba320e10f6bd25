"""The queries of a log, each with what came after it in its visit."""

from dataclasses import dataclass, field

import pandas as pd

ABOUT = ["segment", "session_id", "query_text", "n_results", "ts"]


@dataclass
class Query:
    """A query of a visit with what came after it."""

    segment: str
    session: str
    text: object
    results: float | None
    ts: pd.Timestamp
    clicked: bool = False
    later: bool = False
    after: list["Query"] = field(default_factory=list)


def queries_of(log: pd.DataFrame) -> list[Query]:
    """Each query of `log`; `clicked` in its own span, `later` anywhere after it in the visit, `after` the next one."""
    found: list[Query] = []
    for _, rows in log.groupby("session_id", sort=False):
        own: list[Query] = []
        for event, *about in zip(*(rows[name] for name in ("event", *ABOUT)), strict=True):
            if event == "query":
                query = Query(*about)
                if own:
                    own[-1].after.append(query)
                own.append(query)
            elif event == "click" and own:
                own[-1].clicked = True
                for query in own:
                    query.later = True
        found += own
    return found
