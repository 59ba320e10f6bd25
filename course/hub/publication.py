"""A recorded snapshot, ready for a dataset repo: what keeps it from being published, and the card that tells of it."""

import hashlib
from pathlib import Path
from typing import Any

from course.hub.sending import CARD, NotSent, Parcel
from course.hub.snapshot import Snapshot

FILE = "hub.sqlite"
MARK = "measure-the-hub-snapshot"
SHOWN = 3
EXTRAS = {
    "cards": "model cards",
    "configs": "config files",
    "trees": "lists of files",
    "refs": "branches and tags",
    "commits": "commits",
    "discussions": "discussions",
}


def publication(path: Path, repo_id: str) -> Parcel:
    """The snapshot in the file `path` with its card; raises NotSent where it holds what is not open to everybody."""
    snapshot = Snapshot.open(path)
    snapshot.verify()
    _check_open(snapshot)
    text = card(snapshot, repo_id)
    day = snapshot.meta.as_of[:10]
    return Parcel(repo_id, "dataset", {CARD: text.encode(), FILE: path}, MARK, f"The Hub as of {day}")


def _check_open(snapshot: Snapshot) -> None:
    closed = list(snapshot.closed())
    if not closed or snapshot.meta.simulated:
        return
    named = ", ".join(f"{repo_id} ({why})" for repo_id, why in closed[:SHOWN])
    more = f" and {len(closed) - SHOWN:,} more" if len(closed) > SHOWN else ""
    raise NotSent(
        f"{snapshot.path} holds what is not open to everybody: {named}{more}. Record it anew without a token, "
        "or leave those out; then publish."
    )


def card(snapshot: Snapshot, repo_id: str) -> str:
    """The card: date, counts, how the repos were chosen, what is in it, how to open it, and whose it is."""
    meta, content = snapshot.meta, snapshot.path.read_bytes()
    counts = ", ".join(f"{count:,} {kind}" for kind, count in meta.counts.items() if count) or "nothing"
    kind = "A simulated Hub; its repos and people are fictional." if meta.simulated else "A recording of the Hub."
    title = f"The Hub as of {meta.as_of[:10]}, a snapshot"
    return f"""---
license: other
license_name: terms-of-each-repo
license_link: https://huggingface.co/datasets/{repo_id}#licence
pretty_name: {title}
viewer: false
tags:
- {MARK}
---
# {title}

{kind} It answers the ordinary client of the Hub in the course *Measure the Hub*, so that a class asks this one file
instead of the Hub.

| | |
|---|---|
| Taken | {meta.as_of} |
| Holds | {counts} |
| Chosen | {_chosen(meta.more)} |
| With | {_extras(meta.more)} |
| File | `{FILE}`, {len(content):,} bytes |
| SHA-256 | `{hashlib.sha256(content).hexdigest()}` |
| Digest of its content | `{meta.digest}` |

```python
from course import connect
api = connect("hf://datasets/{repo_id}/{FILE}")
```

The file is downloaded once and checked by its hash. `hf://datasets/{repo_id}@COMMIT/{FILE}` opens the state of one
commit, so that everybody in a class measures the same Hub.

## How far it can be trusted

{_trust(meta.simulated)}

## Licence

{_licence(meta.simulated)}
"""


def _chosen(more: dict[str, Any]) -> str:
    plan = more.get("plan")
    if not isinstance(plan, dict):
        return str(more.get("sampled") or "the file does not say how")
    order = f"the first of each kind by {plan['sort']} (Spaces by likes where that is downloads)"
    only = f", only those with {', '.join(plan['filters'])}" if plan.get("filters") else ""
    return f"{order}{only}, from {plan['endpoint']}"


def _extras(more: dict[str, Any]) -> str:
    plan = more.get("plan")
    named = [EXTRAS.get(one, one) for one in plan.get("extras", ())] if isinstance(plan, dict) else []
    return ", ".join(["what listings say", *named])


def _trust(simulated: bool) -> str:
    if simulated:
        return "Nothing in it was observed. It shows how to measure, never what the Hub is like."
    return """\
It is a part of the Hub, chosen as the table says, and no random sample: a share that is measured on it holds for these
repos. Listings were read one page after another while the Hub went on changing. Private repos are not in it, and
neither are files of gated ones."""


def _licence(simulated: bool) -> str:
    if simulated:
        return "The simulated data may be used under CC BY 4.0."
    return """\
What repos say about themselves was written by their owners, and stays under the licence that each repo names
(`cardData.license`); it is kept here unchanged, for teaching and measuring. Accounts are named as the Hub shows them to
everybody. An owner who wants a repo left out says so in the Community tab, and the next recording does not hold it."""
