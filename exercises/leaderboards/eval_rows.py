"""What did one model's publisher and others report, in both formats?"""

from collections.abc import Iterator
from typing import Any

from huggingface_hub import ModelInfo

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.leaderboards.tables import info, listed

exercise = Exercise(
    "09-leaderboards",
    "eval_rows",
    looks_at="each format alone and both, a model without results, a card that cannot be read, other metrics, values "
    "without a score, empty texts, configurations, and publishers who name themselves",
)

EXAM = {"id": "org/exam", "task_id": "hard"}
FEW = 4  # models of a graded Hub


def _entry(value: object, **more: object) -> dict[str, Any]:
    return {"dataset": EXAM, "value": value, **more}


def _source(**more: object) -> dict[str, Any]:
    return {"url": "https://example.org/run", **more}


def _model(*entries: dict[str, Any], name: str = "org/tern", **more: Any) -> ModelInfo:
    return info(id=name, evalResults=list(entries), **more)


def _result(*metrics: dict[str, Any], config: str | None = None, **more: object) -> dict[str, Any]:
    dataset = {"type": "org/exam", "name": "The Exam"} | ({} if config is None else {"config": config})
    return {"task": {"type": "text-generation"}, "dataset": dataset, "metrics": list(metrics), **more}


def _accuracy(value: object, **more: object) -> dict[str, Any]:
    return {"type": "accuracy", "value": value, **more}


def _card(*results: dict[str, Any]) -> dict[str, Any]:
    return {"model-index": [{"name": "tern", "results": list(results)}]}


@exercise.cases
def cases() -> Iterator[Case]:
    """Models written by hand, then a few of each graded Hub."""
    token, dated = {"verifyToken": "t0"}, {"date": "2026-02-03T04:05:06.000Z"}
    yield case("a checked result and a claim", _model(_entry(60.5, **token, **dated), _entry(71.25)))
    yield case("results in both shapes", _model({"data": _entry(48.0, **dated)}, _entry(49.0, **token)))
    yield case("a result with a source", _model(_entry(52.5, source=_source(), date="2026-02-03")))
    yield case("a result of somebody else", _model(_entry(52.5, source=_source(user="zoe"))))
    yield case("a publisher who names himself", _model(_entry(52.5, source=_source(user="org"))))
    yield case("a checked result of somebody else", _model(_entry(52.5, source=_source(user="zoe"), **token)))
    yield case("a source of an organisation", _model(_entry(52.5, source=_source(org="zoo"))))
    yield case("an empty token and an empty source", _model(_entry(5, verifyToken="", source={"url": "", "user": ""})))
    named = _accuracy(47.0, name="accuracy")
    yield case("a metric with a name", info(id="org/tern", cardData=_card(_result(named))))
    yield case("older results alone", info(id="org/tern", cardData=_card(_result(_accuracy(0.44)))))
    metrics = [{"type": "f1", "value": 40.0}, _accuracy(43.5), {"type": "loss", "value": 1.5}, _accuracy("44.5 ± 1")]
    yield case("other metrics beside accuracy", info(id="org/tern", cardData=_card(_result(*metrics))))
    names = {"balanced_accuracy": 50.0, "Accuracy": 49.0, "acc": 48.0}
    alike = [{"type": name, "value": value} for name, value in names.items()]
    yield case(
        "metrics with names like accuracy", info(id="org/tern", cardData=_card(_result(*alike, _accuracy(51.0))))
    )
    yield case("the same result twice", _model(_entry(52.5), _entry(52.5)))
    earlier = {"dataset": {"id": "org/arithmetic", "task_id": "easy"}, "value": 51.0}
    yield case("datasets in no order", _model(_entry(52.5), earlier))
    ann = _entry(52.5, source=_source(user="ann"))
    yield case("a user whose name begins like the publisher's", _model(ann, name="annabel/tern"))
    yield case("both formats", _model(_entry(61.0, **dated), cardData=_card(_result(_accuracy(0.62)))))
    proven = _result(_accuracy(0.5, verified=True), _accuracy(0.6, verifyToken="t1"), _accuracy(0.7, verified=False))
    yield case("checked results in a card", info(id="org/tern", cardData=_card(proven)))
    linked = _result(_accuracy(66.0), source={"name": "Log", "url": "https://example.org/log"})
    blank = _result(_accuracy(66.0), source={"name": "Log", "url": ""})
    yield case("an empty source in a card", info(id="org/tern", cardData=_card(blank)))
    yield case("a source in a card", info(id="org/tern", cardData=_card(linked)))
    configs = [_result(_accuracy(30.0 + len(name)), config=name) for name in ("fr", "")]
    yield case("configurations", info(id="org/tern", cardData=_card(*configs)))
    for about, value in (("true", True), ("a text without a number", "tba"), ("nothing", None), ("a list", [1.5])):
        yield case(f"a value that is {about}", _model(_entry(value, **token), _entry(33.0)))
    yield case("a card with a value that is no score", info(id="o/t", cardData=_card(_result(_accuracy(True)))))
    yield case("texts and a zero", _model(_entry("~ 63%"), _entry(0), _entry(".25")))
    yield case("a private model", _model(_entry(60.5), private=True))
    yield case("a model without a publisher", _model(_entry(60.5, source=_source(user="zoe")), name="tern"))
    yield case("no results", _model())
    yield case("neither results nor a card", info(id="org/tern"))
    yield case("a card without results", info(id="org/tern", cardData={"license": "mit"}))
    broken = {"model-index": [{"name": "tern", "results": [{"task": {"type": "x"}, "metrics": []}]}]}
    yield case("results in a card that cannot be read", info(id="org/tern", cardData=broken))
    for slot in hubs.SLOTS:
        for model in listed(slot, FEW):
            yield case("a model of an unseen Hub", model)


