"""The web pages in a browser: read by an accessibility checker on a phone and on a desk, in both colour schemes."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import pages
from tests.browser.lab import Complaints

DESK = 1280
CUT = "[...document.querySelectorAll('pre')].filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"


@pytest.fixture(scope="module")
def site() -> Path:
    """The pages as `make site` writes them."""
    return pages.built()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The pages on a web server of this machine."""
    handler = partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """The standard library's file server, which says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def violations(page: Page, options: dict[str, Any]) -> str:
    """What the accessibility checker says, or ""."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize("width", [320, DESK])
def test_no_accessibility_rule_is_broken_nothing_sticks_out_or_is_asked_of_other_machines(
    page: Page, complaints: Complaints, site: Path, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in set(pages.pages(site)) - {site / "index.html"}:
        page.goto(f"{address}/{path.relative_to(site).as_posix()}", wait_until="load")
        assert violations(page, {"rules": {"color-contrast": {"enabled": False}}}) == "", path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert width < DESK or "release" not in path.parts or page.evaluate(CUT) == [], path
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert complaints.found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["docs/claims", "release/01-census/census"])
def test_everything_is_dark_enough_or_light_enough(
    page: Page, address: str, name: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/{name}.html")
    assert violations(page, {"runOnly": ["color-contrast"]}) == ""


def test_on_a_phone_without_javascript_the_folder_leads_to_a_lesson(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/docs/index.html")
    page.get_by_role("main").get_by_role("link", name="1 · The Hub in numbers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("census before opinion")
    expect(page.get_by_text("Your memo · 12 points")).to_have_count(1)
    expect(page.get_by_role("img", name="Lorenz curves")).to_be_visible()
    context.close()


def test_a_word_is_found(page: Page, site: Path) -> None:
    page.goto((site / "docs/index.html").as_uri())
    page.get_by_role("textbox", name="Search").fill("bootstrap")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results")).to_contain_text("Glossary")


def test_what_is_wider_than_a_phone_is_scrolled_by_keyboard(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / "release/01-census/census.html").as_uri())
    code = page.locator("pre").first
    code.focus()
    page.keyboard.press("ArrowRight")
    expect(code).to_be_focused()
    page.wait_for_function("document.querySelector('pre').scrollLeft > 0")
