"""Uploads that failed, cards that people rated, and downloads before and after a card was improved."""

import numpy as np
import pandas as pd

from course.simulate import text
from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, Bools, Floats, Ints, Objects, daily, named, pick, times
from course.simulate.logs.scoring import card_score
from course.simulate.seeds import Dice

REPOS_FAILED, ATTEMPTS_FAILED, ATTEMPTS, DAYS = 1250, 1900, 7000, 60
METADATA = (  # what the Hub says, and front matter that makes it say so
    ("Invalid metadata in README.md: license is not in the list", "license: Apache 2.0\n"),
    ("Invalid metadata in README.md: license is not in the list", "license: free\nlanguage: en\n"),
    ("YAML parse error at line 3 of the model card", "license: mit\ntags: [open\n"),
    ("YAML: the front matter must be a mapping", "- license\n- mit\n"),
    (
        "model-index: results[0].dataset.name is required",
        "license: mit\nmodel-index:\n- name: x\n  results:\n  - task: {type: a}\n",
    ),
    ("pipeline_tag must be one of the known tasks", "license: mit\npipeline_tag: chatting\n"),
    ("front matter: language must be an ISO 639 code", "license: mit\nlanguage: English\n"),
    ("metadata: base_model must be a repo id", "license: mit\nbase_model: https://huggingface.co/a/b\n"),
)
MESSAGES = {
    "size": ("File too large: 62 GB exceeds the limit", "LFS upload failed: size mismatch", "Storage quota exceeded",
             "403 Forbidden: LFS quota exceeded"),
    "auth": ("403 Forbidden: you need write permission", "401 Unauthorized: invalid token",
             "Timeout while the permission was checked"),
    "network": ("Connection reset by peer", "504 Gateway Time-out, connection closed", "Read timeout after 60 s"),
    "naming": ("Invalid repo id: must not contain spaces", "repo name is already taken"),
    "other": ("Internal error, please try again", None),
}  # fmt: skip
REST = {"size": 0.30, "auth": 0.28, "network": 0.26, "naming": 0.10, "other": 0.06}
GOOD_YAML = ("license: mit\n", "license: apache-2.0\nlanguage: en\n", "license: mit\npipeline_tag: text-generation\n",
             "license: cc-by-4.0\nlanguage: fr\ntags:\n- notes\n")  # fmt: skip
ODD_YAML = ("language: en\n", "tags:\n- notes\n", "license: mit\nmetrics: accuracy, f1\n")
SEEN, ODD, BARE = 0.82, 0.04, 0.12  # metadata failures that a linter sees; others of which the Hub warns; no README
SHARE_OF_RATING, UNRATED = 0.82, 0.015  # how much of a rating is the card's completeness; marks that are missing
PANEL, PRE, POST = 240, 8, 8
WITHIN, BETWEEN, DRIFT = 0.35, 1.2, 0.05
QUIET, QUIET_LEVEL = 14, 1.1  # repos of each group with few downloads, and their level in logs
ONE_SIDED, UNSEEN_WEEKS, UNCOUNTED_WEEKS = 7, 40, 25  # repos of each group with one side; weeks not there; not counted


def upload_attempts(hub: Hub) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seven thousand attempts, 1,900 of them failed, and the README of each."""
    rng, plan = hub.world.streams("logs.uploads"), hub.world.plan
    first = np.where(np.arange(REPOS_FAILED) < round(plan.metadata_by_repo * REPOS_FAILED), "metadata", "")
    rest = rng.permutation(np.flatnonzero(first == ""))
    first = first.astype(object)
    first[rest] = named(list(REST), pick(rng, list(REST.values()), len(rest)))
    again = retries(rng, first, plan.metadata_by_attempt)
    repo = np.concatenate(
        [np.arange(REPOS_FAILED), again, np.arange(REPOS_FAILED, REPOS_FAILED + ATTEMPTS - ATTEMPTS_FAILED)]
    )
    kind = np.concatenate([first[repo[:ATTEMPTS_FAILED]], np.full(ATTEMPTS - ATTEMPTS_FAILED, "ok", object)])
    start = daily(rng, len(repo), DAYS)
    start[REPOS_FAILED:ATTEMPTS_FAILED] = start[again] + rng.exponential(900, len(again)) + 60
    order = np.argsort(start, kind="stable")
    return attempts_frame(hub, repo[order], kind[order], start[order])


def retries(rng: np.random.Generator, first: Objects, share: float) -> Ints:
    """Which repos failed again, so that metadata has its planted share of all failures."""
    more = ATTEMPTS_FAILED - REPOS_FAILED
    metadata = max(0, round(share * ATTEMPTS_FAILED) - int((first == "metadata").sum()))
    wrong, other = np.flatnonzero(first == "metadata"), np.flatnonzero(first != "metadata")
    return np.concatenate([rng.choice(wrong, min(metadata, more)), rng.choice(other, more - min(metadata, more))])


def attempts_frame(hub: Hub, repo: Ints, kind: Objects,
                   start: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """The attempts and their READMEs as tables."""
    ids = [f"t{number:05d}" for number in range(len(repo))]
    dice = [Dice(hub.seed * 1_000_003 + number) for number in range(len(repo))]
    told = [attempt(die, what) for die, what in zip(dice, kind.tolist(), strict=True)]
    attempts = pd.DataFrame(
        {
            "attempt_id": ids,
            "user_id": [f"n{number * 7 % 4001:05d}" for number in repo.tolist()],
            "repo_id": [f"newcomers/upload-{number:05d}" for number in repo.tolist()],
            "ts": times(NOW - pd.Timedelta(days=DAYS + 1), start),
            "ok": kind == "ok",
            "error_message": pd.Series([said for said, _ in told], dtype=object),
            "newcomer": [
                number % 5 < 3 if what != "ok" else number % 5 < 2
                for number, what in zip(repo.tolist(), kind.tolist(), strict=True)
            ],
        }
    )
    readmes = pd.DataFrame({"attempt_id": ids, "readme": pd.Series([shown for _, shown in told], dtype=object)})
    return attempts, readmes


def attempt(dice: Dice, kind: str) -> tuple[str | None, str | None]:
    """What the Hub said to one attempt, and the README as it was in that attempt."""
    if kind == "metadata":
        fault, front = dice.pick(METADATA)
        return fault, card(dice, front if dice.chance(SEEN) else dice.pick(GOOD_YAML))
    message = None if kind == "ok" else dice.pick(MESSAGES[kind])
    if dice.chance(BARE):
        return message, None
    return message, card(dice, dice.pick(ODD_YAML if dice.chance(ODD) else GOOD_YAML))


def card(dice: Dice, front: str) -> str:
    """A README with this front matter."""
    return f"---\n{front}---\n# Upload\n\n{text.sentence(dice, 'summary')}\n"


def card_ratings(hub: Hub) -> pd.DataFrame:
    """Two raters' marks, 1 to 4, for 320 cards that anybody may read; a few marks are missing."""
    rng, found = hub.world.streams("logs.ratings"), hub.cards
    public = np.flatnonzero(found.present & ~hub.world.private & np.isin(found.gated, (0, 3)))
    rows = np.sort(rng.permutation(public)[: min(320, len(public))])
    scores = np.array([completeness(hub, row) for row in rows.tolist()])
    shared = SHARE_OF_RATING * (scores - scores.mean()) / scores.std() + 0.42 * rng.normal(0, 1, len(rows))
    marks = {"repo_id": pd.Series([hub.ids[row] for row in rows.tolist()])}
    for rater in ("rater_a", "rater_b"):
        own = np.clip(np.round(2.4 + 0.95 * (shared + 0.38 * rng.normal(0, 1, len(rows)))), 1, 4)
        marks[rater] = pd.Series(own.astype(np.int64), dtype="Int64").mask(pd.Series(rng.random(len(rows)) < UNRATED))
    return pd.DataFrame(marks)


