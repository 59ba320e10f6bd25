"""What would the linter catch, and whom would it bother?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course import cards
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.cards import hub_cards, hub_uploads
from exercises.cards.failure_mix import attempts as table_of
from exercises.cards.hub_uploads import Readmes
from exercises.cards.words import WORDS, Vocab

exercise = Exercise(
    "07-cards",
    "linter_value",
    looks_at="other blocking sets, attempts without a README, nothing flagged, no failures, and unseen Hubs",
)

Value = dict[str, float]
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
            card = cards.parts(readme)
            found.append((name, card["status"], [code for code, _, _ in cards.findings(card["metadata"], repo, vocab)]))
    causes = pd.Series([None if ok else cards.category(message) for ok, message in failed], table.index, dtype=object)
    said = pd.DataFrame(found, columns=["attempt_id", "status", "codes"])
    said = said.astype({"attempt_id": table["attempt_id"].dtype, "status": "str", "codes": object})
    return table.assign(category=causes), said


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
TWO_CODES = "---\nlicense: MIT\nlibrary_name: torchling\n---\n# Corvid\n"
OTHER_WAY = "---\nlicense: mit\nlanguage: xx\nlibrary_name: torchling\n---\n# Corvid\n"
EMPTY_BLOCK = "---\n# to do\n---\n# Corvid\n"


@exercise.cases
def cases() -> Iterator[Case]:
    """One table under several blocking sets, its halves, then the logs of the graded Hubs."""
    variants = (gapped_index, repeated_index, reversed_rows, shuffled, emptied)
    for blocking in ({"E02"}, {"E01", "E02"}, {"E01"}, set(), {"E02", "W12"}):
        about = f"mixed uploads that {' and '.join(sorted(blocking))} block" if blocking else "nothing but YAML blocks"
        yield from also(case(about, *scene(*MIXED), blocking), *variants)
    several = [(TWO_CODES, "bad license"), (OTHER_WAY, "bad license"), (ODD_LIBRARY, "bad license"), (TWO_CODES, None)]
    yield case("READMEs with one blocking code and another", *scene(*several), {"E02"})
    yield case("READMEs whose last code blocks", *scene(*several), {"W12"})
    yield case("READMEs with some of the blocking codes", *scene(*several, (CAPITALS, None)), {"E02", "E05", "E11"})
    yield case("an empty block", *scene((EMPTY_BLOCK, "bad license"), (EMPTY_BLOCK, None)), {"E02"})
    attempts, said = scene(*WITH_READMES)
    yield case("READMEs in another order", attempts, said.iloc[::-1].reset_index(drop=True), {"E02"})
    yield case("clean uploads", *scene((CLEAN, None), (CLEAN, "timeout"), (CLEAN, "bad license")), {"E02"})
    yield case("uploads that all worked", *scene((CLEAN, None), (CAPITALS, None)), {"E02"})
    yield case("uploads that all failed", *scene((CAPITALS, "bad license"), (CAPITALS, "503")), {"E02"})
    yield case("uploads without any README", *scene((None, "bad license"), (None, None)), {"E02"})
    yield case("no uploads", attempts.iloc[:0], said.iloc[:0], {"E02"})
    for log, readmes in hub_uploads.with_readmes(60):
        yield case("the uploads of an unseen Hub", *linted(log, readmes, hub_cards.words()), {"E01", "E02", "E05"})


# fmt: off
slip = exercise.slip
STOP = "bool(blocking & set(codes))"
CODES = "Only the codes you were given may block an upload."
ALARM = "The people to protect are those whose upload worked."
OTHER = "A network error is not something a linter prevents."
NO_METADATA = "A card without metadata has no broken YAML: only a blocking code can flag it."
NO_README = "Without a README there is nothing to lint: the attempt is not flagged, and it still counts."
BROKEN = 'linted["status"].isin(["yaml_syntax", "not_a_mapping"])'
slip("everything_blocks", CODES, STOP, "bool(codes)")
slip("errors_block", CODES, STOP, 'any(code.startswith("E") for code in codes)')
slip("all_codes_block", "One blocking code is enough, whatever else the linter found in the README.",
     STOP, "bool(codes) and set(codes) <= blocking")
slip("every_blocking_code", "One blocking code is enough, whatever else the linter found in the README.",
     STOP, "bool(blocking) and blocking <= set(codes)")
slip("first_code_alone", "One blocking code is enough, whatever else the linter found in the README.",
     STOP, "bool(blocking & set(codes[:1]))")
slip("alarms_over_all", ALARM, "flagged[worked].mean()", "(flagged & worked).mean()")
slip("alarms_over_flagged", ALARM, "flagged[worked].mean()", "worked[flagged].mean()")
slip("any_failure_counts", OTHER, 'attempts["category"].eq("metadata")', '~attempts["ok"]')
slip("any_failure_is_a_hit", OTHER, "metadata[flagged].mean()", "(~worked)[flagged].mean()")
slip("recall_of_all_failures", "Recall is a share of the metadata failures: divide by these, not by all failures.",
     "flagged[metadata].mean()", "(flagged & metadata)[~worked].mean()")
slip("recall_of_all_attempts", "Recall is a share of the metadata failures: divide by these, not by all attempts.",
     "flagged[metadata].mean()", "(flagged & metadata).mean() if len(flagged) else float('nan')")
slip("by_position", "A row of `linted` need not be the row of `attempts` in its place: match them by `attempt_id`.",
     'linted.loc[broken | blocked, "attempt_id"]',
     'attempts["attempt_id"].iloc[np.flatnonzero(broken.to_numpy(bool) | blocked.astype(bool))]')
slip("other_failures_left_out",
     "Whoever is flagged counts in the precision, also where the upload failed for another reason.",
     "metadata[flagged].mean()", "metadata[flagged & (metadata | worked)].mean()")
slip("no_readme_left_out", NO_README,
     'flagged = attempts',
     'attempts = attempts[attempts["attempt_id"].isin(linted["attempt_id"])]\n    flagged = attempts')
slip("no_readme_blocks", NO_README,
     'isin(stopped)', 'isin(stopped) | ~attempts["attempt_id"].isin(linted["attempt_id"])')
slip("codes_alone", "A block that is no YAML mapping is flagged, whatever the blocking codes are.",
     "broken | blocked", "blocked")
slip("broken_yaml_alone", "A README is stopped by its status or by its codes: either is enough.",
     "broken | blocked", "broken")
slip("both_needed", "A README is stopped by its status or by its codes: either is enough.",
     "broken | blocked", "broken & blocked")
slip("lists_are_fine", "A block that is YAML and no mapping stops a README too.", ', "not_a_mapping"', "")
slip("no_block_is_broken", NO_METADATA, '"not_a_mapping"]', '"not_a_mapping", "no_front_matter"]')
slip("empty_block_is_broken", NO_METADATA, '"not_a_mapping"]', '"not_a_mapping", "empty"]')
slip("nothing_is_zero", "With nothing to divide by, a share is unknown: NaN, not 0.",
     "flagged[metadata].mean()", "(flagged & metadata).sum() / max(1, metadata.sum())", "flagged[worked].mean()",
     "(flagged & worked).sum() / max(1, worked.sum())", "metadata[flagged].mean()",
     "(flagged & metadata).sum() / max(1, flagged.sum())")
slip("divides_by_zero", "With nothing to divide by, a share is unknown: answer NaN before you divide.",
     "flagged[metadata].mean()", "int((flagged & metadata).sum()) / int(metadata.sum())", "flagged[worked].mean()",
     "int((flagged & worked).sum()) / int(worked.sum())", "metadata[flagged].mean()",
     "int((flagged & metadata).sum()) / int(flagged.sum())")
slip("readmes_that_worked", "`n_ok` counts the attempts that worked, with a README or without.",
     '"n_ok": int(worked.sum())', '"n_ok": int((worked & attempts["attempt_id"].isin(linted["attempt_id"])).sum())')
# fmt: on


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
def by_a_left_merge(attempts: pd.DataFrame, linted: pd.DataFrame, blocking: set[str]) -> pd.Series:
    t = attempts[["attempt_id", "ok", "category"]].merge(linted, on="attempt_id", how="left")
    codes = [found if isinstance(found, list) else [] for found in t["codes"]]
    stop = t["status"].eq("yaml_syntax") | t["status"].eq("not_a_mapping")
    t["stop"] = stop | pd.Series([not blocking.isdisjoint(found) for found in codes], index=t.index, dtype=bool)
    t["meta"] = t["category"].eq("metadata")
    figures = [t.loc[t["meta"], "stop"].mean(), t.loc[t["ok"], "stop"].mean(), t.loc[t["stop"], "meta"].mean()]
    names = ["recall", "false_alarm_rate", "precision", "n_metadata_failures", "n_ok"]
    return pd.Series([*figures, t["meta"].sum(), t["ok"].sum()], index=names, dtype=float)
