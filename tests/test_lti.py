"""deploy/jupyterhub with login by the LMS: its lines without their marks, loaded as JupyterHub loads them."""

import logging
import pwd
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

DEPLOYED = Path(__file__).resolve().parents[1] / "deploy" / "jupyterhub"
ROLES = "https://purl.imsglobal.org/spec/lti/claim/roles"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The configuration, whose class.toml has the lines of [lti] switched on, and places of this test's."""
    folder = tmp_path_factory.mktemp("class")
    text = (DEPLOYED / "class.toml").read_text(encoding="utf-8").replace('login = "pam"', 'login = "lti13"')
    head, mark, lines = text.partition("# [lti]")
    text = head + "\n".join(line.removeprefix("# ") for line in (mark + lines).splitlines())
    for table in ("grader", "places"):
        text = text.replace(
            f'environment = "{tomllib.loads(text)[table]["environment"]}"', f'environment = "{sys.prefix}"'
        )
    text = text.replace(tomllib.loads(text)["places"]["state"], str(folder / "state"))
    (folder / "class.toml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CLASS", str(folder / "class.toml"))
        return PyFileConfigLoader("jupyterhub_config.py", str(DEPLOYED)).load_config()


def test_the_authenticator_knows_the_platform(shipped: Config) -> None:
    made = shipped.JupyterHub.authenticator_class(config=shipped)
    assert (made.issuer, made.client_id) == ("https://lms.example.org", {"10000000000001"})
    assert (made.authorize_url[-18:], made.jwks_endpoint[-5:]) == ("authorize_redirect", "/jwks")
    assert made.get_username({"https://purl.imsglobal.org/spec/lti/claim/custom": {"login": "ada"}}) == "ada"
    assert (made.manage_groups, made.allow_all, made.blocked_users) == (True, True, {"root", "grader"})
    assert "load_groups" not in shipped.JupyterHub  # which the LMS decides, and JupyterHub takes but one of the two


@pytest.mark.parametrize(
    ("roles", "group"),
    [
        ([f"{MEMBERSHIP}#Instructor"], "formgrade-measure-the-hub"),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistant", f"{MEMBERSHIP}#Learner"], "formgrade-measure-the-hub"),
        ([f"{MEMBERSHIP}#Learner"], "nbgrader-measure-the-hub"),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"], "nbgrader-measure-the-hub"),
        ([], "nbgrader-measure-the-hub"),
    ],
)
def test_who_teaches_there_teaches_here(
    shipped: Config, monkeypatch: pytest.MonkeyPatch, roles: list[str], group: str
) -> None:
    monkeypatch.setattr(pwd, "getpwnam", lambda name: SimpleNamespace(pw_uid=1000))
    assert entered(shipped, "ada", roles)["groups"] == [group]


@pytest.mark.parametrize("name", ["daemon", "ada@example.org", "-rf", "", "../ada", "a" * 33])
def test_a_name_that_is_no_persons_account_is_refused(shipped: Config, name: str) -> None:
    assert entered(shipped, name, []) is None


def entered(shipped: Config, name: str, roles: list[str]) -> Any:
    """What comes of a login that the LMS vouches for."""
    authenticator = SimpleNamespace(log=logging.getLogger("authenticator"))
    return shipped.Authenticator.post_auth_hook(authenticator, None, {"name": name, "auth_state": {ROLES: roles}})
