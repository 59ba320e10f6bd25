"""A real Hub, or anything that speaks like one, recorded into a snapshot: resumable, polite, verified."""

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from course.hub.answers import Unfit, answer
from course.hub.fetch import AGAIN, Bounds, Fetcher, HubUnreachable, Page
from course.hub.recorded import verified, write
from course.hub.recording import Job, Recording
from course.hub.schema import EXPANDABLE, KINDS
from course.hub.snapshot import Meta, SnapshotError
from course.hub.writer import remove_left_over, unwritable

PAGE = 1000
AT_ONCE = 4
EMPTY = 20  # pages of a listing, one after the other, that bring nothing new
PER_REPO = 10_000  # requests about one repo
FILES = {"cards": "README.md", "configs": "config.json"}
ABOUT = {
    "trees": "tree/main?recursive=true",
    "refs": "refs?include_prs=1",
    "commits": "commits/main",
    "discussions": "discussions?p=0",
}
EXTRAS = (*FILES, *ABOUT)
# Kept back from listings by the live Hub, or of no use in a snapshot.
LEFT_OUT = ("resourceGroup", "xetEnabled", "widgetData")
Progress = Callable[[int, int], None]
Fetch = Callable[[str], Page]
FetchSeveral = Callable[[list[str]], Iterable[Page]]


@dataclass(frozen=True)
class Plan:
    """What to record: how many repos of each kind, in which order, which of them, and what else about each."""

    endpoint: str
    models: int = 1000
    datasets: int = 0
    spaces: int = 0
    sort: str = "downloads"
    filters: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()

    def wanted(self, kind: str) -> int:
        """How many repos of `kind`."""
        return int(getattr(self, kind))

    def most_requests(self) -> int:
        """More requests than an honest Hub of this plan needs in one run."""
        return 1_000 + 200 * sum(map(self.wanted, KINDS))


def record(
    plan: Plan,
    out: Path,
    progress: Progress = lambda done, every: None,
    fetch: Fetch | None = None,
    bounds: Bounds | None = None,
) -> Meta:
    """Record what the plan says into the file `out`; called again after an interruption, it goes on."""
    _check_endpoint(plan.endpoint)
    if fetch is None:
        with closing(Fetcher(bounds=bounds or Bounds(requests=plan.most_requests()))) as own:
            return record(plan, out, progress, own)
    kept = out.with_name(f"{out.name}.recording")
    if out.exists() and not kept.exists():
        raise SnapshotError(f"{out} exists already; choose another file, for a snapshot is never overwritten.")
    remove_left_over(out)
    try:
        meta = _recorded(plan, out, kept, progress, fetch)
    except sqlite3.OperationalError as error:  # a full disk; what was recorded so far is kept
        raise unwritable(kept, error) from None
    kept.unlink()
    return meta


def _recorded(plan: Plan, out: Path, kept: Path, progress: Progress, fetch: Fetch) -> Meta:
    settings = json.loads(json.dumps(asdict(plan)))
    with closing(Recording(kept, settings, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))) as recording:
        with recording:
            recording.add_jobs(_first_jobs(plan))
        _work(plan, recording, progress, fetch)
        if not out.exists():
            write(recording, out)
        return verified(recording, out)


def _check_endpoint(endpoint: str) -> None:
    try:
        there = urlsplit(endpoint)
        known = there.scheme in ("http", "https") and bool(there.hostname) and (there.port or 1) > 0
    except ValueError:
        known = False
    if not known:
        raise SnapshotError(f"{endpoint[:200]!r} is no address of a Hub; write it as https://huggingface.co.")


def _first_jobs(plan: Plan) -> Iterator[Job]:
    for kind in KINDS:
        if plan.wanted(kind) > 0:
            expand = [("expand", name) for name in EXPANDABLE[kind] if name not in LEFT_OUT]
            filters = [("filter", one) for one in plan.filters]
            sort = "likes" if (kind, plan.sort) == ("spaces", "downloads") else plan.sort
            query = [*filters, ("sort", sort), ("limit", str(min(PAGE, plan.wanted(kind)))), *expand]
            yield Job("list", kind, "", f"{plan.endpoint}/api/{kind}?{urlencode(query)}")


