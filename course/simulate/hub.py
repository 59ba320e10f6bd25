"""One simulated Hub: every entity of a seed and a size, made when first asked for."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from course.hub.writer import RepoFile
from course.simulate.adoption import Adoption
from course.simulate.cards import Cards
from course.simulate.datasets import Datasets
from course.simulate.evals import Evals
from course.simulate.identity import model_ids
from course.simulate.meta import FEWEST
from course.simulate.model_rows import ModelRows
from course.simulate.objects import too_many
from course.simulate.pages import Pages
from course.simulate.spaces import Spaces
from course.simulate.supply import settled
from course.simulate.texts import Texts
from course.simulate.world import World, make_world

LEGACY = 0.0015  # of models have no namespace

Revision = tuple[str, str, dict[str, Any], list[RepoFile]]


class Hub:
    """The entities of one snapshot; a pure function of the generator, the seed and the number of models."""

    def __init__(self, seed: int, models: int) -> None:
        if models < FEWEST:
            raise ValueError(f"{models} models are too few to plant anything in; ask for at least {FEWEST}.")
        self.seed, self.models = seed, models

    @cached_property
    def world(self) -> World:
        """The latent world of the models."""
        return make_world(self.seed, self.models)

    @cached_property
    def adoption(self) -> Adoption:
        """Downloads and likes."""
        return self.cards.adoption

    @cached_property
    def cards(self) -> Cards:
        """Cards and declarations; they settle the downloads, which the largest supplier's share depends on."""
        cards = Cards(self.world, Adoption(self.world))
        cards.adoption.downloads = settled(cards)
        return cards

    @cached_property
    def evals(self) -> Evals:
        """Results and leaderboards."""
        return Evals(self.cards)

    @cached_property
    def ids(self) -> Texts:
        """Model ids, oldest first."""
        return Texts(model_ids(self.world, max(1, min(round(LEGACY * self.models), 200))))

    @cached_property
    def datasets(self) -> Datasets:
        """Dataset repos."""
        return Datasets(self.world)

    @cached_property
    def spaces(self) -> Spaces:
        """Space repos."""
        return Spaces(self.adoption, self.ids, self.datasets.ids)

    @cached_property
    def rows(self) -> ModelRows:
        """Model repos."""
        return ModelRows(self.cards, self.evals, self.ids, self.datasets.ids)

    def repos(self) -> Iterator[tuple[str, dict[str, Any], list[RepoFile]]]:
        """Every repo with its kind: models, datasets, Spaces."""
        for kind, rows in (("models", self.rows), ("datasets", self.datasets), ("spaces", self.spaces)):
            for info, files in rows:
                yield kind, info, files

    def redirects(self) -> Iterator[tuple[str, str]]:
        """Old and new ids of the models that moved: a few roots of large families."""
        for row in self.world.lineage.mega[1:40:4].tolist():
            owner, _, name = self.ids[row].partition("/")
            yield f"{owner}-archive/{name}", self.ids[row]

    def documents(self) -> Iterator[tuple[str, str, Any]]:
        """Everything else the Hub answers: collection, key, JSON."""
        yield from self.pages
        yield too_many(self.ids[self.cards.busy])

    @cached_property
    def pages(self) -> Pages:
        """Writes the documents."""
        return Pages(self)

    def revisions(self) -> Iterator[Revision]:
        """Earlier states of tagged models: repo, tag, what differs, tree; known once the documents were written."""
        for i, tag, sha in self.pages.tagged:
            yield self.ids[i], tag, {"sha": sha}, self.rows.earlier(i)
