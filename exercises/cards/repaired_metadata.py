"""Which metadata can be put right or completed, without inventing facts?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from course import cards
from course.check import Outcome
from course.exercise.exercise import Answer, Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.defects import CASES, FULL
from exercises.cards.mended import VOCAB, one_rule_a_field
from exercises.cards.words import Meta, Vocab

Facts = dict[str, Any]
OWN = "ara/corvid-2"


class InOrder(Exercise):
    """An exercise that looks at the order of the old keys too; new ones may come in any order after them."""

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """The pairs of the new dict, the new keys sorted."""
        found = super().outcome(function, one)
        return replace(found, value=pairs(one.args[0], found.value)) if isinstance(found.value, dict) else found


def pairs(old: Meta, new: Meta) -> list[list[Any]]:
    """Keys and values of `new`; those that are not in `old` are sorted if they come last."""
    found = [[key, value] for key, value in new.items()]
    fresh = [pair for pair in found if pair[0] not in old]
    if fresh and found[-len(fresh) :] == fresh:
        found[-len(fresh) :] = sorted(fresh)
    return found


exercise = InOrder(
    "07-cards",
    "repaired_metadata",
    looks_at="lists, the order of keys, empty keys, facts that are wrong or not ours to use, and cards of unseen Hubs",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One difficulty at a time, then cards of the graded Hubs."""
    for about, (text, facts) in CASES.items():
        yield case(about, cards.parts(text)["metadata"], facts, OWN, VOCAB)
    for text in hub_cards.sample(4):
        yield case("a card of an unseen Hub", cards.parts(text)["metadata"], FULL, OWN, hub_cards.words())


# fmt: off
slip = exercise.slip
GRANTED = "Granting a licence on someone's behalf is not a formatting fix."
TAKEN = '["library_name", "pipeline_tag", "base_model"]'
LACKS = "if field in facts and field not in meta:"
ADDED = "Add each of the three facts that the card lacks, unless the linter has a finding for that very field."
AUTHOR = "A key that stands in the card is the author's, also with an empty value: no fact replaces it."
REJECTED = "A fact that the linter rejects makes the card worse: leave it out."
GOOD = 'if field not in set(rows["field"]):'
slip("licence_granted", GRANTED,
     "return new", 'return {"license": "mit"} | new if not elements(new, "license") else new')
slip("every_fact", GRANTED, f"in {TAKEN}", "in facts")
slip("facts_override", AUTHOR, LACKS, "if field in facts:")
slip("empty_keys_filled", AUTHOR, LACKS, "if field in facts and not elements(meta, field):")
slip("facts_unchecked", REJECTED, GOOD, "if True:")
slip("all_facts_or_none", ADDED, "{field: facts[field]}", "facts", GOOD, 'if not set(rows["field"]) & set(facts):')
slip("no_facts", ADDED, f"in {TAKEN}", "in []")
slip("libraries_alone", ADDED, TAKEN, '["library_name"]')
slip("no_base", ADDED, TAKEN, '["library_name", "pipeline_tag"]')
slip("no_task", ADDED, TAKEN, '["library_name", "base_model"]')
slip("own_base_accepted", REJECTED, "{field: facts[field]}, repo_id,", '{field: facts[field]}, "",')
slip("keys_sorted", "A reordered block makes a two-line fix look like a rewrite in the PR.",
     "return new", "return dict(sorted(new.items()))")
slip("facts_first", "A reordered block makes a two-line fix look like a rewrite in the PR.",
     "return new", "return {key: new[key] for key in sorted(new, key=lambda key: key in meta)}")
slip("changed_keys_last", "A reordered block makes a two-line fix look like a rewrite in the PR.",
     "return new",
     "return {key: new[key] for key in sorted(new, key=lambda key: key in meta and new[key] != meta[key])}")
slip("lists_as_they_are", "Put each item of a list right, not only single values.",
     'isinstance(value, list) and field != "metrics"', "False")
slip("lists_of_metrics", "A list of metrics stays as it is, whatever its texts hold.", ' and field != "metrics"', "")
slip("lists_of_one", "A list stays a list, also with one item.",
     "[mended(field, one, vocab) for one in value]",
     "[mended(field, one, vocab) for one in value] if len(value) != 1 else mended(field, value[0], vocab)")
slip("lists_without_doubles", "A list keeps its items, each put right in its place.",
     "[mended(field, one, vocab) for one in value]",
     "list(dict.fromkeys(map(str, [mended(field, one, vocab) for one in value])))")
slip("nothing_put_right", "Put each value right with `mended` before you add facts.",
     "    new = {}\n    for field, value in meta.items():", "    new = dict(meta)\n    for field, value in {}.items():")
slip("changed_in_place", "Return a new dict, and leave the one that you were given.",
     "new = {}", "new = meta", "in meta.items()", "in list(meta.items())", LACKS,
     "if field in facts and field not in list(meta):")
# fmt: on


def mended_value(field: str, value: object, vocab: Vocab) -> object:
    """A value or each item of a list put right."""
    if isinstance(value, list) and field != "metrics":
        return [one_rule_a_field(field, one, vocab) for one in value]
    return one_rule_a_field(field, value, vocab)


@exercise.right
def two_dicts(meta: Meta, facts: Facts, repo_id: str, vocab: Vocab) -> Meta:
    old = {key: mended_value(key, value, vocab) for key, value in meta.items()}
    lacking: Meta = {
        key: facts[key] for key in ("base_model", "pipeline_tag", "library_name") if key in facts.keys() - meta.keys()
    }
    bad = {field for _, field, _ in cards.findings(lacking, repo_id, vocab)}
    return {**old, **{key: value for key, value in lacking.items() if key not in bad}}


@exercise.right
def in_a_copy(meta: Meta, facts: Facts, repo_id: str, vocab: Vocab) -> Meta:
    copy = dict(meta)
    for key in meta:
        if key in ("license", "language", "base_model", "datasets", "metrics"):
            copy[key] = mended_value(key, meta[key], vocab)
    for code, key in (("W12", "library_name"), ("E06", "pipeline_tag"), ("E08", "base_model")):
        if key in facts:
            given = cards.elements(facts, key)
            if not any(cards.breaks_rule(code, one, repo_id, vocab) for one in given):
                copy.setdefault(key, facts[key])
    return copy
