"""What does one row of the inventory hold?"""

from collections.abc import Iterator
from typing import Any

from huggingface_hub import ModelInfo

from course import frames
from course.exercise.exercise import Case, Exercise, case
from exercises.census.by_hand import listed, model

exercise = Exercise(
    "01-census",
    "inventory_row",
    looks_at="models without a card, gated models, gaps, zeros, base models, and parameters",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One model each, known in full but for one thing."""
    yield case("a model of which all is known", model("ada/all"))
    yield case("a model of which nothing is known", listed({"id": "nothing"}))
    yield case("a card without a licence and a base model", model("ada/card", cardData={"language": "en"}))
    yield case("no card", model("ada/no-card", cardData=None))
    yield case("two licences", model("ada/two", cardData={"license": ["MIT", " bsd"]}))
    yield case("a licence in a tag", model("ada/tag", cardData=None, tags=["en", "license:odbl"]))
    yield case("two base models", model("ada/merge", cardData={"base_model": ["x/b", "x/a"]}))
    yield case("a base model in a tag", model("ada/base", cardData={}, tags=["base_model:x/a"]))
    yield case("a gate that opens by itself", model("ada/auto", gated="auto"))
    yield case("a gate that a person opens", model("ada/manual", gated="manual"))
    yield case("a gate that is not known", model("ada/gate", gated=None))
    yield case("no parameters", model("ada/size", safetensors=None))
    yield case("no tags", model("ada/tags", tags=None))
    yield case("zeros", model("ada/zero", downloads=0, downloadsAllTime=0, likes=0, private=True))
    yield case("unknown counts", model("ada/counts", downloads=None, downloadsAllTime=None, likes=None, private=None))
    yield case("unknown times", model("ada/times", createdAt=None, lastModified=None, author=None))


slip = exercise.slip
slip(
    "no_card_expected",
    "A model may have no card: `card_data` is None then, and None has no `to_dict`.",
    "model.card_data.to_dict() if model.card_data is not None else {}",
    "model.card_data.to_dict()",
)
slip(
    "no_safetensors_expected",
    "A model may have no `safetensors`: it is None then, and None has no `total`.",
    "    if model.safetensors is not None:\n        row",
    "    row",
)
slip(
    "licence_as_it_stands",
    "Let `licence_of` read the licence: the card may name several, or leave it to the tags.",
    "licence_of(card, tags)",
    'card.get("license")',
)
slip(
    "licence_without_tags",
    "Give `licence_of` the tags too: they count where the card says nothing.",
    "licence_of(card, tags)",
    "licence_of(card, [])",
)
slip(
    "base_model_as_it_stands",
    "`base_model` is always a list: make one of a text, and an empty one where there is none.",
    'frames.as_list(card.get("base_model"))',
    'card.get("base_model")',
)
slip(
    "none_is_a_base_model",
    "A model without a base model has an empty list, not a list with None in it.",
    'frames.as_list(card.get("base_model"))',
    'card.get("base_model") if isinstance(card.get("base_model"), list) else [card.get("base_model")]',
)
slip(
    "tags_as_they_stand",
    "`tags` is always a list: an empty one where the model has none.",
    'row["tags"] = tags',
    'row["tags"] = model.tags',
)
slip(
    "tags_expected",
    "A model may have no tags: `tags` is None then, and None cannot be walked through.",
    "frames.as_list(model.tags)",
    "list(model.tags)",
)
slip(
    "gate_as_it_stands",
    '`gated` is `"no"` where the Hub says False.',
    '    if model.gated is False:\n        row["gated"] = "no"\n',
    "",
)
slip(
    "unknown_is_open",
    'A gate that was not returned is unknown, not open: only False becomes `"no"`.',
    "if model.gated is False:",
    "if not model.gated:",
)
slip(
    "every_gate_is_open",
    'Only False becomes `"no"`; `auto` and `manual` stay as they are.',
    "if model.gated is False:",
    "if model.gated is not None:",
)
slip(
    "parameters_by_type",
    "`n_params` is one number, the total: `model.safetensors.total`.",
    "model.safetensors.total",
    "model.safetensors.parameters",
)
slip(
    "another_attribute",
    "Keep the names of `frames.INVENTORY` alone.",
    "row = {name",
    'row = {"sha": model.sha} | {name',
)
slip(
    "unknown_is_zero",
    "What the Hub has not got is None, not 0.",
    "    return row",
    "    return row | {name: row[name] or 0 for name in frames.COUNTS}",
)


@exercise.wrong("A base model stands in the card; tags are not asked for it.")
def base_models_from_tags(model: ModelInfo) -> dict[str, Any]:
    tagged = [tag.split(":", 1)[1] for tag in model.tags or [] if tag.startswith("base_model:")]
    row: dict[str, Any] = from_the_table(model)
    row["base_model"] = row["base_model"] or tagged
    return row


@exercise.wrong("Count a parameter once: `n_params` is the number, not the `safetensors` it stands in.")
def whole_safetensors(model: ModelInfo) -> dict[str, Any]:
    row: dict[str, Any] = from_the_table(model)
    row["n_params"] = vars(model.safetensors) if model.safetensors else None
    return row


@exercise.right
def from_the_table(model: ModelInfo) -> dict[str, Any]:
    (found,) = frames.inventory([model]).astype(object).to_dict("records")
    return {name: found[name] for name in reversed(frames.INVENTORY)}


@exercise.right
def name_by_name(model: ModelInfo) -> dict[str, Any]:
    card: dict[str, Any] = vars(model.card_data) if model.card_data else {}
    base = card.get("base_model") or []
    tags = [*(model.tags or [])]
    return {
        "id": model.id,
        "author": model.author,
        "created_at": model.created_at,
        "last_modified": model.last_modified,
        "pipeline_tag": model.pipeline_tag,
        "library_name": model.library_name,
        "license": frames.licence(card.get("license"), tags),
        "gated": {False: "no"}.get(model.gated, model.gated),  # type: ignore[arg-type]
        "private": model.private,
        "downloads": model.downloads,
        "downloads_all_time": model.downloads_all_time,
        "likes": model.likes,
        "n_params": None if model.safetensors is None else model.safetensors.total,
        "base_model": base if isinstance(base, list) else [base],
        "tags": tags,
    }
