"""Which classes do the licences in one text have?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.vocabulary import LICENCE_CLASSES, licence_classes
from exercises.datasets.by_hand import LESSON

exercise = Exercise(
    LESSON,
    "classes_of",
    looks_at="capitals, blanks, several licences, a plus in a name, unknown licences, and no licence",
)

OWN = {"free": "permissive", "share": "copyleft", "odd": "unknown", "no+fee": "noncommercial", "care": "use-restricted"}


@exercise.cases
def cases() -> Iterator[Case]:
    """Texts of the Hub, then a table of classes of our own."""
    known = licence_classes()
    for text in ("mit", " MIT ", "gpl-3.0", "cc-by-nc-4.0", "OpenRAIL++", " openrail++ ", "other", "unknown", ""):
        yield case(f"the text {text!r}", text, known)
    for text in ("mit+apache-2.0", "cc-by-nc-4.0+mit", "MIT + gpl-3.0", "mit+openrail++", "other+mit", "mit+other"):
        yield case(f"the text {text!r}", text, known)
    for missing in (None, np.nan, pd.NA):
        yield case("no licence", missing, known)
    for text in ("free", "odd", "no+fee", "NO+FEE", "no+fee+free", "share+odd+care", "free+free"):
        yield case("classes of another table", text, OWN)
    yield case("a table without classes", "mit", {})


slip = exercise.slip
LOOKED_UP = 'name if name in vocab()["license_classes"] else None'
slip(
    "split_blindly",
    "A licence may have a plus in its name: look up the whole text first.",
    "if whole in classes:",
    "if False:",
)
slip(
    "never_split",
    "Several licences may stand in one text: if it is not known as a whole, split it at `+`.",
    'whole.split("+")',
    "[whole]",
)
slip("capitals_kept", "Licences are looked up in lower case.", "text.strip().lower()", "text.strip()")
slip(
    "blanks_around_kept",
    "Strip the blanks before you look up the whole text.",
    "text.strip().lower()",
    "text.lower()",
)
slip(
    "blanks_of_parts_kept",
    "Strip each part as well: there may be blanks around the plus.",
    "part.strip()",
    "part",
)
slip("nothing_is_empty", "A missing licence is one unknown licence: `[None]`.", "return [None]", "return []")
slip("nothing_alone", "Return a list, even for a missing licence.", "return [None]", "return None")
slip(
    "unknown_left_out",
    "Keep the place of an unknown licence: `None`.",
    "    return found",
    "    return [name for name in found if name is not None]",
)
slip(
    "unknown_is_free",
    "Silence is not permission: an unknown licence is `None`.",
    LOOKED_UP,
    f'{LOOKED_UP[:-4]}"permissive"',
)
slip("any_class", "A class that is not one of the four is unknown: `None`.", LOOKED_UP, "name")
slip(
    "none_alone_is_missing",
    "NaN and `<NA>` are missing too: ask `pd.isna`.",
    "pd.isna(text)",
    "text is None",
)
slip("first_part", "Every part of the text is a licence, not only the first.", "return found", "return found[:1]")
slip(
    "each_class_once",
    "Two licences of one class make two entries: one for each licence.",
    "return found",
    "return list(dict.fromkeys(found))",
)
slip(
    "names_returned",
    "Return the class of each licence, not its name.",
    "name = classes.get(part.strip())",
    "name = classes.get(part.strip())\n        name = part.strip() if name else None",
    LOOKED_UP,
    "name",
)


@exercise.right
def by_cases(text: Any, classes: dict[str, str]) -> list[str | None]:
    cleaned = text.strip().lower() if isinstance(text, str) else ""
    parts = [cleaned] if cleaned in classes else [part.strip() for part in cleaned.split("+")]
    looked_up = [classes.get(part) for part in parts]
    return [found if found in LICENCE_CLASSES else None for found in looked_up]


@exercise.right
def with_pandas(text: Any, classes: dict[str, str]) -> list[str | None]:
    known = {licence: found for licence, found in classes.items() if found in {*LICENCE_CLASSES}}
    if text is None or text is pd.NA or text != text:
        return [None]
    whole = text.lower().strip()
    if whole in classes:
        return [known.get(whole)]
    return [*pd.Series(whole.split("+")).str.strip().map(known.get)]
