"""What the machine gives: room on the disk, a port, the network, walls around code that is graded."""

import contextlib
import shutil
import time
from importlib.util import find_spec

from course.commands._doctor.finding import Finding
from course.commands._places import existing, unwritable

NEEDED, WISHED = 200, 1000  # MB
PATIENCE = 4.0  # seconds


def disk() -> Finding:
    """Whether the built Hubs and the learner's copies can be written, and room is left."""
    from course.hub.places import home
    from course.lesson.project import CourseError, find_project

    places = {home(): "name another folder in COURSE_HOME"}
    with contextlib.suppress(CourseError):
        places[find_project().root / "my-lessons"] = "copy the course into a folder of your own"
    for place, remedy in places.items():
        if trouble := unwritable(place):
            return Finding("disk", "fault", f"{place}: {trouble}", f"Make room there, or {remedy}.")
    free = min(shutil.disk_usage(existing(place)).free for place in places) // 10**6
    if free < WISHED:
        seen = f"{free} MB left for {home()}"
        return Finding(
            "disk", "fault" if free < NEEDED else "note", seen, "Make room, or name a folder in COURSE_HOME."
        )
    return Finding("disk", "ok", f"{free // 1000} GB left; built Hubs lie in {home()}{_outdated()}")


def _outdated() -> str:
    from course.hub.places import SIMULATED, file_of, home

    current = {file_of(name) for name in SIMULATED}
    found = [path for path in home().glob("*.sqlite") if path not in current]
    size = sum(path.stat().st_size for path in found) // 10**6
    return f"; {len(found)} of earlier versions may be deleted ({size} MB)" if found else ""


def port() -> Finding:
    """Where `course lab` would serve."""
    from course.commands.lab import LOOPBACK, PORT, free_port
    from course.lesson.project import CourseError

    try:
        found = free_port(PORT)
    except CourseError as error:
        return Finding(
            "port", "fault", f"none is free on {LOOPBACK}: {error}", "Name another one: course lab --port 9000"
        )
    taken = "" if found == PORT else f"; {PORT} is taken, so `course lab` uses it instead"
    return Finding("port", "ok", f"{found} is free on {LOOPBACK}{taken}")


def network() -> Finding:
    """Whether the Hub answers one small request; the lessons do without."""
    import httpx2
    from huggingface_hub import constants

    from course.hub.reach import reachable

    remedy = 'Nothing to do: lessons work, live cells do not. connect("practice") needs no network.'
    if constants.HF_HUB_OFFLINE:
        return Finding("network", "note", "offline, for HF_HUB_OFFLINE is set", remedy)
    if not reachable(constants.ENDPOINT, PATIENCE):
        return Finding("network", "note", f"offline: {constants.ENDPOINT} cannot be reached", remedy)
    started = time.monotonic()
    try:
        answer = httpx2.get(f"{constants.ENDPOINT}/api/models", params={"limit": 1}, timeout=PATIENCE)
        good = answer.status_code == 200 and isinstance(answer.json(), list)
    except (httpx2.HTTPError, ValueError) as error:
        return Finding("network", "note", f"{constants.ENDPOINT}: {error or type(error).__name__}", remedy)
    if not good:
        return Finding("network", "note", f"{constants.ENDPOINT} answers with {answer.status_code}", remedy)
    return Finding("network", "ok", f"{constants.ENDPOINT} answers in {time.monotonic() - started:.1f} s")


def sandbox() -> Finding:
    """Which walls stand around code that is graded."""
    if find_spec("course.grading") is None:
        return Finding("sandbox", "ok", "not needed: nothing is graded here")
    from course.grading.engine.walls import level

    walls = level()
    if not walls.missing:
        return Finding("sandbox", "ok", str(walls))
    return Finding(
        "sandbox", "note", str(walls), "Needed for a class only: docs/grader-promises.md says what each stops."
    )
