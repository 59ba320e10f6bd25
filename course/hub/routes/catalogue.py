"""Papers, collections, tags, and the catalogues that are not about one repo."""

from datetime import date
from typing import Any

from course.hub.messages import Request, Response, json_response, not_found
from course.hub.routes.call import Call
from course.hub.routes.paging import page_length, page_of
from course.hub.schema import KIND_NUMBER, Kind
from course.hub.snapshot import Snapshot

TAG_TYPES = ("license", "language", "dataset", "region", "arxiv", "task_categories", "size_categories", "modality")
ITEMS_SHOWN = 4


def papers(call: Call) -> Response:
    """One paper, or those whose title or summary holds every word asked for."""
    request, name = call.request, "/".join(call.rest)
    if name != "search":
        found = call.snapshot.document("papers", name)
        if found is None:
            raise not_found(f"Paper not found: {name[:40]}.")
        return json_response(found)
    words = (request.one("q") or "").lower().split()
    hits = [body for _, body in call.snapshot.documents("papers") if all(word in _told(body) for word in words)]
    return json_response([_daily(paper) for paper in hits[: page_length(request, 120, 120)]])


def _told(paper: dict[str, Any]) -> str:
    return f"{paper.get('title', '')} {paper.get('summary', '')}".lower()


def _daily(paper: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    shown |= {name: paper[name] for name in ("title", "publishedAt", "summary", "numComments") if name in paper}
    return {"paper": paper, **shown}


def daily_papers(call: Call) -> Response:
    """The papers of a day, a week, a month or a submitter, newest first, one page."""
    request = call.request
    every = [body for _, body in call.snapshot.documents("daily_papers")]
    every.sort(key=lambda entry: str(entry.get("submittedOnDailyAt") or entry.get("publishedAt")), reverse=True)
    shown = [entry for entry in every if _on(entry, request)]
    if request.one("sort") == "trending":
        shown.sort(key=lambda entry: -int(entry.get("paper", entry).get("upvotes") or 0))
    length, page = page_length(request, 50, 100), request.one("p") or "0"
    start = int(page[:6]) * length if page.isascii() and page.isdigit() else 0
    return json_response(shown[start : start + length])


def _on(entry: dict[str, Any], request: Request) -> bool:
    moment = str(entry.get("submittedOnDailyAt") or entry.get("publishedAt"))
    submitter = (entry.get("submittedBy") or {}).get("name")
    return (
        moment.startswith(request.one("date") or "")
        and request.one("week") in (None, _week(moment))
        and moment.startswith(request.one("month") or "")
        and request.one("submitter") in (None, submitter)
    )


def _week(moment: str) -> str:
    year, week, _ = date.fromisoformat(moment[:10]).isocalendar()
    return f"{year}-W{week:02}"


def read_paper(snapshot: Snapshot, name: str) -> Response:
    """A paper's page as Markdown."""
    found = snapshot.document("papers", name)
    if found is None:
        raise not_found(f"Paper not found: {name[:40]}.")
    text = f"# {found.get('title', name)}\n\n{found.get('summary', '')}\n"
    return Response(200, {"Content-Type": "text/markdown; charset=utf-8"}, text.encode())


def collections(call: Call) -> Response:
    """One collection whole, or a page of those of an owner or with an item, four items each."""
    if call.rest:
        found = call.snapshot.document("collections", "/".join(call.rest))
        if found is None:
            raise not_found(f"Collection not found: {'/'.join(call.rest)[:60]}.")
        return json_response({"position": 0} | found)
    every = [body for _, body in call.snapshot.documents("collections") if _collected(body, call.request)]
    if call.request.one("sort") == "upvotes":
        every.sort(key=lambda body: -int(body.get("upvotes") or 0))
    else:
        every.sort(key=lambda body: str(body.get("lastUpdated")), reverse=True)
    short = [{name: value for name, value in body.items() if name != "position"} for body in every]
    listed = [body | {"items": body.get("items", [])[:ITEMS_SHOWN]} for body in short]
    return page_of(call.request, listed, f"collections:{call.request.one('sort')}", 100)


def _collected(body: dict[str, Any], request: Request) -> bool:
    owner = body.get("owner")
    name = owner.get("name") if isinstance(owner, dict) else owner
    kept = {f"{item.get('type')}s/{item.get('id')}" for item in body.get("items", ())}
    owners, items = request.all("owner"), request.all("item")
    return (not owners or name in owners) and all(item in kept for item in items)


def model_tags(call: Call) -> Response:
    """Every tag of the models, by type."""
    return json_response(call.snapshot.document("tags", "models") or tags_by_type(call.snapshot, "models"))


def dataset_tags(call: Call) -> Response:
    """Every tag of the datasets, by type."""
    return json_response(call.snapshot.document("tags", "datasets") or tags_by_type(call.snapshot, "datasets"))


def tags_by_type(snapshot: Snapshot, kind: Kind) -> dict[str, list[dict[str, str]]]:
    """The tags that the repos of `kind` carry, in the groups the Hub sorts them into."""
    rows = snapshot.db.execute("SELECT name FROM term WHERE kind = ? ORDER BY name", (KIND_NUMBER[kind],))
    names = [name.partition("=") for (name,) in rows]
    types = {value: field for field, _, value in names if field in ("pipeline_tag", "library_name")}
    found: dict[str, list[dict[str, str]]] = {}
    for tag in (value for field, _, value in names if field == "tag"):
        prefix, _, label = tag.partition(":")
        group = prefix if label and prefix in TAG_TYPES else types.get(tag, "other")
        group = "library" if group == "library_name" else group
        found.setdefault(group, []).append({"id": tag, "label": label or tag, "type": group})
    return found


def inference_catalog(call: Call) -> Response:
    """The models that Inference Endpoints offer ready to deploy, as the catalogue's own host lists them."""
    if call.rest[-2:] != ("catalog", "list"):
        raise not_found()
    items = [body for _, body in call.snapshot.documents("inference_catalog") if _offered(body, call.request)]
    return json_response({"items": items[: page_length(call.request)]})


def _offered(body: dict[str, Any], request: Request) -> bool:
    recipes, search = body.get("recipes", ()), (request.one("search") or "").lower()
    return (
        all(request.one(name) in (None, body.get(name)) for name in ("license", "task"))
        and (not request.one("engine") or any(one.get("engineType") == request.one("engine") for one in recipes))
        and (not request.one("accelerator") or any(one["accelerator"] == request.one("accelerator") for one in recipes))
        and search in str(body.get("repoId", "")).lower()
    )
