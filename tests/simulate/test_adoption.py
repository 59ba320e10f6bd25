"""Downloads and likes."""

import numpy as np

from course.simulate.adoption import ABOVE_ZERO, monthly
from course.simulate.hub import Hub
from course.simulate.measures import gini, spearman


def test_monthly_downloads_follow_the_published_marginals() -> None:
    counts = monthly(np.random.default_rng(1), 200_000)
    positive = counts[counts > 0]
    assert (counts > 0).mean() == ABOVE_ZERO
    assert np.median(positive) == 3
    assert 60 <= np.quantile(positive, 0.9) <= 90
    assert gini(counts) > 0.99


def test_downloads_follow_the_latent_index(hub: Hub) -> None:
    adoption = hub.adoption
    order = np.argsort(adoption.index, kind="stable")
    assert (np.diff(adoption.drawn[order]) >= 0).all()


def test_only_the_largest_supplier_changes_the_drawn_downloads(hub: Hub) -> None:
    assert (hub.adoption.downloads != hub.adoption.drawn).sum() <= 6


def test_downloads_ever_are_at_least_those_of_the_month(hub: Hub) -> None:
    assert (hub.adoption.lifetime >= hub.adoption.downloads).all()


def test_seven_models_in_a_hundred_are_liked(hub: Hub) -> None:
    assert round(float((hub.adoption.likes > 0).mean()), 2) == 0.07


def test_likes_and_downloads_are_tied_loosely(hub: Hub) -> None:
    assert 0.1 < spearman(hub.adoption.likes, hub.adoption.downloads) < 0.5


def test_private_models_are_not_downloaded(hub: Hub) -> None:
    assert hub.adoption.downloads[hub.world.private].max() == 0


def test_documented_models_are_downloaded_more(hub: Hub) -> None:
    later, documented = np.log1p(hub.adoption.later), hub.world.documented
    assert later[documented].mean() - later[~documented].mean() > 0.3
