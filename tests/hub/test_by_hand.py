"""Everything that exercises ask the Hub can be written by hand, and comes back through the client as it was written."""

import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from huggingface_hub import CommitOperationAdd, HfApi, ModelCard
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    NotASafetensorsRepoError,
    RepositoryNotFoundError,
)

from course import hub_of
from course.hub.hand_made import HandMadeError

PAGE = Path(__file__).resolve().parents[2] / "docs/hub.md"
COMMITS = [
    {"id": "c4", "authors": "ada", "date": "2026-06-04"},
    {"id": "c3", "authors": ["ada", "ben"], "date": "2026-06-03T12:00:00+02:00", "title": "Add rows"},
    {"id": "c2", "date": pd.Timestamp("2026-06-02", tz="UTC")},
    {"id": "c1", "authors": ["system"], "date": datetime(2026, 6, 1, tzinfo=UTC), "message": "by the Hub"},
]


def test_commits_newest_first() -> None:
    api = hub_of(datasets=[{"id": "ada/d", "commits": COMMITS}])
    found = api.list_repo_commits("ada/d", repo_type="dataset")
    assert [(one.commit_id, one.authors) for one in found] == [
        ("c4", ["ada"]),
        ("c3", ["ada", "ben"]),
        ("c2", ["ada"]),
        ("c1", ["system"]),
    ]
    assert [one.created_at.hour for one in found] == [0, 10, 0, 0]
    assert (found[1].title, found[3].message) == ("Add rows", "by the Hub")
    assert api.dataset_info("ada/d").sha == "c4"


def test_a_repo_without_commits_by_hand_has_one() -> None:
    found = hub_of([{"id": "ada/x", "lastModified": "2026-05-01"}]).list_repo_commits("ada/x")
    assert [one.created_at for one in found] == [datetime(2026, 5, 1, tzinfo=UTC)]
    assert hub_of([{"id": "ada/x", "commits": []}]).list_repo_commits("ada/x") != []


def test_references_in_the_order_given() -> None:
    refs: dict[str, Any] = {
        "tags": {"v10": "c4", "v2": "c2"},
        "branches": {"dev": "c3"},
        "converts": {"parquet": "off"},
    }
    api = hub_of([{"id": "ada/x", "commits": COMMITS, "refs": refs | {"pullRequests": {3: "p1"}}}])
    found = api.list_repo_refs("ada/x", include_pull_requests=True)
    assert [(one.name, one.target_commit) for one in found.tags] == [("v10", "c4"), ("v2", "c2")]
    assert [(one.name, one.target_commit) for one in found.branches] == [("main", "c4"), ("dev", "c3")]
    assert [(one.ref, one.target_commit) for one in found.converts] == [("refs/convert/parquet", "off")]
    assert [(one.ref, one.target_commit) for one in found.pull_requests or ()] == [("refs/pr/3", "p1")]
    assert [one.commit_id for one in api.list_repo_commits("ada/x", revision="v2")] == ["c2", "c1"]
    assert api.model_info("ada/x", revision="v2").sha == "c2"


def test_the_order_of_names_makes_another_hub() -> None:
    one, other = ({"tags": dict(pairs)} for pairs in ([("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")]))
    assert hub_of([{"id": "a/x", "refs": one}]).endpoint != hub_of([{"id": "a/x", "refs": other}]).endpoint


def test_threads_and_pull_requests() -> None:
    merged = {
        "title": "Add a licence",
        "author": "ben",
        "status": "merged",
        "isPullRequest": True,
        "createdAt": "2026-06-02",
    }
    question = {"author": None, "createdAt": "2026-06-01", "text": "Which prompt?"}
    draft = {"status": "draft", "isPullRequest": True, "num": 9}
    api = hub_of([{"id": "ada/x", "discussions": [question, merged, draft]}])
    found = [(one.num, one.author, one.status, one.is_pull_request) for one in api.get_repo_discussions("ada/x")]
    assert found == [(9, "ada", "draft", True), (2, "ben", "merged", True), (1, "deleted", "open", False)]
    pulls = api.get_repo_discussions("ada/x", discussion_type="pull_request", discussion_status="closed")
    assert [one.num for one in pulls] == [2]
    thread = api.get_discussion_details("ada/x", 1)
    assert [(one.author, one.type) for one in thread.events] == [("deleted", "comment")]
    assert getattr(thread.events[0], "content", None) == "Which prompt?"