def _work(plan: Plan, recording: Recording, progress: Progress, fetch: Fetch) -> None:
    idle = 0
    with _several(fetch) as pages:
        while jobs := recording.open_jobs(AT_ONCE * 8):
            for job, page in zip(jobs, pages([job.url for job in jobs]), strict=True):
                with recording:
                    before = recording.count(job.kind)
                    _take(plan, recording, job, page)
                    recording.finish(job)
                    idle = idle + 1 if job.what == "list" and recording.count(job.kind) == before else 0
                if idle > EMPTY:
                    raise HubUnreachable(f"{job.url[:200]} and {EMPTY} pages before it list nothing new; {AGAIN}.")
                progress(*recording.progress())


@contextmanager
def _several(fetch: Fetch, threads: bool = sys.platform != "emscripten") -> Iterator[FetchSeveral]:
    """What fetches a list of pages: a few at once where there are threads, as there are none in a browser."""
    if not threads:
        yield partial(map, fetch)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            yield partial(pool.map, fetch)
        except BaseException:
            if isinstance(fetch, Fetcher):
                fetch.stop()  # or else the others would go on waiting
            raise


def _take(plan: Plan, recording: Recording, job: Job, page: Page) -> None:
    if page.snapshot:
        recording.set("snapshot", page.snapshot)
    try:
        body = page.body
        found = None if body is None or job.what.startswith("file:") else answer(job.what, body)
    except Unfit as error:
        raise HubUnreachable(f"{job.url[:200]} gave what no Hub gives: {error}; {AGAIN}.") from None
    if job.what == "list":
        _take_listing(plan, recording, job, page, found)
        return
    if page.body is not None:
        recording.add_part(job, page.body)
    if job.what == "discussions":  # whose pages have numbers instead of links
        jobs = [] if found is None else [*_discussion_jobs(plan, job, found)]
    else:
        jobs = [Job(job.what, job.kind, job.id, page.next)] if page.next else []
    if jobs and recording.requests_about(job.kind, job.id) + len(jobs) > PER_REPO:
        raise HubUnreachable(f"{job.url[:200]} leads to more than {PER_REPO:,} requests about one repo; {AGAIN}.")
    recording.add_jobs(jobs)


def _take_listing(plan: Plan, recording: Recording, job: Job, page: Page, found: list[dict[str, Any]] | None) -> None:
    if found is None:
        raise SnapshotError(f"{job.url[:200]} is refused; is that the address of a Hub?")
    room = plan.wanted(job.kind) - recording.count(job.kind)
    for info in found:
        if room > 0 and recording.add_repo(job.kind, info["id"], info):
            recording.add_jobs(_repo_jobs(plan, job.kind, info))
            room -= 1
    if page.next and room > 0:
        recording.add_jobs([Job("list", job.kind, "", page.next)])


def _repo_jobs(plan: Plan, kind: str, info: Mapping[str, Any]) -> Iterator[Job]:
    held, name = {one["rfilename"] for one in info.get("siblings") or ()}, quote(info["id"])
    place = name if kind == "models" else f"{kind}/{name}"
    for extra in plan.extras:
        if extra in ABOUT:
            yield Job(extra, kind, info["id"], f"{plan.endpoint}/api/{kind}/{name}/{ABOUT[extra]}")
        elif FILES[extra] in held and not info.get("gated"):
            url = f"{plan.endpoint}/{place}/resolve/{info.get('sha') or 'main'}/{FILES[extra]}"
            yield Job(f"file:{FILES[extra]}", kind, info["id"], url)


def _discussion_jobs(plan: Plan, job: Job, page: Mapping[str, Any]) -> Iterator[Job]:
    about = f"{plan.endpoint}/api/{job.kind}/{quote(job.id)}/discussions"
    shown = page["discussions"]
    if shown and page["start"] + len(shown) < page["count"]:
        number = int(job.url.rsplit("=", 1)[1]) + 1
        yield Job("discussions", job.kind, job.id, f"{about}?p={number}")
    for one in shown:
        yield Job("discussion", job.kind, job.id, f"{about}/{one['num']}?diff=1")
