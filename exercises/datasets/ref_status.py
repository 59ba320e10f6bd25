"""Does a reference to a dataset lead anywhere?"""

from collections import Counter
from collections.abc import Iterator

from course.exercise.exercise import Case, Exercise, case
from exercises.datasets.by_hand import LESSON

exercise = Exercise(
    LESSON,
    "ref_status",
    looks_at="blanks, addresses, values that are no text, ids that differ by capitals, and names that two datasets "
    "share",
)

IDS = ["org/Squad2", "x/imdb", "y/imdb", "squad", "Ada/Maps", "ada/maps", "httpbin/logs", "bo/Cards", "x/SQUAD"]
REFS: dict[str, object] = {
    "an exact id": "org/Squad2",
    "an exact id without an owner": "squad",
    "an id that begins like an address": "httpbin/logs",
    "an id beside one that differs by capitals": "ada/maps",
    "the other of two that differ by capitals": "Ada/Maps",
    "a third way to write two ids": "ADA/maps",
    "an id in other capitals": "ORG/squad2",
    "an id without an owner in capitals": "SQUAD",
    "a name that one dataset has": "Squad2",
    "a name that one dataset has, with a capital": "Cards",
    "a name that one dataset has in other capitals": "cards",
    "a name that two datasets have": "imdb",
    "a name that two datasets have, in capitals": "IMDB",
    "a known name with another owner": "x/Squad2",
    "another name with a known owner": "org/Squad3",
    "a name that nobody has": "letters",
    "the end of a known name": "ards",
    "a part of a known name": "Card",
    "a blank at the end": "org/Squad2 ",
    "a blank at the front of a name": " Squad2",
    "a blank inside": "my data",
    "a tab": "org/\tSquad2",
    "a line end": "org/Squad2\n",
    "a blank and nothing else": " ",
    "an empty text": "",
    "an address of the web": "https://huggingface.co/datasets/org/Squad2",
    "an address of a store": "s3://org/Squad2",
    "an address without a scheme": "huggingface.co/datasets/org/Squad2",
    "nothing": None,
    "a number": 7,
    "a dict": {"name": "org/Squad2"},
    "a list": ["org/Squad2"],
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One reference a case, all among the same ids, then some among none."""
    for about, ref in REFS.items():
        yield case(about, ref, IDS)
    yield case("a name among no ids", "squad", [])
    yield case("a blank among no ids", "", [])


slip = exercise.slip
BLANKS = "any(sign.isspace() for sign in ref)"
slip(
    "stripped_first",
    "A blank anywhere breaks the link on the page: malformed, and nothing is stripped first.",
    BLANKS,
    "any(sign.isspace() for sign in ref.strip()) or not ref.strip()",
    "if ref in ids:",
    "ref = ref.strip()\n    if ref in ids:",
)
slip(
    "blanks_alone",
    "White space is more than the blank: a tab or a line end breaks a link too.",
    BLANKS,
    '" " in ref',
)
slip(
    "alias_with_owner",
    "An alias has no owner: `a/x` does not mean `b/x`.",
    '"/" not in ref and short.count(ref) == 1',
    'short.count(ref.rpartition("/")[2]) == 1',
)
slip(
    "twins_before_exact",
    "An exact id is resolved, even where another id differs only by capitals.",
    "if ref in ids:",
    'if [one.lower() for one in ids].count(ref.lower()) > 1:\n        return "dangling"\n    if ref in ids:',
)
slip(
    "one_of_two_by_case",
    "Two ids match if capitals are ignored: nobody can say which was meant.",
    "lower.count(ref.lower()) == 1",
    "lower.count(ref.lower()) >= 1",
)
slip(
    "one_of_two_aliases",
    "Two datasets are called that; guessing one invents where the model came from.",
    "short.count(ref) == 1",
    "short.count(ref) >= 1",
)
slip(
    "case_is_resolved",
    "The link on the page is broken: count it separately, so that it can be fixed.",
    'return "case"',
    'return "resolved"',
)
slip(
    "alias_is_resolved",
    "A short name leads nowhere on the page, even if one dataset has it: alias.",
    'return "alias"',
    'return "resolved"',
)
slip(
    "no_alias",
    "A name without `/` that exactly one dataset has can be repaired: alias.",
    'return "alias"',
    'return "dangling"',
)
WHOLE = "The whole part after the last slash has to be the name, not a piece of it."
slip("ends_of_names", WHOLE, "short.count(ref) == 1", "sum(one.endswith(ref) for one in ids) == 1")
slip("pieces_of_names", WHOLE, "short.count(ref) == 1", "sum(ref in one for one in ids) == 1")
slip(
    "alias_before_case",
    "Take the first status that fits: `case` comes before `alias`.",
    'if lower.count(ref.lower()) == 1:\n        return "case"',
    'if "/" not in ref and short.count(ref) == 1:\n        return "alias"\n'
    '    if lower.count(ref.lower()) == 1:\n        return "case"',
)
slip(
    "alias_without_capitals",
    "Only the step `case` ignores capitals; an alias has the same ones as the id.",
    "short.count(ref) == 1",
    "[one.lower() for one in short].count(ref.lower()) == 1",
)
slip(
    "addresses_are_names",
    "An address is no id, even if it leads to the dataset: malformed.",
    ' or "://" in ref',
    "",
)
slip(
    "web_addresses_alone",
    "Any address is malformed, and some ids begin with http: look for `://`.",
    '"://" in ref',
    'ref.startswith("http")',
)
slip(
    "texts_expected",
    "A reference may be anything; what is not a text is malformed.",
    'isinstance(ref, str) and ref != ""',
    'ref != ""',
)
slip("empty_is_a_name", "An empty text is no name: malformed.", ' and ref != ""', "")
slip(
    "dangling_is_malformed",
    "A well-written name that leads nowhere is dangling.",
    'return "dangling"',
    'return "malformed"',
)


@exercise.right
def with_counters(ref: object, ids: list[str]) -> str:
    if not isinstance(ref, str) or ref.split() != [ref] or "://" in ref:
        return "malformed"
    if Counter(ids)[ref]:
        return "resolved"
    if Counter(map(str.lower, ids))[ref.lower()] == 1:
        return "case"
    names = Counter(one[one.rfind("/") + 1 :] for one in ids)
    return "alias" if "/" not in ref and names[ref] == 1 else "dangling"


@exercise.right
def by_lists(ref: object, ids: list[str]) -> str:
    text = ref if type(ref) is str else ""
    if text == "" or "://" in text or "".join(text.split()) != text:
        return "malformed"
    alike = [one for one in ids if one.casefold() == text.casefold()]
    ending = [one for one in ids if "/" not in text and one.endswith("/" + text)]
    if text in alike:
        return "resolved"
    if len(alike) == 1:
        return "case"
    return ["dangling", "alias"][len(ending) == 1]
