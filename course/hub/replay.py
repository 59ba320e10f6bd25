"""The Hub, replayed: one pure function from a request to the answer that a snapshot holds for it."""

from collections.abc import Sequence

from course.hub.messages import HubError, Request, Response, error_response, json_response, not_found, segments
from course.hub.routes import (
    accounts,
    cards,
    catalogue,
    community,
    files,
    large,
    listings,
    repos,
    space_search,
    trees,
    writes,
)
from course.hub.routes.call import Call, Endpoint, Moved, RepoCall, RepoEndpoint, locate, redirect
from course.hub.schema import KINDS, Kind
from course.hub.scratch import Scratch
from course.hub.snapshot import Snapshot

LONGEST = 2**16
# About one repo: /api/{kind}/{id}[/{name}[/...]]
REPO_ENDPOINTS: dict[tuple[str, str], RepoEndpoint] = {
    ("GET", ""): repos.info,
    ("GET", "revision"): repos.info,
    ("GET", "auth-check"): repos.auth_check,
    ("GET", "refs"): repos.refs,
    ("GET", "commits"): repos.commits,
    ("GET", "tree"): trees.tree,
    ("POST", "paths-info"): trees.paths_info,
    ("GET", "resolve"): files.resolve,
    ("GET", "safetensors-metadata"): files.safetensors_metadata,
    ("GET", "discussions"): community.discussions,
    ("GET", "likers"): community.likers,
    ("GET", "runtime"): community.runtime,
    ("GET", "leaderboard"): community.leaderboard,
    ("POST", "preupload"): writes.preupload,
    ("POST", "commit"): writes.commit,
    ("POST", "secrets"): writes.add_secret,
}
# Those of them that only one kind of repo has.
ONLY = {"runtime": "spaces", "leaderboard": "datasets", "secrets": "spaces", "safetensors-metadata": "models"}
# Everything else: /api/{name}[/...]
ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "agent-harnesses"): lambda call: json_response({"standardEnvVars": [], "harnesses": {}}),
    ("GET", "models-tags-by-type"): catalogue.model_tags,
    ("GET", "datasets-tags-by-type"): catalogue.dataset_tags,
    ("GET", "papers"): catalogue.papers,
    ("GET", "daily_papers"): catalogue.daily_papers,
    ("GET", "collections"): catalogue.collections,
    ("GET", "v1"): catalogue.inference_catalog,
    ("GET", "users"): accounts.user,
    ("GET", "organizations"): accounts.organization,
    ("GET", "whoami-v2"): accounts.whoami,
    ("POST", "validate-yaml"): cards.validate_yaml,
    ("POST", "repos"): writes.create_repo,
}
# POST requests that change nothing.
READING = ("paths-info", "validate-yaml", "preupload", "lfs")


def answer(request: Request, snapshot: Snapshot, scratch: Scratch | None = None) -> Response:
    """What the Hub would answer to `request`, were it as the snapshot and what was written to it say."""
    try:
        if len(request.path) + sum(len(key) + len(value) for key, value in request.query) > LONGEST:
            raise HubError(414, "URI Too Long")
        response = _given(request, snapshot) or _route(Call(request, snapshot, scratch or Scratch()))
    except Moved as moved:
        response = redirect(request, moved)
    except HubError as error:
        response = error_response(error, plain="/resolve/" in request.path)
    return Response(response.status, response.headers) if request.method == "HEAD" else response


def writes_to(request: Request) -> bool:
    """Whether the request would change the Hub."""
    reads = request.method in ("GET", "HEAD", "OPTIONS")
    return not reads and not any(name in request.path.split("/") for name in READING)


def _given(request: Request, snapshot: Snapshot) -> Response | None:
    """An answer that the snapshot holds word for word under the request's path, in the collection `answers`."""
    given = snapshot.document("answers", request.path)
    if given is None or request.method not in ("GET", "HEAD"):
        return None
    return json_response(given.get("json"), given.get("status", 200), given.get("headers"))


def _route(call: Call) -> Response:
    parts = segments(call.request.path)
    if parts[0] == "api" and len(parts) > 1:
        return _api(call, parts[1], parts[2:])
    if parts[0] == "papers" and len(parts) == 2 and parts[1].endswith(".md"):
        return catalogue.read_paper(call.snapshot, parts[1].removesuffix(".md"))
    return _file(call, parts)


def _api(call: Call, name: str, rest: Sequence[str]) -> Response:
    method = "GET" if call.request.method == "HEAD" else call.request.method
    kind = next((kind for kind in KINDS if kind == name), None)
    if kind == "spaces" and rest == ["semantic-search"]:
        return space_search.search_spaces(call)
    if kind and rest:
        return _about_repo(call, kind, rest, method)
    if kind and method == "GET":
        return listings.listing(call, kind)
    endpoint = ENDPOINTS.get((method, name))
    if endpoint is None:
        raise _unknown(method, {known for known, path in ENDPOINTS if path == name})
    return endpoint(Call(call.request, call.snapshot, call.scratch, tuple(rest)))


def _about_repo(call: Call, kind: Kind, parts: Sequence[str], method: str) -> Response:
    repo, rest = locate(call, kind, parts)
    name = rest[0] if rest else ""
    endpoint = REPO_ENDPOINTS.get((method, name))
    if endpoint is None or ONLY.get(name, kind) != kind:
        raise _unknown(method, {known for known, path in REPO_ENDPOINTS if path == name} - {method})
    return endpoint(RepoCall(call.request, call.snapshot, call.scratch, repo, rest[1:]))


def _file(call: Call, parts: Sequence[str]) -> Response:
    kind: Kind = next((kind for kind in KINDS[1:] if kind == parts[0]), "models")
    parts = parts[kind != "models" :]
    if parts[2:5] == ["info", "lfs", "objects"] and parts[1].endswith(".git"):
        named = [parts[0], parts[1].removesuffix(".git"), *parts[5:]]
        repo, rest = locate(call, kind, named)
        return large.objects(RepoCall(call.request, call.snapshot, call.scratch, repo, rest))
    if "resolve" not in parts[1:3] or call.request.method not in ("GET", "HEAD"):
        raise not_found()
    repo, rest = locate(call, kind, parts)
    if rest[:1] != ("resolve",):
        raise not_found()
    return files.resolve(RepoCall(call.request, call.snapshot, call.scratch, repo, rest[1:]))


def _unknown(method: str, methods: set[str]) -> HubError:
    if not methods:
        return not_found()
    return HubError(405, f"{method} is not answered here, only {', '.join(sorted(methods))}.")
