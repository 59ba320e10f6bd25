"""Which reasons against a model lie in its ancestors?"""

from collections.abc import Iterator
from typing import Any

from course.exercise.exercise import Case, Exercise, case
from exercises.enterprise.tables import POLICY, REGIONS

exercise = Exercise(
    "13-enterprise",
    "upstream_reasons",
    looks_at="ancestors inside and outside the inventory, unknown classes and regions, none at all, and both reasons",
)

KNOWN: dict[str, str | None] = {
    "good/ok": "permissive",
    "good/gpl": "copyleft",
    "far/rail": "use-restricted",
    "far/nc": "noncommercial",
}
KNOWN |= {"bad/ok": "permissive", "good/none": None, "bad/none": None, "bad": "permissive"}
STRICT = {"allowed": {"permissive"}, "review": {"copyleft"}, "blocked_regions": {"R3"}}
Table = dict[str, Any]


@exercise.cases
def cases() -> Iterator[Case]:
    """One ancestor of each kind, then several."""
    for about, above in (
        ("no ancestors", set()),
        ("an ancestor that is fine", {"good/ok"}),
        ("an ancestor of unknown class", {"good/none"}),
        ("an ancestor to review", {"far/rail"}),
        ("an ancestor whose class is in neither set", {"far/nc"}),
        ("an ancestor from a blocked region", {"bad/ok"}),
        ("both reasons in one ancestor", {"bad/none"}),
        ("an ancestor outside", {"good/outside"}),
        ("an ancestor outside, from a blocked region", {"bad/outside"}),
        ("an ancestor outside, of an unknown owner", {"nobody/outside"}),
        ("an ancestor without an owner", {"bad"}),
        ("several that are fine", {"good/ok", "good/gpl", "good/outside"}),
        ("one of several", {"good/ok", "good/gpl", "far/nc"}),
        ("two reasons in two ancestors", {"good/ok", "far/nc", "bad/outside"}),
    ):
        yield case(about, above, KNOWN, REGIONS, POLICY)
    yield case("another policy", {"good/gpl", "far/rail"}, KNOWN, REGIONS, STRICT)
    yield case("another policy and an ancestor that is fine", {"bad/ok"}, KNOWN, REGIONS, STRICT)
    yield case("nothing known", {"good/ok", "bad/ok"}, {}, {}, POLICY)


slip = exercise.slip
LICENCE = 'other in class_of and class_of[other] not in policy["allowed"]'
ORIGIN = 'regions.get(owner) in policy["blocked_regions"]'
slip(
    "review_is_fine_upstream",
    "Upstream, only an allowed class is fine.",
    LICENCE,
    'other in class_of and class_of[other] not in policy["allowed"] | policy["review"]',
)
slip(
    "unknown_class_is_fine",
    "An ancestor of unknown class is not allowed: nobody gave a permission.",
    LICENCE,
    'class_of.get(other) is not None and class_of[other] not in policy["allowed"]',
)
slip(
    "outside_is_unknown",
    "An ancestor outside the inventory has no licence to judge: it gives no licence reason.",
    LICENCE,
    'class_of.get(other) not in policy["allowed"]',
)
slip(
    "outside_ignored",
    "An ancestor outside the inventory still has a namespace, and that a region.",
    ORIGIN,
    f"other in class_of and {ORIGIN}",
)
slip(
    "unknown_region_blocked",
    "A region that nobody knows gives no reason.",
    ORIGIN,
    'regions.get(owner, "R5") in policy["blocked_regions"]',
)
OWNER = "The region is the owner's, the part before the slash; an id without a slash has no owner."
slip("whole_id", OWNER, "regions.get(owner)", "regions.get(other)")
slip("first_part_of_the_id", OWNER, 'other.rpartition("/")[0]', 'other.split("/")[0]')
slip(
    "names_of_own_reasons",
    "A region upstream asks for a review: its reason is UPSTREAM_ORIGIN.",
    'reasons.add("UPSTREAM_ORIGIN")',
    'reasons.add("ORIGIN_BLOCKED")',
)
slip("fixed_region", "Which regions are blocked stands in `policy`.", ORIGIN, 'regions.get(owner) == "R5"')
slip(
    "first_ancestor_only",
    "Look at every ancestor before you return.",
    "    return reasons\n",
    "        break\n    return reasons\n",
    "in above:",
    "in sorted(above):",
)
slip(
    "first_reason_only",
    "Legal needs the whole list to fix it once: give every reason.",
    "    return reasons\n",
    "    return set(sorted(reasons)[:1])\n",
)


@exercise.right
def with_any(above: set[str], class_of: Table, regions: Table, policy: Table) -> set[str]:
    found = set()
    if any(class_of[one] not in policy["allowed"] for one in above & class_of.keys()):
        found.add("UPSTREAM_LIC")
    homes = {regions.get("/".join(one.split("/")[:-1])) for one in above}
    return found | ({"UPSTREAM_ORIGIN"} if homes & policy["blocked_regions"] else set())


@exercise.right
def with_loops(above: set[str], class_of: Table, regions: Table, policy: Table) -> frozenset[str]:
    licences = [class_of[one] in policy["allowed"] for one in above if one in class_of]
    origins = [regions[one.partition("/")[0]] for one in above if "/" in one and one.partition("/")[0] in regions]
    named = {"UPSTREAM_LIC": not all(licences), "UPSTREAM_ORIGIN": bool(set(origins) & policy["blocked_regions"])}
    return frozenset(name for name, holds in named.items() if holds)