def test_events_of_a_thread() -> None:
    events = [
        {"author": "bot", "createdAt": "2026-06-01T02:00:00Z", "text": "Hello."},
        {"author": "eve", "createdAt": "2026-06-01T01:00:00Z", "hidden": True},
        {"author": "ada", "createdAt": "2026-06-01T12:30:00Z", "status": "closed"},
        {"author": "deleted", "oid": "p2", "title": "Fix"},
        {"author": "ada", "from": "Old", "to": "New"},
    ]
    thread = {"author": "ben", "createdAt": "2026-06-01", "isPullRequest": True, "events": events, "diff": "diff --git"}
    found = hub_of([{"id": "ada/x", "discussions": [thread]}]).get_discussion_details("ada/x", 1)
    assert [(one.type, one.author) for one in found.events] == [
        ("comment", "ben"),
        ("comment", "bot"),
        ("comment", "eve"),
        ("status-change", "ada"),
        ("commit", "deleted"),
        ("title-change", "ada"),
    ]
    told = zip(found.events[2:], ("hidden", "new_status", "oid", "new_title"), strict=True)
    values = [getattr(one, name) for one, name in told]
    assert values == [True, "closed", "p2", "New"]
    assert found.events[1].created_at > found.events[2].created_at
    assert (found.diff, found.target_branch) == ("diff --git", "refs/heads/main")
    assert len({one.id for one in found.events}) == 6


def test_more_threads_than_a_page_holds() -> None:
    api = hub_of([{"id": "ada/x", "discussions": [{"title": str(n)} for n in range(60)]}])
    assert [one.num for one in api.get_repo_discussions("ada/x")] == [*range(60, 0, -1)]


def test_a_leaderboard_hides_derived_models() -> None:
    board = [
        {"modelId": "ada/tuned", "value": 80.0, "source": "https://example.org/log"},
        {"modelId": "ben/base", "value": 76.5, "verified": True},
        {"modelId": "gone/since", "value": 70, "pullRequest": 4, "author": "eve"},
        {"modelId": "ada/tuned", "value": 60.0},
    ]
    derived = {"relation": "finetune", "models": [{"id": "ben/base"}]}
    models = [{"id": "ada/tuned", "baseModels": derived}, {"id": "ben/base"}]
    api = hub_of(
        models, [{"id": "eve/bench", "leaderboard": board}, {"id": "eve/none"}, {"id": "eve/empty", "leaderboard": []}]
    )
    shown, every = (api.get_dataset_leaderboard("eve/bench", base_model_only=only) for only in (None, False))
    assert [(one.rank, one.model_id) for one in shown] == [(1, "ben/base"), (2, "gone/since")]
    assert [(one.rank, one.model_id, one.verified) for one in every][:2] == [
        (1, "ada/tuned", False),
        (2, "ben/base", True),
    ]
    assert every[0].source is not None
    assert (every[0].source["url"], every[2].pull_request) == ("https://example.org/log", 4)
    assert getattr(every[2].author, "username", None) == "eve"
    assert api.get_dataset_leaderboard("eve/empty") == []
    with pytest.raises(HfHubHTTPError, match="no leaderboard"):
        api.get_dataset_leaderboard("eve/none")
    with pytest.raises(RepositoryNotFoundError):
        api.get_dataset_leaderboard("eve/absent")


