"""The front door: what one can do and in how many hours, a picture for each lesson, and what other sites show."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import front
import pages as extension
import pictures
import pytest
from PIL import Image

from course.lesson.project import Project
from tests import pages

ROOT = pages.ROOT
KNOWN = front.facts(ROOT)
BASE = "https://some-one.github.io/where/"
CHEAPEST = "05-fit"  # its plot stands near the top, so little has to be run
LARGEST = 120_000  # bytes of a picture


@pytest.fixture(scope="module")
def site() -> Path:
    """The pages as `make site` writes them."""
    return pages.built()


class Shown(HTMLParser):
    """A page as somebody without JavaScript has it: its text, the links in it, and its pictures with their texts."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text, self.links, self.pictures, self.inside = "", [""], [("", "")], 0
        self.feed(path.read_text(encoding="utf-8").partition('<article role="main"')[2].partition("</article>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links and pictures."""
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(told.get("href", ""))
        elif tag == "img":
            self.pictures.append((told["src"], told.get("alt", "")))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def test_every_released_lesson_has_its_question_its_minutes_and_a_plot_of_its_own() -> None:
    lessons = front.released(ROOT)
    assert list(KNOWN) == list(lessons)
    for key, lesson in lessons.items():
        cells = json.loads(lesson.source.read_text(encoding="utf-8"))["cells"]
        assert KNOWN[key]["plot"] in {cell["id"] for cell in cells if "plots." in "".join(cell["source"])}
        assert KNOWN[key]["question"].endswith("?")


WORDS = {"one": 60, "two": 120, "three": 180, "four": 240}


@pytest.mark.parametrize("key", KNOWN)
def test_the_minutes_are_those_that_the_lesson_says(key: str) -> None:
    lesson = Project(ROOT).lesson(key)
    cells = json.loads(lesson.release.read_text(encoding="utf-8"))["cells"]
    head = "".join(cells[0]["source"])
    said = {int(number) for number in re.findall(r"\b(\d{2,3})\b", head)}
    said |= {minutes for word, minutes in WORDS.items() if re.search(rf"\b{word} hours?\b", head)}
    said |= {60} if "another hour" in head else set()
    assert set(KNOWN[key]["minutes"]) <= said
    assert {one for one in KNOWN[key]["more"] if one} <= said


@pytest.mark.parametrize("key", KNOWN)
def test_a_picture_is_small_labelled_told_and_as_new_as_its_cell(key: str) -> None:
    path = ROOT / front.PICTURES / f"{key}.png"
    told = front.picture(ROOT, key)
    assert path.stat().st_size < LARGEST
    with Image.open(path) as drawn:
        assert drawn.width == 1000
    assert len(told["alt"]) > 40
    assert "simulated" in told["caption"]
    renew = f"draw it anew: python docs/pictures.py {key}"
    assert told["origin"] == pictures.origin(key, KNOWN[key]["plot"]), renew


def test_a_picture_is_what_its_lesson_shows_on_practice() -> None:
    told = front.picture(ROOT, CHEAPEST)
    made = pictures.words(pictures.chart(CHEAPEST, KNOWN[CHEAPEST]["plot"]))
    assert {name: told[name] for name in made} == made


def test_the_front_says_what_for_whom_and_how_long_and_leads_to_every_lesson(site: Path) -> None:
    shown = Shown(site / "docs/index.html")
    spent = front.hours(front.total(KNOWN, list(KNOWN), more=True))
    for words in ("Afterwards", "product managers", f"In {spent} hours"):
        assert words in " ".join(shown.text.split())
    before, _, _ = shown.text.partition("What it answers")
    assert len(before.split()) < 180  # one screen, with the picture
    assert [alt for _, alt in shown.pictures if "alarm" in alt]
    for lesson in front.released(ROOT).values():
        page = f"../{lesson.release.relative_to(ROOT).with_suffix('.html').as_posix()}"
        assert page in shown.links


def test_a_lessons_page_has_its_question_picture_and_buttons(site: Path) -> None:
    for key, lesson in front.released(ROOT).items():
        shown = Shown((site / lesson.release.relative_to(ROOT)).with_suffix(".html"))
        assert KNOWN[key]["question"] in " ".join(shown.text.split())
        assert [alt for _, alt in shown.pictures if alt == front.picture(ROOT, key)["alt"]]
        assert lesson.release.name in shown.links


def test_three_paths_with_their_hours(site: Path) -> None:
    text = " ".join(Shown(site / "docs/interviews.html").text.split())
    for words in ("A weekend", "A week", "The whole", "It promises no job"):
        assert words in text
    weekend = front.total(KNOWN, front.WAYS["A weekend"])
    assert front.hours(weekend) in text
    assert max(weekend) <= 10 * 60


def test_other_sites_and_search_engines_are_told(tmp_path: Path) -> None:
    page = tmp_path / "release/01-census/census.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html><head><title>1 &amp; all</title></head><body></body></html>", encoding="utf-8")
    for _ in range(2):
        extension.announce(tmp_path, ROOT, BASE)
    html = page.read_text(encoding="utf-8")
    assert html.count('property="og:title" content="1 &amp; all"') == 1
    assert f'content="{BASE}_static/card.png"' in html
    assert KNOWN["01-census"]["question"] in html
    found = [
        one.text for one in ElementTree.fromstring((tmp_path / "sitemap.xml").read_text("utf-8")).iter() if one.text
    ]
    assert f"{BASE}release/01-census/census.html" in found
    assert f"Sitemap: {BASE}sitemap.xml" in (tmp_path / "robots.txt").read_text(encoding="utf-8")
    with Image.open(ROOT / "docs" / front.CARD) as card:
        assert card.size == (1200, 630)


def test_without_an_address_no_page_names_one(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<head></head>", encoding="utf-8")
    extension.announce(tmp_path, ROOT, "")
    assert "og:url" not in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert not (tmp_path / "sitemap.xml").exists()


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://github.com/Some-One/where", BASE),
        ("https://github.com/some-one/some-one.github.io", "https://some-one.github.io/"),
        ("https://gitlab.com/a/b/c", "https://a.gitlab.io/b/c/"),
        ("https://huggingface.co/a/b", ""),
        ("", ""),
    ],
)
def test_the_address_of_the_pages(address: str, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "repository", lambda project: address)
    assert front.address_of_pages(ROOT) == base
