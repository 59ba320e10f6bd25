"""The Hub's words are there, written as the Hub writes them, and every misspelling leads to one of them."""

import re

import pytest

from course.vocabulary import licence_classes, vocab

WORDS = {"licenses": "apache-2.0", "languages": "no", "pipeline_tags": "text-generation", "libraries": "transformers"}
KINDS = [("license_alias", "licenses"), ("language_alias", "languages")]


@pytest.mark.parametrize(("kind", "known"), WORDS.items())
def test_words_are_lower_case_and_without_space(kind: str, known: str) -> None:
    words = vocab()[kind]
    assert known in words
    assert not [word for word in words if not re.fullmatch(r"[A-Za-z0-9.+_-]+", word)]


@pytest.mark.parametrize(("aliases", "words"), KINDS)
def test_a_misspelling_leads_to_a_word_and_is_none_itself(aliases: str, words: str) -> None:
    table = vocab()[aliases]
    assert table
    assert set(table.values()) <= vocab()[words]
    assert not set(table) & vocab()[words]
    assert all(wrong == wrong.strip().lower() for wrong in table)


def test_the_values_that_are_no_language_and_no_licence_are_known() -> None:
    assert {"code", "multilingual"} <= vocab()["languages"]
    assert {"other", "unknown"} <= vocab()["licenses"]


def test_every_licence_class_is_used_and_of_known_licences() -> None:
    assert set(licence_classes()) <= vocab()["licenses"]
    assert set(licence_classes().values()) == set(vocab()["license_classes"])
    assert vocab()["license_class"] == licence_classes()
    assert not {"unknown", "other", "cc"} & set(vocab()["license_class"])


def test_licence_classes_begin_with_the_one_that_allows_most() -> None:
    order = vocab()["license_classes"]
    by_licence = [vocab()["license_class"][name] for name in ("mit", "gpl-3.0", "openrail++", "cc-by-nc-4.0")]
    assert by_licence == order


def test_engines_are_those_that_the_table_of_support_knows() -> None:
    from course.simulate.logs.badges import support_table

    assert vocab()["engines"] == set(support_table()["engine"])


def test_bytes_of_a_type_are_those_that_the_generator_writes_too() -> None:
    from course.simulate import configs

    known = vocab()["dtype_bytes"]
    assert {dtype: size for dtype, size in configs.BYTES.items() if dtype in known}.items() <= known.items()
    assert {"F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"} == configs.BYTES.keys() - known.keys()  # an answer meets these too
    assert vocab()["dtype_bytes"]["F8_E5M2"] == vocab()["dtype_bytes"]["BOOL"] == 1
    assert "I4" not in vocab()["dtype_bytes"]
