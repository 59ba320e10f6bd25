"""The manifest: every planted value and every count of a planted defect."""

from dataclasses import asdict
from typing import Any

import numpy as np

from course.simulate import cards, mixes
from course.simulate.hub import Hub
from course.simulate.meta import AS_OF, GENERATOR


def truth(hub: Hub) -> dict[str, Any]:
    """What a snapshot holds, as a test may read it."""
    return {
        "generator": GENERATOR,
        "as_of": AS_OF,
        "seed": hub.seed,
        "models": hub.models,
        "planted": asdict(hub.world.plan),
        "counts": {"models": hub.world.n, "datasets": hub.datasets.n, "spaces": hub.spaces.n},
        "defects": defects(hub),
        "relations": relations(hub),
        "disabled": hub.ids[hub.cards.disabled],
        "rate_limited": hub.ids[hub.cards.busy],
        "roots": [hub.ids[row] for row in hub.world.lineage.mega.tolist()],
    }


def defects(hub: Hub) -> dict[str, int]:
    """How often each defect was planted."""
    found, world = hub.cards, hub.world
    parents = np.bincount(found.parent_defect, minlength=6)
    names = ("vanished", "url", "itself", "case", "nullish")
    flags = {
        "private": world.private,
        "sentinel": np.arange(world.n) < world.sentinel,
        "no_card": ~found.present,
        "no_front_matter": found.present & ~found.front,
        "yaml_error": found.broken == 1,
        "not_a_mapping": found.broken == 2,
        "licence_in_tag_only": found.tag_only,
        "licence_listed": found.licensed & (found.written == cards.LISTED),
        "licence_misspelt": found.licensed & (found.written == cards.MISSPELT),
        "licence_own_name": found.licensed & (found.written == cards.NAMED),
        "licence_nullish": found.licensed & (found.written == cards.NULLISH),
        "licence_missing": ~(found.licensed | found.tag_only),
        "gated_auto": found.gated == 1,
        "gated_manual": found.gated == 2,
        "gated_not_returned": found.gated == 3,
        "downloads_not_returned": hub.adoption.unreturned,
        "language_no": found.languages == 2,
        "model_index": found.indexed,
        "model_index_unreadable": found.unindexable,
        "wrong_task": found.mistasked,
        "copies": world.copy_of >= 0,
        "parent_undeclared": found.derived & ~found.declared,
    }
    counts = {name: int(flag.sum()) for name, flag in flags.items()}
    return (
        counts
        | {f"parent_{name}": int(parents[i + 1]) for i, name in enumerate(names)}
        | {"cycles": len(found.cycles) // 2}
    )


def relations(hub: Hub) -> dict[str, int]:
    """Declared parents by stated relation."""
    stated = np.bincount(hub.world.tagged_relation[hub.cards.declared], minlength=5)
    return dict(zip(mixes.RELATIONS, stated.tolist(), strict=True))
