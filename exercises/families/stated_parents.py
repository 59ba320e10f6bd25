"""What does one model state about its parents?"""

from collections.abc import Iterator
from typing import Any

from huggingface_hub import ModelInfo

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from exercises.families import lineage
from exercises.families.written import both_named, info

exercise = Exercise(
    "02-families",
    "stated_parents",
    looks_at="both forms of `base_models`, a card that names one parent, several or none, a relation from the Hub, "
    "from the card or from neither, an empty text, a model without a card, and models of unseen Hubs",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One form at a time, then models of the graded Hubs."""
    yield case("a parent in the Hub's own form", info("a/b", hub=both_named("quantized", "c/d")))
    yield case("two parents in the Hub's own form", info("a/b", hub=both_named("merge", "e/f", "c/d")))
    yield case("a list of ids and a card", info("a/b", {"base_model_relation": "merge"}, ["e/f", "c/d"]))
    yield case("a list of ids and no card", info("a/b", hub=["c/d"]))
    yield case("a card that names one parent", info("a/b", {"base_model": "c/d"}))
    stated = {"base_model": ["e/f", "c/d"], "base_model_relation": "adapter"}
    yield case("a card that names two", info("a/b", stated))
    yield case("an empty list and a card", info("a/b", stated, []))
    yield case("a relation that only the card states", info("a/b", stated, both_named(None, "c/d")))
    yield case("an empty relation on the Hub", info("a/b", stated, both_named("", "c/d")))
    yield case("a card that contradicts the Hub", info("a/b", stated, both_named("finetune", "x/y")))
    yield case("a Hub that states `unknown`", info("a/b", stated, both_named("unknown", "x/y")))
    yield case("no relation anywhere", info("a/b", {"license": "mit"}, both_named(None, "c/d")))
    yield case("an empty relation in the card", info("a/b", {"base_model": "c/d", "base_model_relation": ""}))
    yield case("empty relations in both", info("a/b", {"base_model_relation": ""}, both_named("", "c/d")))
    yield case("a card without a parent", info("a/b", {"license": "mit"}))
    yield case("a card with a relation and no parent", info("a/b", {"base_model_relation": "adapter"}))
    yield case("a model without a card", info("a/b"))
    yield case("ids that are not clean", info("a/b", {"base_model": [" c/d", "c/d", "a/b", "https://x.org/y"]}))
    for slot in hubs.SLOTS:
        for one in lineage.spread(slot):
            yield case("a model of an unseen Hub", one)


# A name, the sentence it has to earn, and texts of the solution with what stands in their place.
# The same mistakes show in the edges, so `lineage_edges` foresees these too.
SHARED = (
    (
        "dict_iterated",
        "Your parents are called ‘relation’ and ‘models’: base_models is a dict here, whatever the annotation says.",
        'return parents, base.get("relation") or relation',
        "return list(base), None",
    ),
    (
        "string_iterated",
        "Parents of one character: base_model was a string, not a list.",
        'frames.as_list(base or card.get("base_model"))',
        'list(base or card.get("base_model") or [])',
    ),
    (
        "card_only",
        "Ask base_models first: the card is only read where the Hub returned none.",
        "base = info.base_models",
        "base = None",
    ),
    (
        "card_taken_for_granted",
        "This model has no card: card_data is None, so ask `(info.card_data or {})`.",
        "info.card_data or {}",
        "info.card_data",
    ),
)
MORE = (
    (
        "hub_only",
        "Where the Hub knows no parent, the card may name one: ask it for base_model.",
        'frames.as_list(base or card.get("base_model"))',
        "frames.as_list(base)",
    ),
    (
        "cards_relation_lost",
        "The dict states no relation here: take the card's base_model_relation.",
        'base.get("relation") or relation',
        'base.get("relation") or None',
    ),
    (
        "cards_relation_first",
        "The relation of the Hub's dict comes before the card's.",
        'base.get("relation") or relation',
        'relation or base.get("relation")',
    ),
    (
        "cards_relation_never",
        "The card can state the relation too, in base_model_relation.",
        'card.get("base_model_relation") or None',
        "None",
    ),
)

for one in (*SHARED, *MORE):
    exercise.slip(*one)

exercise.slip(
    "empty_relation_kept",
    "An empty text states no relation: return None.",
    'card.get("base_model_relation") or None',
    'card.get("base_model_relation")',
)
exercise.slip(
    "empty_relation_of_the_hub",
    "An empty text states no relation: ask the card, as if the Hub had said nothing.",
    'base.get("relation") or relation',
    'relation if base.get("relation") is None else base.get("relation")',
)
exercise.slip(
    "entries_for_ids",
    "Each entry of `models` is a dict: of each you need its id.",
    '[model["id"] for model in base["models"]]',
    'base["models"]',
)
exercise.slip(
    "lists_of_ids_refused",
    "base_models may be a list of ids too: ask whether it is a dict before you read it as one.",
    "if isinstance(base, dict):",
    "if base:",
)
exercise.slip(
    "pair_turned",
    "The parents come first in the pair, then the relation.",
    "return parents, base.get",
    'return base.get("relation") or relation, parents\n        return parents, base.get',
    'return frames.as_list(base or card.get("base_model")), relation',
    'return relation, frames.as_list(base or card.get("base_model"))',
)
exercise.slip(
    "not_a_list",
    "The parents are a list, also where one text or nothing is stated.",
    'frames.as_list(base or card.get("base_model"))',
    '(base or card.get("base_model"))',
)
exercise.slip(
    "relation_needs_a_parent",
    "A relation can be stated without a parent: return it as it stands.",
    'frames.as_list(base or card.get("base_model")), relation',
    'frames.as_list(base or card.get("base_model")), relation if card.get("base_model") or base else None',
)
exercise.slip(
    "first_parent_alone",
    "A model may state several parents: return them all.",
    'parents = [model["id"] for model in base["models"]]',
    'parents = [base["models"][0]["id"]]',
)


@exercise.right
def by_three_forms(one: ModelInfo) -> tuple[list[str], str | None]:
    stated: dict[str, Any] = vars(one.card_data) if one.card_data is not None else {}
    hub: Any = one.base_models
    relation = stated.get("base_model_relation")
    if hub is not None and hasattr(hub, "keys"):
        relation = hub["relation"] or relation
        return list(map(str, (entry["id"] for entry in hub["models"]))), relation or None
    if not hub:
        hub = stated.get("base_model")
    if hub is None:
        hub = []
    return [hub] if isinstance(hub, str) else hub, relation or None


@exercise.right
def with_a_loop(one: ModelInfo) -> list[Any]:
    parents: list[str] = []
    relations: list[Any] = []
    base: Any = one.base_models
    if isinstance(base, dict):
        parents += [entry["id"] for entry in base["models"]]
        relations.append(base.get("relation"))
    elif base:
        parents.extend(base)
    if one.card_data:
        relations.append(one.card_data.get("base_model_relation"))
        named = one.card_data.get("base_model")
        if not base and named is not None:
            parents = [named] if isinstance(named, str) else list(named)
    return [parents, next((relation for relation in relations if relation), None)]
