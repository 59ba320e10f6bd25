"""deploy/jupyterhub as it ships, with accounts of its own: a lesson goes out and comes back with feedback."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from course.grading.release import release
from course.lesson.project import Lesson, Project
from tests.browser.lab import PATIENCE, Notebook
from tests.browser.machine import DEPLOYED, Machine, free_port, machine, missing
from tests.courses import make_lesson
from tests.grading.classes import rows

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

GRADER, INSTRUCTOR, RIGHT, WRONG = "grader", "kim", "ada", "bo"
PASSWORD = "only for this test"
LATER = "2099-01-01T00:00:00Z"  # newer than all that is handed in
COURSE, LESSON = "measure-the-hub", "01-double"
ANSWERS = {RIGHT: "def double(number):\n    return number * 2", WRONG: "def double(number):\n    return number ** 2"}
SCORES = """
    select given.student_id, sum(coalesce(grade.auto_score, 0)) from grade
    join submitted_notebook book on book.id = grade.notebook_id
    join submitted_assignment given on given.id = book.assignment_id group by given.student_id order by 1
"""
MENU, SHOWN = "div.lm-MenuBar-itemLabel:text('Nbgrader')", "#jp-mainmenu-nbgrader li.lm-Menu-item:visible"


@dataclass(frozen=True)
class Classroom:
    """A running JupyterHub."""

    machine: Machine
    address: str
    lesson: Lesson

    @property
    def exchange(self) -> Path:
        """What the exchange holds of the course."""
        return self.machine.root / "exchange" / COURSE

    def handed_in(self, student: str) -> list[Path]:
        """The folders in the exchange that carry the name of a student."""
        return sorted((self.exchange / "inbound").glob(f"{student}+{LESSON}+*"))


@pytest.fixture(scope="module")
def classroom() -> Iterator[Classroom]:
    """JupyterHub on loopback, with the proxy that its lock file names."""
    with machine([GRADER, INSTRUCTOR, RIGHT, WRONG]) as made:
        lesson = make_lesson(made.home(GRADER) / COURSE)
        release.write(Project(lesson.root), lesson)
        made.give(lesson.root, GRADER)
        exchange = made.root / "exchange"
        (exchange / COURSE).mkdir(parents=True)
        exchange.chmod(0o1777)
        made.give(exchange / COURSE, GRADER)
        address = f"http://127.0.0.1:{free_port()}"
        configuration = configured(made, lesson, address)
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        with made.hub(configuration, address, {**kept, "COURSE_CLASS": str(made.root / "class.toml")}):
            yield Classroom(made, address, lesson)


def configured(made: Machine, lesson: Lesson, address: str) -> Path:
    """The configuration that ships with another class.toml, and with one password in the place of accounts' own."""
    settings = tomllib.loads((DEPLOYED / "class.toml").read_text(encoding="utf-8"))
    environment = str(Path(sys.prefix))
    settings |= {"address": address, "instructors": [INSTRUCTOR], "students": [RIGHT, WRONG]}
    settings["grader"] |= {"checkout": str(lesson.root), "environment": environment, "port": free_port()}
    settings["places"] |= {
        "environment": environment,
        "exchange": str(made.root / "exchange"),
        "hubs": str(made.root / "hubs"),
        "state": str(made.root / "state"),
        "proxy": str(proxy(made.root / "proxy")),
        "hub_port": free_port(),
        "proxy_port": free_port(),
    }
    (made.root / "class.toml").write_text(toml(settings), encoding="utf-8")
    own = made.root / "jupyterhub_config.py"
    own.write_text(
        f"load_subconfig({str(DEPLOYED / 'jupyterhub_config.py')!r})\n"
        "c = get_config()\n"
        "c.JupyterHub.authenticator_class = 'shared-password'\n"
        f"c.SharedPasswordAuthenticator.user_password = {PASSWORD!r}\n",
        encoding="utf-8",
    )
    return own


