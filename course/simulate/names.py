"""Invented names: labs, people, model families and datasets, built from syllables that no real lab is known by."""

from course.simulate.seeds import Dice

ONSETS = ("b", "br", "c", "d", "dr", "f", "g", "gl", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "v", "z")
VOWELS = ("a", "a", "e", "e", "i", "o", "u", "ei", "ou")
CODAS = ("", "", "", "", "", "", "l", "m", "n", "r", "s", "th", "nd", "lt", "x")
LAB_ENDS = ("-labs", "-research", "-institute", "-foundry", "")
ORG_ENDS = ("-works", "-collective", "-group", "-guild", "-studio", "-union", "-kollektiv", "-workshop")
ROLES = ("notes", "craft", "tinkers", "writes", "codes", "trains", "bench", "loft", "desk", "yard")
THINGS = (
    "ledger letters harbour weather kitchen garden railway forest clinic court market choir museum quarry lantern "
    "orchard ferry tower river bridge canyon meadow signal archive almanac"
).split()
# Real model families and libraries that the syllables could spell.
TAKEN = frozenset("nemo solar sana lora opt phi dolly orca flan bert gemma rho mora dora kimi vega".split())
SORTS = "notes talk questions pairs scenes voices tables clips reports dialogues captions events maps reviews".split()


def syllables(dice: Dice, n: int) -> str:
    """`n` invented syllables in a row, never the name of a real model."""
    word = "".join(dice.pick(ONSETS) + dice.pick(VOWELS) + dice.pick(CODAS) for _ in range(n))
    return syllables(dice, n) if word in TAKEN else word


def lab(dice: Dice) -> str:
    """A lab's namespace."""
    return syllables(dice, 2 + dice.below(2)) + dice.pick(LAB_ENDS)


def organisation(dice: Dice) -> str:
    """An organisation's namespace."""
    return syllables(dice, 2) + dice.pick(ORG_ENDS)


def person(dice: Dice) -> str:
    """A person's namespace."""
    form = dice.below(4)
    if form == 0:
        return f"{syllables(dice, 2)}-{syllables(dice, 2)}"
    if form == 1:
        return syllables(dice, 2).title() + syllables(dice, 1).title()
    return f"{syllables(dice, 2)}{dice.below(1000)}" if form == 2 else f"{syllables(dice, 2)}-{dice.pick(ROLES)}"


def family(dice: Dice) -> str:
    """The name of a model family, never one that exists."""
    name = coined(dice)
    while name.lower() in TAKEN:
        name = coined(dice)
    return name


def coined(dice: Dice) -> str:
    """A short invented word."""
    if dice.chance(0.5):
        return syllables(dice, 2).capitalize()
    return syllables(dice, 1 + dice.below(2)).capitalize() + "o"


def topic(dice: Dice) -> str:
    """What a dataset, a demo or a fine-tune is about, such as `harbour-voices`."""
    return f"{dice.pick(THINGS)}-{dice.pick(SORTS)}"


class Unique:
    """Gives each name once: a second asker gets it with a number."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        key = name.lower()
        if key not in self.taken:
            self.taken[key] = 1
            return name
        self.taken[key] += 1
        return self(f"{name}-{self.taken[key]}")
