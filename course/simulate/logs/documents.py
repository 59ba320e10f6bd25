"""Uploads that failed, cards that people rated, and downloads before and after a card was improved."""

import numpy as np
import pandas as pd

from course.simulate import cards, text
from course.simulate.hub import Hub
from course.simulate.logs.frame import NOW, Bools, Floats, Ints, Objects, Small, daily, named, pick, times
from course.simulate.seeds import Dice

REPOS_FAILED, ATTEMPTS_FAILED, ATTEMPTS, DAYS = 1250, 1900, 7000, 60
MESSAGES = {
    "metadata": (
        "Invalid metadata in README.md: license is not in the list",
        "YAML parse error at line 3 of the model card",
        "model-index: results[0].dataset.name is required",
        "pipeline_tag must be one of the known tasks",
        "front matter: language must be an ISO 639 code",
    ),
    "size": ("File too large: 62 GB exceeds the limit", "LFS upload failed: size mismatch", "Storage quota exceeded"),
    "auth": ("403 Forbidden: you need write permission", "401 Unauthorized: invalid token"),
    "network": ("Connection reset by peer", "504 Gateway Time-out", "Read timeout after 60 s"),
    "naming": ("Invalid repo id: must not contain spaces", "repo name is already taken"),
    "other": ("Internal error, please try again", None),
}
REST = {"size": 0.30, "auth": 0.28, "network": 0.26, "naming": 0.10, "other": 0.06}
GOOD_YAML = ("license: mit\n", "license: apache-2.0\nlanguage: en\n", "license: mit\npipeline_tag: text-generation\n",
             "license: cc-by-4.0\nlanguage: fr\ntags:\n- notes\n", "language: en\n")  # fmt: skip
BAD_YAML = (
    "license: Apache 2.0\n",
    "license: mit\ntags: [open\n",
    "license: mit\nlanguage: English\n",
    "license: other\n",
    "license: mit\npipeline_tag: chatting\n",
    "- license\n- mit\n",
    "license: mit\nmodel-index:\n- name: x\n  results:\n  - task: {type: a}\n",
    "license: mit\nbase_model: https://huggingface.co/a/b\n",
)
SHARES_OF_RATING = 0.82  # how much of a rating is the card's true completeness
PANEL, PRE, POST = 240, 8, 8
WITHIN, BETWEEN, DRIFT = 0.35, 1.2, 0.05


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
    messages = [
        None if what == "ok" else die.pick(MESSAGES[what]) for what, die in zip(kind.tolist(), dice, strict=True)
    ]
    attempts = pd.DataFrame(
        {
            "attempt_id": ids,
            "user_id": [f"n{number * 7 % 4001:05d}" for number in repo.tolist()],
            "repo_id": [f"newcomers/upload-{number:05d}" for number in repo.tolist()],
            "ts": times(NOW - pd.Timedelta(days=DAYS + 1), start),
            "ok": kind == "ok",
            "error_message": pd.Series(messages, dtype=object),
            "newcomer": [
                number % 5 < 3 if what != "ok" else number % 5 < 2
                for number, what in zip(repo.tolist(), kind.tolist(), strict=True)
            ],
        }
    )
    readmes = pd.DataFrame(
        {
            "attempt_id": ids,
            "readme": pd.Series(
                [readme(die, what) for die, what in zip(dice, kind.tolist(), strict=True)], dtype=object
            ),
        }
    )
    return attempts, readmes


def readme(dice: Dice, kind: str) -> str | None:
    """The README of one attempt: nearly every metadata failure shows in it, and a few good ones look bad too."""
    if dice.chance(0.12 if kind != "metadata" else 0.0):
        return None
    bad = dice.chance(0.90 if kind == "metadata" else 0.05)
    return f"---\n{dice.pick(BAD_YAML if bad else GOOD_YAML)}---\n# Upload\n\n{text.sentence(dice, 'summary')}\n"


def card_ratings(hub: Hub) -> pd.DataFrame:
    """Two raters' marks, 1 to 4, for 320 cards; both see the card's completeness and add something of their own."""
    rng, found = hub.world.streams("logs.ratings"), hub.cards
    public = np.flatnonzero(found.present & ~hub.world.private)
    rows = np.sort(rng.permutation(public)[: min(320, len(public))])
    complete = completeness(found.kind[rows], hub.world.drive[rows])
    shared = SHARES_OF_RATING * complete + 0.42 * rng.normal(0, 1, len(rows))
    marks = [
        np.clip(np.round(2.4 + 0.95 * (shared + 0.38 * rng.normal(0, 1, len(rows)))), 1, 4).astype(np.int64)
        for _ in range(2)
    ]
    return pd.DataFrame({"repo_id": [hub.ids[row] for row in rows.tolist()], "rater_a": marks[0], "rater_b": marks[1]})


def completeness(kind: Small, drive: Floats) -> Floats:
    """How complete a card is, in standard units: written by hand beats every automatic kind."""
    level = np.select(
        [kind == cards.BESPOKE, kind == cards.STUB, kind == cards.AUTO], [0.75 + 0.25 * drive, -0.9, -1.0], -1.3
    )
    return np.asarray((level - level.mean()) / level.std())


def card_edit_panel(hub: Hub) -> pd.DataFrame:
    """Weekly downloads of 240 repos around an improved card and of 240 that changed nothing."""
    rng = hub.world.streams("logs.panel")
    effect = np.log1p(hub.world.plan.card_effect)
    score = np.where(hub.world.private, -99.0, hub.adoption.index)
    rows = rng.permutation(np.argsort(-score, kind="stable")[: max(3 * PANEL, hub.models // 3)])[: 2 * PANEL]
    treated = np.arange(2 * PANEL) < PANEL
    weeks = np.arange(-PRE, POST)
    level = np.maximum(rng.normal(4.2, BETWEEN, 2 * PANEL), 2.0)[:, None]
    noise = rng.normal(0, WITHIN, (2 * PANEL, PRE + POST))
    noise -= centred(noise, treated)
    y = level + DRIFT * (weeks >= 0) + effect * (treated[:, None] & (weeks >= 0)[None, :]) + noise
    counts = np.maximum(np.round(np.expm1(y)), 0).astype(np.int64)
    ids = np.array([hub.ids[row] for row in rows.tolist()], dtype=object)
    long = {"repo_id": np.repeat(ids, PRE + POST), "treated": np.repeat(treated, PRE + POST)}
    return pd.DataFrame({**long, "week": np.tile(weeks, 2 * PANEL), "downloads": counts.ravel()})


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
