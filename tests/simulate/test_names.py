"""Invented names."""

import re

from course.simulate import names
from course.simulate.seeds import Dice

KNOWN = set(
    """
    google meta facebook microsoft openai anthropic mistral mistralai qwen deepseek nvidia stabilityai
    bigscience eleutherai cohere apple amazon ibm salesforce intel allenai huggingface tencent baidu
    alibaba xai tiiuae databricks mosaicml bert llama gemma falcon phi claude gemini mixtral bloom olmo
    granite nemotron grok yi solar nemo sana
    """.split()
)


def test_names_are_not_those_of_known_labs_or_models() -> None:
    makers = (names.lab, names.organisation, names.person, names.family)
    made = {maker(Dice(seed)).lower() for maker in makers for seed in range(5000)}
    assert not {part for name in made for part in re.split(r"[-\d]", name)} & KNOWN


def test_names_can_be_namespaces() -> None:
    for maker in (names.lab, names.organisation, names.person):
        assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{2,60}", maker(Dice(seed))) for seed in range(500))


def test_each_name_is_given_once_whatever_its_case() -> None:
    unique = names.Unique()
    assert [unique(name) for name in ("Ada", "ada", "ADA", "bo")] == ["Ada", "ada-2", "ADA-3", "bo"]