EMPTY = "An empty text is nothing: ask whether there is something in it, not whether it is None."
CARD = "The card's older `model-index` holds results too: keep those with the `metric_type` accuracy."
METRIC = "Compare the whole name of the metric: `balanced_accuracy` and `Accuracy` are others."
IN_ORDER = "Keep every result, in the order in which it is listed, those of `info.eval_results` first."
NO_LIST = "A model may have no results at all: `None` cannot be walked through."

# fmt: off
slip = exercise.slip
slip("older_format_ignored", CARD,
     "for result in in_card or []:", "for result in []:")
slip("current_format_ignored", "The results in `info.eval_results` are rows as well.",
     "for entry in info.eval_results or []:", "for entry in []:")
slip("every_metric", "F1 and loss have scales of their own: of the card, keep accuracy alone.",
     'if result.metric_type == "accuracy":', "if True:")
slip("metric_by_name", CARD,
     'if result.metric_type == "accuracy":', 'if result.metric_name == "accuracy":')
slip("accuracy_in_the_name", METRIC,
     'result.metric_type == "accuracy"', '"accuracy" in result.metric_type')
slip("accuracy_in_any_case", METRIC,
     'result.metric_type == "accuracy"', 'result.metric_type.lower() == "accuracy"')
slip("short_for_accuracy", METRIC,
     'result.metric_type == "accuracy"', '"acc" in result.metric_type.lower()')
slip("token_in_the_card", "In the card, `verified` says it, not a token.",
     "bool(result.verified)", "bool(result.verify_token)")
slip("no_default_task", "Without a configuration, the task is `default`.",
     'result.dataset_config or "default"', "result.dataset_config")
slip("always_default_task", "Where a card names a configuration, it is the task.",
     'result.dataset_config or "default"', '"default"')
slip("dataset_by_name", "The dataset's id is its `dataset_type`; the name is for people.",
     "result.dataset_type", "result.dataset_name")
slip("any_user", "A publisher who names himself is nobody else: compare the user with the publisher.",
     "bool(entry.source_user) and entry.source_user != publisher", "bool(entry.source_user)")
slip("any_source", "A link is no other person: the community is a `source_user` who is not the publisher.",
     "bool(entry.source_user) and entry.source_user != publisher", "bool(entry.source_url)")
slip("nobody_is_somebody", "Where no user is named, nobody else has measured.",
     "bool(entry.source_user) and entry.source_user != publisher", "entry.source_user != publisher")
slip("verified_by_source", "A link is no proof: `verified` asks for a token.",
     "bool(entry.verify_token)", "bool(entry.source_url)")
slip("raw_value", "The value may be a text: give it to `score_of`.",
     "score_of(entry.value)", "entry.value")
slip("raw_value_of_the_card", "The value in a card may be a text: give it to `score_of`.",
     "score_of(result.metric_value)", "result.metric_value")
slip("rows_without_a_score", "A result without a score gives no row.",
     'return [row for row in rows if row["value"] is not None]', "return rows")
slip("zero_dropped", "A score of 0 is a score: drop only what is None.",
     'if row["value"] is not None]', 'if row["value"]]')
slip("empty_token", EMPTY,
     "bool(entry.verify_token)", "entry.verify_token is not None")
slip("empty_source", EMPTY,
     '"has_source": bool(entry.source_url)', '"has_source": entry.source_url is not None')
slip("empty_source_of_the_card", EMPTY,
     "bool(result.source_url)", "result.source_url is not None")
slip("empty_user", EMPTY,
     "bool(entry.source_user) and entry.source_user != publisher",
     "entry.source_user is not None and entry.source_user != publisher")
