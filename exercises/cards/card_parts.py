"""Is there usable metadata at the top of this README?"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards

exercise = Exercise(
    "07-cards",
    "card_parts",
    looks_at="the eight kinds of card, rules inside bodies, impossible dates, and cards of unseen Hubs",
)

Parts = dict[str, Any]
BOM = "\ufeff"
KINDS = {
    "a card with metadata": "---\nlicense: apache-2.0\ntags:\n- demo\n---\n# Corvid\n\nA demo.\n",
    "a card without metadata": "# Corvid\n\nA demo.\n",
    "a list that is never closed": "---\ntags: [a, b\n---\n# Corvid\n",
    "metadata that is a list": "---\n- mit\n- en\n---\n# Corvid\n",
    "metadata that is one word": "---\nmit\n---\n# Corvid\n",
    "metadata that is a comment": "---\n# license: mit\n---\n# Corvid\n",
    "two rules with nothing between them": "---\n---\n# Corvid\n",
    "a card from another editor": f"{BOM}---\r\nlicense: mit\r\n---\r\n# Corvid\r\n",
    "a card with Windows line ends": "---\r\nlicense: mit\r\nlanguage: en\r\n---\r\n# Corvid\r\n\r\nA demo.\r\n",
    "words before the metadata": "Read this first.\n---\nlicense: mit\n---\n# Corvid\n",
    "a rule inside the body": "---\nlicense: mit\n---\n# Corvid\n\nFirst.\n\n---\n\nSecond.\n",
    "a rule in a card without metadata": "# Corvid\n\nFirst.\n\n---\n\nSecond.\n\n---\n",
    "a date that does not exist": "---\nlicense: mit\ndate: 2024-02-30\n---\n# Corvid\n",
    "dashes in a value": "---\nlicense: mit\nsummary: small --- and fast\n---\n# Corvid\n",
    "an empty mapping": "---\n{}\n---\n# Corvid\n",
    "a byte-order mark and no metadata": f"{BOM}# Corvid\n",
    "an empty card": "",
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One card of each kind, then cards of the graded Hubs."""
    for about, text in KINDS.items():
        yield case(about, text)
    for text in hub_cards.sample(8):
        yield case("a card of an unseen Hub", text)


def parts(
    text: str,
    find: Callable[[str], re.Match[str] | None] = REGEX_YAML_BLOCK.search,
    status: Callable[[object], str] | None = None,
    catch: type[Exception] | tuple[()] = Exception,
) -> Parts:
    """The definition, with what a slip replaces: how the block is found, how it is named, which errors are caught."""
    match = find(text)
    if not match:
        return {"status": "no_front_matter", "metadata": {}, "body": text}
    body = text[match.end() :]
    try:
        found = yaml.safe_load(match.group(2))
    except catch:
        return {"status": "yaml_syntax", "metadata": {}, "body": body}
    name = (status or kind)(found)
    return {"status": name, "metadata": found or {} if name == "ok" else {}, "body": body}


def kind(found: object) -> str:
    """The status of a block that YAML can read."""
    if found is None:
        return "empty"
    return "ok" if isinstance(found, dict) else "not_a_mapping"


def bare(text: str) -> str:
    """`text` without a byte-order mark."""
    return text.removeprefix(BOM)


@exercise.wrong("A horizontal rule in the body is not the end of the metadata.")
def split_at_dashes(text: str) -> Parts:
    pieces = bare(text).split("---")
    if len(pieces) < 3:
        return {"status": "no_front_matter", "metadata": {}, "body": bare(text)}
    try:
        found = yaml.safe_load(pieces[1])
    except Exception:
        return {"status": "yaml_syntax", "metadata": {}, "body": pieces[2]}
    return {"status": kind(found), "metadata": found if isinstance(found, dict) else {}, "body": pieces[2]}


@exercise.wrong("A horizontal rule in the body is not the end of the metadata.")
def cut_at_the_last_rule(text: str) -> Parts:
    return parts(bare(text), find=re.compile(r"^(\s*---\s*?\n)([\S\s]*)(\n---[ \t]*(\r\n|\n|$))").search)


@exercise.wrong("An invisible byte-order mark stayed in: take one off the text before anything else.")
def mark_kept(text: str) -> Parts:
    return parts(text)


@exercise.wrong("An invisible byte-order mark stayed in: take one off the text before anything else.")
def mark_kept_in_the_body(text: str) -> Parts:
    found = parts(bare(text))
    return found | ({"body": text} if found["status"] == "no_front_matter" else {})


@exercise.wrong("A card that does not parse is a finding, not a crash.")
def errors_escape(text: str) -> Parts:
    return parts(bare(text), catch=())


@exercise.wrong("A card that does not parse is a finding, not a crash.")
def only_yaml_errors(text: str) -> Parts:
    return parts(bare(text), catch=yaml.YAMLError)


@exercise.wrong("A block that holds nothing but a comment is `empty`: YAML reads it as None.")
def empty_is_ok(text: str) -> Parts:
    return parts(bare(text), status=lambda found: "ok" if found is None else kind(found))


@exercise.wrong("A block that holds nothing but a comment is `empty`: YAML reads it as None.")
def empty_is_no_mapping(text: str) -> Parts:
    return parts(bare(text), status=lambda found: "ok" if isinstance(found, dict) else "not_a_mapping")


@exercise.wrong("An empty mapping is still a mapping: its status is `ok`.")
def falsy_is_empty(text: str) -> Parts:
    return parts(bare(text), status=lambda found: kind(found) if found else "empty")


@exercise.wrong("A list is valid YAML and still no metadata: answer `not_a_mapping` with an empty dict.")
def anything_is_ok(text: str) -> Parts:
    return parts(bare(text), status=lambda found: "empty" if found is None else "ok")


@exercise.wrong("Other editors end lines with \\r\\n: REGEX_YAML_BLOCK knows that, a pattern with \\n alone does not.")
def unix_line_ends(text: str) -> Parts:
    return parts(bare(text), find=re.compile(r"^(\s*---\n)([\S\s]*?)(\n---[ \t]*(\n|$))").search)


@exercise.wrong("Metadata stands at the very top; words before the first `---` make it part of the body.")
def found_anywhere(text: str) -> Parts:
    return parts(bare(text), find=re.compile(REGEX_YAML_BLOCK.pattern, re.MULTILINE).search)


@exercise.wrong("The body is what comes after the metadata block, not the whole README.")
def body_with_metadata(text: str) -> Parts:
    return parts(bare(text)) | {"body": bare(text)}


@exercise.wrong("The body belongs to the author: leave its white space alone.")
def body_stripped(text: str) -> Parts:
    found = parts(bare(text))
    return found | {"body": found["body"].strip()}


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
