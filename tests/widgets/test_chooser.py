"""A slider over names says where it stands, also after its names have changed."""

from course.widgets.chooser import chooser

REPOS = ["a/x", "a/<y>", "a/z"]


def test_it_begins_with_the_value_that_is_given_and_names_it() -> None:
    slider, row = chooser(REPOS, "to b", "a/z")
    assert slider.value == "a/z"
    assert row.children[1].value == "a/z (3 of 3)"


def test_it_begins_with_the_first_where_none_is_given() -> None:
    slider, row = chooser(REPOS, "from a")
    assert slider.value == "a/x"
    assert row.children[1].value == "a/x (1 of 3)"


def test_another_choice_is_named_and_a_name_is_no_markup() -> None:
    slider, row = chooser(REPOS, "from a")
    slider.index = 1
    assert row.children[1].value == "a/&lt;y&gt; (2 of 3)"


def test_pairs_show_the_text_and_hold_the_value() -> None:
    slider, row = chooser([("Paired", "paired"), ("Score of", "score_of")], "hint for", "score_of")
    assert slider.value == "score_of"
    assert row.children[1].value == "Score of (2 of 2)"


def test_new_names_are_told_at_once() -> None:
    slider, row = chooser([("", "")], "visit")
    slider.options = [("ada, 3 events", "ada"), ("ben, 2 events", "ben")]
    assert slider.value == "ada"
    assert row.children[1].value == "ada, 3 events (1 of 2)"


def test_one_name_alone_can_be_shown() -> None:
    assert chooser(REPOS[:1], "from a")[1].children[1].value == "a/x (1 of 1)"
