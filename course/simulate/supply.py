"""Whose models carry the downloads: the largest supplier is given its planted share."""

import numpy as np
import numpy.typing as npt

from course.simulate import mixes
from course.simulate.adoption import Counts
from course.simulate.cards import Cards
from course.simulate.front import URL
from course.simulate.lineage import ancestors

ROUNDS, CLOSE = 60, 0.002


def stated_roots(cards: Cards) -> npt.NDArray[np.int32]:
    """The first ancestor that a reader of the metadata finds: undeclared, broken and merged parents end the walk."""
    lineage = cards.world.lineage
    linked = cards.declared & np.isin(cards.parent_defect, (0, URL)) & (cards.world.tagged_relation != mixes.MERGE)
    return ancestors(np.where(linked, lineage.parent, -1).astype(np.int32))[0]


def suppliers(cards: Cards) -> npt.NDArray[np.int32]:
    """The account behind each model's stated root."""
    return cards.world.owner[stated_roots(cards)]


def counted(cards: Cards, downloads: Counts) -> Counts:
    """The downloads that a reader sees: those of public models for which the Hub returns them."""
    return np.where(cards.world.private | cards.adoption.unreturned, 0, downloads)


def shares(cards: Cards, downloads: Counts) -> npt.NDArray[np.float64]:
    """Each account's share of the downloads, as a supplier."""
    totals = np.bincount(suppliers(cards), weights=counted(cards, downloads), minlength=cards.world.accounts.n)
    return np.asarray(totals / totals.sum())


def settled(cards: Cards) -> Counts:
    """The drawn downloads, but for the largest supplier's largest model: moved until the share is as planned."""
    downloads, wanted = cards.adoption.drawn.copy(), cards.world.plan.top_supplier
    who = suppliers(cards)
    for _ in range(ROUNDS):
        seen = counted(cards, downloads)
        totals = np.bincount(who, weights=seen, minlength=cards.world.accounts.n)
        largest = int(totals.argmax())
        share = totals[largest] / totals.sum()
        if abs(share - wanted) < CLOSE:
            break
        model = int(np.where(who == largest, seen, -1).argmax())
        rest = totals.sum() - seen[model]
        own = totals[largest] - seen[model]
        downloads[model] = max(1, int((wanted * rest - own) / (1 - wanted)))
    return downloads
