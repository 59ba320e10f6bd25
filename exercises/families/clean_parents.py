"""Which ids are left of what a model states?"""

from collections.abc import Iterator

from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "02-families",
    "clean_parents",
    looks_at="addresses on the Hub and elsewhere, blanks around an id and instead of one, repeats, the child itself, "
    "capital letters, ids without a slash, and nothing at all",
)

HUB = "https://huggingface.co/"


@exercise.cases
def cases() -> Iterator[Case]:
    """One piece of mess at a time, then several together."""
    yield case("one clean id", ["c/d"], "a/b")
    yield case("two ids in no order", ["e/f", "c/d"], "a/b")
    yield case("an id named twice", ["c/d", "c/d"], "a/b")
    yield case("the child itself", ["a/b"], "a/b")
    yield case("the child and another", ["c/d", "a/b"], "a/b")
    yield case("an address on the Hub", [f"{HUB}c/d"], "a/b")
    yield case("an address and the id behind it", ["c/d", f"{HUB}c/d"], "a/b")
    yield case("the address of the child", [f"{HUB}a/b"], "a/b")
    yield case("an address elsewhere", ["https://example.org/c/d", "c/d"], "a/b")
    yield case("an address that is not encrypted", ["http://example.org/c/d"], "a/b")
    yield case("an empty text", ["", "c/d"], "a/b")
    yield case("blanks alone", [" ", "c/d", "\t"], "a/b")
    yield case("blanks around an id", [" c/d ", "\te/f", "g/h\n"], "a/b")
    yield case("an id with and without a blank", ["c/d", "c/d "], "a/b")
    yield case("blanks around the child", [" a/b "], "a/b")
    yield case("a blank before an address", [f" {HUB}c/d"], "a/b")
    yield case("the address of the Hub alone", [HUB], "a/b")
    yield case("capital letters", ["C/d", "c/d", "A/b"], "a/b")
    yield case("an id without a slash", ["oldnet", "c/d"], "a/b")
    yield case("nothing", [], "a/b")
    yield case("all of it", ["z/z", f"{HUB}c/d", "", "a/b", "ftp://x/y", " c/d", "oldnet", "B/b"], "a/b")


# The same mistakes show in the edges, so `lineage_edges` foresees these too.
SHARED = (
    (
        "repeats_kept",
        "A parent named twice is one edge: drop repeats.",
        "parents = set()",
        "parents = []",
        "parents.add(parent)",
        "parents.append(parent)",
    ),
    (
        "addresses_kept",
        "An address on huggingface.co is an id with a prefix: cut the prefix off.",
        '.removeprefix("https://huggingface.co/")',
        "",
        '"://" not in parent',
        '"://" not in parent.removeprefix("https://huggingface.co/")',
    ),
    (
        "everything_kept",
        "A base model elsewhere on the web is not on the Hub: drop other addresses and blanks.",
        "text.strip().removeprefix",
        "text.removeprefix",
        'parent and "://" not in parent and parent != child',
        "parent != child",
    ),
    (
        "namespaces_required",
        "An id need not hold a slash: early models have no namespace.",
        "parent != child",
        'parent != child and "/" in parent',
    ),
    (
        "loops_kept",
        "A model listed itself as its base; that is an error to drop, not an edge.",
        " and parent != child",
        "",
    ),
)

for one in SHARED:
    exercise.slip(*one)

exercise.slip(
    "addresses_dropped",
    "An address on huggingface.co is an id with a prefix: cut the prefix off before you look for ://.",
    '.removeprefix("https://huggingface.co/")',
    "",
)
exercise.slip(
    "other_addresses_kept",
    "An address on another website is no model of the Hub: drop what still contains ://.",
    ' and "://" not in parent',
    "",
)
exercise.slip("empty_texts_kept", "An empty text names nobody: drop it.", "if parent and ", "if ")
exercise.slip(
    "blanks_around_kept",
    "Take the blanks off both ends of each text before you compare it.",
    "text.strip().removeprefix",
    "text.removeprefix",
    "if parent and",
    "if parent.strip() and",
)
exercise.slip(
    "blanks_off_one_end",
    "Take the blanks off both ends of each text, not one alone.",
    "text.strip()",
    "text.lstrip()",
    "if parent and",
    "if parent.strip() and",
)
exercise.slip(
    "blanks_off_too_late",
    "Take the blanks off first: there may be one in front of an address.",
    'text.strip().removeprefix("https://huggingface.co/")',
    'text.removeprefix("https://huggingface.co/").strip()',
)
exercise.slip(
    "capitals_lost",
    "Small and capital letters count: C/d and c/d are two ids.",
    "text.strip()",
    "text.strip().lower()",
)
exercise.slip(
    "itself_in_any_letters",
    "Small and capital letters count: A/b is another model than a/b.",
    "parent != child",
    "parent.lower() != child.lower()",
)
exercise.slip(
    "not_sorted", "Sort the ids.", "set()", "{}", "parents.add(parent)", "parents[parent] = None", "sorted(", "list("
)


@exercise.right
def step_by_step(stated: list[str], child: str) -> list[str]:
    kept: list[str] = []
    for text in map(str.strip, stated):
        name = text[len(HUB) :] if text.startswith(HUB) else text
        if name in ("", child, *kept) or name.find("://") >= 0:
            continue
        kept.append(name)
    kept.sort()
    return kept


@exercise.right
def with_sets(stated: list[str], child: str) -> list[str]:
    trimmed = {text.strip() for text in stated}
    on_the_hub = {text.partition(HUB)[2] for text in trimmed if text.startswith(HUB)}
    ids = {text for text in trimmed if not text.startswith(HUB)} | on_the_hub
    return sorted(text for text in ids - {child, ""} if len(text.split("://")) == 1)
