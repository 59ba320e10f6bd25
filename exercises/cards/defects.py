"""Cards with something to mend, or nothing, and the facts that are known of them."""

from typing import Any

from course.cards import MARK as BOM

Facts = dict[str, Any]
HUB = "https://huggingface.co/"
BODY = "# Corvid\n\nA demo.\n\n---\n\n* one\n"
TASK: Facts = {"pipeline_tag": "text-generation"}
FULL: Facts = {"base_model": "ben/rook", "library_name": "peft", "pipeline_tag": "text-generation"}


def card(block: str, body: str = BODY) -> str:
    """A README."""
    return f"---\n{block}\n---\n{body}"


CASES: dict[str, tuple[str, Facts]] = {
    "a misspelt licence": (card("license: ' Apache 2.0 '"), TASK),
    "licences in a list": (card("license: [mit, The MIT License, GPL-ish]"), {}),
    "a card with nothing to fix": (card("license: 'mit'   # ours\ntags: [a,   b]"), {}),
    "a card whose facts are known": (card("license: mit\npipeline_tag: text-classification"), TASK),
    "a card without a licence": (card("language: en"), {}),
    "a licence nobody knows": (card("license: Corvid Public\nlanguage: en"), {}),
    "Norwegian": (card("license: mit\nlanguage: [no, English, xx]"), {}),
    "Norwegian by itself": (card("license: mit\nlanguage: no"), {}),
    "values that have an alias and are valid": (card("license: unknown\nlanguage: [code, en]"), {}),
    "links to the Hub": (card(f"base_model: {HUB}ara/corvid\ndatasets: [{HUB}datasets/ara/stair, ben/x]"), {}),
    "links to elsewhere": (card("license: mit\nbase_model: https://example.org/ara/corvid"), {}),
    "metrics in one string": (card("license: mit\nmetrics: accuracy, f1"), {}),
    "a single metric": (card("license: mit\nmetrics: accuracy"), {}),
    "keys in the author's order": (card("tags: [z, a]\nmetrics: b, a\nlicense: MIT\nlanguage: en"), FULL),
    "facts that the linter rejects": (
        card("license: mit\nmetrics: a, b"),
        {"pipeline_tag": "chatting", "library_name": "torchling", "base_model": "ara/corvid-2"},
    ),
    "an invalid task of the author": (card("license: mit\npipeline_tag: chatting"), TASK),
    "no front matter, and facts": (BODY, FULL),
    "no front matter and no facts": (BODY, {}),
    "a byte-order mark and no front matter": (BOM + BODY, TASK),
    "a byte-order mark and nothing to fix": (BOM + card("license: mit"), {}),
    "a block that is a comment": (card("# to do"), TASK),
    "YAML that does not parse": (card("tags: [a"), FULL),
    "a list for metadata": (card("- mit"), FULL),
    "Windows line ends": (card("license: Apache 2.0", "\n  # Corvid \n\n\n---\nbye").replace("\n", "\r\n"), FULL),
    "Windows line ends and nothing to fix": (card("license: mit").replace("\n", "\r\n"), {}),
    "a body that begins with white space": (card("license: Apache 2.0", "\n\n   # Corvid\n\n\n"), {}),
    "a name in another script": (card("license: apache 2.0\npretty_name: Ворон 🐦"), {}),
    "facts that are not ours to use": (
        card("language: en"),
        FULL | {"license": "mit", "tags": ["a"], "language": "fr"},
    ),
    "facts alone that are not ours to use": (card("language: en"), {"license": "mit"}),
    "one good fact and one bad": (
        card("license: mit"),
        {"pipeline_tag": "text-generation", "library_name": "torchling"},
    ),
    "a fact about a model that is its own base": (card("license: mit"), TASK | {"base_model": "ara/corvid-2"}),
    "a fact without a licence on the card": (card("language: en"), {"library_name": "peft"}),
    "an empty key of the author": (card("license: mit\npipeline_tag:\nbase_model: ''\nlibrary_name: []"), FULL),
    "metrics in a list, two in one text": (card("license: MIT\nmetrics: ['accuracy, f1', bleu]"), FULL),
    "metrics that end with a comma": (card("license: mit\nmetrics: 'accuracy, f1,'"), {}),
    "a list with one item": (card("license: [Apache 2.0]\nlanguage: [no]"), {}),
    "a list whose items become alike": (card("language: [English, en]\ntags: [1, 1]"), {}),
    "a number for a language": (card("license: mit\nlanguage: 0"), {}),
    "links in a list": (card(f"license: mit\nbase_model: [{HUB}ara/corvid, 'see {HUB}ara/x', ara/y]"), {}),
    "a link in another field": (card(f"license: mit\nnew_version: {HUB}ara/corvid-3"), {}),
    "line ends of Windows in the body alone": (card("license: Apache 2.0").replace("A demo.\n", "A demo.\r\n"), {}),
    "a byte-order mark and something to fix": (BOM + card("license: Apache 2.0"), {}),
    "blank lines before the metadata": ("\n\n" + card("license: Apache 2.0"), {}),
    "a comment in the metadata": (card("# ours\nlicense: Apache 2.0  # all of it"), {}),
    "an empty mapping": (card("{}"), {}),
    "a block that is a comment, and no facts": (card("# to do"), {}),
    "an empty card": ("", {}),
    "an empty card and a fact": ("", TASK),
}