def proxy(folder: Path) -> Path:
    """The proxy, installed by npm from the lock file."""
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(DEPLOYED / name, folder)
    done = subprocess.run(["npm", "ci", "--silent"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm could not fetch the proxy in front of JupyterHub: {done.stderr.strip()[-200:]}")
    return folder / "node_modules" / ".bin" / "configurable-http-proxy"


def toml(settings: dict[str, object]) -> str:
    """Settings of two levels as TOML, which writes texts, numbers and lists as JSON does."""
    tables = {name: part for name, part in settings.items() if isinstance(part, dict)}
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items() if name not in tables]
    for name, part in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in part.items())]
    return "\n".join(lines) + "\n"


def sign_in(browser: Browser, room: Classroom, name: str) -> Page:
    """JupyterLab of a person, who signed in by the page for it."""
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.goto(f"{room.address}/hub/login")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#jp-MainMenu")).to_be_visible(timeout=PATIENCE)
    return page


def panels(page: Page) -> list[str]:
    """What the menu Nbgrader offers."""
    page.locator(MENU).click()
    expect(page.locator(SHOWN).first).to_be_visible()
    offered = [one.removeprefix("nbgrader:") for one in map(str, _commands(page))]
    page.keyboard.press("Escape")
    return offered


def _commands(page: Page) -> list[str | None]:
    return [one.get_attribute("data-command") for one in page.locator(SHOWN).all()]


def opened(page: Page, command: str) -> None:
    """A panel of nbgrader, opened from its menu."""
    page.locator(MENU).click()
    page.locator(f'#jp-mainmenu-nbgrader li[data-command="nbgrader:{command}"]').click()


def terminal(page: Page, address: str, command: str, done: Path) -> str:
    """What a command in a terminal of JupyterLab says; it is written to `done`, in the home of who types it."""
    page.goto(f"{address}/lab?reset")
    page.locator('.jp-LauncherCard[title="Start a new terminal session"]').click(timeout=PATIENCE)
    page.locator(".jp-Terminal .xterm-helper-textarea").focus(timeout=PATIENCE)
    part = done.with_suffix(".part")
    page.keyboard.insert_text(f"({command}) > {part} 2>&1; mv {part} {done}")
    page.keyboard.press("Enter")
    for _ in range(600):
        if done.exists():
            return done.read_text(encoding="utf-8")
        page.wait_for_timeout(300)
    raise AssertionError(f"{command} did not end")


def formgrader(page: Page) -> FrameLocator:
    """Formgrader, opened from the list of courses, in the window that is then in front."""
    opened(page, "open-course-list")
    with page.context.expect_page() as shown:
        page.get_by_role("link", name=COURSE).click(timeout=PATIENCE)
    return shown.value.frame_locator("iframe")


def pressed(pages: FrameLocator, button: str) -> str:
    """What formgrader says once a button in the row of the lesson is pressed."""
    row = pages.get_by_role("row").filter(has_text=LESSON)
    row.locator(f".glyphicon-{button}").click(timeout=PATIENCE)
    said = pages.locator(".modal.in .modal-body")
    expect(said).to_be_visible(timeout=PATIENCE)
    text = said.inner_text()
    pages.locator(".modal.in").get_by_role("button", name="OK").click()
    expect(said).to_be_hidden()
    return text


def solved(page: Page, room: Classroom, student: str) -> None:
    """The student fetches the lesson, writes an answer, runs the visible check and hands in."""
    opened(page, "open-assignment-list")
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch", exact=True).click(timeout=PATIENCE)
    expect(page.locator("#fetched_assignments_list")).to_contain_text(LESSON, timeout=PATIENCE)
    path = room.machine.home(student) / LESSON / room.lesson.release.name
    notebook = Notebook(page, f"{room.address}/user/{student}", path, f"{LESSON}/{path.name}")
    notebook.run("setup")
    notebook.write("double", ANSWERS[student])
    notebook.run("double")
    said = notebook.run("check_double")
    expect(said).to_contain_text("double(four) passes." if student == RIGHT else "double(four)", timeout=PATIENCE)
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0, timeout=PATIENCE)
    submitted(page)


