"""Which words does a text hold?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course import behaviour
from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "04-failure",
    "tokens_of",
    looks_at="capitals, signs inside and around words, repeated words, texts without a word, and every kind of "
    "missing text",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Texts, then what is no text."""
    for about, text in {
        "one word": "bert",
        "brackets, underscores, capitals": "Mistral-7.3 16GB_A100 (GPTQ)",
        "a word in capitals and in small letters": "onnx ONNX onnx",
        "signs at the ends of words": "-awq- .gguf. q4_k_m, 3.1.",
        "several signs inside a word": "all-mini-l6-v2 a..b c--d",
        "a line that ends and a tab": "vllm\n8gb\tcpu",
        "letters of other alphabets": "café 模型 bert",
        "signs alone": "??? --",
        "no characters": "",
        "the word nan": "nan none",
    }.items():
        yield case(about, text)
    for missing in (None, np.nan, pd.NA, pd.NaT):
        yield case("a missing text", missing)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
slip("split_on_spaces", "‘(awq)’ and ‘awq’ are the same word to a user.",
     "TOKEN.findall(text.lower())", "text.lower().split()")
slip("split_at_every_sign", "Hyphens and dots stay inside a word: ‘llama-3.1’ is one word, not three.",
     "TOKEN.findall(", 're.findall("[a-z0-9]+", ')
slip("case_matters", "Lower-case the text first: the pattern fits small letters alone.",
     "text.lower()", "text")
slip("capitals_kept", "Take the words from the lower-cased text: ‘GGUF’ and ‘gguf’ are the same word.",
     "TOKEN.findall(text.lower())", r're.findall(r"[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*", text)')
slip("first_word_alone", "A text can hold several tokens: `findall` gives all of them.",
     "TOKEN.findall(text.lower())", "TOKEN.findall(text.lower())[:1]")
slip("whole_text_alone",
     "A token may stand anywhere in the text: search for all of them instead of matching the whole.",
     "TOKEN.findall(text.lower())", "[text.lower()] if TOKEN.fullmatch(text.lower()) else []")
slip("repeats_kept", "Return a set: each token is in it once.",
     "return set(TOKEN.findall(text.lower()))", "return TOKEN.findall(text.lower())")
slip("missing_as_text", "A missing text has no tokens: `str(None)` would be the word ‘none’.",
     "if not isinstance(text, str):\n        return set()\n", "text = str(text)\n")
slip("missing_not_looked_for", "A missing text cannot be lower-cased: return the empty set before you try.",
     "    if not isinstance(text, str):\n        return set()\n", "")
slip("missing_stays_missing", "Of a missing text return the empty set, `set()`, not the missing value.",
     "return set()\n", "return None\n")
slip("none_alone_is_missing", "A text can be missing as NaN or <NA> too: ask whether it is a text.",
     "not isinstance(text, str)", "text is None")
# fmt: on


exercise.right(behaviour.tokens_of)


@exercise.right
def sign_by_sign(text: object) -> set[str]:
    letters = set("abcdefghijklmnopqrstuvwxyz0123456789")
    if not isinstance(text, str):
        return set()
    found, word = set(), ""
    small = text.lower()
    for place, sign in enumerate(small):
        inside = sign in ".-" and bool(word) and small[place + 1 : place + 2] in letters
        if sign in letters or (inside and small[place + 1 : place + 2]):
            word += sign
        else:
            found.add(word)
            word = ""
    return (found | {word}) - {""}


@exercise.right
def with_pandas(text: object) -> set[str]:
    if pd.isna(text):  # type: ignore[call-overload]
        return set()
    pieces = pd.Series([text]).str.lower().str.extractall(r"([a-z0-9]+(?:[.\-][a-z0-9]+)*)")[0]
    return set(pieces)
