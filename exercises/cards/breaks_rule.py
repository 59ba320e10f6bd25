"""Does this element break that rule?"""

from collections.abc import Iterator

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards.words import WORDS, Vocab

exercise = Exercise(
    "07-cards",
    "breaks_rule",
    looks_at="each rule with words that the Hub knows and does not, links, white space, numbers, False, and None",
)

OWN = "ara/corvid-2"
WORDY = ("mit", "MIT", " mit", "mi", "en", "no", "text-generation", "peft", "mit, peft", "")
IDS = (
    "ara/corvid", "corvid", OWN, OWN.upper(), "ara/corvid-21", "http://example.org/a", "https://example.org/a",
    "HTTPS", "ara/http://b", "httpara/corvid", "ara/corvid 7b", " ara/corvid", "ara/corvid\n", "ara/cor\tvid",
    "see http://example.org",
)  # fmt: skip
NO_TEXT: tuple[object, ...] = (False, True, 0, 2024, 2.5, ["mit"], {"mit": 1})


@exercise.cases
def cases() -> Iterator[Case]:
    """Each rule with a text of each kind, and with what is no text."""
    for code in cards.RULES:
        for text in WORDY if code in cards.WORD_LISTS else IDS:
            yield case(f"{code} and a text", code, text, OWN, WORDS)
        for element in NO_TEXT:
            yield case(f"{code} and what is no text", code, element, OWN, WORDS)


# fmt: off
slip = exercise.slip
KIND = "    if not isinstance(element, str):\n        return True\n"
LINK = "A text that begins with http:// or https:// is a link and no id."
NUMBER = "An element that is no text breaks every rule: YAML made Norwegian False, and 2024 a number."
SPACE = "White space anywhere makes a text no id: a blank, a tab, in the middle or at an end."
slip("case_folded", "‘MIT’ is rejected by the Hub: identifiers are lower-case.",
     "element not in vocab", "element.lower() not in vocab")
slip("a_part_of_a_word", "The text has to be one of the words, not a part of one.",
     "element not in vocab[words[code]]", "not any(element in word for word in vocab[words[code]])")
slip("words_stripped", "A word counts exactly as it is written: a blank before it makes it another.",
     "element not in vocab", "element.strip() not in vocab")
slip("no_text_is_fine", NUMBER, "str):\n        return True", "str):\n        return False")
slip("falsy_is_fine", NUMBER, "str):\n        return True", "str):\n        return bool(element)")
slip("type_not_asked", NUMBER, KIND, "")
slip("as_text", NUMBER, KIND, "    element = str(element)\n")
slip("tags_are_ids", "Any text is a tag, also one with blanks or a link.",
     '    if code == "E11":\n        return False\n', "")
slip("own_base", "A model cannot be its own base: that is E08 too.", 'code == "E08" and element == repo_id', "False")
slip("own_data_set", "A data set may have the name of the model; only a base may not.", 'code == "E08" and ', "")
slip("own_as_a_beginning", "Only the very same id is the model itself.",
     "element == repo_id", "element.startswith(repo_id)")
slip("links_anywhere", "A link begins with http:// or https://; further on it is only text.", "^https?", "https?")
slip("secure_links_alone", LINK, "^https?:", "^https:")
slip("http_alone", LINK, "^https?:", "^http:")
slip("links_let_through", LINK, r"^https?://|\s", r"\s")
slip("blanks_alone", SPACE, r"|\s", "| ")
slip("begins_with_white_space", SPACE, r"|\s", r"|^\s")
slip("white_space_let_through", SPACE, r"^https?://|\s", "^https?://")
slip("stripped_first", SPACE, "element) is not None", "element.strip()) is not None")
# fmt: on


@exercise.right
def by_the_course(code: str, element: object, repo_id: str, vocab: Vocab) -> bool:
    return cards.breaks_rule(code, element, repo_id, vocab)


@exercise.right
def one_condition_each(code: str, element: object, repo_id: str, vocab: Vocab) -> bool:
    if type(element) is not str:
        return True
    if code in ("E07", "E08"):
        link = element[:7] == "http://" or element[:8] == "https://"
        return link or any(sign.isspace() for sign in element) or (code == "E08" and element == repo_id)
    names = {"E02": "licenses", "E05": "languages", "E06": "pipeline_tags", "W12": "libraries"}
    return code != "E11" and element not in set(vocab[names[code]])
