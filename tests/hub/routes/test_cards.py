"""What the Hub says about a card's metadata before it takes it."""

import pytest
from huggingface_hub import HfApi

from course.hub.routes.cards import card_findings
from tests.hub.conftest import Hub


def findings(metadata: str) -> list[tuple[str, str]]:
    """The findings about a card of this metadata."""
    return list(card_findings(f"---\n{metadata}\n---\n# Card\n", model=True))


def test_a_clean_card_has_none() -> None:
    assert findings("license: mit\nlanguage: [en, fr]\npipeline_tag: fill-mask\ntags: [a]\nbase_model: a/b") == []


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ("license: MIT", "\"license\" has the unknown value 'MIT'"),
        ("license: 2.0", "unknown value 2.0"),
        ("license: other", '"license_name" is required'),
        ("license: mit\nlanguage: no", "unknown value False"),
        ("license: mit\nlanguage: [en, English]", "unknown value 'English'"),
        ("license: mit\npipeline_tag: magic", "\"pipeline_tag\" has the unknown value 'magic'"),
        ("license: mit\nbase_model: https://x.example/a", '"base_model" must be a repo id'),
        ("license: mit\ndatasets: [7]", '"datasets" must be a repo id, not 7'),
        ("license: mit\ntags: [nlp, 2024]", '"tags" must hold strings, not 2024'),
        ("license: mit\nmodel-index: [{name: x, results: [{task: {type: a}}]}]", '"model-index" cannot be read'),
        ("foo: [1", "YAML metadata error"),
        ("- a", "must be a mapping, not a list"),
    ],
)
def test_each_mistake_is_an_error(metadata: str, words: str) -> None:
    assert [level for level, text in findings(metadata) if words in text] == ["errors"]


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ("tags: [a]", '"license" is missing'),
        ("license: other\nlicense_name: own", '"license_link" is recommended'),
        ("license: mit\nlibrary_name: mine", "\"library_name\" has the unknown value 'mine'"),
        ("license: mit\nmetrics: accuracy, f1", '"metrics" should be a list'),
        ("# nothing", "empty or missing yaml metadata"),
    ],
)
def test_each_doubt_is_a_warning(metadata: str, words: str) -> None:
    assert [level for level, text in findings(metadata) if words in text] == ["warnings"]


def test_the_client_raises_what_the_hub_refuses(api: HfApi) -> None:
    with pytest.raises(ValueError, match="unknown value 'MIT'"):
        api._validate_yaml("---\nlicense: MIT\n---\n")
    with pytest.warns(UserWarning, match="empty or missing yaml"):
        api._validate_yaml("no metadata")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"content": 1}'])
def test_a_malformed_question_is_a_400(hub: Hub, body: bytes) -> None:
    assert hub("POST", "/api/validate-yaml", body).status == 400