def completeness(hub: Hub, row: int) -> float:
    """How complete the card of a model is, 0 to 100."""
    meta = hub.rows.front.fields(row) if hub.cards.readable[row] else {}
    return card_score(hub.rows.body(row, int(hub.cards.kind[row])), meta)


def card_edit_panel(hub: Hub) -> pd.DataFrame:
    """Weekly downloads of 240 repos around an improved card and of 240 that changed nothing, with gaps."""
    rng = hub.world.streams("logs.panel")
    effect = np.log1p(hub.world.plan.card_effect)
    score = np.where(hub.world.private, -99.0, hub.adoption.index)
    rows = rng.permutation(np.argsort(-score, kind="stable")[: max(3 * PANEL, hub.models // 3)])[: 2 * PANEL]
    treated = np.arange(2 * PANEL) < PANEL
    weeks = np.arange(-PRE, POST)
    level = np.maximum(rng.normal(4.2, BETWEEN, 2 * PANEL), 2.0)[:, None]
    level[:QUIET] = level[PANEL : PANEL + QUIET] = QUIET_LEVEL
    noise = rng.normal(0, WITHIN, (2 * PANEL, PRE + POST))
    noise -= centred(noise, treated)
    y = level + DRIFT * (weeks >= 0) + effect * (treated[:, None] & (weeks >= 0)[None, :]) + noise
    counts = np.maximum(np.round(np.expm1(y)), 0).astype(np.int64)
    ids = np.array([hub.ids[row] for row in rows.tolist()], dtype=object)
    long = {"repo_id": np.repeat(ids, PRE + POST), "treated": np.repeat(treated, PRE + POST)}
    frame = pd.DataFrame({**long, "week": np.tile(weeks, 2 * PANEL), "downloads": counts.ravel()})
    return with_gaps(hub, frame.astype({"downloads": "Int64"}))


def with_gaps(hub: Hub, panel: pd.DataFrame) -> pd.DataFrame:
    """The panel as it was kept: a few repos have weeks on one side only, some weeks are missing, some not counted."""
    rng, size = hub.world.streams("logs.panel.gaps"), PRE + POST
    repo, week = np.arange(len(panel)) // size, panel["week"].to_numpy()
    late_only = np.concatenate([np.arange(ONE_SIDED), PANEL + np.arange(ONE_SIDED)]) + 2 * QUIET
    early_only = late_only + ONE_SIDED
    gone = (np.isin(repo, late_only) & (week < 0)) | (np.isin(repo, early_only) & (week >= 0))
    gone[rng.permutation(len(panel))[:UNSEEN_WEEKS]] = True
    uncounted = np.zeros(len(panel), bool)
    uncounted[rng.permutation(len(panel))[:UNCOUNTED_WEEKS]] = True
    panel["downloads"] = panel["downloads"].mask(pd.Series(uncounted))
    return panel[~gone].reset_index(drop=True)


def centred(noise: Floats, treated: Bools) -> Floats:
    """Three quarters of each group's mean noise a week: what is left keeps the estimate near the planted effect."""
    out = np.empty_like(noise)
    for group in (True, False):
        out[treated == group] = 0.75 * noise[treated == group].mean(axis=0)
    return out


def tables(hub: Hub) -> dict[str, pd.DataFrame]:
    """Attempts, their READMEs, ratings, and the panel of edited cards."""
    attempts, readmes = upload_attempts(hub)
    return {
        "upload_attempts": attempts,
        "upload_readmes": readmes,
        "card_ratings": card_ratings(hub),
        "card_edit_panel": card_edit_panel(hub),
    }
