"""JupyterLab with its extensions, and a kernel that really runs."""

import errno
import os
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from course.commands._doctor.finding import Finding
from course.commands._doctor.packages import has_nbgrader
from course.commands._places import FULL

SLOWEST = 20.0  # seconds for a kernel to start and to add
NEEDED = {"@jupyter-widgets/jupyterlab-manager": "ipywidgets", "@jupyter/nbgrader": "nbgrader"}
SERVER = {"validate_assignment": True, "formgrader": False, "course_list": False, "assignment_list": False}
ADDING = {"sum": "1 + 1", "prefix": "__import__('sys').prefix"}


def jupyterlab() -> Finding:
    """Whether JupyterLab, as `course lab` starts it, has what the lessons need and no instructor's panel."""
    from course.jupyter import LEARNER
    from course.settings import setting

    before = os.environ.get("JUPYTER_CONFIG_PATH")
    with setting("JUPYTER_CONFIG_PATH", os.pathsep.join(filter(None, [str(LEARNER), before]))):
        missing, switched_off, server = extensions()
    if missing:
        names = " and ".join(NEEDED[name] for name in missing)
        return Finding("JupyterLab", "fault", f"extension of {names} not found", f"python -m pip install -I {names}")
    if switched_off:
        return Finding(
            "JupyterLab", "fault", f"{switched_off[0]} is off", f"jupyter labextension enable {switched_off[0]}"
        )
    if not has_nbgrader():
        return Finding("JupyterLab", "ok", f"{metadata.version('jupyterlab')}; widgets are on")
    if wrong := [name for name, on in SERVER.items() if server.get(f"nbgrader.server_extensions.{name}", False) != on]:
        seen = f"{wrong[0]} is {'off' if SERVER[wrong[0]] else 'on'}"
        return Finding("JupyterLab", "fault", seen, "Install the course again: python -m pip install --no-deps -e .")
    version = metadata.version("jupyterlab")
    return Finding("JupyterLab", "ok", f"{version}; widgets and Validate are on, instructors' panels off")


def extensions() -> tuple[list[str], list[str], dict[str, bool]]:
    """Which needed extensions are not installed, which are switched off, and the server's own by name."""
    from jupyter_core.paths import jupyter_config_path, jupyter_path
    from jupyter_server.extension.config import ExtensionConfigManager
    from jupyterlab_server.config import get_page_config

    page = get_page_config(jupyter_path("labextensions"))
    installed = {one["name"] for one in page["federated_extensions"]}
    off = set(page["disabledExtensions"])
    needed = [name for name, package in NEEDED.items() if package != "nbgrader" or has_nbgrader()]
    missing = [name for name in needed if name not in installed | off]
    switched_off = [name for name in (*needed, "@jupyter/nbgrader:validate-assignment") if name in off]
    settings: Any = ExtensionConfigManager(read_config_path=jupyter_config_path())
    kept = settings.get("jupyter_server_config")
    return missing, switched_off, kept.get("ServerApp", {}).get("jpserver_extensions", {})


def kernel() -> Finding:
    """Whether a notebook's kernel starts, adds, and is this Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    started = time.monotonic()
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding("kernel", "fault", "there is no kernel python3", "python -m pip install -I ipykernel")
    remedy = f"Delete the folder {spec.resource_dir}, then: python -m pip install -I ipykernel"
    try:
        prefix = added()
    except Exception as error:
        seen = f"python3 ({spec.argv[0]}) does not run: {' '.join(str(error).split())[:120]}"
        return Finding("kernel", "fault", seen, _remedy(error, remedy))
    if Path(prefix).resolve() != Path(sys.prefix).resolve():
        return Finding("kernel", "fault", f"python3 runs the Python of {prefix}, not of {sys.prefix}", remedy)
    return Finding("kernel", "ok", f"started and added in {time.monotonic() - started:.1f} s")


def _remedy(error: Exception, otherwise: str) -> str:
    if isinstance(error, OSError) and error.errno in (*FULL, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR):
        return "Set HOME, COURSE_HOME or JUPYTER_RUNTIME_DIR to a folder that you can write to."
    return otherwise


def added() -> str:
    """Where the Python of a kernel lies, once it has started and added; an exception says what went wrong."""
    from jupyter_client.manager import KernelManager
    from jupyter_core.paths import jupyter_runtime_dir

    place = Path(jupyter_runtime_dir())  # where JupyterLab puts the file that the kernel is told its ports in
    place.mkdir(parents=True, exist_ok=True)
    manager = KernelManager(kernel_name="python3", connection_file=str(place / f"kernel-doctor-{os.getpid()}.json"))
    try:
        manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=SLOWEST)
            answer = client.execute("", user_expressions=ADDING, reply=True, timeout=SLOWEST)
        finally:
            client.stop_channels()
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)
    told = {name: one["data"]["text/plain"] for name, one in answer["content"]["user_expressions"].items()}
    if told["sum"] != "2":
        raise ValueError(f"it says that 1 + 1 is {told['sum']}")
    return str(told["prefix"]).strip("'\"")
