"""What can be fixed from known facts, without touching the author's words?"""

import json
from collections.abc import Iterator

from huggingface_hub import CardData
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from course import cards
from course.exercise.exercise import Case, case
from exercises.cards import hub_cards
from exercises.cards.defects import CASES, FULL
from exercises.cards.mended import VOCAB
from exercises.cards.repair_view import Repair
from exercises.cards.repaired_metadata import OWN, Facts, in_a_copy, two_dicts
from exercises.cards.words import Vocab

exercise = Repair(
    "07-cards",
    "repair_card",
    looks_at="line ends, marks, nothing to fix, licences nobody declared, wrong facts, a second repair, unseen Hubs",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One difficulty at a time, then cards of the graded Hubs."""
    for about, (text, facts) in CASES.items():
        yield case(about, text, facts, OWN, VOCAB)
    for text in hub_cards.sample(6):
        yield case("a card of an unseen Hub", text, FULL, OWN, hub_cards.words())


# fmt: off
slip = exercise.slip
GRANTED = "Granting a licence on someone's behalf is not a formatting fix."
LACKS = "if field in facts and field not in meta:"
SAME = "With nothing to fix, hand the text back as it was: quotes, comments, a byte-order mark."
TEXT = "The author's text changed; only the metadata may."
ENDS = "A card with Windows line ends gets a block with Windows line ends."
PARSE = "A card that does not parse stays as it is: a guess could lose what the author wrote."
ORDER = "A reordered block makes a two-line fix look like a rewrite in the PR."
slip("licence_granted", GRANTED,
     "    broken =", '    new = new if elements(new, "license") else new | {"license": "mit"}\n    broken =')
slip("every_fact", GRANTED, 'in ["library_name", "pipeline_tag", "base_model"]', "in facts")
slip("body_rewritten", TEXT,
     'return front + parts["body"]', 'return front + "\\n".join(parts["body"].strip().splitlines())')
slip("by_lines", TEXT, 'return front + parts["body"]', 'return front + parts["body"].replace("\\r\\n", "\\n")')
slip("body_stripped", TEXT, 'return front + parts["body"]', 'return front + parts["body"].lstrip()')
slip("keys_sorted", ORDER, "sort_keys=False", "sort_keys=True")
slip("facts_first", ORDER,
     "    broken =",
     '    new = {key: new[key] for key in sorted(new, key=lambda key: key in parts["metadata"])}\n    broken =')
slip("facts_override", "The card already had a valid pipeline_tag.", LACKS, "if field in facts:")
slip("empty_keys_filled", "A key with an empty value stands in the card: leave it to the author.",
     LACKS, "if field in facts and not elements(meta, field):")
slip("facts_unchecked", "A fact that the linter rejects makes the card worse: leave it out.",
     'if field not in set(rows["field"]):', "if True:")
slip("unix_block", ENDS, 'if "\\r\\n" in text:', "if False:")
slip("windows_block", "A card without Windows line ends gets a block without them.",
     'if "\\r\\n" in text:', "if True:")
slip("line_ends_of_the_block",
     "Windows line ends anywhere in the text ask for a block with them: look at the body too.",
     'if "\\r\\n" in text:', 'if "\\r\\n" in text.removesuffix(parts["body"]):')
slip("mark_dropped", SAME, "        return text", '        return text.removeprefix("\\ufeff")')
slip("mark_kept", "A repaired card begins with its front matter: a byte-order mark would hide it.",
     'return front + parts["body"]', 'return ("\\ufeff" if text.startswith("\\ufeff") else "") + front + parts["body"]')
slip("always_rendered", SAME,
     'broken or new == parts["metadata"]', 'broken or (parts["status"] != "ok" and new == parts["metadata"])')
slip("block_taken_off", "Without anything to put in, a card without metadata stays as it is.",
     'broken or new == parts["metadata"]', 'broken or (new and new == parts["metadata"])')
slip("broken_replaced", PARSE, 'if broken or new', 'if new')
slip("list_replaced", PARSE, ', "not_a_mapping")', ",)")
slip("syntax_replaced", PARSE, '("yaml_syntax", "not_a_mapping")', '("not_a_mapping",)')
slip("valid_values_aliased", "A value the Hub knows is right as it stands, whatever the alias table says.",
     "return value if known else (", "return (")
slip("unknown_licence_dropped", "A licence that no alias explains is left alone: you cannot know what was meant.",
     "    broken =",
     '    for row in lint_metadata(new, "", vocab).query("code == \'E02\'").itertuples():\n'
     '        left = [one for one in elements(new, "license") if str(one) != row.value]\n'
     '        new = new | {"license": left} if left else {k: new[k] for k in new if k != "license"}\n    broken =')
slip("norwegian_forgotten", "Norwegian arrives as False: put it back to no.",
     'field == "language" and value is False', "False")
slip("alias_to_the_letter", "Strip the spaces and the capitals of a value before you look for its alias.",
     "str(value).strip().lower(), value", "str(value), value")
slip("any_link", "A link to another site is no repo id: only links to the Hub can be shortened.",
     "cards.HUB_LINK.fullmatch(str(value))", r're.fullmatch(r"https?://[^/]+/(?:datasets/)?(\S+?)/?", str(value))')
slip("no_block_added", "A card without front matter gets a block as soon as there is a fact to put into it.",
     '"not_a_mapping")', '"not_a_mapping", "no_front_matter")')
slip("empty_block_kept", "An empty block gets the facts that are known.",
     '"not_a_mapping")', '"not_a_mapping", "empty")')
slip("second_block", "The new front matter takes the place of the old one.",
     'return front + parts["body"]', 'return front + (text if parts["status"] == "ok" else parts["body"])')
slip("not_closed", "The front matter ends with a line of three dashes of its own.", "{block}---\\n", "{block}")
# fmt: on


@exercise.right
def with_the_card_class(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    found = cards.parts(text)
    if found["status"] not in ("ok", "empty", "no_front_matter"):
        return text
    new = two_dicts(found["metadata"], facts, repo_id, vocab)
    if repr(new) == repr(found["metadata"]):
        return text
    data, end = CardData(**new), "\r\n" if "\r\n" in text else "\n"
    return end.join(["---", data.to_yaml(line_break=end, original_order=list(new)), "---", found["body"]])


@exercise.right
def line_by_line(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    bare = text.removeprefix(cards.MARK)
    match, found = REGEX_YAML_BLOCK.search(bare), cards.parts(text)
    if found["status"] in {"not_a_mapping", "yaml_syntax"}:
        return text
    old, new = found["metadata"], in_a_copy(found["metadata"], facts, repo_id, vocab)
    changed = [key for key in new if key not in old or repr(old[key]) != repr(new[key])]
    if not changed:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    rows = {key: f"{key}: {json.dumps(new[key], ensure_ascii=False)}" for key in new}
    fresh = [rows[key] for key in new if key not in old]
    if match and old and not set(changed) & set(old):
        kept = [*match[2].splitlines(), *fresh]  # nothing but new keys: the author's block stays, comments included
        return end.join(["---", *kept, "---", found["body"]])
    return end.join(["---", *(rows[key] for key in old), *fresh, "---", found["body"]])
