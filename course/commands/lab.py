"""`course lab`: a lesson in JupyterLab, with the practice Hub inside."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from course.commands import start
from course.commands._building import built
from course.commands._places import places
from course.jupyter import INSTRUCTOR, LEARNER, SHARE
from course.settings import HUB

if TYPE_CHECKING:
    from course.lesson.project import Project

HELP = "open a lesson in JupyterLab"
EXAMPLE = "course lab 01-census"
PORT = 8888
LOOPBACK = "127.0.0.1"
CONTENTS = "course.commands._contents.SourceContents"
WORKSPACES = "JUPYTERLAB_WORKSPACES_DIR"


def configure(parser: ArgumentParser) -> None:
    """Which lesson, and how JupyterLab is to be served."""
    start.lesson(parser)
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to serve on; {PORT} or the next free one")
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    parser.add_argument("--instructor", action="store_true", help="the solved notebook, and nbgrader's own panels")
    hub = "the Hub in the place of practice: live, a .sqlite file, or hf://datasets/OWNER/NAME/hub.sqlite"
    parser.add_argument("--hub", default=os.environ.get(HUB, ""), metavar="HUB", help=hub)


def run(args: Namespace) -> int:
    """Serve until interrupted."""
    from course.lesson.project import CourseError, find_project

    os.environ[HUB] = _hub(args.hub)
    project = find_project()
    lesson = project.lesson(args.lesson)
    if args.instructor and not lesson.source.is_file():
        raise CourseError("The solved lessons are with the instructor; `course lab` opens yours.")
    root = project.root if args.instructor else lesson.working_copy.parents[1]
    notebook = lesson.source if args.instructor else start.working_copy(lesson)
    built("practice")
    port = announced(args.port)
    page = notebook.relative_to(root).as_posix()
    words = command(root, page, port, browser=not args.no_browser)
    words += [f"--ServerApp.contents_manager_class={CONTENTS}"] if args.instructor else []
    return serve(project, words, instructor=args.instructor)


def command(root: Path, page: str, port: int, *, browser: bool) -> list[str]:
    """What starts JupyterLab on the notebook `page` below `root`."""
    settings = {
        "--ServerApp.root_dir": str(root),
        "--ServerApp.port": str(port),
        "--ServerApp.port_retries": "0",
        "--ServerApp.allow_root": "True",  # containers; it listens on this machine alone, and asks for a token
        "--JupyterApp.answer_yes": "True",
        "--ServerApp.open_browser": str(browser),
        "--LabApp.default_url": f"/lab/tree/{page}",
        "--LabApp.workspaces_dir": os.environ.get(WORKSPACES) or str(_workspaces(root)),
        "--Application.log_level": "ERROR",
        "--KernelManager.transport_encryption": "auto",  # or a kernel warns in the terminal that it can be overheard
    }
    return [
        sys.executable,
        "-m",
        "course.commands._jupyterlab",
        *(f"{name}={value}" for name, value in settings.items()),
    ]


def _workspaces(root: Path) -> Path:
    """Where JupyterLab keeps which pages are open below `root`: two roots of one home do not open each other's."""
    from course.hub.places import home

    return home() / "workspaces" / hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]


def environment(project: Project, *, instructor: bool) -> dict[str, str]:
    """The environment of JupyterLab and its kernels: our settings first, this project importable."""
    settings = INSTRUCTOR if instructor else LEARNER
    return {
        **os.environ,
        **places(),
        "JUPYTER_CONFIG_PATH": _first(settings, os.environ.get("JUPYTER_CONFIG_PATH")),
        "JUPYTER_PATH": _first(SHARE, os.environ.get("JUPYTER_PATH")),
        "PYTHONPATH": _first(project.root, os.environ.get("PYTHONPATH")),
        "PATH": _first(Path(sys.executable).parent, os.environ.get("PATH")),
    }


def _hub(given: str) -> str:
    """The Hub that COURSE_HUB is to name, as kernels in other folders find it; raises SnapshotError."""
    from course.hub.places import place

    if given in ("", "live"):
        return given
    path, _ = place(given)
    return given if "://" in given or not path.suffix or not Path(given).exists() else str(path)


def free_port(wanted: int) -> int:
    """`wanted`, or the next port after it that nobody listens on."""
    return next(port for port in _ports(wanted) if _is_free(port))


def announced(wanted: int) -> int:
    """The free port that is used; where it is not `wanted`, that is printed."""
    port = free_port(wanted)
    if port != wanted:
        print(f"Port {wanted} is taken; using {port}.", flush=True)
    return port


def serve(project: Project, words: list[str], *, instructor: bool) -> int:
    """Serve JupyterLab by the command `words`, in this process's place where that can be."""
    where = environment(project, instructor=instructor)
    sys.stdout.flush()
    os.chdir(project.root)
    if os.name == "posix":  # in our place, so that it gets every signal itself
        os.execve(words[0], words, where)
    return subprocess.run(words, env=where, check=False).returncode


def _ports(wanted: int) -> Iterator[int]:
    from course.lesson.project import CourseError

    yield from range(wanted, min(wanted + 50, 65536))
    raise CourseError(f"No free port from {wanted} on; name another one: course lab --port 9000")


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _first(path: Path, rest: str | None) -> str:
    return os.pathsep.join(filter(None, [str(path), rest]))
