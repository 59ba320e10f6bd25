"""Which commits of a model did people make?"""

from collections.abc import Iterator
from functools import cache

from huggingface_hub import GitCommitInfo, HfApi
from huggingface_hub.errors import GatedRepoError

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.community.threads import LESSON

exercise = Exercise(
    LESSON,
    "own_commits",
    looks_at="commits by the Hub alone and with a person, gated models, models that do not exist, many commits, the "
    "number of requests, and unseen Hubs",
    ordered=True,
    over_budget="One request for each 50 commits is enough: list them once.",
)

FEW = 6  # models of an unseen Hub


def made(number: int, *authors: str, date: str = "") -> dict[str, object]:
    """A commit with an id of its own."""
    return {"id": f"{number:040x}", "authors": list(authors), "date": date or f"2026-01-{1 + number % 28:02}"}


@cache
def small() -> HfApi:
    """A Hub with a model for each edge case."""
    return hub_of([
        {"id": "ada/plain", "commits": [made(4, "ben"), made(3, "ada"), made(2, "ada", "ben"), made(1, "system")]},
        {"id": "ben/no-first", "commits": [made(7, "ben"), made(6, "ada")]},
        {"id": "cat/with-hub", "commits": [made(11, "system"), made(10, "cat", "system"), made(9, "system", "cat"),
                                           made(8, "system")]},
        {"id": "dan/hub-alone", "commits": [made(12, "system")]},
        {"id": "eve/like-it", "commits": [made(15, "System"), made(14, "systems"), made(13, "system", "system")]},
        {"id": "ian/bots", "commits": [made(20, "tag-bot"), made(19, "tag-bot", "merge-bot"), made(18, "system")]},
        {"id": "fay/gated", "gated": "auto", "commits": [made(17, "fay"), made(16, "system")]},
        {"id": "gus/manual", "gated": "manual"},
        {"id": "hal/many", "commits": [made(100 - n, "hal" if n % 3 else "system") for n in range(70)]},
    ])  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """A model for each rule, then a few of each graded Hub."""
    yield case("a model with a first commit by the Hub", small(), "ada/plain", budget=1)
    yield case("a model without one", small(), "ben/no-first", budget=1)
    yield case("commits by a person and the Hub", small(), "cat/with-hub", budget=1)
    yield case("commits by the Hub alone", small(), "dan/hub-alone", budget=1)
    yield case("names that are like the Hub's", small(), "eve/like-it", budget=1)
    yield case("commits by other bots", small(), "ian/bots", budget=1)
    yield case("a gated model", small(), "fay/gated", budget=1)
    yield case("a model gated by hand", small(), "gus/manual", budget=1)
    yield case("a model that does not exist", small(), "zoe/none")
    yield case("70 commits", small(), "hal/many", budget=2)
    for slot in hubs.SLOTS:
        for repo_id in hubs.models(slot)["id"].head(FEW):
            yield case("a model of an unseen Hub", hubs.hub(slot), repo_id, budget=1)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
OWN = 'commit.authors != ["system"]'
slip("system_kept", "The Hub alone made that commit: work begins with the first by somebody else.", f" if {OWN}]", "]")
slip("any_with_the_hub", "A commit by `system` and a person is a person's work too.", OWN,
     '"system" not in commit.authors')
slip("first_author_is_the_hub", "A commit by `system` and a person is a person's work too, whoever is named first.",
     OWN, 'commit.authors[0] != "system"')
slip("oldest_dropped", "The oldest commit is not always the Hub's: look at its authors.",
     f"[commit for commit in listing if {OWN}]", "listing[:-1]")
slip("any_letters", "Only the name `system` itself is the Hub: compare it letter for letter.",
     OWN, '[name.lower() for name in commit.authors] != ["system"]')
slip("bots_left_out", "Only commits whose authors are exactly `[\"system\"]` go: those of bots stay.",
     OWN, f'{OWN} and not all(name.endswith("bot") for name in commit.authors)')
slip("a_set_of_names", "The authors have to be exactly `[\"system\"]`: compare the list, not a set of it.",
     OWN, 'set(commit.authors) != {"system"}')
slip("only_the_hub", "Keep the commits of people, not those of the Hub.", OWN, 'commit.authors == ["system"]')
slip("oldest_first", "Keep the order in which the Hub lists the commits.",
     f"return [commit for commit in listing if {OWN}]",
     f"return [commit for commit in listing if {OWN}][::-1]")
slip("ids_alone", "Return the commits as the client gives them: the next step needs their dates too.",
     "[commit for commit in listing", "[commit.commit_id for commit in listing")
slip("gate_not_expected", "The commits of a gated model cannot be listed: catch `GatedRepoError`.",
     "except GatedRepoError:", "except ZeroDivisionError:")
slip("every_error_caught", "An unknown model is not a model without commits: catch `GatedRepoError` alone.",
     "except GatedRepoError:", "except Exception:")
slip("none_for_gated", "For a gated model the list is empty, not None.", "        return []\n", "        return None\n")
slip("first_page_alone", "A model can have more commits than one page: read the list to its end.",
     "return [commit for commit in listing", "return [commit for commit in listing[:50]")
slip("listed_twice", "One request for each 50 commits is enough: list them once.",
     "listing = api.list_repo_commits(repo_id)",
     "listing = api.list_repo_commits(repo_id) and api.list_repo_commits(repo_id)")
# fmt: on


@exercise.right
def with_a_loop(api: HfApi, repo_id: str) -> list[GitCommitInfo]:
    try:
        kept = list(api.list_repo_commits(repo_id))
    except GatedRepoError:
        kept = []
    for one in [*kept]:
        if len(one.authors) == 1 and one.authors[0] == "system":
            kept.remove(one)
    return kept


@exercise.right
def with_a_filter(api: HfApi, repo_id: str) -> list[GitCommitInfo]:
    def is_own(one: GitCommitInfo) -> bool:
        return tuple(one.authors) != ("system",)

    try:
        return list(filter(is_own, api.list_repo_commits(repo_id, repo_type="model")))
    except GatedRepoError:
        return []
