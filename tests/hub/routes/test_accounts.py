"""Users and organisations, as the ordinary client sees them."""

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from tests.hub.conftest import Hub


def test_overviews(api: HfApi) -> None:
    assert api.get_organization_overview("lab-a").plan == "team"
    assert api.get_user_overview("una").fullname == "Una"
    for ask in (api.get_organization_overview, api.get_user_overview):
        with pytest.raises(HfHubHTTPError, match="does not exist: nobody"):
            ask("nobody")


def test_lists_of_people(api: HfApi) -> None:
    assert [user.username for user in api.list_organization_members("lab-a")] == ["una"]
    assert list(api.list_organization_followers("lab-a")) == []
    assert list(api.list_user_followers("una")) == []
    assert api.list_liked_repos("una").models == ["lab-a/otter"]


def test_any_token_is_the_learners(api: HfApi, hub: Hub) -> None:
    assert api.whoami(token="hf_anything")["name"] == "learner"
    assert hub("GET", "/api/whoami-v2").status == 401