slip("empty_configuration", EMPTY,
     'result.dataset_config or "default"', '"default" if result.dataset_config is None else result.dataset_config')
slip("part_of_the_publisher", "Compare the whole name of the user with that of the publisher.",
     "entry.source_user != publisher", "entry.source_user not in info.id")
slip("checks_are_nobodys", "Somebody else can have made a check: `community` does not ask for the token.",
     "entry.source_user != publisher", "entry.source_user != publisher and not entry.verify_token")
slip("task_by_type", "The task is the `dataset_config`; `task_type` says what kind of model it is.",
     'result.dataset_config or "default"', "result.task_type")
slip("card_never_verified", "A card can hold a check: look at its `verified`.",
     "bool(result.verified)", "False")
slip("said_is_verified", "`verified` may be there and say False: ask whether it is true.",
     "bool(result.verified)", "result.verified is not None")
slip("verified_as_it_is", "Where a card does not say `verified`, the answer is False: make it a boolean.",
     "bool(result.verified)", "result.verified")
slip("no_card", "A model may have no card: `None` has no `eval_results`.",
     " if info.card_data is not None else None", "")
slip("no_list", NO_LIST,
     "info.eval_results or []", "info.eval_results")
slip("no_list_in_the_card", NO_LIST,
     "in in_card or []", "in in_card")
slip("card_where_no_list", "A model can have results in both formats: the card counts beside the list.",
     "for result in in_card or []:", "for result in ([] if rows else in_card or []):")
slip("sorted_by_dataset", IN_ORDER,
     "return [row for row in rows if", 'return [row for row in sorted(rows, key=lambda one: one["dataset_id"]) if')
slip("checks_first", IN_ORDER,
     "return [row for row in rows if", 'return [row for row in sorted(rows, key=lambda one: not one["verified"]) if')
slip("told_once", IN_ORDER,
     "return [row for row in rows if", "return [row for at, row in enumerate(rows) if row not in rows[:at] and")
slip("last_first", IN_ORDER,
     "return [row for row in rows if", "return [row for row in rows[::-1] if")
slip("card_first", IN_ORDER,
     "return [row for row in rows if", 'return [row for row in sorted(rows, key=lambda one: one["date"] or "") if')
# fmt: on


@exercise.right
def by_tuples(model: ModelInfo) -> list[dict[str, Any]]:
    owner, score = model.id.partition("/")[0], exercise_score
    told: list[tuple[Any, ...]] = []
    for one in model.eval_results or ():
        user = one.source_user or owner
        told.append((one.dataset_id, one.task_id, score(one.value), bool(one.verify_token), bool(one.source_url),
                     user != owner, one.date, "eval_results"))  # fmt: skip
    for old in (model.card_data and model.card_data.eval_results) or ():
        if old.metric_type != "accuracy":
            continue
        told.append((old.dataset_type, old.dataset_config or "default", score(old.metric_value), old.verified is True,
                     bool(old.source_url), False, None, "model_index"))  # fmt: skip
    names = ["dataset_id", "task_id", "value", "verified", "has_source", "community", "date", "origin"]
    rows = [{"model_id": model.id} | dict(zip(names, one, strict=True)) for one in told]
    return [one for one in rows if one["value"] is not None]


def exercise_score(value: Any) -> float | None:
    """The score in a value, found another way than the solution finds it."""
    from course import results

    return results.score(value)


@exercise.right
def by_format(model: ModelInfo) -> list[dict[str, Any]]:
    new = [_from_entry(model.id, one) for one in model.eval_results] if model.eval_results else []
    kept = getattr(model.card_data, "eval_results", None)
    old = [_from_card(model.id, one) for one in kept if one.metric_type == "accuracy"] if kept else []
    return [one for one in new + old if one.get("value") is not None]


def _from_entry(model: str, one: Any) -> dict[str, Any]:
    by = one.source_user
    others = by not in (None, "", model.split("/", 1)[0])
    proof = {"verified": one.verify_token not in (None, ""), "has_source": one.source_url not in (None, "")}
    where = {"model_id": model, "dataset_id": one.dataset_id, "task_id": one.task_id, "date": one.date}
    return where | proof | {"value": exercise_score(one.value), "community": others, "origin": "eval_results"}


def _from_card(model: str, one: Any) -> dict[str, Any]:
    task = one.dataset_config if one.dataset_config else "default"
    where = {"model_id": model, "dataset_id": one.dataset_type, "task_id": task, "date": None, "origin": "model_index"}
    proof = {"verified": one.verified or False, "has_source": len(one.source_url or "") > 0, "community": False}
    return where | proof | {"value": exercise_score(one.metric_value)}
