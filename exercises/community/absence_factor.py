"""How few people hold half of the work?"""

from collections.abc import Collection, Iterator
from fractions import Fraction

import numpy as np
import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, shuffled
from exercises.community.commits import commits, unseen
from exercises.community.threads import LESSON

exercise = Exercise(
    LESSON,
    "absence_factor",
    looks_at="authors who share, authors named twice, bots of any name, commits without a person, a share that is "
    "reached exactly or but for rounding, a share of 0 and of 1, no commits, and commits of unseen Hubs",
)

SYSTEM = frozenset({"system"})
ADA, BEN, CAT, DAN, EVE, FAY = (["ada"], ["ben"], ["cat"], ["dan"], ["eve"], ["fay"])


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the commits of the graded Hubs."""
    plain = [*[ADA] * 4, ["ada", "ben"], BEN, BEN, ["ben", "cat"], CAT, DAN]
    yield from also(case("four people, two shared commits", commits(*plain)), gapped_index, shuffled, emptied)
    yield case("one who holds exactly half", commits(*[ADA] * 3, BEN, BEN, CAT))
    yield case("one who holds a little less than half", commits(*[ADA] * 3, BEN, BEN, CAT, DAN))
    yield case("one author for each commit", commits(ADA, BEN, CAT, DAN, EVE, FAY))
    yield case("one person", commits(ADA, ADA))
    small = commits(["ada", "ben", "cat", "dan"], ["ada", "ben", "cat", "dan"], ["ada", "ben", "cat"], EVE)
    yield case("many small parts against one whole", small)
    yield case("the same, two fifths", small, 0.4)
    yield case("an author named twice", commits(["ada", "ada", "ben"], ["ada", "ada", "ben"], CAT, BEN))
    hub = commits(["system"], ["system"], ["system"], ["system", "ada"], BEN, ["ben", "system"], CAT)
    yield case("the Hub among the authors", hub)
    yield case("a bot of another name", hub, 0.5, {"ben"})
    yield case("nobody is a bot", hub, 0.5, frozenset())
    yield case(
        "a set of bots without the Hub", commits(["system"], ["system"], ["tag-bot"], ADA, BEN), 0.5, {"tag-bot"}
    )
    yield case("the Hub alone in half of the commits", commits(*[["system"]] * 3, ADA, BEN, CAT), 0.5, frozenset())
    yield case("the Hub beside a person", commits(*[["system", "ada"]] * 3, BEN, CAT, DAN))
    named = commits(*[["abbott"]] * 3, ["system-fan", "ada"], ADA, ["tag-bot"], ["tag-bot"], BEN)
    yield case("people whose names are like those of bots", named)
    yield case("the same, with a bot", named, 0.5, {"tag-bot"})
    yield case("bots alone", commits(["system"], ["system"]))
    yield case("a commit that names nobody", commits([], [], [], ADA, BEN, CAT, CAT))
    thirds = commits(*[["ada", "ben", "cat"]] * 3, DAN)
    yield case("thirds that reach three quarters", thirds, 0.75)
    tenth = commits(*[[f"p{n}" for n in range(10)]] * 3, *[["q1", "q2", "q3"]] * 7)
    yield case("seven tenths but for rounding", tenth, 0.7)
    yield case("shares that miss by a hair", commits(*[["ada", "ben", "cat"]] * 4, DAN, DAN), 2 / 9)
    yield case("a share that is missed by more than rounding", commits(ADA, BEN), 0.5 + 1e-10)
    yield case("the same, three people", commits(*[ADA] * 6, *[BEN] * 3, CAT), 0.6 + 1e-7)
    yield case("six sevenths", commits(*[[f"p{n}" for n in range(7)]] * 5), 6 / 7)
    yield case("a share of 0", commits(ADA, BEN), 0)
    yield case("a share of 1", commits(ADA, ADA, BEN, CAT), 1)
    yield case("nine tenths", commits(*plain), 0.9)
    yield case("few of many", commits(*[ADA] * 20, BEN, CAT, DAN, EVE, FAY))
    yield case(
        "the first authors did least", commits(["ada", "zoe"], ["ben", "zoe"], ["cat", "zoe"], ["dan", "zoe"], ADA)
    )
    for slot in hubs.SLOTS:
        yield case("commits of an unseen Hub", unseen(slot))
        yield case("commits of an unseen Hub, nine tenths", unseen(slot), 0.9)
    yield case("commits of an unseen Hub, the Hub included", unseen(hubs.SLOTS[0]), 0.5, frozenset())


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
RESULT = "int(np.argmax(held >= share * held[-1] - 1e-12))"
slip("full_credit", "Authors share one commit: divide its weight of 1 among them.", "+ 1 / len(people)", "+ 1")
slip("system_counted", "The Hub makes the first commit of every repo: leave out the authors in `bots`.",
     "set(authors) - set(bots)", "set(authors)")
slip("bots_fixed", "`bots` is an argument: you left out `system` whatever it said.", "set(bots)", '{"system"}')
slip("system_always_out", "`bots` is an argument: you left out `system` whatever it said.",
     "set(bots)", '{"system", *bots}')
slip("anything_with_bot", "`bots` names the bots: an account is none because of its name.",
     "set(authors) - set(bots)", '{one for one in authors if "bot" not in one} - set(bots)')
slip("divided_before", "Leave out the bots first, then divide: they did not share the work.",
     "1 / len(people)", "1 / len(set(authors))")
slip("named_twice", "An author who is named twice in a commit counts once.",
     "people = set(authors) - set(bots)", "people = [one for one in authors if one not in bots]")
slip("commits_with_bots_dropped", "A commit by a person and a bot is the person's work: leave out the bot alone.",
     "set(authors) - set(bots)", "set(authors) if not set(authors) & set(bots) else set()")
slip("first_author_alone", "Every author of a commit has a part of it, not only the first.",
     "set(authors)", "set(authors[:1])")
slip("more_than_the_share", "Reaching the share is enough: compare with ≥.",
     ">= share * held[-1] - 1e-12", "> share * held[-1] + (1e-12 if share < 1 else -1e-12)")
slip("without_room_for_rounding", "Thirds do not add up to exactly 1 on a computer: let a sum miss by 1e-12.",
     " - 1e-12", "")
slip("too_much_room", "A sum may fall short by 1e-12 and no more: a larger miss is not rounding.", "- 1e-12", "- 1e-6")
slip("all_commits_are_the_total", "A commit without a person is not work to be shared: leave it out of the total.",
     "share * held[-1]", "share * len(commits)")
slip("share_of_the_people", "Half of the work, not half of the people: go down the weights until they reach the share.",
     RESULT, "int(np.ceil(share * len(largest)))")
slip("always_half", "`share` is an argument: one half is only its default.", "share * held[-1]", "0.5 * held[-1]")
slip("smallest_first", "Begin with those who did most: then the fewest are needed.", "reverse=True", "reverse=False")
slip("nobody_left_out_of_the_sums", "Let the sums begin with 0 for nobody: `argmax` counts places from 0.",
     "[0.0, *largest]", "[*largest]")
slip("place_for_a_number", "Let the sums begin with 0 for nobody: `argmax` counts places from 0.",
     RESULT, "max(0, int(np.argmax(held >= share * held[-1] - 1e-12)) - 1)")
slip("one_too_many", "The place of the first sum that is enough is the number of people already.",
     RESULT, "int(np.argmax(held >= share * held[-1] - 1e-12)) + 1")
slip("alone_above_the_share", "Add up the largest until they reach the share: no one has to hold it alone.",
     RESULT, "sum(part >= share * held[-1] - 1e-12 for part in largest)")
slip("everybody", "Count those who are needed for the share, not everybody.", RESULT, "len(largest)")
slip("share_instead_of_a_number", "Return how many people there are, not which part of all they are.",
     RESULT, "int(np.argmax(held >= share * held[-1] - 1e-12)) / max(1, len(largest))")
# fmt: on


@exercise.right
def with_fractions(table: pd.DataFrame, share: float = 0.5, bots: Collection[str] = SYSTEM) -> int:
    weights: dict[str, Fraction] = {}
    for names in table["authors"]:
        people = {name for name in names if name not in bots}
        for name in people:
            weights[name] = weights.get(name, Fraction(0)) + Fraction(1, len(people))
    total, held, count = sum(weights.values(), Fraction(0)), Fraction(0), 0
    for part in sorted(weights.values(), reverse=True):
        if float(held) >= share * float(total) - 1e-12:
            break
        held, count = held + part, count + 1
    return count


@exercise.right
def with_explode(table: pd.DataFrame, share: float = 0.5, bots: Collection[str] = SYSTEM) -> int:
    parts = table[["authors"]].reset_index(drop=True).explode("authors").dropna().reset_index()
    parts = parts[~parts["authors"].isin(list(bots))].drop_duplicates()
    if parts.empty or share == 0:
        return 0
    parts["weight"] = 1 / parts.groupby("index")["authors"].transform("size")
    held = parts.groupby("authors")["weight"].sum().sort_values(ascending=False).cumsum()
    return int(np.count_nonzero(held.to_numpy() < share * held.iloc[-1] - 1e-12)) + 1
