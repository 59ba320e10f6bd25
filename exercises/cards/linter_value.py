"""What would the linter catch, and whom would it bother?"""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from course.grading.exercise import Case, Exercise, case
from exercises.cards import hub_cards, hub_uploads
from exercises.cards.card_parts import bare, parts
from exercises.cards.failure_mix import attempts as table_of
from exercises.cards.failure_mix import category
from exercises.cards.hub_uploads import Readmes
from exercises.cards.linter import WORDS, findings

exercise = Exercise(
    "07-cards",
    "linter_value",
    looks_at="other blocking sets, attempts without a README, nothing flagged, no failures, and unseen Hubs",
)

Vocab = dict[str, Any]
Value = dict[str, float]
Flag = Callable[[str | None, str, set[str], Vocab], bool]
NAN = float("nan")

CLEAN = "---\nlicense: mit\nlanguage: en\n---\n# Corvid\n"
CAPITALS = "---\nlicense: MIT\n---\n# Corvid\n"
OPEN_LIST = "---\ntags: [a, b\n---\n# Corvid\n"
LIST = "---\n- mit\n---\n# Corvid\n"
NO_LICENCE = "---\nlanguage: en\n---\n# Corvid\n"
NO_BLOCK = "# Corvid\n"
ODD_LIBRARY = "---\nlicense: mit\nlibrary_name: torchling\n---\n# Corvid\n"

Row = tuple[str | None, str | None]


def scene(*rows: Row) -> tuple[pd.DataFrame, Readmes]:
    """Attempts and READMEs from (README, error message); no message means that the upload worked."""
    table = table_of(*[(f"u{i}", f"u{i}/r", i, message is None, message) for i, (_, message) in enumerate(rows)])
    ids = table["attempt_id"].tolist()
    return table, {name: readme for name, (readme, _) in zip(ids, rows, strict=True) if readme != "not kept"}


MIXED: list[Row] = [
    (CAPITALS, "license is not known"),
    (OPEN_LIST, "Invalid YAML in README"),
    (LIST, "metadata block should be a dict"),
    (NO_LICENCE, "license missing from the metadata"),
    (NO_BLOCK, "front matter not found"),
    (CLEAN, "metadata could not be checked"),
    (None, "no metadata at all"),
    (CAPITALS, "connection closed"),
    (OPEN_LIST, "file too large"),
    (CLEAN, "timeout"),
    (CLEAN, None),
    (CLEAN, None),
    (ODD_LIBRARY, None),
    (CAPITALS, None),
    (NO_LICENCE, None),
    (None, None),
    ("not kept", None),
]


@exercise.cases
def cases() -> Iterator[Case]:
    """One table under several blocking sets, its halves, then the logs of the graded Hubs."""
    for blocking in ({"E02"}, {"E01", "E02"}, {"E01"}, set(), {"E02", "W12"}):
        about = f"mixed uploads that {' and '.join(sorted(blocking))} block" if blocking else "nothing but YAML blocks"
        yield case(about, *scene(*MIXED), WORDS, blocking)
    yield case("clean uploads", *scene((CLEAN, None), (CLEAN, "timeout"), (CLEAN, "bad license")), WORDS, {"E02"})
    yield case("uploads that all worked", *scene((CLEAN, None), (CAPITALS, None)), WORDS, {"E02"})
    yield case("uploads that all failed", *scene((CAPITALS, "bad license"), (CAPITALS, "503")), WORDS, {"E02"})
    yield case("no uploads", *scene(), WORDS, {"E02"})
    for log, readmes in hub_uploads.with_readmes(60):
        yield case("the uploads of an unseen Hub", log, readmes, hub_cards.words(), {"E01", "E02", "E05"})


def flagged(readme: str | None, repo_id: str, blocking: set[str], vocab: Vocab) -> bool:
    """Whether the linter stops this README."""
    if readme is None:
        return False
    found = parts(bare(readme))
    broken = found["status"] in ("yaml_syntax", "not_a_mapping")
    return broken or bool(blocking & {code for code, _, _ in findings(found["metadata"], repo_id, vocab)})


def share(k: float, n: float) -> float:
    """k of n, NaN of none."""
    return float(k / n) if n else NAN


def judged(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str], flag: Flag) -> pd.DataFrame:
    """What is true of each attempt: flagged, a metadata failure, worked."""
    pairs = zip(attempts["attempt_id"], attempts["repo_id"], strict=True)
    stops = [flag(readmes.get(attempt), repo, blocking, vocab) for attempt, repo in pairs]
    causes = attempts["error_message"].map(category)
    ok = attempts["ok"].to_numpy(bool)
    return pd.DataFrame({"flag": stops, "meta": ~ok & (causes == "metadata").to_numpy(bool), "ok": ok}, dtype=bool)


def value(t: pd.DataFrame, ratio: Callable[[float, float], float] = share) -> Value:
    """The five figures."""
    caught = int((t["flag"] & t["meta"]).sum())
    return {
        "recall": ratio(caught, t["meta"].sum()),
        "false_alarm_rate": ratio((t["flag"] & t["ok"]).sum(), t["ok"].sum()),
        "precision": ratio(caught, t["flag"].sum()),
        "n_metadata_failures": int(t["meta"].sum()),
        "n_ok": int(t["ok"].sum()),
    }