def test_results_in_both_forms() -> None:
    place = {"id": "eve/bench", "task_id": "default"}
    source = {"url": "https://example.org"}
    results = [
        {"dataset": place, "value": "20.0 ± 1.2", "date": "2026-01-15", "verifyToken": "t", "source": source},
        {"data": {"dataset": place, "value": True}, "filename": "r.yaml"},
        {"error": "cannot read it", "filename": "old.yaml"},
    ]
    metric = {"type": "accuracy", "value": 0.412, "verified": True}
    index = [
        {
            "name": "x",
            "results": [{"task": {"type": "qa"}, "dataset": {"name": "B", "type": "eve/bench"}, "metrics": [metric]}],
        }
    ]
    api = hub_of([{"id": "ada/x", "evalResults": results, "cardData": {"model-index": index}, "model-index": index}])
    (info,) = api.list_models(expand=["evalResults", "cardData", "model-index"])
    assert [(one.value, one.verify_token, one.source_url) for one in info.eval_results or ()] == [
        ("20.0 ± 1.2", "t", "https://example.org"),
        (True, None, None),
    ]
    assert info.card_data is not None
    assert [(one.metric_value, one.verified) for one in info.card_data.eval_results or ()] == [(0.412, True)]


def test_an_unreadable_index_leaves_the_card() -> None:
    (info,) = hub_of([{"id": "ada/x", "cardData": {"license": "mit", "model-index": "none"}}]).list_models(
        expand=["cardData"]
    )
    assert info.card_data is not None
    assert (info.card_data.license, info.card_data.eval_results) == ("mit", None)


def test_how_spaces_run() -> None:
    spaces = [
        {"id": "ada/a", "sdk": "gradio", "runtime": "SLEEPING", "models": ["ada/x"], "likes": 2},
        {
            "id": "ada/b",
            "runtime": {"stage": "RUNNING", "hardware": {"current": "zero-a10g", "requested": None}},
            "likes": 1,
        },
        {"id": "ada/c", "runtime": None, "private": True},
        {"id": "ada/d", "createdAt": "2026-01-02"},
    ]
    api = hub_of(spaces=spaces)
    found = {one.id: one for one in api.list_spaces(expand=["runtime", "sdk", "models", "private", "createdAt"])}
    stages = {name: one.runtime.stage if one.runtime else None for name, one in found.items()}
    assert stages == {"ada/a": "SLEEPING", "ada/b": "RUNNING", "ada/c": None, "ada/d": None}
    assert (found["ada/a"].sdk, found["ada/a"].models) == ("gradio", ["ada/x"])
    assert (found["ada/c"].private, found["ada/d"].private) == (True, None)
    assert api.get_space_runtime("ada/b").hardware == "zero-a10g"
    assert api.get_space_runtime("ada/a").stage == "SLEEPING"
    assert found["ada/d"].created_at == datetime(2026, 1, 2, tzinfo=UTC)


def test_who_may_read_a_repo() -> None:
    repos = [
        {"id": "ada/auto", "gated": "auto", "files": {"README.md": "# x"}},
        {"id": "ada/off", "disabled": True},
        {"id": "ada/mine", "private": True},
        {"id": "ada/busy", "answers": {"auth-check": 429}},
        {"id": "ada/down", "answers": {"auth-check": {"status": 500, "headers": {"X-Note": "down"}}}},
        {"id": "ada/new", "formerly": ["ada/old", "older"]},
    ]
    api = hub_of(repos)
    for name, error in (("auto", GatedRepoError), ("off", DisabledRepoError), ("mine", RepositoryNotFoundError)):
        with pytest.raises(error) as caught:
            api.auth_check(f"ada/{name}")
        assert type(caught.value) is error
    for name, status in (("busy", 429), ("down", 500)):
        with pytest.raises(HfHubHTTPError) as failed:
            api.auth_check(f"ada/{name}")
        assert failed.value.response.status_code == status
    for name in ("ada/new", "ada/old", "older"):
        api.auth_check(name)
    with pytest.raises(GatedRepoError):
        api.hf_hub_download("ada/auto", "README.md")
    with pytest.raises(GatedRepoError):
        api.list_repo_commits("ada/auto")


