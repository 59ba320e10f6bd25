"""A request to the Hub, a response from it, and the errors it answers with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_plus, urlsplit

_KEPT = "%/:@!$&'()*+,;=~"  # an answer repeats the path in a header, which takes only such characters
JSON = {"Content-Type": "application/json; charset=utf-8"}
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Request:
    """One request: `origin` is scheme and host, `path` stays percent-encoded, header names are in lower case."""

    method: str
    origin: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __post_init__(self) -> None:
        if not (self.path.isascii() and self.path.isprintable()):
            object.__setattr__(self, "path", quote(self.path, safe=_KEPT, errors="replace"))

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the query parameter `name`, in order."""
        return tuple(value for key, value in self.query if key == name)

    def one(self, name: str) -> str | None:
        """The last value of the query parameter `name`, or None."""
        return next(iter(reversed(self.all(name))), None)

    def flag(self, name: str) -> bool:
        """Whether the query parameter `name` says yes."""
        return self.one(name) in ("true", "True", "1")

    @property
    def authorized(self) -> bool:
        """Whether the request carries a token; which one is never looked at."""
        return bool(self.headers.get("authorization"))

    def json(self) -> Any:
        """The body as JSON; a 400 where it is not."""
        return json_from(self.body or b"null")


@dataclass(frozen=True)
class Response:
    """One answer, as the Hub would give it; a HEAD is answered with headers alone."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class HubError(Exception):
    """An answer other than success: status, the sentence the client shows, the Hub's own error code, and more JSON."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code
        self.headers, self.more = headers or {}, more or {}


def request_from(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Request:
    """The request for `url`, whose path may hold percent-escapes and whose query may hold anything."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    lower = {name.lower(): value for name, value in headers.items()}
    return Request(method.upper(), origin, parts.path or "/", query, lower, body)


def json_from(body: bytes) -> Any:
    """`body` as JSON; a 400 where it is not, is nested too deep, or holds letters that no text can hold."""
    try:
        found = json.loads(body)
        if b"\\u" in body:
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise bad_request("The request body is not valid JSON.") from None
    return found


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`value` as the Hub sends JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(status, {**JSON, **(headers or {})}, body.encode("utf-8", "replace"))


def error_response(error: HubError, plain: bool) -> Response:
    """`error` as the Hub words it: JSON on the API, plain text on file paths."""
    message = " ".join(error.message.split())[:1000]
    headers = {"X-Error-Message": header_text(message), **error.headers}
    if error.code:
        headers["X-Error-Code"] = error.code
    if plain:
        return Response(error.status, {**TEXT, **headers}, message.encode("utf-8", "replace"))
    return json_response({"error": message, **error.more}, error.status, headers)


def header_text(text: str) -> str:
    """`text` with what a header may not hold replaced."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text)


def bad_request(message: str) -> HubError:
    """A 400."""
    return HubError(400, message)


def not_found(message: str = "Sorry, we can't find the page you are looking for.") -> HubError:
    """A 404 that is not about a repo."""
    return HubError(404, message)


def repo_not_found() -> HubError:
    """What an anonymous caller hears of a repo that does not exist: a 401, as the Hub does it."""
    return HubError(401, "Invalid username or password.", "RepoNotFound")


def revision_not_found(revision: str) -> HubError:
    """A 404 for a branch, tag or commit."""
    return HubError(404, f"Invalid rev id: {revision}", "RevisionNotFound")


def entry_not_found(head: str) -> HubError:
    """A 404 for a path; it names the commit, so that the client remembers the absence."""
    return HubError(404, "Entry not found", "EntryNotFound", {"X-Repo-Commit": head})


def segments(path: str) -> list[str]:
    """The parts of a raw path, each decoded by itself, so that an escaped slash stays inside its part."""
    return [unquote_plus(part.replace("+", "%2B")) for part in path.strip("/").split("/")]
