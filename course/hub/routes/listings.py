"""Listings of models, datasets and Spaces: filters, search, order, pages."""

import re
from collections.abc import Iterator

from course.hub.messages import JSON, Request, Response, bad_request
from course.hub.objects import listed, repo_objects
from course.hub.query import Query, find
from course.hub.routes.call import Call
from course.hub.routes.paging import link, page_length, start
from course.hub.schema import LARGEST, SORT_KEYS, Kind

_SIZE = re.compile(r"(\d+(?:\.\d+)?)([KMBT]?)", re.IGNORECASE)
_UNIT = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
# The query parameters that name a fact of a repo: every value given must hold.
_FACTS = {
    "filter": "tag",
    "author": "author",
    "pipeline_tag": "pipeline_tag",
    "gated": "gated",
    "apps": "app",
    "inference": "inference",
    "library": "library_name",
    "models": "models",
    "datasets": "datasets",
    "sdk": "sdk",
}


def listing(call: Call, kind: Kind) -> Response:
    """One page of the repos of `kind` that the request asks for."""
    request, snapshot = call.request, call.snapshot
    key, names = sort_key(kind, request), listed(kind, request)
    seal = f"{kind}:{key}:{snapshot.meta.digest[:12]}"
    length = page_length(request)
    smallest, largest = parameter_range(request)
    rows = find(
        snapshot,
        Query(
            *(kind, key, tuple(_terms(request)), tuple(_groups(request)), _words(request)),
            *(smallest, largest, start(request, seal), length + 1),
        ),
    )
    texts = repo_objects(snapshot, [seq for _, seq in rows[:length]], names)
    more = link(request, seal, rows[length - 1][0]) if len(rows) > length else {}
    return Response(200, {**JSON, **more}, f"[{','.join(texts)}]".encode("utf-8", "replace"))


def sort_key(kind: Kind, request: Request) -> str:
    """The key to sort by, descending; trending when none is given."""
    key = request.one("sort") or "trendingScore"
    known = [name for name in SORT_KEYS if (kind, name) != ("spaces", "downloads")]
    if key not in known:
        raise bad_request(f"Invalid sort parameter: {key[:40]}; it must be one of {', '.join(known)}.")
    if request.one("direction") not in (None, "-1"):
        raise bad_request(f"Invalid direction parameter: {request.one('direction')}; only -1 is known.")
    return key


def parameter_range(request: Request) -> tuple[int | None, int | None]:
    """The bounds of `num_parameters`, written like `min:6B,max:128B`, each of them optional."""
    bounds: dict[str, int] = {}
    for part in (request.one("num_parameters") or "").split(","):
        name, _, size = part.strip().partition(":")
        match = _SIZE.fullmatch(size)
        if part and (name not in ("min", "max") or match is None or len(size) > 20):
            raise bad_request(f"Invalid num_parameters: {part[:40]!r}; write it like min:6B,max:128B.")
        if match:
            bounds[name] = min(int(float(match[1]) * _UNIT[match[2].upper()]), LARGEST)
    return bounds.get("min"), bounds.get("max")


def _terms(request: Request) -> Iterator[str]:
    for parameter, field in _FACTS.items():
        for value in request.all(parameter):
            if value:
                yield f"{field}={value}"


def _groups(request: Request) -> Iterator[tuple[str, ...]]:
    if providers := request.all("inference_provider"):
        yield tuple(f"provider={provider}" for provider in providers)


def _words(request: Request) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for text in request.all("search") for word in text.lower().split()))
