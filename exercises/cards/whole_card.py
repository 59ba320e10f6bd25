"""Which mistakes does the card make as a whole?"""

from collections.abc import Iterator

from huggingface_hub.repocard_data import model_index_to_eval_results

from course import cards
from course.exercise.exercise import Case, case
from exercises.cards import hub_cards
from exercises.cards.metas import METAS
from exercises.cards.unordered import Unordered
from exercises.cards.words import Meta

exercise = Unordered(
    "07-cards",
    "whole_card",
    looks_at="missing and blank licences, `other` with and without its name and link, results, and unseen Hubs",
)

Finding = tuple[str, str, str]


@exercise.cases
def cases() -> Iterator[Case]:
    """One rule at a time, then cards of the graded Hubs."""
    for about, meta in METAS.items():
        yield case(about, meta)
    for text in hub_cards.sample(4):
        yield case("a card of an unseen Hub", cards.parts(text)["metadata"])


# fmt: off
slip = exercise.slip
OTHER = '"other" in elements(meta, "license")'
IN_A_LIST = "`other` in a list of licences still needs its name and link."
MISSING = "A blank licence, name or link tells nothing: a field is missing if it has no elements."
CRASH = "What model_index_to_eval_results raises is the finding E09, not a crash."
NOTHING = "A model-index that is absent, empty or null is no mistake: ask for its elements first."
slip("no_licence_is_fine", "A card without a licence has the finding E01.", '{"license": "E01"}', "{}")
slip("link_forgotten", "`other` needs a name and a link: E03 and W04 are two findings.", ', "license_link": "W04"', "")
slip("name_forgotten", "`other` needs a name and a link: E03 and W04 are two findings.", '"license_name": "E03", ', "")
slip("other_only_alone", IN_A_LIST, OTHER, 'meta.get("license") == "other"')
slip("first_licence_alone", IN_A_LIST, OTHER, 'elements(meta, "license")[:1] == ["other"]')
slip("other_in_a_word", "`other` has to be one of the licences, not a part of a word.",
     OTHER, '"other" in str(meta.get("license"))')
slip("always_a_name", "Only the licence `other` needs a name and a link.", OTHER, "True")
slip("blank_is_there", MISSING, "if not elements(meta, field)", "if meta.get(field) is None")
slip("key_is_there", MISSING, "if not elements(meta, field)", "if field not in meta")
slip("index_escapes", CRASH, "except Exception", "except ZeroDivisionError")
slip("only_key_errors", CRASH, "except Exception", "except KeyError")
slip("null_is_read", NOTHING, 'if elements(meta, "model-index")', 'if "model-index" in meta')
slip("absent_is_read", NOTHING, 'if elements(meta, "model-index")', "if True")
slip("false_is_nothing", "A model-index that is `False` is not missing: let the client read it.",
     'if elements(meta, "model-index")', 'if meta.get("model-index") and elements(meta, "model-index")')
slip("read_as_a_list", "Let the client read model-index as it stands; it should be a list.",
     'results(meta["model-index"])', 'results(elements(meta, "model-index"))')
# fmt: on


@exercise.right
def by_the_course(meta: Meta) -> list[Finding]:
    return cards.whole_card(meta)


def _missing(value: object) -> bool:
    return value is None or value == [] or all(one is None or not str(one).strip() for one in _many(value))


def _many(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@exercise.right
def rule_by_rule(meta: Meta) -> list[list[str]]:
    rows = []
    index = meta.get("model-index")
    if not _missing(index):
        try:
            model_index_to_eval_results(index)  # type: ignore[arg-type]
        except Exception:
            rows.append(["E09", "model-index", ""])
    if "other" in _many(meta.get("license")):
        rows += [["W04", "license_link", ""]] * _missing(meta.get("license_link"))
        rows += [["E03", "license_name", ""]] * _missing(meta.get("license_name"))
    return rows + [["E01", "license", ""]] * _missing(meta.get("license"))
