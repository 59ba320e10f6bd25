"""How complete a card is and how many of its metadata are wrong, as the generator reads them."""

import re
from typing import Any

from course.vocabulary import vocab

SECTIONS = {
    "uses": (("use", "intended"), 14),
    "scope": (("out of scope",), 8),
    "limits": (("limitation", "risk", "bias"), 14),
    "data": (("training data",), 14),
    "evaluation": (("evaluation", "results"), 14),
    "citation": (("citation",), 5),
}


def card_score(body: str, meta: dict[str, Any]) -> float:
    """Completeness by sections of at least twenty informative words, code, licence and lineage."""
    plain = re.sub(
        r"```.*?```", " ", re.sub(r"\[More Information Needed\]|More information needed[^.\n]*", " ", body), flags=re.S
    )
    head, *parts = re.split(r"^##+ ", plain, flags=re.M)
    total = 8 * min(1.0, words(head.partition("\n")[2]) / 20)
    for keys, weight in SECTIONS.values():
        found = [words(part.partition("\n")[2]) for part in parts if is_section(part.partition("\n")[0].lower(), keys)]
        total += weight * min(1.0, max(found, default=0) / 20)
    total += 10 * ("```" in body) + 8 * (
        meta.get("license") in vocab()["licenses"] if isinstance(meta.get("license"), str) else False
    )
    return round(total + 5 * ("base_model" in meta), 2)


def is_section(title: str, keys: tuple[str, ...]) -> bool:
    """True where a heading names a section, and not how to use the model."""
    spaced = title.replace("-", " ")
    return (
        any(key in spaced for key in keys)
        and not spaced.startswith("how to")
        and ("out of scope" in keys or "out of scope" not in spaced)
    )


def words(text: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"[^\W_]+", text))


def lint(meta: dict[str, Any]) -> int:
    """How many of a card's licence, language and base are missing or misspelt."""
    licence, language, base = meta.get("license"), meta.get("language"), meta.get("base_model")
    wrong = [name for name in (licence if isinstance(licence, list) else [licence]) if name not in vocab()["licenses"]]
    bad_language = [
        code
        for code in (language if isinstance(language, list) else [language])
        if code is not None and code not in vocab()["languages"]
    ]
    return len(wrong) + len(bad_language) + (isinstance(base, str) and base.startswith("http"))
