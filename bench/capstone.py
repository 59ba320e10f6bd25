"""What cheats and simple answers earn in the capstone's two exercises that are graded by what happened afterwards.

    python -m bench.capstone [--seeds 101,102,...]

For each seed a Hub is made anew, and each answer is measured on that Hub alone, beside the baseline and the reference.
Printed: the score on each seed, the share of the points that its mean earns as in grading, where Hubs are taken
together, and the range of the shares by single Hubs.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from course import frames, log  # noqa: E402
from course.exercise.performance import Measured, Scores  # noqa: E402
from course.hub.connect import connect  # noqa: E402
from course.simulate import kept_back  # noqa: E402
from course.simulate.hub import Hub  # noqa: E402
from course.simulate.logs import capstone, reports  # noqa: E402
from exercises.capstone import health_score, triage_report  # noqa: E402
from exercises.capstone.health_score import held_down  # noqa: E402
from exercises.capstone.tables import T0  # noqa: E402

SEEDS = ",".join(str(seed) for seed in range(101, 111))
MODELS = 1000


class Afterwards(NamedTuple):
    """What a Hub keeps back: young models with their outcome, and reports with their models and causes."""

    models: pd.DataFrame
    outcome: pd.Series
    reports: list[tuple[dict[str, Any], dict[str, Any] | None]]
    causes: list[str]


def afterwards(seed: int) -> Afterwards:
    """What the Hub of a seed keeps back, made now."""
    hub = Hub(seed, MODELS)
    outcome = kept_back.table(hub, "cohort_adoption_90d").set_index("id")["adoption_90d"]
    table = reports.Reports(hub).frame.iloc[1::2]
    known: dict[Any, Any] = capstone.Capstone(hub).models.set_index("id", drop=False).to_dict("index")
    rows = table.drop(columns="label").astype(object).where(table.drop(columns="label").notna(), None)
    asked: list[Any] = [(row, known.get(row["repo_id"])) for row in rows.to_dict("records")]
    return Afterwards(kept_back.table(hub, "cohort_models"), outcome, asked, table["label"].tolist())


def popularity() -> pd.Series:
    """What the Hubs that a learner can ask say of how popular a model is, by id."""
    found = [frames.models(connect(name)).set_index("id")["downloads"] for name in ("practice", "capstone")]
    known: pd.Series = pd.concat(found).groupby(level=0).max().astype(float)
    return known


def score_cheats() -> dict[str, Callable[[pd.DataFrame], pd.Series]]:
    """Answers to the first exercise that nobody should be paid for, and two honest ones."""
    known, then = popularity(), connect("capstone")
    visible = log("earlier_adoption_90d", then).set_index("id")["adoption_90d"].astype(float)

    def by(column: Callable[[pd.DataFrame], Any]) -> Callable[[pd.DataFrame], pd.Series]:
        def score(table: pd.DataFrame) -> pd.Series:
            values = np.nan_to_num(np.asarray(column(table), dtype=float))
            return held_down(pd.Series(np.clip(values, 0, 100)), table)

        return score

    kinds = {"lab": 90.0, "organisation": 60.0, "person": 30.0}
    return {
        "a constant": by(lambda table: [50.0] * len(table)),
        "author type": by(lambda table: table["author_type"].map(kinds)),
        "popularity by id": by(lambda table: table["id"].map(known)),
        "the visible outcome by id": by(lambda table: table["id"].map(visible)),
        "the order of the rows": by(lambda table: 100 * np.arange(len(table)) / len(table)),
        "age alone": by(lambda table: (T0 - table["created_at"]).dt.days),
        "card score alone": by(lambda table: table["card_score"]),
        "verified alone": by(lambda table: 50.0 * table["has_verified_eval"]),
        "tags counted": by(lambda table: table["tags"].map(len)),
        "honest, three signals": by(
            lambda table: (
                0.5 * table["card_score"] + 25.0 * table["has_verified_eval"] + 25.0 * table["working_spaces"].gt(0)
            )
        ),
    }


def report_cheats() -> dict[str, Callable[[Any, Any], str]]:
    """Answers to the third exercise that nobody should be paid for, and two honest ones."""
    words: Callable[[Any, Any], str] = triage_report.words_alone
    first = {"403|denied|401": "gated_access", "memory": "oom", "killed": "oom", "architecture": "incompatible_engine",
             "config|tokenizer": "missing_files", "widget": "bad_metadata"}  # fmt: skip

    def text_decides(report: Any, model: Any) -> str:
        said, found = triage_report.said_in(report), words(report, model)
        usual = [cause for sign, cause in first.items() if any(one in said for one in sign.split("|"))]
        return found if found != "human" or not usual else usual[0]

    def simple(report: Any, model: Any) -> str:
        """The words, the gate, and the size."""
        said, found = triage_report.said_in(report), words(report, model)
        if found != "human" or model is None:
            return found
        answered: str = triage_report.symptom_by_symptom(report, model)
        return answered if any(sign in said for sign in ("40", "denied", "memory", "killed")) else "human"

    return {
        "a constant cause": lambda report, model: "wrong_usage",
        "always human": lambda report, model: "human",
        "author type": lambda report, model: "wrong_usage" if model and model["author_type"] == "person" else "oom",
        "the engine": lambda report, model: "incompatible_engine" if report["engine"] == "vllm" else "human",
        "keywords": words,
        "keywords, and a guess for each text": text_decides,
        "every text known, no model": best_by_text,
        "popularity of the model": lambda report, model: (
            "oom" if model and model["author_prior_models"] > 5 else "human"
        ),
        "honest, gate and size": simple,
    }


def best_by_text(report: Any, model: Any) -> str:
    """The likeliest cause of each text of the generator, where it is likelier than one wrong answer in five."""
    said = triage_report.said_in(report)
    places = [(said.find(text.lower()), cause) for cause, texts in reports.TELLING.items() for text in texts]
    found = min((place, cause) for place, cause in [*places, (10**6, "human")] if place >= 0)[1]
    # a small card seldom holds what somebody complains about, a large one mostly does
    return "oom" if found == "human" and "memory" in said and " 16 gb" in said else found


def measured(found: Afterwards) -> Iterator[tuple[str, str, Measured]]:
    """Exercise, answer and its scores on one Hub."""
    yield from _measured("health_score", score_cheats(), lambda answer: _rhos(answer, found),
                         health_score.filled_in, health_score.exercise.reference)  # fmt: skip
    yield from _measured("triage_report", report_cheats(), lambda answer: _net(answer, found),
                         triage_report.words_alone, triage_report.exercise.reference)  # fmt: skip


def _rhos(answer: Callable[..., Any], found: Afterwards) -> Scores:
    return health_score.rhos(answer(found.models), found.models, found.outcome)


def _net(answer: Callable[..., Any], found: Afterwards) -> Scores:
    answers = [answer(report, model) for report, model in found.reports]
    return {triage_report.RIGHT: triage_report.net_share(answers, found.causes)}


def _measured(
    exercise: str, answers: Mapping[str, Any], score: Callable[[Any], Scores], low: Any, high: Any
) -> Iterator[tuple[str, str, Measured]]:
    baseline, reference = score(low), score(high)
    for name, answer in {"baseline": low, "reference": high, **answers}.items():
        yield exercise, name, Measured(score(answer), baseline, reference)


def pooled(ones: Sequence[Measured]) -> Measured:
    """The scores of several Hubs taken together, as they are graded."""
    sides = ([one.got for one in ones], [one.baseline for one in ones], [one.reference for one in ones])
    return Measured(*({name: fmean(one[name] for one in side) for name in side[0]} for side in sides))


def main() -> None:
    """Print one line an answer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default=SEEDS)
    seeds = [int(seed) for seed in parser.parse_args().seeds.split(",")]
    found: dict[tuple[str, str], list[Measured]] = {}
    for seed in seeds:
        for exercise, name, one in measured(afterwards(seed)):
            found.setdefault((exercise, name), []).append(one)
    for (exercise, name), ones in found.items():
        loss = health_score.exercise.loss
        shares = [one.share(loss) for one in ones]
        scores = " ".join(f"{one.score:+.2f}" for one in ones)
        told = f"{pooled(ones).share(loss):4.0%} of the points, {min(shares):.0%} to {max(shares):.0%} by single Hubs"
        print(f"{exercise:14} {name:36} {told:52} {scores}")


if __name__ == "__main__":
    main()