def test_a_file_can_be_refused() -> None:
    api = hub_of([{"id": "ada/x", "files": {"a.txt": "1"}, "answers": {"resolve/main/a.txt": 403}}])
    with pytest.raises(LocalEntryNotFoundError) as caught:
        api.hf_hub_download("ada/x", "a.txt")
    assert isinstance(caught.value.__cause__, HfHubHTTPError)
    assert caught.value.__cause__.response.status_code == 403


def test_files_of_every_form() -> None:
    files = {
        "README.md": "---\nlicense: mit\n---\r\n# Otter",
        "raw.bin": b"\xef\xbb\xbf\x00",
        "big.bin": 5_000_000_000,
        "gguf/model.gguf": (9, "a" * 64),
        "model.safetensors": {"w": ("BF16", (4096, 32)), "b": ["F32", [7]], "__metadata__": {"format": "pt"}},
    }
    api = hub_of([{"id": "ada/x", "files": files}])
    sizes = {one.path: one.size for one in api.list_repo_tree("ada/x", recursive=True) if hasattr(one, "size")}
    assert (sizes["big.bin"], sizes["gguf/model.gguf"], sizes["raw.bin"]) == (5_000_000_000, 9, 4)
    assert sizes["model.safetensors"] > 4096 * 32 * 2 + 7 * 4
    assert ModelCard.load(api.hf_hub_download("ada/x", "README.md")).data.license == "mit"
    with open(api.hf_hub_download("ada/x", "raw.bin"), "rb") as file:
        assert file.read() == b"\xef\xbb\xbf\x00"
    with pytest.raises(HfHubHTTPError):
        api.hf_hub_download("ada/x", "big.bin")
    header = api.get_safetensors_metadata("ada/x")
    assert header.parameter_count == {"BF16": 4096 * 32, "F32": 7}
    with pytest.raises(NotASafetensorsRepoError):
        hub_of([{"id": "ada/y"}]).get_safetensors_metadata("ada/y")


def test_weights_in_several_files() -> None:
    index = '{"metadata": {}, "weight_map": {"a": "1-of-2.safetensors", "b": "2-of-2.safetensors"}}'
    shards = {"1-of-2.safetensors": {"a": ("F8_E4M3", [3])}, "2-of-2.safetensors": {"b": ("X5", [4, 2])}}
    api = hub_of([{"id": "ada/x", "files": {"model.safetensors.index.json": index, **shards}}])
    assert api.get_safetensors_metadata("ada/x").parameter_count == {"F8_E4M3": 3, "X5": 8}


def test_counts_by_dtype_and_their_total() -> None:
    models = [
        {"id": "ada/x", "safetensors": {"parameters": {"F16": 3, "I32": 4}}},
        {"id": "ada/y", "safetensors": {"parameters": {"F16": 3}, "total": 9}},
    ]
    found = {one.id: one.safetensors for one in hub_of(models).list_models(expand=["safetensors"])}
    assert {name: counts and counts.total for name, counts in found.items()} == {"ada/x": 7, "ada/y": 9}


def test_accounts() -> None:
    members = {"members": ["ada", "ben"], "followers": "eve"}
    lab = {"name": "lab", "plan": "enterprise", "isVerified": True, "numModels": 3, **members}
    api = hub_of(
        [{"id": "lab/x", "likers": ["ada", "eve"]}],
        organizations=[lab, {"name": "club"}],
        users=[{"user": "ada", "isPro": True, "following": ["ben"]}],
    )
    found = api.get_organization_overview("lab")
    assert (found.plan, found.is_verified, found.num_users, found.num_models) == ("enterprise", True, 2, 3)
    assert (api.get_organization_overview("club").plan, api.get_organization_overview("club").num_users) == (None, None)
    assert [one.username for one in api.list_organization_members("lab")] == ["ada", "ben"]
    assert [one.username for one in api.list_organization_followers("lab")] == ["eve"]
    assert (api.get_user_overview("ada").is_pro, [one.username for one in api.list_user_following("ada")]) == (
        True,
        ["ben"],
    )
    assert [one.username for one in api.list_repo_likers("lab/x")] == ["ada", "eve"]


