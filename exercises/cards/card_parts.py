"""Is there usable metadata at the top of this README?"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards

exercise = Exercise(
    "07-cards",
    "card_parts",
    looks_at="each kind of card, rules inside bodies, marks, line ends, impossible dates, and cards of unseen Hubs",
)

Parts = dict[str, Any]
BOM = "\ufeff"
KINDS = {
    "a card with metadata": "---\nlicense: apache-2.0\ntags:\n- demo\n---\n# Corvid\n\nA demo.\n",
    "a card without metadata": "# Corvid\n\nA demo.\n",
    "a list that is never closed": "---\ntags: [a, b\n---\n# Corvid\n",
    "metadata that is a list": "---\n- mit\n- en\n---\n# Corvid\n",
    "metadata that is an empty list": "---\n[]\n---\n# Corvid\n",
    "metadata that is one word": "---\nmit\n---\n# Corvid\n",
    "metadata that is false": "---\nno\n---\n# Corvid\n",
    "metadata that is a comment": "---\n# license: mit\n---\n# Corvid\n",
    "two rules with nothing between them": "---\n---\n# Corvid\n",
    "a card from another editor": f"{BOM}---\r\nlicense: mit\r\n---\r\n# Corvid\r\n",
    "a card with two byte-order marks": f"{BOM}{BOM}---\nlicense: mit\n---\n# Corvid\n",
    "a card with Windows line ends": "---\r\nlicense: mit\r\nlanguage: en\r\n---\r\n# Corvid\r\n\r\nA demo.\r\n",
    "words before the metadata": "Read this first.\n---\nlicense: mit\n---\n# Corvid\n",
    "blank lines before the metadata": "\n\n---\nlicense: mit\n---\n# Corvid\n",
    "metadata that nothing ends": "---\nlicense: mit\n\n# Corvid\n",
    "a rule inside the body": "---\nlicense: mit\n---\n# Corvid\n\nFirst.\n\n---\n\nSecond.\n",
    "a rule in a card without metadata": "# Corvid\n\nFirst.\n\n---\n\nSecond.\n\n---\n",
    "a date that does not exist": "---\nlicense: mit\ndate: 2024-02-30\n---\n# Corvid\n",
    "two documents in the metadata": "---\nlicense: mit\n...\nlicense: mit\n---\n# Corvid\n",
    "dashes in a value": "---\nlicense: mit\nsummary: small --- and fast\n---\n# Corvid\n",
    "blanks after the dashes": "---\nlicense: mit\n--- \t\n  # Corvid\n",
    "an empty mapping": "---\n{}\n---\n# Corvid\n",
    "a byte-order mark and no metadata": f"{BOM}# Corvid\n",
    "a byte-order mark in the body": f"---\nlicense: mit\n---\n{BOM}# Corvid\n",
    "an empty card": "",
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One card of each kind, then cards of the graded Hubs."""
    for about, text in KINDS.items():
        yield case(about, text)
    for text in hub_cards.sample(8):
        yield case("a card of an unseen Hub", text)


# fmt: off
slip = exercise.slip
SEARCH = "REGEX_YAML_BLOCK.search(text)"
RULE = "A horizontal rule in the body is not the end of the metadata."
MARK = "An invisible byte-order mark stayed in: take one off the text before anything else."
CRASH = "A card that does not parse is a finding, not a crash."
EMPTY = "A block that holds nothing but a comment is `empty`: YAML reads it as None."
TRUTH = "Ask for None and for a dict, not for truth: `{}` is a mapping, `[]` is not, and neither is None."
slip("cut_at_the_last_rule", RULE, SEARCH, r're.search(r"^(\s*---\s*?\n)([\S\s]*)(\n---[ \t]*(\r\n|\n|$))", text)')
slip("mark_kept", MARK, r'text.removeprefix("\ufeff")', "text")
slip("mark_kept_in_the_body", MARK,
     r'text = text.removeprefix("\ufeff")', r'whole, text = text, text.removeprefix("\ufeff")', '"body": text}',
     '"body": whole}')
slip("every_mark", "Take off one byte-order mark: a second one stays, and the pattern finds nothing.",
     r'removeprefix("\ufeff")', r'lstrip("\ufeff")')
