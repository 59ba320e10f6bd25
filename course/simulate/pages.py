"""Everything else the Hub answers: histories, discussions, overviews, likers, leaderboards and papers."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from course.simulate import discussions, history
from course.simulate.accounts import LAB, PERSON
from course.simulate.evals import Board
from course.simulate.names import person
from course.simulate.objects import iso_seconds
from course.simulate.seeds import Dice
from course.simulate.text import sentence

if TYPE_CHECKING:
    from course.simulate.hub import Hub

Document = tuple[str, str, Any]
FULL = 50_000  # models whose history, discussions and likers are written; beyond, only the most downloaded have them
VISITORS = 400
TEAM = 5  # people of a company who commit to its repos, at most
UNTOUCHED = 8  # in a hundred datasets without a README: only the Hub's own commit
PLANS = ((0.992, None), (0.997, "team"), (0.9995, "enterprise"), (1.0, "plus"))


@dataclass
class Pages:
    """Writes the documents of one Hub, one after the other."""

    hub: "Hub"
    tagged: list[tuple[int, str, str]] = field(default_factory=list)  # models, their tags that are not the head

    def __iter__(self) -> Iterator[Document]:
        """Every document: collection, key, JSON."""
        for row in self.chosen.tolist():
            yield from self.of_model(row)
        for i in range(min(self.hub.datasets.n, FULL)):
            yield from self.of_dataset(i)
        yield from self.overviews()
        for board in self.hub.evals.boards:
            yield "leaderboards", board.dataset, self.leaderboard(board)
        yield from (("papers", paper["id"], paper) for paper in self.papers())

    @cached_property
    def chosen(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The models with a history of their own."""
        score = self.hub.adoption.index
        return np.sort(np.argsort(-score, kind="stable")[:FULL])

    @cached_property
    def visitors(self) -> list[str]:
        """People who take part in other people's repos."""
        people = np.flatnonzero(self.hub.world.accounts.kind == PERSON)[:VISITORS]
        return [self.hub.world.accounts.names[row] for row in people.tolist()]

    def people(self, dice: Dice, owner: str) -> list[str]:
        """The owner and a few others who may commit or comment."""
        return [owner, *dice.some(self.visitors, 6)]

    def downloads(self, i: int) -> int:
        """What counts for how much a model is talked about."""
        return int(self.hub.adoption.downloads[i])

    def team(self, owner: int, name: str) -> list[str]:
        """The people of a company, its busiest first."""
        dice = Dice(int(self.hub.world.accounts.salt[owner]) ^ 0x7EA)
        short = name.split("-")[0].lower()
        return [f"{short}-{person(dice).lower()}" for _ in range(2 + dice.below(TEAM - 1))]

    def of_model(self, i: int) -> Iterator[Document]:
        """History, references, discussions and likers of a model."""
        hub, dice = self.hub, Dice(int(self.hub.world.salt[i]) ^ 0xD0C)
        key, info = f"models/{hub.ids[i]}", hub.rows.identity(i)
        owner = info.get("author", "archive-keepers")
        created, edited = int(hub.world.created[i]), hub.rows.edited(i)
        rows = history.commits(dice, info, created, edited, self.people(dice, owner), float(hub.world.drive[i]))
        count = discussions.how_many(dice, bool(hub.cards.present[i]), self.downloads(i))
        company = bool(hub.world.kind[i] != PERSON)
        if company:
            rows = history.by_team(int(hub.world.salt[i]), rows, owner, self.team(int(hub.world.owner[i]), owner))
        rows = history.with_system(int(hub.world.salt[i]), rows)
        talk = discussions.threads(dice, count, created, owner, self.people(dice, owner)[1:], company)
        for collection, name, body in self.documents(dice, key, rows, talk, int(hub.world.salt[i])):
            yield collection, name, body
            if collection == "refs":
                self.tagged += [
                    (i, tag["name"], tag["targetCommit"]) for tag in body["tags"] if tag["targetCommit"] != info["sha"]
                ]
        if hub.adoption.likes[i]:
            names = dice.some(self.visitors, int(min(hub.adoption.likes[i], 40)))
            yield (
                "likers",
                key,
                [{"user": name, "fullname": name, "avatarUrl": "/avatars/plain.svg", "type": "user"} for name in names],
            )

    def documents(
        self,
        dice: Dice,
        key: str,
        rows: list[dict[str, Any]],
        talk: list[dict[str, Any]],
        salt: int,
        tagged: float = history.TAGGED,
    ) -> Iterator[Document]:
        """The documents of a repo that has more to show than its head."""
        pulls = [entry["num"] for entry in talk if entry["isPullRequest"]]
        yield "commits", key, rows
        found = history.references(dice, rows, pulls, tagged)
        if found := history.further(salt, found, rows, data=key.startswith("datasets/")):
            yield "refs", key, found
        if talk:
            yield "discussions", key, talk

    def of_dataset(self, i: int) -> Iterator[Document]:
        """History, references and discussions of a dataset; a third of the documented ones are tagged."""
        datasets, dice = self.hub.datasets, Dice(self.hub.datasets.salt[i] ^ 0xD0C)
        info = {"id": datasets.ids[i], "sha": datasets.sha(i)}
        owner, created, edited = info["id"].partition("/")[0], int(datasets.created[i]), datasets.edited(i)
        rows = history.commits(dice, info, created, edited, self.people(dice, owner), float(datasets.care[i]))
        rows = history.with_system(datasets.salt[i], rows)
        if not datasets.filed[i] and datasets.salt[i] // 37 % 100 < UNTOUCHED:
            rows = history.only_system(rows)
        count = discussions.how_many(dice, bool(datasets.spoken[i]), int(datasets.downloads[i]))
        talk = discussions.threads(dice, count, created, owner, self.people(dice, owner)[1:], company=False)
        tagged = 0.33 if datasets.filed[i] else 0.06
        yield from self.documents(dice, f"datasets/{info['id']}", rows, talk, datasets.salt[i], tagged)

    def overviews(self) -> Iterator[Document]:
        """One overview an account: organisations with their plan, people with their numbers."""
        accounts = self.hub.world.accounts
        models = np.bincount(self.hub.world.owner[~self.hub.world.private], minlength=accounts.n)
        shown = accounts.names[:FULL]
        others = [published(ids, set(shown)) for ids in (self.hub.datasets.ids, self.hub.spaces.ids)]
        for row, name in enumerate(shown):
            numbers = {"numModels": int(models[row]), "numDatasets": others[0][name], "numSpaces": others[1][name]}
            if accounts.kind[row] == PERSON:
                yield "users", name, self.person(row, name) | numbers
            else:
                yield "organizations", name, self.organisation(row, name) | numbers

    def person(self, row: int, name: str) -> dict[str, Any]:
        """A person's overview."""
        dice = Dice(int(self.hub.world.accounts.salt[row]) ^ 0xA)
        shown = {"user": name, "fullname": name, "avatarUrl": "/avatars/plain.svg", "type": "user", "orgs": []}
        return shown | {"isPro": dice.chance(0.05), "numFollowers": dice.below(40), "numLikes": dice.below(200)}

    def organisation(self, row: int, name: str) -> dict[str, Any]:
        """An organisation's overview; labs are verified, and few organisations pay."""
        accounts, dice = self.hub.world.accounts, Dice(int(self.hub.world.accounts.salt[row]) ^ 0xB)
        draw = dice.below(10**6) / 10**6
        plan = (
            next(name for edge, name in PLANS if draw < edge)
            if accounts.kind[row] != LAB
            else dice.pick((None, "team", "enterprise"))
        )
        shown = {
            "name": name,
            "fullname": name.replace("-", " ").title(),
            "avatarUrl": "/avatars/plain.svg",
            "type": "org",
        }
        numbers = {"numUsers": 2 + dice.below(60), "numFollowers": int(np.exp(2 + 1.5 * accounts.reach[row]))}
        return shown | numbers | {"isVerified": bool(accounts.kind[row] == LAB), **({"plan": plan} if plan else {})}

    def leaderboard(self, board: Board) -> list[dict[str, Any]]:
        """The entries of a leaderboard, best first: every result counts, so a model may stand there twice."""
        rows = [entry for at in range(len(board.rows)) for entry in self.entries(board, at)]
        rows += [
            entry | {"modelId": name} for entry, name in zip(rows[:: len(rows) // 3], self.unreachable, strict=False)
        ]
        rows.sort(key=lambda entry: (-entry["value"], entry["modelId"], not entry["verified"]))
        return [{"rank": rank, **entry} for rank, entry in enumerate(rows, 1)]

    @cached_property
    def unreachable(self) -> list[str]:
        """Models whose results stay on a leaderboard: two that are private by now, and one that is gone."""
        private = np.flatnonzero(self.hub.world.private)[:2].tolist()
        return [*(self.hub.ids[row] for row in private), f"{self.hub.ids[0]}-withdrawn"]

    def entries(self, board: Board, at: int) -> Iterator[dict[str, Any]]:
        """The results of one model on a board: measured, claimed, and measured by others in a pull request."""
        i = int(board.rows[at])
        base = {"modelId": self.hub.ids[i], "filename": ".eval_results/results.yaml", "author": self.author(i)}
        source = {
            "url": f"https://measured-guild.invalid/{board.task}/{at}",
            "name": "Evaluation log",
            "isExternal": True,
        }
        if not np.isnan(board.verified[at]):
            yield base | {"value": float(board.verified[at]), "verified": True, "source": source}
        yield base | {
            "value": float(board.claimed[at]),
            "verified": False,
            **({"source": source} if board.sourced[at] else {}),
        }
        if not np.isnan(board.community[at]):
            yield base | {"value": float(board.community[at]), "verified": False, "pullRequest": 1 + i % 9}

    def author(self, i: int) -> dict[str, Any]:
        """Who published model `i`, as leaderboards show it."""
        name, kind = self.hub.ids[i].partition("/")[0], "user" if self.hub.world.kind[i] == PERSON else "org"
        return {"type": kind, "name": name, "fullname": name, "avatarUrl": "/avatars/plain.svg"}

    def papers(self) -> Iterator[dict[str, Any]]:
        """The papers that cards link, each once; invented like everything else."""
        seen: set[str] = set()
        for i in self.chosen.tolist():
            numbers = (self.hub.evals.paper(i), self.hub.evals.second_paper(i)) if self.hub.cards.front[i] else ()
            for number in (one for one in numbers if one and one not in seen):
                seen.add(number)
                dice, root = Dice(int(number.replace(".", ""))), int(self.hub.world.lineage.root[i])
                name = self.hub.ids[root].rpartition("/")[2]
                start = iso_seconds(int(self.hub.world.created[root]))
                yield {
                    "id": number,
                    "title": f"{name}: a simulated paper",
                    "summary": sentence(dice, "summary"),
                    "publishedAt": start,
                    "authors": [],
                    "upvotes": dice.below(40),
                }


def published(ids: Iterable[str], owners: set[str]) -> Counter[str]:
    """How many of the repos `ids` each of `owners` has."""
    return Counter(owner for owner in (name.partition("/")[0] for name in ids) if owner in owners)
