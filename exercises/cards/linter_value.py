"""What would the linter catch, and whom would it bother?"""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
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
Linted = tuple[str, list[str]]
Flag = Callable[[Linted | None, set[str]], bool]
NAN = float("nan")

CLEAN = "---\nlicense: mit\nlanguage: en\n---\n# Corvid\n"
CAPITALS = "---\nlicense: MIT\n---\n# Corvid\n"
OPEN_LIST = "---\ntags: [a, b\n---\n# Corvid\n"
LIST = "---\n- mit\n---\n# Corvid\n"
NO_LICENCE = "---\nlanguage: en\n---\n# Corvid\n"
NO_BLOCK = "# Corvid\n"
ODD_LIBRARY = "---\nlicense: mit\nlibrary_name: torchling\n---\n# Corvid\n"

Row = tuple[str | None, str | None]


def linted(table: pd.DataFrame, readmes: Readmes, vocab: Vocab) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the learner is given: the attempts with their category, and status and codes of each README there is."""
    failed = zip(table["ok"], table["error_message"], strict=True)
    found = []
    for name, repo in zip(table["attempt_id"], table["repo_id"], strict=True):
        if (readme := readmes.get(name)) is not None:
            card = parts(bare(readme))
            found.append((name, card["status"], [code for code, _, _ in findings(card["metadata"], repo, vocab)]))
    causes = pd.Series([None if ok else category(message) for ok, message in failed], table.index, dtype=object)
    return table.assign(category=causes), pd.DataFrame(found, columns=["attempt_id", "status", "codes"])


def scene(*rows: Row) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Attempts and what the linter says, from (README, error message); no message means that the upload worked."""
    table = table_of(*[(f"u{i}", f"u{i}/r", i, message is None, message) for i, (_, message) in enumerate(rows)])
    texts = dict(zip(table["attempt_id"].tolist(), [readme for readme, _ in rows], strict=True))
    return linted(table, texts, WORDS)


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
]
WITH_READMES = [row for row in MIXED if row[0] is not None]


