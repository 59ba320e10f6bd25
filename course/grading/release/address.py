"""The public address of this repository: given, named in pyproject.toml, or known to a hosted build or to git."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

from course.lesson.project import CourseError, Project

BY_COPY = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+):(?!//)(?P<path>[^/:\s][^:\s]*)")  # git@host:path
SCHEMES = ("https", "http", "ssh", "git", "git+ssh", "git+https")
BUILDS = (  # what hosted builds say of the repository they build: the variable of the server, and of its path
    ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "https://github.com"),
    ("CI_SERVER_URL", "CI_PROJECT_PATH", "https://gitlab.com"),
)
SHORT = {"hf.co": "huggingface.co", "www.github.com": "github.com", "ssh.github.com": "github.com"}
KINDS = ("datasets", "spaces")


def repository(project: Project, given: str | None = None) -> str:
    """The address as https, or "" where none is known.

    `given` comes first, then `[project.urls]` of pyproject.toml, a hosted build, and git's `origin`. CourseError says
    why `given`, or what pyproject.toml names, is no address.
    """
    for text, where in ((given, "--repository"), (_named(project), "[project.urls] in pyproject.toml")):
        if text:
            if found := public(text):
                return found
            raise CourseError(f"{text!r} ({where}) is no public address of a repository; write https://HOST/OWNER/NAME.")
    return next(filter(None, map(public, (*_builds(os.environ), _origin(project)))), "")


def public(text: str) -> str:
    """An address of git, in whatever form, as https without a name, password or port of ssh; "" if it is none.

    A path on this machine and a machine without a domain are no public address.
    """
    text = text.strip()
    copied = BY_COPY.fullmatch(text)
    try:
        parts = urlsplit(f"ssh://{copied['host']}/{copied['path']}" if copied else text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    path = unquote(parts.path).strip("/").removesuffix(".git").strip("/")
    names = path.split("/")
    if parts.scheme not in SCHEMES or not _is_public(host) or len(names) < _fewest(names):
        return ""
    if not all(re.fullmatch(r"[\w.~+ -]+", name) and name.strip(".") for name in names):
        return ""
    shown = f":{port}" if port and parts.scheme in ("https", "http") and port not in (80, 443) else ""
    return f"https://{SHORT.get(host, host)}{shown}/{quote(path)}"


def _fewest(names: list[str]) -> int:
    return 3 if names[0] in KINDS else 2


def _is_public(host: str) -> bool:
    is_number = re.fullmatch(r"[\d.]+|.*:.*", host)
    return "." in host and not is_number and not host.endswith((".local", ".localhost", ".internal", ".invalid"))


def _named(project: Project) -> str:
    path = project.root / "pyproject.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return str(known.get("project", {}).get("urls", {}).get("Repository", ""))


def _builds(environment: Mapping[str, str]) -> Iterator[str]:
    for server, path, usual in BUILDS:
        if environment.get(path):
            yield f"{environment.get(server) or usual}/{environment[path]}"


def _origin(project: Project) -> str:
    """What git calls `origin`, or "" without git, and in a folder that lies in someone else's repository."""
    if not (project.root / ".git").exists():
        return ""
    command = ["git", "-C", str(project.root), "remote", "get-url", "origin"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
