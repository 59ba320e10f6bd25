"""What can be fixed from known facts, without touching the author's words?"""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml
from huggingface_hub import CardData
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from course.exercise.exercise import Case, case
from exercises.cards import hub_cards
from exercises.cards.card_parts import bare, parts
from exercises.cards.defects import CASES, FULL
from exercises.cards.linter import WORDS, absent, elements
from exercises.cards.mending import Facts, Mender, Meta, Vocab
from exercises.cards.repair_view import Repair

exercise = Repair(
    "07-cards",
    "repair_card",
    looks_at="CRLF, nothing to fix, unknown licences, facts the linter rejects, a second repair, and unseen Hubs",
)

VOCAB: Vocab = WORDS | {
    "license_alias": {"apache 2.0": "apache-2.0", "the mit license": "mit", "unknown": "other"},
    "language_alias": {"english": "en", "french": "fr", "code": "en"},
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One difficulty at a time, then cards of the graded Hubs."""
    for about, (text, facts) in CASES.items():
        yield case(about, text, facts, "ara/corvid-2", VOCAB)
    for text in hub_cards.sample(6):
        yield case("a card of an unseen Hub", text, FULL, "ara/corvid-2", hub_cards.words())


@exercise.wrong("Granting a licence on someone's behalf is not a formatting fix.")
def licence_granted(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Grants(Mender):
        def mended(self, meta: Meta) -> Meta:
            return super().mended(meta) | ({"license": "mit"} if absent(meta.get("license")) else {})

    return Grants(facts, repo_id, vocab).repair(text)


@exercise.wrong("The author's text changed; only the metadata may.")
def body_rewritten(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    after = Mender(facts, repo_id, vocab).repair(text)
    body = parts(bare(after))["body"]
    return after.removesuffix(body) + "\n".join(body.strip().splitlines())


@exercise.wrong("The author's text changed; only the metadata may.")
def by_lines(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    return Mender(facts, repo_id, vocab).repair(text).replace("\r\n", "\n")


@exercise.wrong("A reordered block makes a two-line fix look like a rewrite in the PR.")
def keys_sorted(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Sorts(Mender):
        def written(self, text: str, found: dict[str, Any], meta: Meta) -> str:
            return super().written(text, found, meta if meta == found["metadata"] else dict(sorted(meta.items())))

    return Sorts(facts, repo_id, vocab).repair(text)


@exercise.wrong("A reordered block makes a two-line fix look like a rewrite in the PR.")
def facts_first(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class First(Mender):
        def mended(self, meta: Meta) -> Meta:
            right = super().mended(meta)
            return {key: right[key] for key in sorted(right, key=lambda key: key in meta)}

    return First(facts, repo_id, vocab).repair(text)


@exercise.wrong("The card already had a valid pipeline_tag.")
def facts_override(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Overrides(Mender):
        def added(self, meta: Meta) -> Meta:
            return super().added({})

    return Overrides(facts, repo_id, vocab).repair(text)


@exercise.wrong("A fact that the linter rejects makes the card worse: leave it out.")
def facts_unchecked(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Trusts(Mender):
        def added(self, meta: Meta) -> Meta:
            return {key: value for key, value in self.facts.items() if key not in meta}

    return Trusts(facts, repo_id, vocab).repair(text)


@exercise.wrong("A card with Windows line ends gets a block with Windows line ends.")
def unix_block(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    after = Mender(facts, repo_id, vocab).repair(text)
    body = parts(bare(after))["body"]
    return text if after == text else after.removesuffix(body).replace("\r\n", "\n") + body


@exercise.wrong("With nothing to fix, hand the text back as it was: quotes, comments, a byte-order mark.")
def mark_dropped(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    return bare(Mender(facts, repo_id, vocab).repair(text))


@exercise.wrong("With nothing to fix, hand the text back as it was: quotes, comments, a byte-order mark.")
def always_rendered(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    found = parts(bare(text))
    after = Mender(facts, repo_id, vocab).repair(text)
    if after != text or found["status"] != "ok":
        return after
    return f"---\n{yaml.safe_dump(found['metadata'], sort_keys=False)}---\n{found['body']}"


@exercise.wrong("A card that does not parse stays as it is: a guess could lose what the author wrote.")
def broken_replaced(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    found = parts(bare(text))
    mender = Mender(facts, repo_id, vocab)
    return mender.written(text, found, mender.mended(found["metadata"]))


@exercise.wrong("A value the Hub knows is right as it stands, whatever the alias table says.")
def valid_values_aliased(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Aliases(Mender):
        def alias(self, known: str, aliases: str, value: object) -> object:
            value = "no" if known == "languages" and value is False else value
            return self.vocab[aliases].get(str(value).strip().lower(), value)

    return Aliases(facts, repo_id, vocab).repair(text)


@exercise.wrong("A licence that no alias explains is left alone: you cannot know what was meant.")
def unknown_licence_dropped(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Drops(Mender):
        def mended(self, meta: Meta) -> Meta:
            right = super().mended(meta)
            known = [one for one in elements(right.get("license")) if one in self.vocab["licenses"]]
            if len(known) == len(elements(right.get("license"))):
                return right
            return right | {"license": known} if known else {key: right[key] for key in right if key != "license"}

    return Drops(facts, repo_id, vocab).repair(text)


@exercise.wrong("Norwegian arrives as False: put it back to no.")
def norwegian_forgotten(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Forgets(Mender):
        def alias(self, known: str, aliases: str, value: object) -> object:
            return value if value is False else super().alias(known, aliases, value)

    return Forgets(facts, repo_id, vocab).repair(text)


@exercise.wrong("Strip the spaces and the capitals of a value before you look for its alias.")
def alias_to_the_letter(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Exact(Mender):
        def alias(self, known: str, aliases: str, value: object) -> object:
            return super().alias(known, aliases, value) if value in (False, *self.vocab[aliases]) else value

    return Exact(facts, repo_id, vocab).repair(text)


@exercise.wrong("A link to another site is no repo id: only links to the Hub can be shortened.")
def any_link(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    class Shortens(Mender):
        def linked(self, value: object) -> object:
            return re.sub(r"^https?://[^/]+/(datasets/)?", "", value) if isinstance(value, str) else value

    return Shortens(facts, repo_id, vocab).repair(text)


@exercise.wrong("A card without front matter gets a block as soon as there is a fact to put into it.")
def no_block_added(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    return text if parts(bare(text))["status"] == "no_front_matter" else Mender(facts, repo_id, vocab).repair(text)


@exercise.right
def with_the_card_class(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    found = parts(bare(text))
    if found["status"] not in ("ok", "empty", "no_front_matter"):
        return text
    new = Mender(facts, repo_id, vocab).mended(found["metadata"])
    if repr(new) == repr(found["metadata"]):
        return text
    data, end = CardData(**new), "\r\n" if "\r\n" in text else "\n"
    return end.join(["---", data.to_yaml(line_break=end, original_order=list(new)), "---", found["body"]])


@exercise.right
def line_by_line(text: str, facts: Facts, repo_id: str, vocab: Vocab) -> str:
    match = REGEX_YAML_BLOCK.search(bare(text))
    found = parts(bare(text))
    if found["status"] in {"not_a_mapping", "yaml_syntax"}:
        return text
    old, new = found["metadata"], Mender(facts, repo_id, vocab).mended(dict(found["metadata"]))
    changed = [key for key in new if key not in old or repr(old[key]) != repr(new[key])]
    if not changed:
        return text
    rows = [f"{key}: {json.dumps(new[key], ensure_ascii=False)}" for key in changed]
    end = "\r\n" if "\r\n" in text else "\n"
    if match is None:
        return end.join(["---", *rows, "---", found["body"]])
    kept = match[2] if not set(changed) & set(old) else None
    lines = [kept] if kept is not None else [f"{key}: {json.dumps(old[key], ensure_ascii=False)}" for key in old]
    by_key = dict(zip(changed, rows, strict=True))
    if kept is None:
        lines = [by_key.get(key, line) for key, line in zip(old, lines, strict=True)]
    lines += [by_key[key] for key in changed if key not in old]
    return "".join([match[1], end.join(lines), match[3], found["body"]])
