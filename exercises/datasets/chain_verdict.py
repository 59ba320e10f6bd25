"""May a model of this class be made from sources of these classes?"""

from collections.abc import Iterator

from course.exercise.exercise import Case, Exercise, case
from course.vocabulary import LICENCE_CLASSES
from exercises.datasets.by_hand import LESSON

exercise = Exercise(
    LESSON,
    "chain_verdict",
    looks_at="each step between classes, share-alike sources, unknown sources beside known ones, and no sources",
)

CLASSES = (*LICENCE_CLASSES, None)
Classes = list[str | None]
FREE, SHARE, CARE, NO_FEE = LICENCE_CLASSES


@exercise.cases
def cases() -> Iterator[Case]:
    """Every pair of classes, then several sources."""
    for own in CLASSES:
        yield case(f"a model that is {own or 'unknown'}, without sources", own, [])
        for source in CLASSES:
            yield case(f"a model that is {own or 'unknown'} and one source", own, [source])
    several: list[tuple[str | None, Classes]] = [
        (FREE, [FREE, NO_FEE]),
        (FREE, [NO_FEE, FREE]),
        (FREE, [FREE, NO_FEE, FREE]),
        (FREE, [None, NO_FEE]),
        (FREE, [NO_FEE, None]),
        (NO_FEE, [None, SHARE, FREE]),
        (CARE, [FREE, None]),
        (SHARE, [SHARE, FREE]),
        (SHARE, [None, SHARE]),
        (NO_FEE, [CARE, FREE, NO_FEE]),
        (NO_FEE, [SHARE, NO_FEE]),
        (CARE, [CARE, SHARE]),
        (NO_FEE, [SHARE, None, CARE]),
        (None, [FREE, NO_FEE]),
        (None, [None, None]),
    ]
    for own, found in several:
        yield case(f"a model that is {own or 'unknown'} and {len(found)} sources", own, found)


slip = exercise.slip
FREER = "order.index(own) < order.index(source)"
SHARED = 'if is_freer or (source == "copyleft" and own != "copyleft"):'
DOUBT = "if own is None or None in sources:"
MANY = "Look at every source, not at one."
slip(
    "by_alphabet",
    "Restrictiveness is not alphabetical: compare places in `license_classes`.",
    FREER,
    "own < source",
)
slip("same_class", "A source of the same class is no conflict.", FREER, "order.index(own) <= order.index(source)")
slip("equality_needed", "A stricter model is fine; a looser one is the problem.", FREER, "own != source")
slip(
    "other_way_round",
    "The model must not allow more than its source; you compare the other way round.",
    FREER,
    "order.index(own) > order.index(source)",
)
slip("stricter_copyleft", "Share-alike asks for the same terms, not for stricter ones.", SHARED, "if is_freer:")
slip(
    "copyleft_always",
    "A copyleft model may be made from copyleft sources.",
    SHARED,
    'if is_freer or source == "copyleft":',
)
slip(
    "copyleft_everywhere",
    "Share-alike binds what is made from it; a copyleft model may be made from freer sources.",
    SHARED,
    'if is_freer or (source == "copyleft") != (own == "copyleft"):',
)
slip(
    "doubt_first",
    "One known conflict is enough, whatever else is unknown.",
    "    for source in sources:",
    f'    {DOUBT}\n        return "unverifiable"\n    for source in sources:',
)
slip(
    "silence_is_permission",
    "Silence is not permission: an unknown source makes it unverifiable.",
    DOUBT,
    "if own is None:",
)
slip(
    "own_silence_is_clear",
    "If the own class is unknown, nothing can be verified, even without sources.",
    DOUBT,
    "if None in sources or (own is None and sources):",
)
slip(
    "sources_alone",
    "If the own class is unknown, nothing can be verified, whatever the sources are.",
    DOUBT,
    "if None in sources:",
)
slip(
    "silent_model_claims_all",
    "You cannot say that a model claims too much if its claim is unknown.",
    '    order = vocab()["license_classes"]\n',
    '    order = vocab()["license_classes"]\n    own = own or "permissive"\n',
)
slip(
    "unknown_source_forbids",
    "An unknown source forbids nothing that we know of: unverifiable, not conflict.",
    '    order = vocab()["license_classes"]\n',
    '    order = vocab()["license_classes"]\n    sources = [one or "noncommercial" for one in sources]\n',
)
slip(
    "no_sources_no_verdict",
    "Without sources there is nothing to contradict: `clear`, if the own class is known.",
    'return "clear"',
    'return "clear" if sources else "unverifiable"',
)
slip(
    "share_alike_of_one_class",
    "Share-alike binds every other class, stricter ones too.",
    SHARED,
    'if is_freer or (source == "copyleft" and own == "noncommercial"):',
)
slip(
    "strictest_source_alone",
    "Look at every source, not at the strictest alone: share-alike may hide behind it.",
    "for source in sources:",
    "for source in [max([one for one in sources if one is not None], key=order.index, default=None)]:",
)
slip("first_source", MANY, "for source in sources:", "for source in sources[:1]:")
slip("last_source", MANY, "for source in sources:", "for source in sources[-1:]:")


@exercise.right
def with_sets(own: str | None, sources: Classes) -> str:
    forbids = {
        FREE: {SHARE, CARE, NO_FEE},
        SHARE: {CARE, NO_FEE},
        CARE: {SHARE, NO_FEE},
        NO_FEE: {SHARE},
    }
    if own is not None and forbids[own] & set(sources):
        return "conflict"
    return "clear" if own is not None and all(sources) else "unverifiable"


@exercise.right
def with_ranks(own: str | None, sources: Classes) -> str:
    rank = dict(zip(LICENCE_CLASSES, range(4), strict=True))
    known = [rank[one] for one in sources if one]
    if own and (max(known, default=0) > rank[own] or (1 in known and rank[own] != 1)):
        return "conflict"
    if not own or len(known) < len(sources):
        return "unverifiable"
    return "clear"
