"""Which metadata mistakes does this card make?"""

from collections.abc import Iterator

import pandas as pd
from huggingface_hub.repocard_data import model_index_to_eval_results

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.metas import METAS
from exercises.cards.words import WORDS, Meta, Vocab

exercise = Exercise(
    "07-cards",
    "lint_metadata",
    looks_at="each rule by itself, numbers and booleans for text, one bad element of many, clean cards, unseen Hubs",
    ordered=True,
)

COLUMNS = ["code", "field", "value"]
OWN = "ara/corvid-2"


@exercise.cases
def cases() -> Iterator[Case]:
    """One rule at a time with a small vocabulary, then real vocabulary and cards of the graded Hubs."""
    for about, meta in METAS.items():
        yield case(about, meta, OWN, WORDS)
    for text in hub_cards.sample(8):
        yield case("a card of an unseen Hub", cards.parts(text)["metadata"], OWN, hub_cards.words())


# fmt: off
slip = exercise.slip
ROWS = "sorted(found)"
EVERY = "Report every bad element; uploaders fix a list once."
NUMBER = "YAML made 2024 a number; that is the finding."
KIND = "    if not isinstance(element, str):\n        return True\n"
LIST = "A list of metrics is right; W10 is one string with a comma in it."
slip("falsy_skipped", "Norwegian became False: YAML 1.1 reads unquoted ‘no’ as a boolean.",
     "element is not None and not blank", "element and not blank")
slip("first_of_each_code", EVERY, ROWS, "sorted({row[0]: row for row in reversed(found)}.values())")
slip("first_finding_alone", EVERY, ROWS, "sorted(found)[:1]")
slip("made_distinct", "The same element twice in a card gives two rows.", ROWS, "sorted(set(found))")
slip("case_folded", "‘MIT’ is rejected by the Hub: identifiers are lower-case.",
     "element not in vocab", "element.lower() not in vocab")
slip("tags_searched", NUMBER, KIND, '    if code == "E11":\n        return not re.search(r"\\S", element)\n' + KIND)
slip("tags_as_text", NUMBER, KIND, '    if code == "E11":\n        return not element.strip()\n' + KIND)
slip("tags_let_through", NUMBER, KIND, KIND.replace("True", 'code != "E11"'))
slip("letters", "`language: en` is one element, not the letters e and n: put a scalar into a list first.",
     "frames.as_list(meta.get(field))",
     "list(meta[field]) if isinstance(meta.get(field), str) else frames.as_list(meta.get(field))")
slip("absence_punished", "Only a missing licence is a mistake; other fields may be absent.",
     "frames.as_list(meta.get(field))", "frames.as_list(meta.get(field)) or [None]",
     "element is not None and not blank", 'not blank and (element is not None or field in cards.RULES.values())',
     "if not elements(meta, field)", "if not any(elements(meta, field))", '        if elements(meta, "model-index"):',
     '        if any(elements(meta, "model-index")):')
slip("blank_is_a_licence", "A blank licence tells a reader nothing: it is missing, E01.",
     "if not elements(meta, field)", 'if field not in meta or (field != "license" and not elements(meta, field))')
slip("link_forgotten", "`other` needs a name and a link: E03 and W04 are two findings.", ', "license_link": "W04"', "")
slip("other_only_alone", "`other` in a list of licences still needs its name and link.",
     '"other" in elements(meta, "license")', 'meta.get("license") == "other"')
slip("own_base", "A model cannot be its own base: that is E08 too.", 'code == "E08" and element == repo_id', "False")
slip("broken_index_escapes", "model_index_to_eval_results raises on a broken index; that is finding E09, not a crash.",
     "except Exception:\n        found", "except ZeroDivisionError:\n        found")
slip("metrics_in_a_list", LIST,
     'isinstance(metrics, str) and "," in metrics', 'len(elements(meta, "metrics")) > 1 or "," in str(metrics)',
     '("W10", "metrics", metrics)', '("W10", "metrics", str(metrics))')
slip("comma_in_a_list", LIST,
     'isinstance(metrics, str) and "," in metrics', 'any("," in str(one) for one in elements(meta, "metrics"))',
     '("W10", "metrics", metrics)', '("W10", "metrics", str(metrics))')
slip("single_metric", "A single metric without a comma is right.",
     'isinstance(metrics, str) and "," in metrics', "isinstance(metrics, str)")
slip("raw_values", "`value` is str(element): the text 'False', not the boolean.",
     "str(element)", "element", ROWS, "sorted(found, key=str)")
slip("as_found", "Sort by code, then field, then value.", ROWS, "found")
slip("by_code_alone", "Sort by code, then field, then value.", ROWS, "sorted(found, key=lambda row: row[0])")
slip("no_columns", "A clean card gives an empty table that still has its three columns.",
     'columns=["code", "field", "value"])', 'columns=["code", "field", "value"] if found else None)')
# fmt: on


@exercise.right
def by_the_course(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    return cards.lint(meta, repo_id, vocab)


@exercise.right
def rule_by_rule(meta: Meta, repo_id: str, vocab: Vocab) -> pd.DataFrame:
    rows: list[dict[str, str]] = []

    def held(field: str) -> list[object]:
        value = meta.get(field)
        many = value if isinstance(value, list) else [value]
        return [one for one in many if one is not None and str(one).strip()]

    def note(code: str, field: str, value: object = "") -> None:
        rows.append({"code": code, "field": field, "value": str(value)})

    if not held("license"):
        note("E01", "license")
    for field, code, known in (
        ("license", "E02", "licenses"),
        ("language", "E05", "languages"),
        ("pipeline_tag", "E06", "pipeline_tags"),
        ("library_name", "W12", "libraries"),
    ):
        for value in held(field):
            if type(value) is not str or value not in vocab[known]:
                note(code, field, value)
    if "other" in held("license"):
        for field, code in (("license_name", "E03"), ("license_link", "W04")):
            if not held(field):
                note(code, field)
    for field, code in (("datasets", "E07"), ("base_model", "E08")):
        for value in held(field):
            text = value if isinstance(value, str) else "not text"
            link = text.startswith(("http://", "https://"))
            if link or text != "".join(text.split()) or (code == "E08" and text == repo_id):
                note(code, field, value)
    for value in held("tags"):
        if not isinstance(value, str):
            note("E11", "tags", value)
    if isinstance(meta.get("metrics"), str) and "," in meta["metrics"]:
        note("W10", "metrics", meta["metrics"])
    try:
        _ = held("model-index") and model_index_to_eval_results(meta["model-index"])
    except Exception:
        note("E09", "model-index")
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(COLUMNS, ignore_index=True)