def shuffled(table: pd.DataFrame, said: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same attempts, with what the linter says of them in the other order."""
    return table, said.iloc[::-1].reset_index(drop=True)


@exercise.cases
def cases() -> Iterator[Case]:
    """One table under several blocking sets, its halves, then the logs of the graded Hubs."""
    for blocking in ({"E02"}, {"E01", "E02"}, {"E01"}, set(), {"E02", "W12"}):
        about = f"mixed uploads that {' and '.join(sorted(blocking))} block" if blocking else "nothing but YAML blocks"
        yield case(about, *scene(*MIXED), blocking)
    yield case("READMEs in another order", *shuffled(*scene(*WITH_READMES)), {"E02"})
    yield case("clean uploads", *scene((CLEAN, None), (CLEAN, "timeout"), (CLEAN, "bad license")), {"E02"})
    yield case("uploads that all worked", *scene((CLEAN, None), (CAPITALS, None)), {"E02"})
    yield case("uploads that all failed", *scene((CAPITALS, "bad license"), (CAPITALS, "503")), {"E02"})
    yield case("no uploads", *scene(), {"E02"})
    for log, readmes in hub_uploads.with_readmes(60):
        yield case("the uploads of an unseen Hub", *linted(log, readmes, hub_cards.words()), {"E01", "E02", "E05"})


def flagged(said: Linted | None, blocking: set[str]) -> bool:
    """Whether the linter stops a README of which it said this."""
    return said is not None and (said[0] in ("yaml_syntax", "not_a_mapping") or bool(blocking & set(said[1])))


def share(k: float, n: float) -> float:
    """k of n, NaN of none."""
    return float(k / n) if n else NAN


def judged(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str], flag: Flag = flagged) -> pd.DataFrame:
    """What is true of each attempt: flagged, a metadata failure, worked."""
    said = {name: (status, codes) for name, status, codes in linted.itertuples(index=False)}
    stops = [flag(said.get(attempt), blocking) for attempt in attempts["attempt_id"]]
    meta = (attempts["category"] == "metadata").to_numpy(bool)
    return pd.DataFrame({"flag": stops, "meta": meta, "ok": attempts["ok"].to_numpy(bool)}, dtype=bool)


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


@exercise.wrong("Only the codes you were given may block an upload.")
def everything_blocks(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    every = {f"{kind}{n:02d}" for kind in "EW" for n in range(1, 13)}
    return value(judged(attempts, linted, every))


@exercise.wrong("Only the codes you were given may block an upload.")
def errors_block(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    return value(judged(attempts, linted, {f"E{n:02d}" for n in range(1, 13)}))


@exercise.wrong("The people to protect are those whose upload worked.")
def alarms_over_all(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    t = judged(attempts, linted, blocking)
    return value(t) | {"false_alarm_rate": share((t["flag"] & t["ok"]).sum(), len(t))}


@exercise.wrong("The people to protect are those whose upload worked.")
def alarms_over_flagged(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    t = judged(attempts, linted, blocking)
    return value(t) | {"false_alarm_rate": share((t["flag"] & t["ok"]).sum(), t["flag"].sum())}


@exercise.wrong("A network error is not something a linter prevents.")
def any_failure_counts(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    t = judged(attempts, linted, blocking)
    return value(t.assign(meta=~t["ok"]))


@exercise.wrong("A network error is not something a linter prevents.")
def any_failure_is_a_hit(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    t = judged(attempts, linted, blocking)
    return value(t) | {"precision": share((t["flag"] & ~t["ok"]).sum(), t["flag"].sum())}


@exercise.wrong("Recall is a share of the metadata failures: divide by these, not by all failures.")
def recall_of_all_failures(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    t = judged(attempts, linted, blocking)
    return value(t) | {"recall": share((t["flag"] & t["meta"]).sum(), (~t["ok"]).sum())}


@exercise.wrong("A row of `linted` need not be the row of `attempts` in its place: match them by `attempt_id`.")
def by_position(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    names = [*attempts["attempt_id"]][: len(linted)]
    return value(judged(attempts, linted.head(len(names)).assign(attempt_id=names), blocking))


@exercise.wrong("Whoever is flagged counts in the precision, also where the upload failed for another reason.")
def other_failures_left_out(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    t = judged(attempts, linted, blocking)
    kept = t[t["ok"] | t["meta"]]
    return value(t) | {"precision": value(kept)["precision"]}


@exercise.wrong("Without a README there is nothing to lint: the attempt is not flagged, and it still counts.")
def no_readme_left_out(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    return value(judged(attempts[attempts["attempt_id"].isin(linted["attempt_id"])], linted, blocking))


@exercise.wrong("Without a README there is nothing to lint: the attempt is not flagged, and it still counts.")
def no_readme_blocks(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    return value(judged(attempts, linted, blocking, lambda said, codes: said is None or flagged(said, codes)))


@exercise.wrong("A block that is no YAML mapping is flagged, whatever the blocking codes are.")
def codes_alone(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    return value(judged(attempts, linted, blocking, lambda said, codes: said is not None and bool(codes & {*said[1]})))


@exercise.wrong("A card without a block has no licence, and no more: only E01 can flag it.")
def no_block_is_broken(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    def flag(said: Linted | None, codes: set[str]) -> bool:
        return flagged(said, codes) or (said is not None and said[0] == "no_front_matter")

    return value(judged(attempts, linted, blocking, flag))


@exercise.wrong("With nothing to divide by, a share is unknown: NaN, not 0.")
def nothing_is_zero(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    return value(judged(attempts, linted, blocking), lambda k, n: float(k / n) if n else 0.0)


@exercise.wrong("With nothing to divide by, a share is unknown: answer NaN before you divide.")
def divides_by_zero(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    return value(judged(attempts, linted, blocking), ratio=lambda k, n: int(k) / int(n))


@exercise.right
def counted_one_by_one(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> Value:
    hits = alarms = flags = failures = fine = 0
    said = {row[0]: row[1:] for row in linted.to_numpy().tolist()}
    rows: list[Any] = list(attempts.itertuples())
    for row in rows:
        status, codes = said.get(row.attempt_id, ("", []))
        stop = status in {"yaml_syntax", "not_a_mapping"} or any(code in blocking for code in codes)
        meta = row.category == "metadata"
        flags, failures, fine = flags + stop, failures + meta, fine + bool(row.ok)
        hits, alarms = hits + (stop and meta), alarms + (stop and bool(row.ok))
    figures = {"recall": (hits, failures), "false_alarm_rate": (alarms, fine), "precision": (hits, flags)}
    shares = {name: k / n if n else NAN for name, (k, n) in figures.items()}
    return shares | {"n_metadata_failures": failures, "n_ok": fine}


@exercise.right
def by_means(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> pd.Series:
    t = judged(attempts, linted, blocking)
    figures = [t.loc[t["meta"], "flag"].mean(), t.loc[t["ok"], "flag"].mean(), t.loc[t["flag"], "meta"].mean()]
    names = ["recall", "false_alarm_rate", "precision", "n_metadata_failures", "n_ok"]
    return pd.Series([*figures, t["meta"].sum(), t["ok"].sum()], index=names, dtype=float)
