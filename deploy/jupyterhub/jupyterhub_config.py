"""JupyterHub for one class, as class.toml describes it; README.md says what to change there."""

import os
import pwd
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

here = Path(__file__).resolve().parent
settings = tomllib.loads(Path(os.environ.get("COURSE_CLASS", here / "class.toml")).read_text(encoding="utf-8"))
places, limits, grader = settings["places"], settings["limits"], settings["grader"]
course = "measure-the-hub"
patience = 300  # seconds for a server to start, on a machine where a whole class starts at once
teachers, learners = f"formgrade-{course}", f"nbgrader-{course}"  # the groups that nbgrader looks for
state, students, graders = Path(places["state"]), Path(places["environment"]), Path(grader["environment"])
state.mkdir(mode=0o700, parents=True, exist_ok=True)


def number(size: str) -> int:
    """The bytes of a size such as 2G."""
    return int(size[:-1]) * 1024 ** ("KMGT".index(size[-1]) + 1)


def ours(environment: Path) -> list[str]:
    """The folders of the course's own settings and kernel for JupyterLab in an environment."""
    words = [environment / "bin" / "python", "-c", "from course.jupyter import *; print(LEARNER, SHARE, sep='\\n')"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()


def surroundings(environment: Path, role: str) -> dict[str, str]:
    """What servers of one role find in their environment. nbgrader runs alembic by its name, so PATH leads to it."""
    learner, share = ours(environment)
    return {
        "PATH": f"{environment / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "JUPYTER_CONFIG_PATH": f"{here / role}:{learner}",
        "JUPYTER_PATH": share,
        "COURSE_EXCHANGE": places["exchange"],
    }


c = get_config()
c.JupyterHub.bind_url = settings["address"]
c.JupyterHub.hub_port = places["hub_port"]
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.command = [str(here / places["proxy"])]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{places['proxy_port']}"
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

# Who is who.
c.JupyterHub.authenticator_class = settings["login"]
c.Authenticator.blocked_users = {"root", grader["account"]}
if settings["login"] == "lti13":
    load_subconfig(str(here / "lti.py"))
else:
    c.Authenticator.allowed_users = {*settings["instructors"], *settings["students"]}
    c.JupyterHub.load_groups = {
        teachers: {"users": settings["instructors"]},
        learners: {"users": settings["students"]},
    }
c.JupyterHub.load_roles = [
    {"name": "server", "scopes": ["inherit"]},  # or the list of courses does not show the course to its instructors
    {
        "name": teachers,
        "groups": [teachers],
        "scopes": [f"{what}!service={course}" for what in ("access:services", "list:services", "read:services")],
    },
    {
        "name": "culler",
        "services": ["culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    },
]

# Everybody's own server. Limits of the kernel hold for each process; README.md says how to bound a person as a whole.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
bounds = {"data": number(limits["memory"]), "nproc": limits["processes"], "fsize": number(limits["file"]), "core": 0}
c.Spawner.cmd = [
    "prlimit",
    *(f"--{name}={value}" for name, value in bounds.items()),
    str(students / "bin" / "jupyterhub-singleuser"),
]
c.Spawner.mem_limit = number(limits["memory"])
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = patience
c.Spawner.notebook_dir = "~"
c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ"]
c.JupyterHub.active_server_limit = limits["servers"]
c.JupyterHub.concurrent_spawn_limit = limits["starting"]
for_students, for_instructors = surroundings(students, "students"), surroundings(students, "instructors")


def prepare(spawner: Any) -> None:
    """What a person's server finds in its environment: panels for students, or for instructors."""
    name = spawner.user.name
    teaches = teachers in {group.name for group in spawner.user.groups}
    account = pwd.getpwnam(name)
    if account.pw_uid < 1000 or not re.fullmatch(r"[a-z][a-z0-9._-]*", name):
        raise PermissionError(f"{name!r} is an account of the system; nobody opens a server in its name.")
    spawner.environment = {
        **(for_instructors if teaches else for_students),
        "COURSE_HOME": places["hubs"],
        "COURSE_FILES": f"{account.pw_dir}/.cache/measure-the-hub/files",
    }


c.Spawner.pre_spawn_hook = prepare

# Formgrader: one server in the grader's name, which instructors open from Nbgrader, Courses. Its pages stand in a frame
# of JupyterLab, which a server of JupyterHub forbids unless it is told otherwise.
in_frames = "{'headers': {'Content-Security-Policy': \"frame-ancestors 'self'\"}}"
c.JupyterHub.services = [
    {
        "name": course,
        "url": f"http://127.0.0.1:{grader['port']}",
        "command": [
            str(graders / "bin" / "jupyterhub-singleuser"),
            f"--ServerApp.root_dir={grader['checkout']}",
            f"--ServerApp.tornado_settings={in_frames}",
        ],
        "user": grader["account"],
        "cwd": grader["checkout"],
        "environment": {**surroundings(graders, "grader"), "JUPYTERHUB_DEFAULT_URL": "/lab"},
        "oauth_no_confirm": True,
        "timeout": patience,
    },
    {
        "name": "culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={limits['idle']}"],
    },
]