slip("marks_everywhere", "Take the byte-order mark off the beginning alone: the body stays as it is.",
     r'removeprefix("\ufeff")', r'replace("\ufeff", "", 1)')
slip("errors_escape", CRASH, "except Exception", "except ZeroDivisionError")
slip("only_yaml_errors", CRASH, "except Exception", "except yaml.YAMLError")
slip("empty_is_ok", EMPTY, '"empty" if found is None', '"ok" if found is None')
slip("empty_is_no_mapping", EMPTY, '"empty" if found is None else "not_a_mapping"', '"not_a_mapping"')
slip("falsy_is_empty", TRUTH,
     "if isinstance(found, dict)", "if found and isinstance(found, dict)", "if found is None", "if not found")
slip("empty_list_is_empty", TRUTH, "if found is None", "if not found")
slip("anything_is_ok", "A list is valid YAML and still no metadata: answer `not_a_mapping` with an empty dict.",
     "isinstance(found, dict)", "found is not None")
slip("list_as_metadata", "A list is valid YAML and still no metadata: answer `not_a_mapping` with an empty dict.",
     '"status": status, "metadata": {}', '"status": status, "metadata": found or {}')
slip("unix_line_ends",
     "Other editors end lines with \\r\\n: REGEX_YAML_BLOCK knows that, a pattern with \\n alone does not.",
     SEARCH, r're.search(r"^(\s*---\n)([\S\s]*?)(\n---[ \t]*(\n|$))", text)')
slip("found_anywhere", "Metadata stands at the very top; words before the first `---` make it part of the body.",
     SEARCH, "re.search(REGEX_YAML_BLOCK.pattern, text, re.MULTILINE)")
slip("body_with_metadata", "The body is what comes after the metadata block, not the whole README.",
     "text[block.end():]", "text")
slip("body_stripped", "The body belongs to the author: leave its white space alone.",
     "text[block.end():]", "text[block.end():].strip()")
slip("body_begins_later", "The body belongs to the author: leave its white space alone.",
     "text[block.end():]", "text[block.end():].lstrip()")
# fmt: on


@exercise.wrong(RULE)
def split_at_dashes(text: str) -> Parts:
    pieces = text.removeprefix(BOM).split("---")
    if len(pieces) < 3:
        return {"status": "no_front_matter", "metadata": {}, "body": text.removeprefix(BOM)}
    try:
        found = yaml.safe_load(pieces[1])
    except Exception:
        return {"status": "yaml_syntax", "metadata": {}, "body": pieces[2]}
    status = "empty" if found is None else "ok" if isinstance(found, dict) else "not_a_mapping"
    return {"status": status, "metadata": found if isinstance(found, dict) else {}, "body": pieces[2]}


@exercise.right
def by_the_course(text: str) -> Parts:
    return cards.parts(text)


@exercise.right
def line_by_line(text: str) -> Parts:
    text = text[1:] if text[:1] == BOM else text
    start = re.match(r"\s*---(\r\n|\r|\n)", text)
    end = re.compile(r"(\r\n|\r|\n)---[ \t]*(\r\n|\n|\Z)").search(text, start.end()) if start else None
    if start is None or end is None:
        return {"body": text, "metadata": {}, "status": "no_front_matter"}
    answer: Parts = {"body": text[end.end() :], "metadata": {}}
    try:
        loaded = yaml.load(text[start.end() : end.start()], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        return {**answer, "status": "yaml_syntax"}
    match loaded:
        case None:
            return {**answer, "status": "empty"}
        case dict():
            return {**answer, "metadata": loaded, "status": "ok"}
        case _:
            return {**answer, "status": "not_a_mapping"}


@exercise.right
def by_status(text: str) -> Parts:
    if text.startswith(BOM):
        text = text[1:]
    match = REGEX_YAML_BLOCK.match(text)
    status, loaded = "no_front_matter", None
    if match:
        try:
            loaded = yaml.safe_load(match[2])
            status = {type(None): "empty", dict: "ok"}.get(type(loaded), "not_a_mapping")
        except Exception:
            status = "yaml_syntax"
    metadata = loaded if status == "ok" else {}
    return {"status": status, "metadata": metadata, "body": text[match.end() :] if match else text}
