"""Starts JupyterLab in a Space: with the password that a secret holds, never without, and on storage that stays."""

import os
import shutil
import sys
from collections.abc import MutableMapping
from pathlib import Path

from jupyter_server.auth.security import passwd

from course.commands.lab import command, environment
from course.commands.start import working_copy
from course.lesson.project import Project

SECRET = "JUPYTER_PASSWORD"
SHORTEST = 8
PORT = 7860
STORAGE = Path("/data")
HERE = Path(__file__).resolve().parents[2]
FIRST = "01-census"
MINE = ("my-lessons",)
# The Hub shows a Space inside a page of its own, where a cookie counts only if it says that it may.
FRAMES = "frame-ancestors 'self' https://huggingface.co"
IN_A_FRAME = {"samesite": "None", "secure": True}


def main() -> int:
    """Replace this process by JupyterLab; 2 where there is no password that protects it."""
    password = taken(os.environ)
    if len(password) < SHORTEST:
        print(
            f"This Space does not start without a password: set the secret {SECRET}, of {SHORTEST} characters or more, "
            "in its settings.",
            file=sys.stderr,
        )
        return 2
    root = settled(HERE, Path(os.environ.get("COURSE_STORAGE", STORAGE)))
    notebook = working_copy(Project(root).lesson(FIRST))
    lessons = root / MINE[0]
    port = int(os.environ.get("COURSE_PORT", PORT))
    words = [*command(lessons, notebook.relative_to(lessons).as_posix(), port, browser=False), *guarded(password)]
    os.chdir(root)
    return os.execve(words[0], words, environment(Project(root), instructor=False))


def taken(variables: MutableMapping[str, str]) -> str:
    """The password, no longer where the kernels would find it."""
    return variables.pop(SECRET, "").strip()


def settled(course: Path, storage: Path) -> Path:
    """The folder to work in: a fresh copy of the course on storage that stays, beside the work that lies there."""
    if not os.access(storage, os.W_OK):
        return course
    root = storage / "course"
    root.mkdir(exist_ok=True)
    for old in root.iterdir():
        if old.name not in MINE:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    ignored = shutil.ignore_patterns(*MINE, ".git", "__pycache__")
    shutil.copytree(course, root, dirs_exist_ok=True, ignore=ignored)
    return root


def guarded(password: str) -> list[str]:
    """The settings of a server that strangers can reach: the password and nothing else opens it."""
    settings = {
        "--ServerApp.ip": "0.0.0.0",
        "--ServerApp.allow_remote_access": "True",
        "--ServerApp.trust_xheaders": "True",
        "--IdentityProvider.token": "",
        "--PasswordIdentityProvider.hashed_password": passwd(password),  # type: ignore[no-untyped-call]
        "--PasswordIdentityProvider.password_required": "True",
        "--PasswordIdentityProvider.allow_password_change": "False",
        "--IdentityProvider.cookie_options": repr({"SameSite": "None", "Secure": True}),
        "--ServerApp.tornado_settings": repr(
            {"headers": {"Content-Security-Policy": FRAMES}, "xsrf_cookie_kwargs": IN_A_FRAME}
        ),
    }
    return [f"{name}={value}" for name, value in settings.items()]


if __name__ == "__main__":
    sys.exit(main())
