"""Which models can be called without deploying them, and through whom."""

from typing import TYPE_CHECKING, Any

from course.simulate.seeds import Dice

if TYPE_CHECKING:
    from course.simulate.model_rows import ModelRows

PROVIDERS = ("lanternworks", "quickmill", "hearthgrid", "northkiln", "tidewater", "ironquill", "saltmarsh", "embercast")
STATES = ("live", "live", "live", "live", "live", "staging", "error")


def providers(rows: "ModelRows", i: int) -> dict[str, Any]:
    """The provider mapping of model `i`, if anyone serves it: some of the most downloaded text models, few others."""
    rank = rows.cards.served.get(i)
    if rank is None:
        return {}
    dice = Dice(rows.salt(i) ^ 0x5E4)
    names = dice.some(PROVIDERS, 1 + min(dice.below(5), dice.below(6)))
    task = "conversational" if rows.task(i) == "text-generation" else rows.task(i)
    return {
        "inferenceProviderMapping": {
            name: {"status": dice.pick(STATES), "providerId": f"{name}/{rows.ids[i]}", "task": task} for name in names
        }
    }
