"""The panels of lessons 10 to 13 in JupyterLab, with the keyboard: before and after the learner has written anything.

One notebook holds them all, so that JupyterLab and a kernel start once; its cells are those of the lessons.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import Complaints, Notebook, project_copy, released, served, solution, write_notebook

NOTEBOOK = "10-spaces/panels.ipynb"
# for each lesson: what its panel is shown, the functions that the learner writes, and the panel's own cell
PANELS = {
    "10-spaces/spaces.ipynb": (
        'week = log("zerogpu_requests")\ntable = log("zerogpu_quotas")\n'
        'quotas = dict(zip(table["tier"], table["gpu_s_per_day"]))',
        ("served", "start_times", "queue_waits"),
        "gpu_desk",
    ),
    "11-inference/inference.ipynb": (
        'backlog = log("backlog")\nbacklog["value"] = backlog["reach"] * backlog["impact"] * backlog["confidence"]',
        ("is_fair", "plan_quarter"),
        "picker_cell",
    ),
    "12-community/community.ipynb": (
        'requests = log("api_requests").head(20_000)\nrows = log("rate_policies")\n'
        'rows = rows[rows["policy"] == "today"]\n'
        'quotas = {"today": rows.set_index(["plan", "bucket"])["quota"].to_dict()}',
        ("blocked", "rate_limit_impact"),
        "sliders",
    ),
    "13-enterprise/enterprise.ipynb": (
        'scenarios = log("scenarios")',
        ("neutrality_breakeven",),
        "sliders",
    ),
}
SETUP = "from course import HfApi, connect, log, np, pd, widgets\napi = connect('practice')"


def _cells() -> Iterator[tuple[str, str]]:
    """The ids and the sources of the notebook's cells: for each lesson, the panel without and with answers."""
    yield "setup", SETUP
    for lesson, (data, functions, panel) in PANELS.items():
        key = lesson.partition("-")[0]
        yield f"open-{key}", "\n\n".join([data, *(released(name, lesson) for name in functions)])
        yield f"empty-{key}", released(panel, lesson)
        yield f"solved-{key}", "\n\n".join([data, *(solution(name, lesson) for name in functions)])
        yield f"panel-{key}", released(panel, lesson)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for all panels."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def complaints(page: Page) -> Complaints:
    """What the one page complained of in its console."""
    return Complaints(page)


@pytest.fixture(scope="module")
def notebook(page: Page, complaints: Complaints, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """The notebook of all panels, open; nothing has run but its first cell."""
    lesson = project_copy(tmp_path_factory.mktemp("lab") / "project", "10-spaces", "spaces")
    path = lesson.working_copy.with_name("panels.ipynb")
    with served(lesson.root, lesson="10-spaces") as address:
        write_notebook(path, _cells())
        opened = Notebook(page, address, path, NOTEBOOK)
        opened.run("setup")
        yield opened


def _panel(notebook: Notebook, key: str) -> Locator:
    """The panel of a lesson with the answers."""
    notebook.run(f"solved-{key}")
    return notebook.run(f"panel-{key}")


def _move(panel: Locator, words: str, key: str = "ArrowRight") -> None:
    """Move the slider before which `words` stand by one step."""
    handle = panel.locator(".widget-slider").filter(has_text=words).locator(".noUi-handle")
    handle.focus()
    handle.press(key)


def test_without_answers_each_panel_says_what_is_missing(notebook: Notebook, complaints: Complaints) -> None:
    missing = {"10": "served", "11": "plan_quarter", "12": "rate_limit_impact", "13": "neutrality_breakeven"}
    for key, name in missing.items():
        notebook.run(f"open-{key}")
        expect(notebook.run(f"empty-{key}")).to_contain_text(f"{name} is not written yet")
    assert complaints.found == []


def test_gpus_and_their_order(notebook: Notebook, complaints: Complaints) -> None:
    panel = _panel(notebook, "10")
    expect(panel).to_contain_text("4 GPUs, quotas of 120 s, 210 s, 1,500 s")
    expect(panel).to_contain_text("simulated")
    _move(panel, "number of GPUs")
    expect(panel).to_contain_text("5 GPUs, quotas of")
    before = panel.get_by_role("table").inner_text()
    _move(panel, "who goes first")
    expect(panel).to_contain_text("everybody alike (2 of 3)")
    expect(panel.get_by_role("table")).not_to_have_text(before)
    assert complaints.found == []


def test_the_backlog_is_ticked_and_its_capacity_moved(notebook: Notebook, complaints: Complaints) -> None:
    panel = _panel(notebook, "11")
    expect(panel).to_contain_text("0 of 12 weeks, 12 left.")
    box = panel.get_by_role("checkbox").first
    box.focus()
    box.press("Space")
    expect(box).to_be_checked()
    expect(panel).not_to_contain_text("0 of 12 weeks")
    _move(panel, "capacity in weeks")
    expect(panel).to_contain_text("of 13 weeks")
    assert complaints.found == []


def test_the_quota_of_a_plan(notebook: Notebook, complaints: Complaints) -> None:
    panel = _panel(notebook, "12")
    said = panel.get_by_role("status")
    expect(said).to_contain_text("Blocked:")
    before = said.inner_text()
    _move(panel, "free, % of today")
    expect(said).not_to_have_text(before)
    expect(said).to_contain_text("Blocked:")
    assert complaints.found == []


def test_a_scenario_and_one_of_its_assumptions(notebook: Notebook, complaints: Complaints) -> None:
    panel = _panel(notebook, "13")
    said = panel.get_by_role("status")
    expect(said).to_contain_text("Gain $8.0 million")
    _move(panel, "begin with")
    expect(panel).to_contain_text("large success (2 of 6)")
    expect(said).to_contain_text("Gain $30.0 million")
    _move(panel, "new revenue, $ million")
    expect(said).to_contain_text("Gain $30.5 million")
    assert complaints.found == []
