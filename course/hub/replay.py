"""The Hub, replayed: one pure function from a request to the answer that a snapshot holds for it."""

from collections.abc import Sequence

from course.hub.messages import HubError, Request, Response, error_response, json_response, not_found, segments
from course.hub.routes import files, listings, repos
from course.hub.routes.call import Call, Endpoint, Moved, RepoCall, RepoEndpoint, locate, redirect
from course.hub.schema import KINDS, Kind
from course.hub.snapshot import Snapshot

# About one repo: /api/{kind}/{id}[/{name}[/...]]
REPO_ENDPOINTS: dict[tuple[str, str], RepoEndpoint] = {
    ("GET", ""): repos.info,
    ("GET", "revision"): repos.info,
    ("GET", "tree"): repos.tree,
    ("POST", "paths-info"): repos.paths_info,
    ("GET", "refs"): repos.refs,
    ("GET", "commits"): repos.commits,
    ("GET", "resolve"): files.resolve,
}
# Everything else: /api/{name}[/...]
ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "agent-harnesses"): lambda call: json_response({"standardEnvVars": [], "harnesses": {}}),
}


def answer(request: Request, snapshot: Snapshot) -> Response:
    """What the Hub would answer to `request`, were it as the snapshot holds it."""
    try:
        response = _route(request, snapshot)
    except Moved as moved:
        return redirect(request, moved)
    except HubError as error:
        response = error_response(error, plain="/resolve/" in request.path)
    except UnicodeError:
        response = error_response(HubError(400, "The request is not valid text."), plain=False)
    return response


def _route(request: Request, snapshot: Snapshot) -> Response:
    parts = segments(request.path)
    if parts[0] == "api" and len(parts) > 1:
        return _api(request, snapshot, parts[1], parts[2:])
    return _file(request, snapshot, parts)


def _api(request: Request, snapshot: Snapshot, name: str, rest: Sequence[str]) -> Response:
    method = "GET" if request.method == "HEAD" else request.method
    kind = next((kind for kind in KINDS if kind == name), None)
    if kind and rest:
        return _about_repo(request, snapshot, kind, rest, method)
    if kind and method == "GET":
        return listings.listing(Call(request, snapshot), kind)
    endpoint = ENDPOINTS.get((method, name))
    if endpoint is None:
        raise _unknown(method, {known for known, path in ENDPOINTS if path == name})
    return endpoint(Call(request, snapshot, tuple(rest)))


def _about_repo(request: Request, snapshot: Snapshot, kind: Kind, parts: Sequence[str], method: str) -> Response:
    repo, rest = locate(snapshot, kind, parts)
    name = rest[0] if rest else ""
    endpoint = REPO_ENDPOINTS.get((method, name))
    if endpoint is None:
        raise _unknown(method, {known for known, path in REPO_ENDPOINTS if path == name})
    return endpoint(RepoCall(request, snapshot, repo, rest[1:]))


def _file(request: Request, snapshot: Snapshot, parts: Sequence[str]) -> Response:
    kind: Kind = next((kind for kind in KINDS[1:] if kind == parts[0]), "models")
    parts = parts[kind != "models" :]
    if "resolve" not in parts[1:3]:
        raise not_found()
    repo, rest = locate(snapshot, kind, parts)
    if rest[:1] != ("resolve",) or request.method not in ("GET", "HEAD"):
        raise not_found()
    return files.resolve(RepoCall(request, snapshot, repo, rest[1:]))


def _unknown(method: str, methods: set[str]) -> HubError:
    if not methods:
        return not_found()
    return HubError(405, f"{method} is not answered here, only {', '.join(sorted(methods))}.")