def test_what_providers_serve() -> None:
    served = {"groq": {"status": "live", "providerId": "x", "task": "conversational"}}
    listed = [{"provider": "q", "status": "staging", "providerId": "x", "task": "conversational"}]
    models = [{"id": "ada/x", "inferenceProviderMapping": served}, {"id": "ada/y", "inferenceProviderMapping": listed}]
    api = hub_of(models)
    found = api.list_models(expand=["inferenceProviderMapping"])
    told = {one.id: [(row.provider, row.status) for row in one.inference_provider_mapping or ()] for one in found}
    assert told == {"ada/x": [("groq", "live")], "ada/y": [("q", "staging")]}
    assert [one.id for one in api.list_models(inference_provider="groq")] == ["ada/x"]


def test_a_pull_request_can_be_written() -> None:
    api = hub_of([{"id": "ada/x", "files": {"README.md": "# x"}, "discussions": [{}]}])
    change = [CommitOperationAdd("README.md", b"---\nlicense: mit\n---\n# x")]
    made = api.create_commit("ada/x", change, commit_message="Add", create_pr=True)
    assert (made.pr_num, api.get_discussion_details("ada/x", 2).status) == (2, "open")


def told(**given: Any) -> str:
    with pytest.raises(HandMadeError) as caught:
        hub_of(**given)
    return str(caught.value)


MODEL: list[tuple[dict[str, Any], str]] = [
    ({"id": "a/x", "download": 3}, "has the unknown key 'download'; did you mean 'downloads'?"),
    ({"id": "a/x", "created_at": "2026-01-01"}, "did you mean 'createdAt'?"),
    ({"likes": 3}, "has no 'id'; add it."),
    ({"id": 7}, "write a text"),
    ({"id": "a b"}, "'a b' is not a repo id"),
    ({"id": "a/x", "tags": 3}, "['tags'] is 3; write a list."),
    ({"id": "a/x", "tags": [1]}, "['tags'] holds 1; write a text."),
    ({"id": "a/x", "downloads": "3"}, "is '3'; write a number"),
    ({"id": "a/x", "private": "no"}, "is 'no'; write True or False."),
    ({"id": "a/x", "gated": "yes"}, "is 'yes'; it may be auto, manual."),
    ({"id": "a/x", "createdAt": "May 2026"}, "write a date such as"),
    ({"id": "a/x", "createdAt": "2026-13-01T00:00:00.000Z"}, "write a date such as"),
    ({"id": "a/x", "cardData": "mit"}, "write a dict that leads from a field"),
    ({"id": "a/x", "safetensors": {"F16": 3}}, "['safetensors']['parameters'] is None"),
    ({"id": "a/x", "runtime": "RUNNING"}, "only a Space has one"),
    ({"id": "a/x", "leaderboard": []}, "only a dataset has one"),
    ({"id": "a/x", "evalResults": [{"value": 3}]}, "['evalResults'][0] has no 'dataset'"),
    ({"id": "a/x", "evalResults": [{"dataset": {"id": "d"}, "value": 3}]}, "has no 'task_id'"),
    ({"id": "a/x", "inferenceProviderMapping": [{"status": "live"}]}, "names no 'provider'"),
    ({"id": "a/x", "files": ["README.md"]}, "leads from a path to a file"),
    ({"id": "a/x", "files": {"../x": "1"}}, "is no path in a repo"),
    ({"id": "a/x", "files": {"x": None}}, "is None; write a text, bytes, a size"),
    ({"id": "a/x", "files": {"m.safetensors": {"w": "BF16"}}}, "write a dtype and a shape"),
    (
        {"id": "a/x", "commits": [{"author": "ada"}]},
        "['commits'][0] has the unknown key 'author'; did you mean 'authors'?",
    ),
    ({"id": "a/x", "commits": [{"date": 3}]}, "['commits'][0]['date'] is 3"),
    ({"id": "a/x", "refs": {"tag": {}}}, "did you mean 'tags'?"),
    ({"id": "a/x", "refs": {"tags": ["v1"]}}, "leads from a name to the id of a commit"),
    ({"id": "a/x", "refs": {"branches": {"main": "c1"}}}, "leave it out"),
    ({"id": "a/x", "discussions": [{"status": "done"}]}, "is 'done'; it may be open, closed, merged, draft."),
    ({"id": "a/x", "discussions": [{"status": "merged"}]}, "only a pull request can be"),
    ({"id": "a/x", "discussions": [{}, {"num": 1}]}, "has the number 1 twice"),
    ({"id": "a/x", "discussions": [{"num": 0}]}, "write a whole number from 1"),
    ({"id": "a/x", "discussions": [{"events": [{"type": "like"}]}]}, "it may be comment, status-change"),
    ({"id": "a/x", "discussions": [{"comments": []}]}, "has the unknown key 'comments'"),
    ({"id": "a/x", "revisions": ["v1"]}, "leads from a tag to a state"),
    ({"id": "a/x", "revisions": {"v1": {"file": {}}}}, "did you mean 'files'?"),
    ({"id": "a/x", "answers": {"auth-check": 42}}, "write one from 200 to 599"),
]


