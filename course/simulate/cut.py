"""The Hub as it was on 15 March: what the capstone asks. Nothing that came later is in it, nor shows through."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from course.hub.writer import RepoFile
from course.simulate.accounts import PERSON
from course.simulate.calendar import DAY
from course.simulate.children import Children
from course.simulate.hub import Hub
from course.simulate.logs import badges, capstone, cohorts, engines, enterprise, reports
from course.simulate.model_rows import ModelRows
from course.simulate.objects import iso_seconds
from course.simulate.pages import Document, Pages, published
from course.simulate.seeds import Dice
from course.simulate.world import Bools

Row = tuple[str, dict[str, Any], list[RepoFile]]
COHORTS = 180 * DAY
COUNTS = ("downloads", "downloadsAllTime", "likes", "trendingScore")
LAST = iso_seconds(capstone.START - 1)
EARLIER = iso_seconds(capstone.START)  # dates of the Hub are text in one form, so they compare as text


@dataclass
class Cut:
    """One Hub, seen on 15 March."""

    hub: Hub

    @cached_property
    def there(self) -> Bools:
        """True for the models that existed."""
        return np.asarray(self.hub.world.created < capstone.START)

    @cached_property
    def young(self) -> Bools:
        """True for the models of the two cohorts, whose popularity is withheld."""
        return np.asarray(self.there & (self.hub.world.created >= capstone.START - COHORTS))

    @cached_property
    def rows(self) -> ModelRows:
        """The hub's models; children are counted as they were."""
        rows, world, found = self.hub.rows, self.hub.world, self.hub.cards
        good = found.declared & (found.parent_defect == 0) & self.there
        made = ModelRows(rows.cards, rows.evals, rows.ids, rows.datasets)
        made.__dict__["children"] = Children(world.lineage.parent[good], world.tagged_relation[good])
        return made

    @cached_property
    def n(self) -> int:
        """How many repos there were, about."""
        return int(self.there.sum()) + self.hub.datasets.n + self.hub.spaces.n

    def repos(self) -> Iterator[Row]:
        """Every repo that existed."""
        for i in np.flatnonzero(self.there).tolist():
            yield "models", *self.model(i)
        for kind, made in (("datasets", self.hub.datasets), ("spaces", self.hub.spaces)):
            for i in np.flatnonzero(np.asarray(made.created) < capstone.START).tolist():
                info, files = made.row(i)
                yield kind, self.moved_back(kind, info), files

    def model(self, i: int) -> tuple[dict[str, Any], list[RepoFile]]:
        """Model `i` and its tree."""
        info, files = self.rows.row(i)
        info = self.moved_back("models", info)
        results = [one for one in info.pop("evalResults", []) if self.known(one, i)]
        info |= {"evalResults": results} if results else {}
        if not results:
            files = [file for file in files if not file.path.startswith(".eval_results")]
        info["usedStorage"] = sum(file.length for file in files)
        info |= self.counted(i, info)
        if self.young[i]:
            withheld = {*COUNTS, "inferenceProviderMapping"}
            info = {key: value for key, value in info.items() if key not in withheld}
        return info, files

    def known(self, result: dict[str, Any], i: int) -> bool:
        """True where a result had been told; one without a date was told when the model was measured."""
        if self.hub.evals.measured_at(i) >= capstone.START:
            return False
        return bool(str(result.get("date", "")) < EARLIER)

    def counted(self, i: int, info: dict[str, Any]) -> dict[str, Any]:
        """What had been counted of an older model: three months less, and a month that was a little different."""
        if "downloads" not in info:
            return {"trendingScore": 0}
        month = int(info["downloads"] * (0.7 + Dice(int(self.hub.world.salt[i]) ^ 0x70).below(600) / 1000))
        ever = max(month, info["downloadsAllTime"] - 3 * info["downloads"])
        return {"downloads": month, "downloadsAllTime": ever, "trendingScore": 0}

    def moved_back(self, kind: str, info: dict[str, Any]) -> dict[str, Any]:
        """A repo's object with the head and the date of its last change before 15 March."""
        rows = self.histories.get(f"{kind}/{info['id']}")
        head = {"sha": rows[0]["id"]} if rows else {}
        last = (
            info["lastModified"] if info["lastModified"] < EARLIER else rows[0]["date"] if rows else info["createdAt"]
        )
        return info | head | {"lastModified": last}

    @cached_property
    def histories(self) -> dict[str, list[dict[str, Any]]]:
        """The commits of each repo, as far as they had been made; a repo has at least the one that created it."""
        return {key: body for collection, key, body in self.written if collection == "commits"}

    @cached_property
    def written(self) -> list[Document]:
        """The documents of models and datasets."""
        pages, found = Earlier(self.hub), []
        for i in np.flatnonzero(self.there).tolist():
            found += list(pages.of_model(i))
        for i in np.flatnonzero(np.asarray(self.hub.datasets.created) < capstone.START).tolist():
            found += list(pages.of_dataset(i))
        return [document for document in map(earlier, found) if document[2]]

    def documents(self) -> Iterator[Document]:
        """Everything else the Hub answered."""
        gone = {f"models/{self.hub.ids[i]}" for i in np.flatnonzero(self.young).tolist()}
        yield from (one for one in self.written if not (one[0] == "likers" and one[1] in gone))
        pages = Earlier(self.hub)
        yield from self.overviews(pages)
        there = {self.hub.ids[i] for i in np.flatnonzero(self.there).tolist()}
        for board in self.hub.evals.boards:
            kept = [one for one in pages.leaderboard(board) if self.on_board(one["modelId"], there)]
            yield "leaderboards", board.dataset, [one | {"rank": rank} for rank, one in enumerate(kept, 1)]
        for paper in pages.papers():
            if paper["publishedAt"] < EARLIER:
                yield "papers", paper["id"], paper

    def on_board(self, name: str, there: set[str]) -> bool:
        """True where the results of a model had been told."""
        i = self.places.get(name)
        return i is None or (name in there and self.hub.evals.measured_at(i) < capstone.START)

    @cached_property
    def places(self) -> dict[str, int]:
        """The number of each model by its id."""
        return {name: i for i, name in enumerate(self.hub.ids)}

    def overviews(self, pages: Pages) -> Iterator[Document]:
        """One overview an account, with what it had published; followers came later and are left out."""
        accounts, world = self.hub.world.accounts, self.hub.world
        shown = accounts.names[: len(accounts.kind)]
        models = np.bincount(world.owner[~world.private & self.there], minlength=accounts.n)
        kinds = (self.hub.datasets, self.hub.spaces)
        others = [
            published(
                (made.ids[i] for i in np.flatnonzero(np.asarray(made.created) < capstone.START).tolist()), set(shown)
            )
            for made in kinds
        ]
        for row, name in enumerate(shown):
            numbers = {"numModels": int(models[row]), "numDatasets": others[0][name], "numSpaces": others[1][name]}
            person = accounts.kind[row] == PERSON
            told = (pages.person(row, name) if person else pages.organisation(row, name)) | numbers
            told.pop("numFollowers")
            yield "users" if person else "organizations", name, told

    def logs(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """The capstone's tables, and those of the others that say nothing of a time."""
        tables = capstone.tables(self.hub) | reports.tables(self.hub) | cohorts.earlier(self.hub)
        tables |= {"engine_support": badges.support_table(), "hardware": engines.hardware()}
        tables |= {"org_profiles": enterprise.org_profiles(self.hub)}
        for name, frame in tables.items():
            yield name, frame.assign(simulated=True).reset_index(drop=True)


class Earlier(Pages):
    """The pages of a Hub in which nothing depends on how often a young model is downloaded or liked."""

    def downloads(self, i: int) -> int:
        """What counts for how much a model is talked about."""
        young = self.hub.world.created[i] >= capstone.START - COHORTS
        return 0 if young else super().downloads(i)


def earlier(document: Document) -> Document:
    """A document as it stood on 15 March; empty where there was nothing yet."""
    collection, key, body = document
    if collection == "commits":
        kept = [row for row in body if row["date"] < EARLIER]
        return collection, key, kept or [body[-1] | {"date": LAST}]
    if collection == "discussions":
        return collection, key, [undone(one) for one in body if one["createdAt"] < EARLIER]
    if collection == "refs":
        return collection, key, {}
    return document


def undone(talk: dict[str, Any]) -> dict[str, Any]:
    """A discussion without what happened in it later."""
    events = [event for event in talk["events"] if event["createdAt"] < EARLIER]
    if len(events) == len(talk["events"]):
        return talk
    changes = [event["data"]["status"] for event in events if event["type"] == "status-change"]
    told = talk | {"events": events, "status": changes[-1] if changes else "open"}
    if "changes" in told and told["status"] != "merged":
        told["changes"] = {key: value for key, value in told["changes"].items() if key != "mergeCommitId"}
    return told
