"""Which models may a company use, and why not the others?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, reversed_rows
from exercises.enterprise.tables import (
    CLASSES,
    POLICY,
    REGIONS,
    catalogue,
    edges,
    known_classes,
    lineage,
    log,
    model,
    models,
    orgs,
)

exercise = Exercise(
    "13-enterprise",
    "enterprise_filter",
    looks_at="each kind of reason, circles, private models and ancestors, gates, ids without a slash, no models, "
    "and unseen Hubs",
)

NAN = float("nan")
Table = pd.DataFrame
Given = dict[str, Any]
HOMES = orgs(REGIONS)
ALONE = edges("z/z y/y")
LOOKED_AT = ["id", "private", "gated", "base_model", "datasets", "has_safetensors", "has_pickle"]


@exercise.cases
def cases() -> Iterator[Case]:
    """Reasons and verdicts, then lines of descent, then unseen Hubs."""
    rows = models(
        model("good/d", license="nc"), model("good/a"), model("bad/c", base_model=[]), model("good/b", license="gpl"),
        model("good/r", license="rail"), model("good/n", license=None), model("Good/z", gated="auto"),
        model("good/p", private=True), model("good/g", gated=None), model("solo"), model("good/o", private=None),
    )  # fmt: skip
    plain = case("one model of each kind", rows, ALONE, HOMES, CLASSES, POLICY)
    yield from also(plain, reversed_rows, gapped_index)
    two = models(model("good/x"), model("good/y", license="nc", gated="manual"))
    yield case("a block beside a review", two, ALONE, HOMES, CLASSES, POLICY)
    line = models(model("good/c"), model("good/b"), model("bad/a", license="rail"), model("good/s", license="nc"))
    yield case("a blocked ancestor two steps up", line, edges("good/c good/b", "good/b bad/a"), HOMES, CLASSES, POLICY)
    merge = edges("good/c good/b merge", "good/c good/s merge")
    yield case("a merge", line, merge, HOMES, CLASSES, POLICY)
    private = models(model("good/c"), model("good/p", private=True, license=None))
    yield case("a private ancestor", private, edges("good/c good/p"), HOMES, CLASSES, POLICY)
    outside = models(model("good/c"), model("good/b"), model("good/a"))
    up = edges("good/c bad/out", "good/b nobody/out", "good/a good/b")
    yield case("ancestors outside the inventory", outside, up, HOMES, CLASSES, POLICY)
    ring = models(model("bad/x"), model("good/y"), model("good/z"))
    yield case("a circle", ring, edges("bad/x good/y", "good/y bad/x", "good/z good/y"), HOMES, CLASSES, POLICY)
    self_bad = models(model("bad/x"), model("good/y", license=None))
    yield case("a circle of two", self_bad, edges("bad/x good/y", "good/y bad/x"), HOMES, CLASSES, POLICY)
    yield case("no edges", rows, ALONE.iloc[:0], HOMES, CLASSES, POLICY)
    yield case("no models", rows.iloc[:0], ALONE, HOMES, CLASSES, POLICY)
    yield case("private models alone", models(model(private=True)), ALONE, HOMES, CLASSES, POLICY)
    strict = {"allowed": {"permissive"}, "review": {"noncommercial"}, "blocked_regions": {"R3"}}
    unsaid = models(model("good/x", private=NAN), model("good/y", private=True), model("good/z"))
    yield case("a model of which nobody says whether it is private", unsaid, ALONE, HOMES, CLASSES, POLICY)
    yield case("another policy", rows, ALONE, HOMES, CLASSES, strict)
    for slot in hubs.SLOTS[:2]:
        homes = log(slot, "org_profiles")
        yield case("an unseen Hub", catalogue(slot), lineage(slot), homes, known_classes(), POLICY)


slip = exercise.slip
slip(
    "parents_alone",
    "Follow the edges to the end: ancestors of ancestors count too.",
    "            waiting.extend(new)\n",
    "",
)
slip("its_own_ancestor", "In a circle a model meets itself; it is not its own ancestor.", "met - {model}", "met")
slip(
    "private_rows",
    "Private models are on nobody's list: leave out those where `private` is True.",
    'models[models["private"].ne(True)].to_dict',
    "models.to_dict",
)
slip(
    "unknown_is_private",
    "Where `private` was not returned it is not true: the model counts as public.",
    'models["private"].ne(True)',
    'models["private"].eq(False)',
)
slip(
    "private_ancestors_ignored",
    "A private ancestor is in the inventory: its licence counts.",
    "    rows = []\n    for model in models[",
    '    hidden = set(models.loc[models["private"].eq(True), "id"])\n'
    "    class_of = {one: kind for one, kind in class_of.items() if one not in hidden}\n"
    "    rows = []\n    for model in models[",
)
slip(
    "review_beats_block",
    "One blocking reason is enough.",
    "if reasons & BLOCKING else",
    "if reasons and reasons <= BLOCKING else",
)
slip(
    "both_needed",
    "One blocking reason is enough.",
    "if reasons & BLOCKING else",
    "if reasons >= BLOCKING else",
)
slip(
    "verdict_by_count",
    "One blocking reason is enough, and many others make no block.",
    "if reasons & BLOCKING else",
    "if len(reasons) > 1 else",
)
slip(
    "own_origin_reviewed",
    "The company's own supplier in a blocked region blocks; only an ancestor's region asks for review.",
    'BLOCKING = {"LIC_BLOCKED", "ORIGIN_BLOCKED"}',
    'BLOCKING = {"LIC_BLOCKED"}',
)
slip(
    "upstream_origin_blocks",
    "A blocked region further up asks for a review; it does not block.",
    'BLOCKING = {"LIC_BLOCKED", "ORIGIN_BLOCKED"}',
    'BLOCKING = {"LIC_BLOCKED", "ORIGIN_BLOCKED", "UPSTREAM_ORIGIN"}',
)
slip(
    "upstream_licence_blocks",
    "A licence further up asks for a review; it does not block.",
    'BLOCKING = {"LIC_BLOCKED", "ORIGIN_BLOCKED"}',
    'BLOCKING = {"LIC_BLOCKED", "ORIGIN_BLOCKED", "UPSTREAM_LIC"}',
)
slip(
    "first_reason_only",
    "Legal needs the whole list to fix it once.",
    '";".join(sorted(reasons))',
    '";".join(sorted(reasons)[:1])',
)
slip(
    "comma",
    "Join the reasons with `;` alone.",
    '";".join(sorted(reasons))',
    '", ".join(sorted(reasons))',
)
slip(
    "reasons_unsorted",
    "Sort the reasons before you join them.",
    '";".join(sorted(reasons))',
    '";".join(sorted(reasons, reverse=True))',
)
slip(
    "unknown_gate_is_open",
    "A gate that was not returned is not `no`: nobody can promise a fork.",
    'model["gated"] == "no" and',
    'model["gated"] not in ["auto", "manual"] and',
)
slip("gates_ignored", "A gated model cannot be forked freely.", 'model["gated"] == "no" and ', "")
slip(
    "permissive_alone",
    "Copyleft allows a fork, too.",
    'FREE = {"permissive", "copyleft"}',
    'FREE = {"permissive"}',
)
slip(
    "forkable_by_policy",
    "Forkable asks for the class permissive or copyleft, whatever the policy allows.",
    'class_of[model["id"]] in FREE',
    'class_of[model["id"]] in policy["allowed"]',
)
slip(
    "not_sorted",
    "Sort the rows by `id`.",
    'table.sort_values("id", ignore_index=True)',
    "table",
)
slip(
    "upstream_forgotten",
    "The reasons of the ancestors are missing: add those of step 3.",
    "        reasons |= upstream_reasons(origins, class_of, regions, policy)\n",
    "",
)


@exercise.right
def with_columns(models: Table, edges: Table, orgs: Table, classes: Given, policy: Given) -> Table:
    kinds = {one: classes.get(text) for one, text in models[["id", "license"]].itertuples(index=False)}
    home: dict[str, str | None] = dict(zip(orgs["namespace"], orgs["region"], strict=True))
    up: dict[str, set[str]] = {}
    for child, parent in edges[["child", "parent"]].itertuples(index=False):
        up.setdefault(child, set()).add(parent)
    rows = []
    for name, private, gate, bases, data, safe, pickled in models[LOOKED_AT].itertuples(index=False):
        if private is True:
            continue
        line: set[str] = set()
        todo = list(up.get(name, ()))
        while todo:
            one = todo.pop()
            if one not in line:
                line.add(one)
                todo += up.get(one, ())
        line.discard(name)
        found = set()
        kind = kinds[name]
        if kind is None:
            found.add("LIC_MISSING")
        elif kind not in policy["allowed"]:
            found.add("LIC_REVIEW" if kind in policy["review"] else "LIC_BLOCKED")
        for one in (name, *line):
            if "/" in one and home.get(one.split("/")[0]) in policy["blocked_regions"]:
                found.add("ORIGIN_BLOCKED" if one == name else "UPSTREAM_ORIGIN")
        if any(one in kinds and kinds[one] not in policy["allowed"] for one in line):
            found.add("UPSTREAM_LIC")
        if pickled and not safe:
            found.add("UNSAFE_WEIGHTS")
        if gate in ("auto", "manual"):
            found.add("GATED")
        if not bases and not data:
            found.add("PROVENANCE")
        verdict = "block" if found & {"LIC_BLOCKED", "ORIGIN_BLOCKED"} else "review" if found else "allow"
        free = gate == "no" and kind in ("permissive", "copyleft")
        rows.append((name, verdict, ";".join(sorted(found)), free))
    return pd.DataFrame(sorted(rows), columns=["id", "verdict", "reasons", "forkable"])


@exercise.right
def with_flags(models: Table, edges: Table, orgs: Table, classes: Given, policy: Given) -> Table:
    every = edges[["child", "parent"]].drop_duplicates()
    pairs = every
    while True:
        longer = pairs.merge(every.rename(columns={"child": "parent", "parent": "higher"}), on="parent")
        new = longer[["child", "higher"]].rename(columns={"higher": "parent"})
        joined = pd.concat([pairs, new]).drop_duplicates()
        if len(joined) == len(pairs):
            break
        pairs = joined
    pairs = pairs[pairs["child"] != pairs["parent"]]
    kind = pd.Series([classes.get(text) for text in models["license"]], index=models["id"], dtype="object")
    bad_homes = set(orgs.loc[orgs["region"].isin(policy["blocked_regions"]), "namespace"])
    bad_kinds = {one for one, known in kind.items() if known not in policy["allowed"]}
    far = {one for one in {*pairs["parent"], *models["id"]} if one.rpartition("/")[0] in bad_homes}
    table = models[~models["private"].eq(True)].sort_values("id", ignore_index=True)
    own = kind.reindex(table["id"]).tolist()
    flags = {
        "GATED": [gate in ("auto", "manual") for gate in table["gated"]],
        "LIC_BLOCKED": [k is not None and k not in policy["allowed"] | policy["review"] for k in own],
        "LIC_MISSING": [k is None for k in own],
        "LIC_REVIEW": [k in policy["review"] - policy["allowed"] for k in own],
        "ORIGIN_BLOCKED": [one in far for one in table["id"]],
        "PROVENANCE": [len(b) + len(d) == 0 for b, d in zip(table["base_model"], table["datasets"], strict=True)],
        "UNSAFE_WEIGHTS": [p and not s for p, s in zip(table["has_pickle"], table["has_safetensors"], strict=True)],
        "UPSTREAM_LIC": table["id"].isin(pairs.loc[pairs["parent"].isin(bad_kinds), "child"]).tolist(),
        "UPSTREAM_ORIGIN": table["id"].isin(pairs.loc[pairs["parent"].isin(far), "child"]).tolist(),
    }
    reasons = [";".join(name for name, held in flags.items() if held[row]) for row in range(len(table))]
    verdict = ["block" if "_BLOCKED" in text else "review" if text else "allow" for text in reasons]
    free = [g == "no" and k in ("permissive", "copyleft") for g, k in zip(table["gated"], own, strict=True)]
    return pd.DataFrame({"id": table["id"].tolist(), "verdict": verdict, "reasons": reasons, "forkable": free})
