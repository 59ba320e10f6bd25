"""Which reasons against a model lie in itself?"""

from collections.abc import Iterator
from typing import Any

from course.exercise.exercise import Case, Exercise, case
from exercises.enterprise.tables import CLASSES, POLICY, REGIONS, model

exercise = Exercise(
    "13-enterprise",
    "own_reasons",
    looks_at="each reason alone and all at once, unknown licences and regions, classes in both sets, and gaps",
)

NAN = float("nan")
BOTH = {"allowed": {"permissive"}, "review": {"permissive", "copyleft"}, "blocked_regions": {"R1", "R5"}}
NOTHING: dict[str, set[str]] = {"allowed": set(), "review": set(), "blocked_regions": set()}
Table = dict[str, Any]


@exercise.cases
def cases() -> Iterator[Case]:
    """No reason, each reason alone, several, then what is not known."""
    for about, changes in (
        ("nothing against it", {}),
        ("a copyleft licence", {"license": "gpl"}),
        ("no licence", {"license": None}),
        ("a gap for a licence", {"license": NAN}),
        ("a licence nobody classified", {"license": "own"}),
        ("several licences", {"license": "gpl+mit"}),
        ("a class to review", {"license": "rail"}),
        ("a class in neither set", {"license": "nc"}),
        ("a blocked region", {"id": "bad/one"}),
        ("an unknown owner", {"id": "nobody/one"}),
        ("no owner", {"id": "bad"}),
        ("a pickle alone", {"has_safetensors": False, "has_pickle": True}),
        ("a pickle and safetensors", {"has_pickle": True}),
        ("neither kind of weights", {"has_safetensors": False}),
        ("an automatic gate", {"gated": "auto"}),
        ("a manual gate", {"gated": "manual"}),
        ("a gate that was not returned", {"gated": None}),
        ("a gate that is a gap", {"gated": NAN}),
        ("no base and no datasets", {"base_model": []}),
        ("datasets and no base", {"base_model": [], "datasets": ["d/x"]}),
        ("a base and datasets", {"datasets": ["d/x"]}),
    ):
        yield case(about, model(**changes), REGIONS, CLASSES, POLICY)
    poor = model("bad/all", license="nc", has_safetensors=False, has_pickle=True, gated="auto", base_model=[])
    yield case("five reasons", poor, REGIONS, CLASSES, POLICY)
    yield case("five others", poor | {"license": None}, REGIONS, CLASSES, POLICY)
    yield case("a class in both sets", model("far/x"), REGIONS, CLASSES, BOTH)
    yield case("another policy", model(license="gpl"), REGIONS, CLASSES, BOTH)
    yield case("a policy that allows nothing", model(), REGIONS, CLASSES, NOTHING)
    yield case("no regions and no classes", model(), {}, {}, POLICY)


