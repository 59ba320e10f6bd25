"""Which single values can be put right for certain?"""

import re
from collections.abc import Iterator

from course.cards import HUB_LINK
from course.exercise.exercise import Case, Exercise, case
from exercises.cards.words import WORDS, Vocab

exercise = Exercise(
    "07-cards",
    "mended",
    looks_at="aliases, words that the Hub knows, False and 0, links of each kind, metrics, and other fields",
)

VOCAB: Vocab = WORDS | {
    "license_alias": {"apache 2.0": "apache-2.0", "the mit license": "mit", "unknown": "other", "2.0": "apache-2.0"},
    "language_alias": {"english": "en", "french": "fr", "code": "en", "0": "fr", "norwegian": "no"},
}
HUB = "https://huggingface.co/"
VALUES: dict[str, tuple[object, ...]] = {
    "license": ("mit", "MIT", "Apache 2.0", " apache 2.0\t", "THE MIT LICENSE", "GPL-ish", "unknown", 2.0, False, None,
                "English", "apache 2.0, mit", ["Apache 2.0"]),
    "language": ("en", "English", " FRENCH ", "xx", "code", False, 0, True, None, 7, "no", "No", "apache 2.0"),
    "base_model": (f"{HUB}ara/corvid", f"{HUB}datasets/ara/stair", f"{HUB}ara/corvid/", f"{HUB}gpt2", "ara/corvid",
                   f"{HUB}ara/corvid/tree/main", f" {HUB}ara/corvid", f"see {HUB}ara/corvid", f"{HUB}ara/corvid now",
                   "https://example.org/ara/corvid", "http://huggingface.co/ara/corvid", 7, None, "English", False),
    "datasets": (f"{HUB}datasets/ara/stair", f"{HUB}ara/stair", "ara/stair", "https://example.org/d", "a, b", 7),
    "metrics": ("accuracy, f1", "accuracy,f1,", " accuracy ,, f1 ", "accuracy, , f1", "accuracy", "accuracy,", 0.7,
                None, f"{HUB}a/b"),
    "tags": ("MIT", "a, b", f"{HUB}ara/corvid", False, "English"),
    "pipeline_tag": ("Text-Generation", "chatting"),
    "library_name": ("Transformers", "a, b"),
    "new_version": (f"{HUB}ara/corvid-3",),
}  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """Each field with values of each kind."""
    for field, values in VALUES.items():
        for value in values:
            yield case(f"a value of {field}", field, value, VOCAB)


# fmt: off
slip = exercise.slip
ALIAS = ".get(str(value).strip().lower(), value)"
NORWEGIAN = "Norwegian arrives as False: put it back to no."
LINKS = "A link to another site is no repo id: only links to the Hub can be shortened."
WHOLE = "Only a text that is a link as a whole becomes an id."
METRICS = 'field == "metrics" and isinstance(value, str) and "," in value'
PARTS = '[part.strip() for part in value.split(",") if part.strip()]'
slip("norwegian_forgotten", NORWEGIAN, 'field == "language" and value is False', "False")
slip("norwegian_in_any_field", "Only a language of False was once `no`.",
     'field == "language" and value is False', "value is False")
slip("zero_is_norwegian", "Only False itself was once `no`: 0 is a number.", "value is False", "value == False")
slip("falsy_is_norwegian", "Only False itself was once `no`: 0 is a number.", "value is False", "not value")
slip("alias_to_the_letter", "Strip the spaces and the capitals of a value before you look for its alias.",
     ALIAS, ".get(str(value), value)")
slip("alias_with_blanks", "Strip the spaces and the capitals of a value before you look for its alias.",
     ALIAS, ".get(str(value).lower(), value)")
slip("alias_of_text_alone", "Look a number up as text too: `2.0` may have an alias.",
     ALIAS, '.get(value.strip().lower() if isinstance(value, str) else "", value)')
slip("lower_case", "A value without an alias stays exactly as the author wrote it.",
     ALIAS, ".get(str(value).strip().lower(), str(value).strip().lower())")
slip("unknown_dropped", "A value without an alias is left alone: you cannot know what was meant.",
     ALIAS, ".get(str(value).strip().lower())")
slip("valid_values_aliased", "A value the Hub knows is right as it stands, whatever the alias table says.",
     "return value if known else (", "return (")
slip("any_link", LINKS,
     "cards.HUB_LINK.fullmatch(str(value))", r're.fullmatch(r"https?://[^/]+/(?:datasets/)?(\S+?)/?", str(value))')
slip("link_in_a_text", WHOLE, "HUB_LINK.fullmatch(", "HUB_LINK.search(")
slip("link_at_the_start", WHOLE, "HUB_LINK.fullmatch(", "HUB_LINK.match(")
slip("link_stripped", WHOLE, "HUB_LINK.fullmatch(str(value))", "HUB_LINK.fullmatch(str(value).strip())")
slip("bases_alone", "A link in `datasets` is shortened too.",
     'field in ("base_model", "datasets")', 'field == "base_model"')
slip("links_in_any_field", "Only `base_model` and `datasets` hold ids: links elsewhere stay.",
     'field in ("base_model", "datasets") and link', "link")
slip("whole_match", "Group 1 of the match is the id, without the address of the Hub.",
     "return link[1]", "return link[0]")
slip("commas_in_any_field", "Only `metrics` in one text become a list: a comma elsewhere stays.",
     METRICS, METRICS.replace('field == "metrics" and ', ""))
slip("parts_with_blanks", "Strip the parts, and leave out those that are blank.", PARTS, 'value.split(",")')
slip("blank_parts_kept", "Strip the parts, and leave out those that are blank.",
     PARTS, '[part.strip() for part in value.split(",")]')
slip("blank_text_kept", "Strip the parts, and leave out those that are blank.",
     PARTS, '[part.strip() for part in value.split(",") if part]')
slip("metrics_as_they_are", "Metrics in one text with a comma become a list.", METRICS, "False")
slip("single_metric", "A single metric without a comma stays a text.",
     METRICS, 'field == "metrics" and isinstance(value, str)')
# fmt: on


@exercise.right
def one_rule_a_field(field: str, value: object, vocab: Vocab) -> object:
    match field:
        case "license" | "language":
            if field == "language" and value is False:
                return "no"
            words = vocab["licenses" if field == "license" else "languages"]
            if isinstance(value, str) and value in words:
                return value
            wanted = str(value).lower().strip()
            return next((meant for usual, meant in vocab[f"{field}_alias"].items() if usual == wanted), value)
        case "base_model" | "datasets" if isinstance(value, str):
            found = HUB_LINK.fullmatch(value)
            return found.group(1) if found else value
        case "metrics" if isinstance(value, str) and value.count(","):
            return re.findall(r"[^,\s](?:[^,]*[^,\s])?", value)
    return value


@exercise.right
def with_early_returns(field: str, value: object, vocab: Vocab) -> object:
    text = value if isinstance(value, str) else ""
    if field == "metrics":
        parts = [part for part in map(str.strip, text.split(",")) if part]
        return parts if "," in text else value
    if field in ("datasets", "base_model"):
        return re.sub(rf"\A{HUB_LINK.pattern}\Z", r"\1", text) if text else value
    if field not in ("license", "language") or text in vocab[field.replace("se", "ses").replace("age", "ages")]:
        return value
    if value is False and field == "language":
        return "no"
    aliases = vocab[field + "_alias"]
    key = str(value).strip().lower()
    return aliases.get(key, value)
