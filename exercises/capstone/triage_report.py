"""Which failure reports can be answered without a person?"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Answer, Case, case
from course.exercise.performance import Measured, PerformanceExercise, Trial
from exercises.capstone.tables import LESSON, T0, model, reports

exercise = PerformanceExercise(
    LESSON,
    "triage_report",
    looks_at="capitals, two symptoms in both orders, a text and an error that differ, reports without a text, an "
    "error, an engine or a model, and the net share of 750 reports of three unseen Hubs",
    measure="the net share",
    least=0.15,
)

CAUSES = ("missing_files", "bad_metadata", "incompatible_engine", "oom", "gated_access", "corrupt_weights",
          "wrong_usage", "human")  # fmt: skip
COST = 4  # right answers that one wrong answer costs
RIGHT = "net share"

KNOWN_WORDS = "Answer with one of the seven causes, or with human."
SILENT = "Answer human where nothing in the report shows a cause."
CAPITALS = "Logs come in any case of letters."
FIRST = "Of two symptoms, the one that the report names first is the cause."
GONE = "A report may name a repo that is gone: then `model` is None."
UNDECIDED = "Where the model would decide and is gone, the answer is human."
TEXT_FIRST = "Read the text before the error: of two symptoms, the first one is the cause."
ERROR_TOO = "The error can name the cause where the text does not: read both."
MISSED = "The colleague's words name a cause in the text, and your answer is human: look for them there."
OTHER = "The colleague's words name another cause in the report than your answer does."
ONE_FOR_ALL = "Every report gets the same cause: read what it says."
WORDS_ALONE = "These are the words alone: look at the model where one text has two causes."
BOLD = "Wrong answers cost more than your right ones save: answer human where the model does not decide."
NOBODY = "Always human: nobody is answered."
ONE_TEXT = "Cannot load on a gated repo and on a broken one read the same; look at the model."


def report(text: str | None, error: str | None = None, engine: str | None = "vllm", title: str = "Error") -> Any:
    """A report about a model."""
    asked = {"report_id": "f1", "repo_id": "a/x", "created_at": T0, "title": title}
    return asked | {"text": text, "engine": engine, "error": error}


SHARD = "the index lists a shard that the repo does not hold"
HASH, CACHE, GATE = "the sha256 does not match", "the KV cache does not fit", "GatedRepoError: ask first"
REFUSED = report("403 Client Error while the weights were fetched", engine=None)
OPEN, GATED = "a refusal at an open repo", "a refusal behind a gate"
WANTED: dict[str, tuple[Any, Any, str, str]] = {
    "a text that names its cause": (report(HASH), model("a/x"), "corrupt_weights", OTHER),
    "another": (report(SHARD, engine=None), model("a/x"), "missing_files", OTHER),
    "capitals": (report(HASH.upper(), engine=None), model("a/x"), "corrupt_weights", CAPITALS),
    "a symptom in the error alone": (report("It does not work.", HASH), model("a/x"), "corrupt_weights", ERROR_TOO),
    "a symptom in the error, and no text": (report(None, SHARD), model("a/x"), "missing_files", ERROR_TOO),
    "two symptoms": (report(f"{CACHE}. {HASH}"), model("a/x"), "oom", FIRST),
    "two symptoms, turned round": (report(f"{HASH}. {CACHE}"), model("a/x"), "corrupt_weights", FIRST),
    "two symptoms in capitals": (report(f"{GATE}. {CACHE}".upper()), model("a/x"), "gated_access", FIRST),
    "a text and an error": (report(CACHE, HASH), model("a/x"), "oom", TEXT_FIRST),
    "a text and an error, turned round": (report(HASH, CACHE), model("a/x"), "corrupt_weights", TEXT_FIRST),
    OPEN: (REFUSED, model("a/x"), "wrong_usage", ONE_TEXT),
    GATED: (REFUSED, model("a/x", gated="manual"), "gated_access", ONE_TEXT),
    "no model": (report(HASH), None, "corrupt_weights", GONE),
    "a refusal, and no model": (REFUSED, None, "human", UNDECIDED),
    "no model and no sign of a cause": (report("Please help."), None, "human", SILENT),
    "no text": (report(None, None, None), model("a/x"), "human", SILENT),
    "an empty text": (report("", None), model("a/x"), "human", SILENT),
    "a text that says nothing": (report("Any idea?", None, "tgi"), model("a/x"), "human", SILENT),
    "an empty text in a gated repo": (report("", None), model("a/x", gated="manual"), "human", SILENT),
}


@exercise.cases
def cases() -> Iterator[Case]:
    """Reports whose answer nobody doubts."""
    for about, (asked, of, _, _) in WANTED.items():
        yield case(about, asked, of)


def net_share(answers: Sequence[str], causes: Sequence[str]) -> float:
    """Right answers less four times the wrong ones, as a share of all reports."""
    answered = sum(answer != "human" for answer in answers)
    right = sum(answer == cause for answer, cause in zip(answers, causes, strict=True))
    return (right - COST * (answered - right)) / len(causes)


@exercise.trials
def trials() -> Iterator[Trial]:
    """Reports of three unseen Hubs, taken together."""
    asked = [one for slot in hubs.SLOTS for one in reports(slot)]
    causes = [cause for _, _, cause in asked]

    def scores(found: Sequence[Any]) -> dict[str, float]:
        return {RIGHT: net_share(found, causes)}

    yield Trial(tuple(case("an unseen report", one, of) for one, of, _ in asked), scores)


WORDS = {
    "missing_files": "no file named|does not hold|never uploaded|not in the repo|are missing"
    "|cannot be found on the hub",
    "bad_metadata": "yaml|licence tag|metadata block|language code|names a base model",
    "incompatible_engine": "quantization",
    "oom": "kv cache|keys and values",
    "gated_access": "gatedrepo|for access|access request|accepted|contact details",
    "corrupt_weights": "safetensorerror|sha256|checksum|header|hash of",
    "wrong_usage": "chat template|to a text model|list of lists|on an encoder",
}


def said_in(asked: dict[str, Any]) -> str:
    """What a report says, in small letters."""
    return " ".join(str(asked[name]) for name in ("text", "error") if isinstance(asked[name], str)).lower()


@exercise.baseline
def words_alone(asked: dict[str, Any], of: dict[str, Any] | None) -> str:
    said = said_in(asked)
    hits = {cause: re.search(words, said) for cause, words in WORDS.items()}
    return min(((hit.start(), cause) for cause, hit in hits.items() if hit), default=(0, "human"))[1]


@exercise.rule
def a_known_cause(one: Case, value: Any) -> str | None:
    """Whether the answer is a cause or human."""
    return None if isinstance(value, str) and value in CAUSES else KNOWN_WORDS


@exercise.probe
def what_nobody_doubts(one: Case, ask: Answer) -> str | None:
    """Whether a report that leaves no doubt is answered so, and what an answer that is not does with all of them."""
    _, _, wanted, sentence = WANTED[one.about]
    value = ask(*one.args)
    if value == wanted or (value == "human" and one.about in (OPEN, GATED)):
        return None
    answers = {ask(asked, of) for asked, of, _, _ in WANTED.values()}
    if len(answers) == 1:
        return NOBODY if value == "human" else ONE_FOR_ALL
    if sentence in (OTHER, ERROR_TOO):
        return OTHER if value != "human" else MISSED if sentence == OTHER else ERROR_TOO
    return sentence


# Texts with two causes, and for each the models that decide on one and on the other.
TWO_CAUSES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "403 Client Error while the weights were fetched": ({"gated": "no"}, {"gated": "manual"}),
    "out of memory with 16 GB": ({"weight_bytes": 10**9}, {"weight_bytes": 10**11}),
    "the engine refuses the architecture": ({"badge_vllm": "yes"}, {"badge_vllm": "no"}),
    "404 for config.json": ({"relation": "adapter"}, {"relation": "original"}),
    "the widget is the wrong one": ({"lint_errors": 2}, {"lint_errors": 0}),
}


@exercise.remark
def why_it_earns_little(ask: Answer, measured: Sequence[Measured]) -> str | None:
    """Whether the words alone answer, or too much is answered."""
    (one,) = measured
    answers = {ask(report(text), model("a/x", **of)) for text, both in TWO_CAUSES.items() for of in both}
    if answers == {"human"} and one.score < one.at(0.5):
        return WORDS_ALONE
    return BOLD if one.score < one.baseline[RIGHT] - 0.01 else None


# fmt: off
slip = exercise.slip
NO_HIT = 'found[0][1] if found else "human"'
GIVES = "    }[symptom]"
EITHER = "if symptom not in shared or model is None:"
slip("never_abstains", SILENT, NO_HIT, 'found[0][1] if found else "wrong_usage"')
slip("always_human", NOBODY, 'return symptom if symptom in WORDS else "human"', 'return "human"', EITHER, "if True:")
slip("words_left_out", MISSED, 'return symptom if symptom in WORDS else "human"', 'return "human"')
slip("last_symptom", FIRST, "found[0][1]", "found[-1][1]")
slip("first_word_of_the_list", FIRST, "found = sorted((hit.start(), name)", "found = list((hit.start(), name)")
slip("error_first", TEXT_FIRST, """f"{report['text']} {report['error']}".lower()""",
     """f"{report['error']} {report['text']}".lower()""")
slip("text_alone", ERROR_TOO, """f"{report['text']} {report['error']}".lower()""", """str(report['text']).lower()""")
slip("one_cause", ONE_FOR_ALL, NO_HIT, '"wrong_usage"',
     'return symptom if symptom in WORDS else "human"', "return symptom", EITHER, "if True:")
slip("gone_is_usage", UNDECIDED, 'return symptom if symptom in WORDS else "human"',
     'return "wrong_usage" if symptom in shared else symptom')
slip("as_written", CAPITALS, ".lower()", "")
slip("words_alone", WORDS_ALONE, EITHER, "if True:")
slip("needs_a_model", GONE, EITHER, 'if model is None:\n        return "human"\n    if symptom not in shared:')
slip("causes_in_capitals", KNOWN_WORDS, GIVES, "    }[symptom].upper()",
     'return symptom if symptom in WORDS else "human"', 'return symptom.upper() if symptom in WORDS else "human"')
slip("text_decides", ONE_TEXT, 'if symptom not in shared or model is None:',
     'usual = {"refused": "gated_access", "memory": "oom", "killed": "oom"}\n'
     '    usual = usual | {"architecture": "incompatible_engine", "no files": "missing_files"}\n'
     '    usual = usual | {"page": "bad_metadata"}\n'
     "    if symptom in usual:\n        return usual[symptom]\n    if symptom not in shared or model is None:")
slip("gate_without_a_sign", SILENT, '    hits = {name',
     '    if model is not None and model["gated"] != "no":\n        return "gated_access"\n    hits = {name')
# fmt: on


@exercise.wrong(SILENT)
def by_the_engine(asked: dict[str, Any], of: dict[str, Any] | None) -> str:
    found = words_alone(asked, of)
    return "incompatible_engine" if found == "human" and asked["engine"] == "vllm" else found


@exercise.right
def symptom_by_symptom(asked: dict[str, Any], of: dict[str, Any] | None) -> str:
    said = said_in(asked)
    signs = {"gate": r"\b40[13]\b|denied|authorised", "room": "memory", "stop": "killed|signal 9|137",
             "kind": "architecture|model class", "lacks": "config|tokenizer", "page": "widget|page offers"}  # fmt: skip
    found = [
        (hit.start(), name) for name, words in {**signs, **WORDS}.items() for hit in [re.search(words, said)] if hit
    ]
    first = min(found)[1] if found else "human"
    if first not in signs or of is None:
        return first if first in WORDS else "human"
    if first == "gate":
        return "wrong_usage" if of["gated"] == "no" else "gated_access"
    if first in ("room", "stop"):
        memory, size = re.search("([0-9]+) ?gb", said), of["weight_bytes"]
        if memory is None or pd.isna(size):
            return "human"
        if float(size) * 1.2 > 0.85 * float(memory[1]) * 2**30:
            return "oom"
        return "corrupt_weights" if first == "stop" else "wrong_usage"
    if first == "kind":
        return {"yes": "wrong_usage", "no": "incompatible_engine"}.get(of["badge_vllm"], "human")
    if first == "lacks":
        return "missing_files" if of["relation"] != "adapter" else "wrong_usage"
    return "wrong_usage" if of["lint_errors"] == 0 else first.replace("page", "bad_metadata")


@exercise.right
def two_tables(asked: dict[str, Any], of: dict[str, Any] | None) -> str:
    """Which sign stands first, and for each sign a question to the model."""
    said = said_in(asked)
    if not said.strip():
        return "human"
    room = re.search(r"(\d+) gb", said)
    size = None if of is None or pd.isna(of["weight_bytes"]) else float(of["weight_bytes"]) / 2**30
    small = None if room is None or size is None else size < 0.7 * float(room[1])
    row = of or {"gated": None, "badge_vllm": None, "relation": None, "lint_errors": None}
    choices: dict[str, str | None] = {
        "40[13]|denied|not authorised": None
        if of is None
        else ("wrong_usage" if row["gated"] == "no" else "gated_access"),
        "out of.* memory|outofmemory|memory exhausted": {True: "wrong_usage", False: "oom"}.get(small),  # type: ignore[arg-type]
        "killed|signal 9|exit code": {True: "corrupt_weights", False: "oom"}.get(small),  # type: ignore[arg-type]
        "unknown to the server|architecture|model class": {"no": "incompatible_engine", "yes": "wrong_usage"}.get(
            row["badge_vllm"]
        ),
        "config|tokenizer": None
        if of is None
        else ("wrong_usage" if row["relation"] == "adapter" else "missing_files"),
        "widget|kind of input": None if of is None else ("bad_metadata" if row["lint_errors"] > 0 else "wrong_usage"),
    }
    answers = {words: cause for cause, words in WORDS.items()} | choices
    places = {words: hit.start() for words in answers if (hit := re.search(words, said))}
    return (answers[min(places, key=lambda words: places[words])] or "human") if places else "human"
