"""Whose departure would empty the shelves?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, gapped_index, reversed_rows
from exercises.enterprise.tables import catalogue, roots

exercise = Exercise(
    "13-enterprise",
    "supplier_dependence",
    looks_at="private models and roots, roots outside the inventory, ids without a slash, ties, gaps, no "
    "downloads, and unseen Hubs",
)

NAN = float("nan")
Table = pd.DataFrame
Result = tuple[pd.DataFrame, float]


def _shelf(*rows: str) -> Table:
    """Models written as "id downloads", with `private` where a third word stands; "-" are unknown downloads."""
    parts = [[*row.split(), ""][:3] for row in rows]
    table = pd.DataFrame(parts, columns=["id", "downloads", "private"])
    table["downloads"] = pd.to_numeric(table["downloads"].replace("-", None)).astype("Int64")
    private = [True if word == "private" else None if word == "unknown" else False for word in table["private"]]
    return table.assign(private=pd.Series(private, dtype="object"), likes=7)


def _roots(*pairs: str) -> Table:
    return pd.DataFrame([pair.split() for pair in pairs], columns=["id", "root"]).assign(depth=1)


@exercise.cases
def cases() -> Iterator[Case]:
    """Roots of each kind, then odd shelves, then unseen Hubs."""
    rows = _shelf("lab/a 20", "fast/a-gguf 40", "fast/b-gguf 30", "solo/b 25", "x 15", "lab/secret 900 private",
                  "q/c -", "q/d 0", "new/e 5 unknown")  # fmt: skip
    lines = _roots("fast/a-gguf lab/a", "fast/b-gguf solo/b", "lab/a lab/a", "x x", "solo/b solo/b")
    plain = case("copies of two labs", rows, lines)
    yield from also(plain, reversed_rows, gapped_index)
    yield case("no roots known", rows, lines.iloc[:0])
    yield case(
        "a root outside the table", _shelf("fast/a 40", "solo/b 60", "lab/z 10"), _roots("fast/a ext/z", "lab/z lab/z")
    )
    yield case("a private root", _shelf("lab/a 70 private", "fast/a 40", "solo/b 60"), _roots("fast/a lab/a"))
    yield case("a private copy", _shelf("lab/a 70", "fast/a 40 private", "solo/b 60"), _roots("fast/a lab/a"))
    yield case("two of the same share", _shelf("z/a 30", "b/a 30", "m/a 40", "B/a 30"), lines)
    yield case("a supplier of many models", _shelf(*(f"a/{n} 10" for n in range(9)), "b/x 60", "c/y 30"), lines)
    yield case("one supplier", _shelf("a/x 5", "a/y 7"), lines)
    yield case("one supplier, smaller by its root", _shelf("lab/a 5", "fast/a 50", "fast/b 20"), _roots("fast/a lab/a"))
    yield case("a single download", _shelf("a/x 1", "b/y 0"), lines)
    yield case("no downloads", _shelf("a/x 0", "b/y -", "a/z 0"), lines)
    yield case("a root without an owner", _shelf("fast/x 8", "x 2", "lab/y 5", "y 1"), _roots("fast/x x"))
    yield case("no models", rows.iloc[:0], lines)
    yield case("private models alone", _shelf("a/x 9 private"), lines)
    for slot in hubs.SLOTS[:2]:
        yield case("an unseen Hub", catalogue(slot)[["id", "downloads", "private"]], roots(slot))


slip = exercise.slip
slip("publisher", "The supplier is the namespace of the root, not of the publisher.", "root_of.get(name, name)", "name")
slip("private_counted", "Private repos are not on the shelf.", 'models[models["private"].ne(True)]', "models")
slip(
    "unknown_is_private",
    "Where `private` was not returned it is not true: the model counts as public.",
    'models["private"].ne(True)',
    'models["private"].eq(False)',
)
slip(
    "hhi_of_models",
    "One supplier with a thousand models is one supplier: sum before squaring.",
    'return table, (table["share"] ** 2).sum(min_count=1)',
    "return table, ((counted / (total if total > 0 else np.nan)) ** 2).sum(min_count=1)",
)
slip(
    "roots_alone",
    "Downloads of all descendants belong to the supplier.",
    "    counted = ",
    '    public = public[[root_of.get(name, name) == name for name in public["id"]]]\n'
    '    owner = [name.rpartition("/")[0] or "(none)" for name in public["id"]]\n'
    "    counted = ",
)
slip(
    "unlisted_lost",
    "A model that `roots` does not list supplies itself; do not lose it.",
    'public = models[models["private"].ne(True)]',
    'public = models[models["private"].ne(True) & models["id"].isin(roots["id"])]',
)
slip(
    "private_root_ignored",
    "The root may be private; its descendants are on the shelf.",
    "    origin = [",
    '    public = public[[root_of.get(name, name) not in set(models.loc[models["private"].eq(True), "id"])'
    ' for name in public["id"]]]\n    origin = [',
)
slip(
    "outside_root_ignored",
    "A root outside the table still has a namespace: it is the supplier.",
    "[root_of.get(name, name) for name in public",
    '[root_of[name] if root_of.get(name) in set(models["id"]) else name for name in public',
)
slip(
    "sum_before_sorting",
    "Sort first, then add up.",
    '    table["cum_share"] = table["share"].cumsum()\n',
    "",
    "    table = table.sort_values(\n",
    '    table["cum_share"] = table["share"].cumsum()\n    table = table.sort_values(\n',
)
slip(
    "antitrust_scale",
    "Shares are fractions here, so the HHI lies between 0 and 1.",
    '(table["share"] ** 2).sum(min_count=1)',
    '10_000 * (table["share"] ** 2).sum(min_count=1)',
)
slip(
    "inverse",
    "Return the HHI itself, not 1 divided by it.",
    '(table["share"] ** 2).sum(min_count=1)',
    '1 / (table["share"] ** 2).sum(min_count=1)',
)
slip(
    "percent",
    "A share is a fraction between 0 and 1.",
    'table["downloads"] / (total',
    '100 * table["downloads"] / (total',
)
slip(
    "largest_share",
    "Square every share and add them up.",
    '(table["share"] ** 2).sum(min_count=1)',
    'table["share"].max()',
)
slip("nothing_is_zero", "Without downloads the HHI is unknown: NaN, not 0.", ".sum(min_count=1)", ".sum()")
slip(
    "empty_suppliers_lost",
    "A supplier without downloads keeps its row, with the share 0.",
    "    total = ",
    '    table = table[table["downloads"] > 0]\n    total = ',
)
slip(
    "missing_downloads_lost",
    "Missing downloads are 0 here: the supplier keeps its row.",
    "    root_of = ",
    '    models = models.dropna(subset="downloads")\n    root_of = ',
)
slip(
    "no_owner_is_itself",
    "An id without a slash has the supplier `(none)`.",
    'root.rpartition("/")[0] or "(none)"',
    'root.split("/")[0]',
)
slip(
    "no_owner_is_empty",
    "An id without a slash has the supplier `(none)`, not an empty text.",
    ' or "(none)"',
    "",
)
slip(
    "no_owner_left_out",
    "An id without a slash stays in the table: its supplier is `(none)`.",
    "    total = ",
    '    table = table[table["supplier"] != "(none)"]\n    total = ',
)
slip(
    "root_for_supplier",
    "The supplier is the namespace of the root, the part before the slash, not the root itself.",
    'root.rpartition("/")[0] or "(none)"',
    "root",
)
slip(
    "share_of_everything",
    "Divide by the downloads of the public models alone.",
    '    total = table["downloads"].sum()\n',
    '    total = models["downloads"].fillna(0).astype(float).sum()\n',
)
slip(
    "not_squared",
    "The HHI adds up the squares of the shares.",
    '(table["share"] ** 2).sum(min_count=1)',
    'table["share"].sum(min_count=1)',
)
slip(
    "mean_of_squares",
    "The HHI adds up the squares of the shares; yours divides by the number of suppliers.",
    '(table["share"] ** 2).sum(min_count=1)',
    '(table["share"] ** 2).mean()',
)
slip(
    "no_share_is_zero",
    "Without any downloads nobody knows the shares: NaN, not 0.",
    "(total if total > 0 else np.nan)",
    "max(1, total)",
)
slip(
    "share_so_far_of_downloads",
    "`cum_share` adds up shares, from the largest on; yours adds up downloads.",
    'table["share"].cumsum()',
    'table["downloads"].cumsum()',
)
slip(
    "share_still_to_come",
    "`cum_share` includes the share of its own row.",
    'table["share"].cumsum()',
    'table["share"].cumsum() - table["share"]',
)
slip("order_of_names", "The largest share comes first.", "ascending=[False, True]", "ascending=[True, True]")
slip(
    "names_backwards",
    "Suppliers of the same share stand in the order of their names.",
    "ascending=[False, True]",
    "ascending=[False, False]",
)
slip(
    "only_the_table",
    "Return two values: the DataFrame and the HHI.",
    'return table, (table["share"] ** 2).sum(min_count=1)',
    "return table",
)


@exercise.right
def with_a_merge(models: Table, roots: Table) -> Result:
    rows = models.loc[~models["private"].eq(True), ["id", "downloads"]].merge(
        roots[["id", "root"]], on="id", how="left"
    )
    rows["root"] = [own if pd.isna(root) else root for own, root in zip(rows["id"], rows["root"], strict=True)]
    rows["supplier"] = [root[: root.rindex("/")] if "/" in root else "(none)" for root in rows["root"]]
    held = rows["downloads"].astype("float64").fillna(0.0).groupby(rows["supplier"]).sum()
    found = held.rename("downloads").reset_index().sort_values(["downloads", "supplier"], ascending=[False, True])
    found["share"] = found["downloads"] / (held.sum() or NAN)
    found["cum_share"] = found["share"].cumsum()
    return found.reset_index(drop=True), float((found["share"] ** 2).sum()) if held.sum() else NAN


@exercise.right
def with_a_dict(models: Table, roots: Table) -> list[object]:
    root_of: dict[str, str] = dict(zip(roots["id"], roots["root"], strict=True))
    held: dict[str, int] = {}
    for one, count, private in models[["id", "downloads", "private"]].itertuples(index=False):
        if private is not True:
            namespace, slash, _ = root_of.get(one, one).partition("/")
            key = namespace if slash else "(none)"
            held[key] = held.get(key, 0) + (0 if pd.isna(count) else count)
    total = sum(held.values())
    rows, so_far, hhi = [], 0, 0.0
    for key, count in sorted(sorted(held.items()), key=_count, reverse=True):
        so_far += count
        share = count / total if total else NAN
        rows.append([so_far / total if total else NAN, share, count, key])
        hhi += share**2
    table = pd.DataFrame(rows, columns=["cum_share", "share", "downloads", "supplier"])
    return [table, hhi if total else None]


def _count(item: tuple[str, int]) -> int:
    return item[1]
