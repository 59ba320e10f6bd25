"""A snapshot that lies in a dataset repo of the Hub: downloaded by the client, cached, and checked by its hash."""

import hashlib
import re
from functools import cache
from pathlib import Path

from huggingface_hub import HfApi
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

from course.hub.schema import DamagedSnapshot, SnapshotError

SCHEME = "hf://"
_ADDRESS = re.compile(r"hf://datasets/([^/@]+/[^/@]+)(?:@([^/]+))?/(.+\.sqlite)")


def located(address: str) -> Path:
    """The file at an address such as hf://datasets/OWNER/REPO/hub.sqlite; raises SnapshotError."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise SnapshotError(f"{address!r} is no address; write it as hf://datasets/OWNER/REPO/hub.sqlite.")
    repo_id, revision, filename = match.groups()
    path = Path(_downloaded(address, repo_id, revision, filename))
    _check_hash(path)
    return path


def _downloaded(address: str, repo_id: str, revision: str | None, filename: str) -> str:
    try:
        return HfApi().hf_hub_download(repo_id, filename, repo_type="dataset", revision=revision)
    except LocalEntryNotFoundError:
        told = "the Hub cannot be reached, and it was not downloaded before"
    except EntryNotFoundError:
        told = f"{repo_id} has no file {filename}"
    except HFValidationError:
        told = f"{repo_id!r} is no id of a repo"
    except HfHubHTTPError as error:
        told = f"the Hub answers {error.response.status_code} for {repo_id}: it is not there, or is not open to you"
    raise SnapshotError(f"{address} cannot be opened: {told}.")


@cache
def _check_hash(path: Path) -> None:
    """Whether a file of the client's cache is what the Hub named, once a process; the cache names it by its hash."""
    name = path.resolve().name
    if len(name) == 64:
        found = hashlib.sha256()
    elif len(name) == 40:
        found = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    else:  # a cache without links keeps no hash
        return
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            found.update(chunk)
    if found.hexdigest() != name:
        raise DamagedSnapshot(f"{path.resolve()} is not what the Hub has; delete it, and it is downloaded again.")
