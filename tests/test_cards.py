"""Cards come as stored, and the patterns find what they are named after."""

import re

import pytest
from huggingface_hub import HfApi, ModelCard, ModelCardData

from course import cards, hub_of


@pytest.fixture(scope="module")
def api() -> HfApi:
    """Three models: one with a README from another editor, one without, one behind a gate."""
    return hub_of(
        [
            {"id": "a/x", "files": {"README.md": "\ufeff---\r\nlicense: mit\r\n---\r\nа\r\n"}},
            {"id": "a/bare", "files": {"config.json": "{}"}},
            {"id": "a/gated", "gated": "manual", "files": {"README.md": "# A"}},
        ]
    )


def test_a_readme_keeps_its_bytes_and_shows_no_bar(api: HfApi, capfd: pytest.CaptureFixture[str]) -> None:
    assert cards.readme(api, "a/x") == "\ufeff---\r\nlicense: mit\r\n---\r\nа\r\n"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("repo_id", ["a/bare", "a/gated", "a/nowhere"])
def test_no_readme_is_none(api: HfApi, repo_id: str) -> None:
    assert cards.readme(api, repo_id) is None


def test_the_clients_template_is_nearly_all_filler() -> None:
    text = str(ModelCard.from_template(ModelCardData(license="mit")))
    for pattern in (cards.COMMENT, *cards.FILLER):
        text = pattern.sub(" ", text)
    assert len(cards.WORD.findall(text)) < 60


@pytest.mark.parametrize(
    ("text", "kept"),
    [("[More Information Needed] yes", "yes"), ("[more information needed](https://example.org/a#b) yes", "yes"),
     ("More information needed for advice. Yes", "Yes"), ("(more) information", "(more) information")],
)  # fmt: skip
def test_a_placeholder_goes_with_its_link(text: str, kept: str) -> None:
    assert cards.PLACEHOLDER.sub("", text).strip() == kept


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fences_and_headings_end_with_their_line(end: str) -> None:
    text = end.join(["# A #", "```py", "# no heading", "```", "## B", "c"])
    assert [code.splitlines()[1] for code in cards.FENCE.findall(text)] == ["# no heading"]
    assert [head[2] for head in cards.HEADING.finditer(cards.FENCE.sub("", text))] == ["A", "B"]


@pytest.mark.parametrize(
    ("title", "item"),
    [("intended uses", "intended_use"), ("direct use", "intended_use"), ("out of scope use", "out_of_scope"),
     ("how to use", None), ("bias risks and limitations", "limitations"), ("training dataset", "training_data"),
     ("benchmarks", "evaluation"), ("model card authors", "contact_citation"), ("reused parts", None)],
)  # fmt: skip
def test_titles_and_their_items(title: str, item: str | None) -> None:
    found = [name for name, (_, pattern) in cards.RUBRIC.items() if re.search(pattern, title)]
    assert found == [item] * (item is not None)


def test_the_points_leave_room_for_the_items_read_from_metadata() -> None:
    assert sum(points for points, _ in cards.RUBRIC.values()) == 100 - 8 - 10 - 8 - 5


@pytest.mark.parametrize(
    ("link", "repo_id"),
    [("https://huggingface.co/a/b", "a/b"), ("https://huggingface.co/datasets/a/b/", "a/b"),
     ("https://huggingface.co/gpt2", "gpt2"), ("https://huggingface.co/a/b/tree/main", None)],
)  # fmt: skip
def test_links_to_the_hub(link: str, repo_id: str | None) -> None:
    found = cards.HUB_LINK.fullmatch(link)
    assert (found[1] if found else None) == repo_id