@pytest.mark.parametrize(("model", "words"), MODEL, ids=[words[:30] for _, words in MODEL])
def test_what_is_wrong_is_one_sentence(model: dict[str, Any], words: str) -> None:
    sentence = told(models=[model])
    assert words in sentence
    assert "models[0]" in sentence or "repo id" in sentence
    assert len(sentence) < 1200


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"models": "a/x"}, "models is 'a/x'; write a list."),
        ({"models": ["a/x"]}, "models[0] is 'a/x'; write a dict"),
        ({"models": [{"id": "a/x"}, {"id": "a/x"}]}, "models[1] has the id 'a/x' of another"),
        ({"spaces": [{"id": "a/x", "runtime": {"hardware": None}}]}, "has no 'stage'"),
        ({"datasets": [{"id": "a/x", "leaderboard": [{"model": "a/x"}]}]}, "did you mean 'modelId'?"),
        ({"users": [{"name": "ada"}]}, "users[0] has the unknown key 'name'"),
        ({"organizations": [{"name": "lab", "verified": True}]}, "did you mean 'isVerified'?"),
        ({"organizations": [{"plan": "team"}]}, "has no 'name'"),
        ({"as_of": "yesterday"}, "as_of is 'yesterday'; write a date"),
    ],
)
def test_what_is_wrong_elsewhere(given: dict[str, Any], words: str) -> None:
    assert words in told(**given)


def test_the_sentence_stands_alone_in_a_notebook() -> None:
    assert HandMadeError("one").__getattribute__("_render_traceback_")() == ["one"]


def test_a_hub_that_failed_leaves_nothing_and_can_be_mended() -> None:
    assert "write a date" in told(models=[{"id": "a/mended", "commits": [{"date": "x"}]}])
    api: HfApi = hub_of([{"id": "a/mended", "commits": [{"date": "2026-01-01"}]}])
    assert len(api.list_repo_commits("a/mended")) == 1


def test_the_example_of_the_page_runs() -> None:
    (block,) = re.findall(r"^    hub_of\(.*?\n(?=\n)", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    api: HfApi = eval(textwrap.dedent(block), {"hub_of": hub_of})
    assert [one.model_id for one in api.get_dataset_leaderboard("eve/bench")] == ["ada/wren"]
    assert api.get_discussion_details("ada/wren", 1).status == "merged"
