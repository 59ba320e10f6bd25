"""Listings: filters, search, order and pages, against a plain Python account of the same rules."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from huggingface_hub import HfApi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.hub.snapshot import Snapshot, SnapshotWriter
from tests.hub.conftest import Hub

KEYS = ["downloads", "likes", "createdAt", "lastModified", "trendingScore"]
TAGS = ["en", "license:mit", "gguf", "size_categories:1K<n<10K", "a tag, with é"]

numbers = st.none() | st.integers(0, 3)
dates = st.none() | st.sampled_from(["2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00Z", "2023-05-01T00:00:00.250Z"])
names = st.from_regex(r"[abAB]{1,3}[-._]?[ab12]{0,3}", fullmatch=True)
repos = st.fixed_dictionaries(
    {"id": st.builds("{}/{}".format, st.sampled_from(["lab", "Org", "me"]), names)},
    optional={
        **dict.fromkeys(("downloads", "likes", "trendingScore"), numbers),
        **dict.fromkeys(("createdAt", "lastModified"), dates),
        "tags": st.lists(st.sampled_from(TAGS), unique=True),
        "gated": st.sampled_from([False, "auto", "manual"]),
        "pipeline_tag": st.sampled_from(["fill-mask", "image-to-text"]),
        "safetensors": st.builds(lambda total: {"parameters": {"F32": total}, "total": total}, st.integers(0, 20)),
    },
)
hubs = st.lists(repos, max_size=25, unique_by=lambda info: info["id"])
queries = st.fixed_dictionaries(
    {},
    optional={
        "sort": st.sampled_from(KEYS),
        "filter": st.sampled_from(TAGS),
        "author": st.sampled_from(["lab", "Org", "nobody"]),
        "gated": st.sampled_from(["true", "false"]),
        "pipeline_tag": st.sampled_from(["fill-mask", "image-to-text"]),
        "search": st.sampled_from(["a", "ab", "aba", "LAB a", "me/ b", "-a", '"', "abab", "é"]),
        "num_parameters": st.sampled_from(["min:3", "max:9", "min:2,max:12"]),
    },
)


def moment(text: str) -> str:
    """A date to the millisecond, so that text compares as time."""
    head, _, tail = text.rstrip("Z").partition(".")
    return f"{head}.{tail or '000'}"


def expected(hub: list[dict[str, Any]], query: dict[str, str]) -> list[str]:
    """The ids that the rules give, in order."""
    key = query.get("sort", "trendingScore")

    def place(info: dict[str, Any]) -> Any:
        value = info.get(key)
        return moment(value) if isinstance(value, str) else value

    held = sorted((info for info in hub if holds(info, query)), key=lambda info: str(info["id"]))
    known = [info for info in held if place(info) is not None]
    return [info["id"] for info in sorted(known, key=place, reverse=True)] + [
        info["id"] for info in held if place(info) is None
    ]


def holds(info: dict[str, Any], query: dict[str, str]) -> bool:
    """Whether the repo meets every condition."""
    total = info.get("safetensors", {}).get("total")
    bounds = {name: int(size) for name, size in re.findall(r"(min|max):(\d+)", query.get("num_parameters", ""))}
    return all(
        [
            "filter" not in query or query["filter"] in info.get("tags", []),
            query.get("author", info["id"].split("/")[0]) == info["id"].split("/")[0],
            "gated" not in query or (query["gated"] == "true") == bool(info.get("gated")),
            query.get("pipeline_tag", info.get("pipeline_tag")) == info.get("pipeline_tag"),
            all(word in info["id"].lower() for word in query.get("search", "").lower().split()),
            not bounds or (total is not None and bounds.get("min", 0) <= total <= bounds.get("max", 99)),
        ]
    )


def stored(path: Path, hub: list[dict[str, Any]]) -> Snapshot:
    """The repos in a file of their own."""
    with SnapshotWriter(path, name="drawn", as_of="", simulated=True) as writer:
        for info in hub:
            writer.add_repo("models", info)
    return Snapshot.open(path)


def pages(ask: Hub, query: dict[str, str], limit: int) -> Iterator[list[str]]:
    """The ids of each page, by following the links."""
    path = "/api/models?" + "&".join(f"{key}={value}" for key, value in {**query, "limit": str(limit)}.items())
    path = path.replace(" ", "+").replace("<", "%3C")
    while path:
        response = ask("GET", path)
        assert response.status == 200, response.body
        yield [entry["id"] for entry in json.loads(response.body)]
        link = re.fullmatch(r'<https://hub\.example(.*)>; rel="next"', response.headers.get("Link", ""))
        path = link[1] if link else ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hubs, st.lists(queries, min_size=1, max_size=6), st.integers(1, 7))
def test_pages_together_are_the_filtered_sorted_whole(
    tmp_path_factory: pytest.TempPathFactory, hub: list[dict[str, Any]], asked: list[dict[str, str]], limit: int
) -> None:
    ask = Hub(stored(tmp_path_factory.mktemp("drawn") / "hub.sqlite", hub))
    for query in asked:
        found = list(pages(ask, query, limit))
        assert [name for page in found for name in page] == expected(hub, query)
        assert all(len(page) == limit for page in found[:-1])


def entries(response: Any) -> list[Any]:
    """The listing as Python objects."""
    found = json.loads(response.body)
    assert isinstance(found, list), found
    return found


def test_plain_listing_shows_what_the_hub_shows(hub: Hub) -> None:
    entry = entries(hub("GET", "/api/models?search=otter"))[0]
    assert list(entry) == [
        *("_id", "id", "likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name"),
        *("createdAt", "modelId"),
    ]


@pytest.mark.parametrize(
    ("option", "added"),
    [
        ("full=true", {"author", "gated", "lastModified", "sha", "siblings"}),
        ("cardData=true", {"cardData"}),
        ("config=true", {"config"}),
    ],
)
def test_options_add_properties(hub: Hub, option: str, added: set[str]) -> None:
    plain, more = (entries(hub("GET", f"/api/models?search=otter&{extra}"))[0] for extra in ("", option))
    assert set(more) - set(plain) == added


def test_expand_shows_only_what_it_names(hub: Hub) -> None:
    found = entries(hub("GET", "/api/models?expand=downloads&expand=baseModels&sort=likes"))
    shown = {entry["id"]: set(entry) - {"_id", "id"} for entry in found}
    assert shown["lab-a/otter"] == {"downloads", "baseModels"}
    assert shown["lab-b/eel"] == {"downloads"}


def test_providers_are_a_list_in_listings(hub: Hub) -> None:
    entry = entries(hub("GET", "/api/models?search=otter&expand=inferenceProviderMapping"))[0]
    assert entry["inferenceProviderMapping"][0]["provider"] == "quick"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("inference=warm", ["lab-a/otter"]),
        ("inference_provider=all", ["lab-a/otter"]),
        ("inference_provider=slow&inference_provider=quick", ["lab-a/otter"]),
        ("inference_provider=slow", []),
        ("apps=vllm", ["lab-a/otter"]),
        ("apps=ollama", ["lab-b/eel"]),
        ("filter=license:mit&filter=en", ["lab-a/otter"]),
        ("num_parameters=min:6B,max:128B", ["lab-a/otter"]),
        ("num_parameters=max:1B", ["lab-b/eel"]),
        ("author=lab-b", ["lab-b/Newt-Small", "lab-b/eel"]),
    ],
)
def test_filters(hub: Hub, query: str, found: list[str]) -> None:
    assert [entry["id"] for entry in entries(hub("GET", f"/api/models?sort=likes&{query}"))] == found


def test_private_repos_are_listed_as_private(hub: Hub) -> None:
    entry = entries(hub("GET", "/api/models?search=newt"))[0]
    assert entry["private"] is True


def test_datasets_and_spaces(api: HfApi) -> None:
    assert [info.id for info in api.list_datasets(sort="downloads")] == ["lab-a/marsh", "lab-a/pond"]
    assert [info.id for info in api.list_datasets(benchmark="official")] == ["lab-a/marsh"]
    assert [info.id for info in api.list_datasets(language="en", search="pond")] == ["lab-a/pond"]
    assert [info.id for info in api.list_spaces(models="lab-a/otter")] == ["lab-a/demo"]
    assert [info.id for info in api.list_spaces(datasets="lab-a/pond", linked=True)] == ["lab-b/board"]


def test_the_client_follows_pages(api: HfApi) -> None:
    found = [info.id for info in api.list_models(sort="downloads", limit=3)]
    assert found == ["toad", "lab-a/otter", "lab-b/eel"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sort=id", "Invalid sort parameter: id"),
        ("direction=1", "Invalid direction parameter"),
        ("limit=0", "must be a positive number, not '0'"),
        ("limit=-1", "must be a positive number, not '-1'"),
        ("limit=²", "must be a positive number"),
        ("expand=color", "must be one of [author, "),
        ("cursor=eyJ4", "not one that this listing gave"),
        ("num_parameters=min:1e9", "write it like min:6B,max:128B"),
        ("cursor=é", "not one that this listing gave"),
        ("num_parameters=6B", "write it like min:6B,max:128B"),
    ],
)
def test_a_wrong_parameter_is_a_400_that_names_it(hub: Hub, query: str, words: str) -> None:
    response = hub("GET", f"/api/models?{query}")
    assert response.status == 400
    assert words in json.loads(response.body)["error"]


def test_a_cursor_of_another_order_is_refused(hub: Hub) -> None:
    link = hub("GET", "/api/models?sort=likes&limit=1").headers["Link"]
    cursor = re.search(r"cursor=([^>]*)>", link)
    assert cursor is not None
    assert hub("GET", f"/api/models?sort=downloads&limit=1&cursor={cursor[1]}").status == 400


def test_numbers_too_large_are_harmless(hub: Hub) -> None:
    assert entries(hub("GET", f"/api/models?num_parameters=min:1,max:{'9' * 19}T"))
    assert entries(hub("GET", f"/api/models?num_parameters=min:{'9' * 19}T")) == []
    link = hub("GET", "/api/models?sort=likes&limit=1").headers["Link"]
    cursor = base64.urlsafe_b64decode(unquote(link.split("cursor=")[1].split(">")[0])).decode().rsplit(":", 1)[0]
    far = base64.urlsafe_b64encode(f"{cursor}:{'9' * 30}".encode()).decode()
    assert hub("GET", f"/api/models?sort=likes&limit=1&cursor={far}").status == 400


def test_spaces_have_no_downloads_to_sort_by(hub: Hub) -> None:
    assert hub("GET", "/api/spaces?sort=downloads").status == 400
