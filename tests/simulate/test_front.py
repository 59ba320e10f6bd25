"""Front matter."""

import pytest
import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from hypothesis import given
from hypothesis import strategies as st

from course.simulate import cards
from course.simulate.front import front_matter, scalar, yaml_lines
from course.simulate.hub import Hub

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
VALUES = st.one_of(WORDS, st.integers(-5, 5), st.just(False), st.none(), st.decimals(-999, 999, places=3).map(float))


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,9}", fullmatch=True), st.one_of(VALUES, st.lists(VALUES, max_size=4)), min_size=1
    )
)
def test_what_is_written_is_what_yaml_reads(fields: dict[str, object]) -> None:
    fields = {
        key: value
        for key, value in fields.items()
        if key not in ("no", "on", "yes", "off", "null", "true", "false", "y", "n")
    }
    assert (yaml.safe_load("\n".join(yaml_lines(fields))) or {}) == fields


def test_an_unquoted_no_is_false() -> None:
    assert scalar(False) == "no"
    assert scalar("no") == '"no"'


def block(broken: int) -> str:
    match = REGEX_YAML_BLOCK.search(front_matter({"license": "mit", "language": "en"}, broken))
    assert match
    return str(match.group(2))


def test_front_matter_can_be_a_list_instead_of_a_mapping() -> None:
    assert yaml.safe_load(block(2)) == ["license", "language"]


def test_front_matter_can_be_broken() -> None:
    assert yaml.safe_load(block(0)) == {"license": "mit", "language": "en"}
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(block(1))


def test_licences_are_written_in_the_planted_ways(hub: Hub) -> None:
    rows = [i for i in range(hub.models) if hub.cards.written[i] == cards.LISTED]
    assert rows
    assert all(isinstance(hub.rows.front.licence(i), list) for i in rows)


def test_a_model_that_is_its_own_parent_says_so(hub: Hub) -> None:
    rows = [i for i in range(hub.models) if hub.cards.parent_defect[i] == 3]
    assert rows
    assert all(hub.rows.front.stated_parents(i) == [hub.ids[i]] for i in rows)


def test_defective_parents_are_not_linked(hub: Hub) -> None:
    for i in range(hub.models):
        if hub.cards.parent_defect[i] in (1, 3, 4, 5):
            assert hub.rows.front.served_parents(i) == []