slip = exercise.slip
slip(
    "unknown_class_blocked",
    "A class that is not known is missing, not blocked.",
    '"LIC_MISSING": kind is None',
    '"LIC_MISSING": False',
    '"LIC_BLOCKED": kind is not None and',
    '"LIC_BLOCKED":',
)
slip(
    "unknown_class_blocked_too",
    "One licence, one reason: a class that is not known is missing and not blocked as well.",
    '"LIC_BLOCKED": kind is not None and',
    '"LIC_BLOCKED":',
)
slip(
    "missing_licence_allowed",
    "No licence means no permission.",
    '"LIC_MISSING": kind is None',
    '"LIC_MISSING": False',
)
slip(
    "only_a_missing_text",
    "A licence whose class nobody knows counts as missing, too.",
    '"LIC_MISSING": kind is None',
    '"LIC_MISSING": model["license"] is None or model["license"] != model["license"]',
)
slip(
    "both_sets_reviewed",
    "A class that stands in both sets is allowed.",
    'doubtful = policy["review"] - fine',
    'doubtful = policy["review"]',
)
slip(
    "review_is_fine",
    "A class in `review` is a reason for a person to look: LIC_REVIEW.",
    '"LIC_REVIEW": kind in doubtful',
    '"LIC_REVIEW": False',
)
slip(
    "review_is_blocked",
    "A class in `review` is not blocked: it leads to LIC_REVIEW.",
    '"LIC_REVIEW": kind in doubtful',
    '"LIC_REVIEW": False',
    "kind not in fine | doubtful",
    "kind not in fine",
)
slip(
    "every_pickle",
    "A pickle beside safetensors need not be loaded: the reason needs a pickle alone.",
    'model["has_pickle"] and not model["has_safetensors"]',
    'model["has_pickle"]',
)
slip(
    "no_safetensors",
    "A model without any weights is not unsafe: the reason needs a pickle.",
    'model["has_pickle"] and not model["has_safetensors"]',
    'not model["has_safetensors"]',
)
slip(
    "unknown_gate",
    "A gate that was not returned is unknown: only `auto` and `manual` give the reason.",
    'model["gated"] in ["auto", "manual"]',
    'model["gated"] != "no"',
)
slip(
    "manual_gate_alone",
    "An automatic gate is a gate, too.",
    'model["gated"] in ["auto", "manual"]',
    'model["gated"] == "manual"',
)
slip(
    "either_is_empty",
    "PROVENANCE needs both to be empty: a base or a dataset says where the model comes from.",
    'not model["base_model"] and not model["datasets"]',
    'not model["base_model"] or not model["datasets"]',
)
slip(
    "base_alone",
    "Datasets say where a model comes from, too.",
    'not model["base_model"] and not model["datasets"]',
    'not model["base_model"]',
)
slip(
    "unknown_region_blocked",
    "A region that nobody knows gives no reason.",
    'regions.get(owner) in policy["blocked_regions"]',
    'regions.get(owner, "R5") in policy["blocked_regions"]',
)
slip(
    "whole_id",
    "The region is the owner's: look up the part of the id before the slash.",
    "regions.get(owner) in",
    'regions.get(model["id"]) in',
)
slip(
    "first_part_of_the_id",
    "An id without a slash has no owner.",
    'model["id"].rpartition("/")[0]',
    'model["id"].split("/")[0]',
)
slip(
    "fixed_region",
    "Which regions are blocked stands in `policy`.",
    'regions.get(owner) in policy["blocked_regions"]',
    'regions.get(owner) == "R5"',
)
slip(
    "first_reason_only",
    "Legal needs the whole list to fix it once: give every reason.",
    "    return {reason for reason, is_met in holds.items() if is_met}\n",
    "    return {reason for reason, is_met in [*holds.items()] if is_met and not any([*holds.values()]"
    "[: [*holds].index(reason)])}\n",
)


@exercise.right
def one_by_one(model: Table, regions: Table, classes: Table, policy: Table) -> set[str]:
    found = set()
    if model["license"] not in classes:
        found.add("LIC_MISSING")
    elif classes[model["license"]] not in policy["allowed"]:
        found.add("LIC_REVIEW" if classes[model["license"]] in policy["review"] else "LIC_BLOCKED")
    owner, slash, _ = model["id"].partition("/")
    if slash and owner in regions and regions[owner] in policy["blocked_regions"]:
        found.add("ORIGIN_BLOCKED")
    if model["has_pickle"] > model["has_safetensors"]:
        found.add("UNSAFE_WEIGHTS")
    if isinstance(model["gated"], str) and model["gated"] != "no":
        found.add("GATED")
    if len(model["base_model"]) + len(model["datasets"]) == 0:
        found.add("PROVENANCE")
    return found


@exercise.right
def as_a_list(model: Table, regions: Table, classes: Table, policy: Table) -> frozenset[str]:
    kind = classes.get(model["license"], "")
    ranked = [
        ("", kind in policy["allowed"]),
        ("LIC_MISSING", kind == ""),
        ("LIC_REVIEW", kind in policy["review"]),
        ("LIC_BLOCKED", True),
    ]
    reasons = [next(name for name, holds in ranked if holds)]
    region = regions.get("/".join(model["id"].split("/")[:-1]))
    reasons += ["ORIGIN_BLOCKED"] if region in policy["blocked_regions"] else []
    reasons += ["UNSAFE_WEIGHTS"] if (model["has_pickle"], model["has_safetensors"]) == (True, False) else []
    reasons += ["GATED"] if str(model["gated"]) in {"auto", "manual"} else []
    reasons += [] if model["base_model"] or model["datasets"] else ["PROVENANCE"]
    return frozenset(reasons) - {""}
