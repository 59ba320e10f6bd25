"""A repo of the Hub, made or renewed by one commit of the ordinary client; never one that holds something else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, get_token
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)
from huggingface_hub.utils._validators import validate_repo_id

from course.hub.connect import NoBar

CARD = "README.md"


class NotSent(Exception):
    """Why nothing was published, in one sentence that says what to do."""


@dataclass(frozen=True)
class Parcel:
    """What a repo is to hold: its files by path, and the tag on its card by which it is known again as ours."""

    repo_id: str
    kind: str  # "dataset" or "space"
    files: Mapping[str, bytes | Path]
    mark: str
    message: str
    sdk: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    private: bool = False

    def __post_init__(self) -> None:
        check_id(self.repo_id)

    @property
    def card(self) -> str:
        """The text of its README."""
        held = self.files[CARD]
        return (held if isinstance(held, bytes) else held.read_bytes()).decode()

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(len(one) if isinstance(one, bytes) else one.stat().st_size for one in self.files.values())


def check_id(repo_id: str) -> None:
    """Raise NotSent unless `repo_id` is OWNER/NAME in letters that the Hub takes."""
    try:
        validate_repo_id(repo_id)
    except HFValidationError:
        named = False
    else:
        named = repo_id.count("/") == 1
    if not named:
        raise NotSent(f"{repo_id!r} is no id of a repo; write it as OWNER/NAME.")


def send(parcel: Parcel) -> str:
    """Make the repo if need be, and renew it by one commit, whose id is returned; raises NotSent."""
    if not get_token():
        raise NotSent("The Hub takes files only from an account; log in with: hf auth login")
    api = HfApi()
    with _in_one_sentence(parcel, api.endpoint):
        held = _held(api, parcel)
        secrets = [{"key": key, "value": value} for key, value in parcel.secrets.items()] or None
        if held is None:
            more = {"space_sdk": parcel.sdk, "space_secrets": secrets} if parcel.kind == "space" else {}
            api.create_repo(parcel.repo_id, repo_type=parcel.kind, private=parcel.private, **more)  # type: ignore[arg-type]
        else:
            for key, value in parcel.secrets.items():
                api.add_space_secret(parcel.repo_id, key, value)
        gone = set(held or ()) - set(parcel.files) - {".gitattributes"}
        operations = [CommitOperationAdd(path, content) for path, content in sorted(parcel.files.items())]
        deletions = [CommitOperationDelete(path) for path in sorted(gone)]
        made = api.create_commit(
            parcel.repo_id, [*operations, *deletions], commit_message=parcel.message, repo_type=parcel.kind
        )
    return str(made.oid)


def _held(api: HfApi, parcel: Parcel) -> list[str] | None:
    """The paths that the repo holds now, or None where there is none; raises NotSent where it is not ours."""
    try:
        paths = api.list_repo_files(parcel.repo_id, repo_type=parcel.kind)
    except RepositoryNotFoundError:
        return None
    if set(paths) <= {".gitattributes"} or _is_ours(api, parcel):
        return paths
    raise NotSent(
        f"{parcel.repo_id} is there already and its card has no tag {parcel.mark}, so it holds something else; "
        "choose another name."
    )


def _is_ours(api: HfApi, parcel: Parcel) -> bool:
    try:
        path = api.hf_hub_download(parcel.repo_id, CARD, repo_type=parcel.kind, tqdm_class=NoBar)
    except EntryNotFoundError:
        return False
    front = Path(path).read_text(encoding="utf-8", errors="replace").split("\n---", 1)[0]
    return f"- {parcel.mark}" in front.splitlines()


@contextmanager
def _in_one_sentence(parcel: Parcel, endpoint: str) -> Iterator[None]:
    """What goes wrong on the way to the Hub, as NotSent."""
    try:
        yield
    except LocalEntryNotFoundError:
        told = f"{endpoint} cannot be reached"
    except HfHubHTTPError as error:
        told = f"the Hub answers {error.response.status_code}: {error.server_message or 'it says no more'}"
    except (OSError, httpx2.TransportError) as error:  # the network, or the part of the client that sends large files
        told = " ".join(str(error).split())[:300]
        if "xet-write-token" in told:
            told = f"{endpoint} takes large files only without Xet; set HF_HUB_DISABLE_XET=1"
    else:
        return
    raise NotSent(f"{parcel.repo_id} was not published: {told}.")