Args = tuple[pd.DataFrame, Readmes, Vocab, set[str]]


@exercise.wrong("Only the codes you were given may block an upload.")
def everything_blocks(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    every = {f"{kind}{n:02d}" for kind in "EW" for n in range(1, 13)}
    return value(judged(attempts, readmes, vocab, every, flagged))


@exercise.wrong("Only the codes you were given may block an upload.")
def errors_block(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    return value(judged(attempts, readmes, vocab, {f"E{n:02d}" for n in range(1, 13)}, flagged))


@exercise.wrong("The people to protect are those whose upload worked.")
def alarms_over_all(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    t = judged(attempts, readmes, vocab, blocking, flagged)
    return value(t) | {"false_alarm_rate": share((t["flag"] & t["ok"]).sum(), len(t))}


@exercise.wrong("The people to protect are those whose upload worked.")
def alarms_over_flagged(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    t = judged(attempts, readmes, vocab, blocking, flagged)
    return value(t) | {"false_alarm_rate": share((t["flag"] & t["ok"]).sum(), t["flag"].sum())}


@exercise.wrong("A network error is not something a linter prevents.")
def any_failure_counts(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    t = judged(attempts, readmes, vocab, blocking, flagged)
    return value(t.assign(meta=~t["ok"]))


@exercise.wrong("A network error is not something a linter prevents.")
def any_failure_is_a_hit(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    t = judged(attempts, readmes, vocab, blocking, flagged)
    return value(t) | {"precision": share((t["flag"] & ~t["ok"]).sum(), t["flag"].sum())}


@exercise.wrong("Whoever is flagged counts in the precision, also where the upload failed for another reason.")
def other_failures_left_out(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    t = judged(attempts, readmes, vocab, blocking, flagged)
    kept = t[t["ok"] | t["meta"]]
    return value(t) | {"precision": value(kept)["precision"]}


@exercise.wrong("Without a README there is nothing to lint: not flagged.")
def no_readme_is_empty(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    def flag(readme: str | None, *rest: Any) -> bool:
        return flagged(readme or "", *rest)

    return value(judged(attempts, readmes, vocab, blocking, flag))


@exercise.wrong("Without a README there is nothing to lint: not flagged.")
def no_readme_blocks(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    def flag(readme: str | None, *rest: Any) -> bool:
        return readme is None or flagged(readme, *rest)

    return value(judged(attempts, readmes, vocab, blocking, flag))


@exercise.wrong("A block that is no YAML mapping is flagged, whatever the blocking codes are.")
def codes_alone(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    def flag(readme: str | None, repo: str, codes: set[str], words: Vocab) -> bool:
        found = parts(bare(readme)) if readme is not None else None
        return found is not None and bool(codes & {code for code, _, _ in findings(found["metadata"], repo, words)})

    return value(judged(attempts, readmes, vocab, blocking, flag))


@exercise.wrong("A card without a block has no licence, and no more: only E01 can flag it.")
def no_block_is_broken(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    def flag(readme: str | None, *rest: Any) -> bool:
        return flagged(readme, *rest) or (readme is not None and parts(bare(readme))["status"] == "no_front_matter")

    return value(judged(attempts, readmes, vocab, blocking, flag))


@exercise.wrong("With nothing to divide by, a share is unknown: NaN, not 0.")
def nothing_is_zero(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    return value(judged(attempts, readmes, vocab, blocking, flagged), ratio=lambda k, n: float(k / n) if n else 0.0)


@exercise.wrong("With nothing to divide by, a share is unknown: answer NaN before you divide.")
def divides_by_zero(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    return value(judged(attempts, readmes, vocab, blocking, flagged), ratio=lambda k, n: int(k) / int(n))


@exercise.right
def counted_one_by_one(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> Value:
    hits = alarms = flags = failures = fine = 0
    rows: list[Any] = list(attempts.itertuples())
    for row in rows:
        stop = flagged(readmes.get(row.attempt_id), row.repo_id, blocking, vocab)
        meta = not row.ok and category(row.error_message) == "metadata"
        flags, failures, fine = flags + stop, failures + meta, fine + bool(row.ok)
        hits, alarms = hits + (stop and meta), alarms + (stop and bool(row.ok))
    figures = {"recall": (hits, failures), "false_alarm_rate": (alarms, fine), "precision": (hits, flags)}
    shares = {name: k / n if n else NAN for name, (k, n) in figures.items()}
    return shares | {"n_metadata_failures": failures, "n_ok": fine}


@exercise.right
def by_means(attempts: pd.DataFrame, readmes: Readmes, vocab: Vocab, blocking: set[str]) -> pd.Series:
    t = judged(attempts, readmes, vocab, blocking, flagged)
    figures = [t.loc[t["meta"], "flag"].mean(), t.loc[t["ok"], "flag"].mean(), t.loc[t["flag"], "meta"].mean()]
    names = ["recall", "false_alarm_rate", "precision", "n_metadata_failures", "n_ok"]
    return pd.Series([*figures, t["meta"].sum(), t["ok"].sum()], index=names, dtype=float)
