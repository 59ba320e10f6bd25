"""Documents, asked through the ordinary client."""

from pathlib import Path

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import DisabledRepoError, HfHubHTTPError

from course.hub.connect import connect
from course.simulate.hub import Hub


@pytest.fixture(scope="module")
def api(path: Path) -> HfApi:
    return connect(str(path))


def test_a_repo_s_newest_commit_is_its_head(api: HfApi, hub: Hub) -> None:
    for repo_id in hub.ids[5:50:9]:
        assert api.list_repo_commits(repo_id)[0].commit_id == api.model_info(repo_id).sha


def test_discussions_can_be_read_with_their_events(api: HfApi, hub: Hub) -> None:
    key = next(name for collection, name, _ in hub.pages if collection == "discussions" and name.startswith("models/"))
    listed = list(api.get_repo_discussions(key.removeprefix("models/")))
    details = api.get_discussion_details(key.removeprefix("models/"), listed[0].num)
    assert details.events
    assert details.title == listed[0].title


def test_leaderboards_hide_derived_models_by_default(api: HfApi, hub: Hub) -> None:
    name = hub.evals.boards[0].dataset
    shown, every = api.get_dataset_leaderboard(name), api.get_dataset_leaderboard(name, base_model_only=False)
    assert 0 < len(shown) < len(every)
    assert [entry.rank for entry in every] == list(range(1, len(every) + 1))
    assert [entry.value for entry in every] == sorted((entry.value for entry in every), reverse=True)


def test_organisations_and_people_have_overviews(api: HfApi, hub: Hub) -> None:
    lab, person = hub.world.accounts.names[0], hub.world.accounts.names[-1]
    assert api.get_organization_overview(lab).is_verified
    assert api.get_user_overview(person).num_models


def test_a_tag_shows_an_earlier_state(api: HfApi, hub: Hub) -> None:
    list(hub.pages)
    row, tag, sha = hub.pages.tagged[0]
    assert api.model_info(hub.ids[row], revision=tag).sha == sha != api.model_info(hub.ids[row]).sha


def test_every_kind_of_refusal_can_be_met(api: HfApi, hub: Hub) -> None:
    with pytest.raises(HfHubHTTPError) as refused:
        api.auth_check(hub.ids[hub.cards.busy])
    assert refused.value.response.status_code == 429
    assert "t=55" in refused.value.response.headers["RateLimit"]
    with pytest.raises(DisabledRepoError):
        api.auth_check(hub.ids[hub.cards.disabled])


def test_moved_models_are_found_under_their_old_name(api: HfApi, hub: Hub) -> None:
    old, new = next(iter(hub.redirects()))
    assert api.model_info(old).id == new


def test_papers_are_those_that_cards_link(api: HfApi, hub: Hub) -> None:
    number = next(body["id"] for collection, _, body in hub.pages if collection == "papers")
    assert "simulated" in (api.paper_info(number).title or "")
    assert any(f"arxiv:{number}" in (info.tags or []) for info in api.list_models(full=True))
