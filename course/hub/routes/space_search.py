"""Search of Spaces by meaning, as near as shared words come to it."""

import json
import re
from typing import Any

from course.hub.messages import Request, Response, bad_request, json_response
from course.hub.objects import repo_objects
from course.hub.query import Query, find
from course.hub.routes.call import Call

# So many Spaces are read, the trending ones first, and so many are shown.
READ, SHOWN = 5000, 50
NAMES = ("author", "cardData", "likes", "private", "runtime", "sdk", "tags", "trendingScore")
RUNNING = ("RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING")


def search_spaces(call: Call) -> Response:
    """The Spaces that share most words with the question, running ones unless all are asked for."""
    asked = _words(call.request.one("q") or "")
    if not asked:
        raise bad_request('"q" is required.')
    rows = find(call.snapshot, _query(call.request))
    entries = map(json.loads, repo_objects(call.snapshot, [seq for _, seq in rows], NAMES))
    scored = [(len(asked & _told(entry)) / len(asked), entry) for entry in entries]
    hits = [hit for hit in scored if hit[0] and (call.request.flag("includeNonRunning") or _runs(hit[1]))]
    hits.sort(key=lambda hit: -hit[0])
    return json_response([_result(entry, score) for score, entry in hits[:SHOWN]])


def _query(request: Request) -> Query:
    sdks = tuple(f"sdk={sdk}" for sdk in request.all("sdk"))
    terms = tuple(f"tag={tag}" for tag in request.all("filter"))
    return Query("spaces", "trendingScore", terms, (sdks,) if sdks else (), limit=READ)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.lower()))


def _card(entry: dict[str, Any]) -> dict[str, Any]:
    return entry.get("cardData") or {}


def _told(entry: dict[str, Any]) -> set[str]:
    card = _card(entry)
    told = [entry["id"], card.get("title"), card.get("short_description"), *entry.get("tags", ())]
    return _words(" ".join(str(part) for part in told if part))


def _runs(entry: dict[str, Any]) -> bool:
    return (entry.get("runtime") or {}).get("stage") in RUNNING


def _result(entry: dict[str, Any], score: float) -> dict[str, Any]:
    card = _card(entry)
    found = {name: value for name, value in entry.items() if name not in ("_id", "cardData")}
    title, about = card.get("title") or entry["id"].split("/")[-1], card.get("short_description")
    told = {"title": title, "emoji": card.get("emoji"), "ai_short_description": about, "ai_category": None}
    return found | told | {"semanticRelevancyScore": round(score, 4)}