def submitted(page: Page) -> None:
    """Hand in the lesson that was fetched."""
    opened(page, "open-assignment-list")
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click(timeout=PATIENCE)
    expect(page.locator("#submitted_assignments_list")).to_contain_text(LESSON, timeout=PATIENCE)


def feedback(page: Page, room: Classroom, student: str) -> str:
    """The page that the student fetches as feedback."""
    page.goto(f"{room.address}/user/{student}/lab?reset")
    expect(page.locator("#jp-MainMenu")).to_be_visible(timeout=PATIENCE)
    opened(page, "open-assignment-list")
    page.locator("#submitted_assignments_list").get_by_role("button", name="Fetch Feedback").click(timeout=PATIENCE)
    expect(page.locator("#submitted_assignments_list")).to_contain_text("view feedback", timeout=PATIENCE)
    (path,) = (room.machine.home(student) / LESSON / "feedback").rglob("*.html")
    return path.read_text(encoding="utf-8")


def status(page: Page, address: str) -> int:
    """How the page at an address answers."""
    found = page.goto(address)
    assert found is not None
    return found.status


def mischief(theirs: Path) -> str:
    """Commands of a student who asks for another's work by its path, and hands in under their name, also by hand."""
    path = shlex.quote(str(theirs))
    reads = f"cat {path}/*.ipynb {path}/double.ipynb {path}/submission_secret.txt; ls {path} {theirs.parent}"
    forges = f"nbgrader submit {LESSON} --student={RIGHT}; cp -r {LESSON} {theirs.parent}/{RIGHT}+{LESSON}+{LATER}+x"
    limits = "import resource as r; print(*(r.getrlimit(one)[0] for one in (r.RLIMIT_NPROC, r.RLIMIT_DATA)))"
    return f'{reads}; {forges}; python -c "{limits}"'


def test_a_lesson_goes_out_and_comes_back(browser: Browser, classroom: Classroom) -> None:
    room, home = classroom, classroom.machine.home
    teacher = sign_in(browser, room, INSTRUCTOR)
    assert panels(teacher) == ["open-course-list"]
    pages = formgrader(teacher)
    assert "Released as" in pressed(pages, "cloud-upload")

    students = {name: sign_in(browser, room, name) for name in (RIGHT, WRONG)}
    for name, page in students.items():
        assert panels(page) == ["open-assignment-list"]
        solved(page, room, name)
        assert status(page, f"{room.address}/user/{name}/formgrader") == 404
        assert status(page, f"{room.address}/services/{COURSE}/formgrader") == 403

    (theirs,) = room.handed_in(RIGHT)
    said = terminal(students[WRONG], f"{room.address}/user/{WRONG}", mischief(theirs), home(WRONG) / "said.txt")
    assert "def double" not in said
    assert said.count("Permission denied") == 5
    bounds = tomllib.loads((DEPLOYED / "class.toml").read_text(encoding="utf-8"))["limits"]
    assert said.splitlines()[-1] == f"{bounds['processes']} {int(bounds['memory'][:-1]) * 1024**3}"
    assert len(room.handed_in(RIGHT)) == 2

    said = pressed(pages, "cloud-download")
    assert "Collecting submission: ada 01-double" in said
    assert "is left in the exchange: it was handed in from the account 'bo'" in said
    graded = terminal(teacher, f"{room.address}/services/{COURSE}", f"course grade {LESSON}", home(GRADER) / "said.txt")
    assert "2 graded now" in graded
    assert rows(room.lesson, SCORES) == [(RIGHT, 3), (WRONG, 0)]
    assert "Releasing feedback" in pressed(pages, "envelope")
    assert '"number">3 of 3<' in feedback(students[RIGHT], room, RIGHT)
    assert '"number">0 of 3<' in feedback(students[WRONG], room, WRONG)
