"""Students and instructors come from the LMS, by LTI 1.3; jupyterhub_config.py loads this where login is "lti13"."""

import os
import pwd
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

from ltiauthenticator.lti13.auth import LTI13Authenticator

here = Path(__file__).resolve().parent
settings = tomllib.loads(Path(os.environ.get("COURSE_CLASS", here / "class.toml")).read_text(encoding="utf-8"))
lti, course = settings["lti"], "measure-the-hub"
ROLES = "https://purl.imsglobal.org/spec/lti/claim/roles"
TEACHES = re.compile(r"http://purl\.imsglobal\.org/vocab/lis/v2/membership(#Instructor|/Instructor#.*)")


def enter(authenticator: Any, handler: Any, login: dict[str, Any]) -> dict[str, Any] | None:
    """Let somebody in: with an account on this machine, and in the group of those who teach or take the course."""
    name = login["name"]
    if not re.fullmatch(r"[a-z][a-z0-9._-]{0,31}", name):
        authenticator.log.error("%r cannot be the name of an account; let [lti] account name another claim", name)
        return None
    if not belongs_to_a_person(name):
        authenticator.log.error("%r is an account of the system; nobody comes in with it", name)
        return None
    teaches = any(TEACHES.fullmatch(role) for role in login["auth_state"].get(ROLES, []))
    return {**login, "groups": [f"formgrade-{course}" if teaches else f"nbgrader-{course}"]}


def belongs_to_a_person(name: str) -> bool:
    """Whether the account, which is made where there is none yet, is a person's."""
    try:
        return pwd.getpwnam(name).pw_uid >= 1000
    except KeyError:
        subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", name], check=True)
        Path(pwd.getpwnam(name).pw_dir).chmod(0o700)
        return True


c = get_config()
c.JupyterHub.authenticator_class = LTI13Authenticator
c.LTI13Authenticator.issuer = lti["issuer"]
c.LTI13Authenticator.client_id = set(lti["client_id"])
c.LTI13Authenticator.authorize_url = lti["authorize_url"]
c.LTI13Authenticator.jwks_endpoint = lti["jwks_endpoint"]
c.LTI13Authenticator.username_key = lti["account"]
c.LTI13Authenticator.tool_name = "Measure the Hub"
c.LTI13Authenticator.tool_description = "A course in notebooks: measure the Hugging Face Hub with its own client"
c.Authenticator.allow_all = True  # the LMS says who takes the course
c.Authenticator.manage_groups = True
c.Authenticator.post_auth_hook = enter
