"""Which of six things does a dataset document?"""

from collections.abc import Iterator
from typing import Any

from course.exercise.exercise import Case, Exercise, case
from exercises.datasets.by_hand import FULL, LESSON, TWENTY, carded, listed

exercise = Exercise(
    LESSON,
    "trust_row",
    looks_at="datasets without a card, blanks, lists of nothing, `unknown`, `False`, either source, 19 and 20 words, "
    "and gates",
)

LICENCES: dict[str, Any] = {
    "an empty list as licence": [],
    "a list of one blank as licence": [""],
    "a blank as licence": "  ",
    "an unknown licence in a list": ["unknown"],
    "an unknown licence in capitals": "Unknown",
    "an unknown licence between blanks": [" UNKNOWN "],
    "an unknown licence beside a known one": ["unknown", "mit"],
    "a licence of another kind": "other",
    "a licence whose name holds the word": "unknown-terms",
    "another kind beside an unknown one": ["other", "unknown"],
}
TAGS = ["license:mit", "language:en", "task_categories:translation", "size_categories:n<1K"]


@exercise.cases
def cases() -> Iterator[Case]:
    """One dataset a case."""
    yield case("a dataset without a card", listed())
    yield case("an empty card", carded())
    yield case("a full card", listed(cardData=FULL, description=TWENTY))
    for about, licence in LICENCES.items():
        yield case(about, carded(license=licence))
    yield case("a language that is false", carded(language=False))
    yield case("languages of which one is blank", carded(language=[" ", "en"], task_categories=[" ", ""]))
    yield case("a task and no size", carded(task_categories="translation", size_categories=[]))
    yield case("a size and a blank task", carded(task_categories=" ", size_categories="n<1K"))
    yield case("a source alone", carded(source_datasets=["original"], annotations_creators=[""]))
    yield case("annotators alone", carded(annotations_creators="found"))
    yield case("both kinds of source", carded(annotations_creators=["found"], source_datasets="original"))
    yield case("a title of one word", listed(description="Poems"))
    yield case("a title", listed(description="Poems and letters of four centuries."))
    yield case("a description of 19 words", listed(description=TWENTY[5:]))
    yield case("a description of 20 words", listed(description=TWENTY))
    yield case("20 words on several lines", listed(description=TWENTY.replace("word word", "word\nword")))
    yield case("19 words with wide gaps", listed(description=TWENTY[5:].replace(" ", "  ")))
    yield case("tags and a card of one key", listed(cardData={"pretty_name": "x"}, tags=TAGS))
    yield case("a gated dataset", listed(cardData=FULL, description=TWENTY, gated="manual"))
    yield case("a gate that is not known", listed(cardData=FULL, gated=None))
    yield case("unknown downloads", listed(cardData=FULL, downloads=None))
    yield case("no downloads", listed("ben/y", cardData=FULL, downloads=0))


DROPPED = "if str(value).strip()]"
KNOWN = 'len(names - {"unknown"}) > 0'
SOURCE = "len(origin) > 0"
OPEN = '"no" if info.gated is False else info.gated'
slip = exercise.slip
slip(
    "tags_count",
    "The Hub adds tags by itself; the author did not document this.",
    "frames.as_list(card.get(key))",
    "frames.as_list(card.get(key)) or [tag for tag in info.tags or [] if tag.startswith(key)]",
)
slip(
    "gated_is_untrusted",
    "Gating is access, not documentation: a gate changes no flag and no score.",
    "score = sum(flags.values()) / len(flags)",
    'score = 0 if row["gated"] not in ("no", None) else sum(flags.values()) / len(flags)',
)
slip("unknown_counts", "`unknown` says that the licence is not known: not present.", KNOWN, "len(names) > 0")
slip(
    "unknown_in_capitals_counts",
    "Capitals do not matter: `Unknown` says as little as `unknown`.",
    "str(name).strip().lower()",
    "str(name).strip()",
)
slip(
    "unknown_between_blanks_counts",
    "Strip the blanks around a licence before you compare it with `unknown`.",
    "str(name).strip().lower()",
    "str(name).lower()",
)
slip(
    "unknown_spoils_others",
    "One real licence is enough, even if `unknown` stands beside it.",
    KNOWN,
    'len(names) > 0 and "unknown" not in names',
)
slip(
    "unknown_inside",
    "Only the text `unknown` says nothing; a longer name is a licence.",
    KNOWN,
    'any("unknown" not in name for name in names)',
)
slip("other_is_unknown", "`other` is a licence; only `unknown` says nothing.", '{"unknown"}', '{"unknown", "other"}')
slip("blanks_count", "A list of blanks states nothing: drop blank texts first.", DROPPED, "]")
slip(
    "false_is_nothing",
    "`False` counts: YAML reads `no`, the code of Norwegian, as false.",
    DROPPED,
    "if value and str(value).strip()]",
)
slip(
    "all_values_needed",
    "One value that says something is enough, even beside a blank one.",
    "stated[key] = [value for value in values if str(value).strip()]",
    "stated[key] = values if all(str(value).strip() for value in values) else []",
)
slip(
    "both_sources_needed",
    "Either of the two keys for the source is enough.",
    SOURCE,
    'min(len(stated["source_datasets"]), len(stated["annotations_creators"])) > 0',
)
slip(
    "first_source_alone",
    "`annotations_creators` tells where the data came from as well.",
    SOURCE,
    'len(stated["source_datasets"]) > 0',
)
slip("any_description", "A title is no description: it takes at least 20 words.", "len(words) >= 20", "len(words) > 0")
slip("nineteen", "19 words are too few: it takes at least 20.", "len(words) >= 20", "len(words) >= 19")
slip(
    "description_of_a_card",
    "A description needs no card: it counts by itself.",
    'words = (info.description or "").split()',
    'words = (info.description or "").split() if card else []',
)
slip("more_than_twenty", "Exactly 20 words are enough.", "len(words) >= 20", "len(words) > 20")
slip(
    "characters",
    "Count words, not characters: split the description first.",
    'words = (info.description or "").split()',
    'words = info.description or ""',
)
slip(
    "split_at_blanks",
    "White space is more than one blank: `split()` without an argument knows line ends and wide gaps.",
    '(info.description or "").split()',
    '(info.description or "").split(" ")',
)
slip(
    "description_expected",
    "A dataset may have no description: it is `None` then.",
    '(info.description or "")',
    "info.description",
)
slip(
    "card_expected",
    "Some datasets have no card: `card_data` is `None` there, and `None` has no properties.",
    "info.card_data.to_dict() if info.card_data is not None else {}",
    "info.card_data.to_dict()",
)
slip("gate_as_it_stands", "`False` is an answer, the dataset is open: write `no`.", OPEN, "info.gated")
slip(
    "unknown_gate_is_open",
    "A gate that was not returned is unknown, not open.",
    OPEN,
    '"no" if not info.gated else info.gated',
)
slip(
    "sum_of_flags",
    "The score is a share from 0 to 1: divide by the number of flags.",
    "sum(flags.values()) / len(flags)",
    "sum(flags.values())",
)
slip(
    "unknown_downloads_zero",
    "A count that was not returned is unknown, not zero.",
    '"downloads": info.downloads',
    '"downloads": info.downloads or 0',
)


@exercise.right
def flag_by_flag(info: Any) -> dict[str, Any]:
    card: dict[str, Any] = {} if info.card_data is None else dict(vars(info.card_data))

    def says(key: str) -> list[str]:
        value = card.get(key)
        texts = value if isinstance(value, list) else [] if value is None else [value]
        return [str(text).strip().lower() for text in texts if not (isinstance(text, str) and not text.strip())]

    found = {
        "has_license": any(text != "unknown" for text in says("license")),
        "has_language": says("language") != [],
        "has_task": says("task_categories") != [],
        "has_size": says("size_categories") != [],
        "has_source": bool(says("source_datasets") or says("annotations_creators")),
        "has_description": info.description is not None and len(info.description.split()) > 19,
    }
    gated = {False: "no"}.get(info.gated, info.gated)
    return {"downloads": info.downloads, "gated": gated, "id": info.id, "score": sum(found.values()) / 6, **found}


@exercise.right
def with_one_walk(info: Any) -> dict[str, Any]:
    named = {
        "license": "license",
        "language": "language",
        "task_categories": "task",
        "size_categories": "size",
        "source_datasets": "source",
        "annotations_creators": "source",
    }
    row: dict[str, Any] = {f"has_{name}": False for name in named.values()}
    card = info.card_data.to_dict() if info.card_data else {}
    for key, name in named.items():
        given: Any = card.get(key)
        for value in given if isinstance(given, list) else [given]:
            text = "" if value is None else str(value).strip()
            if text and not (key == "license" and text.lower() == "unknown"):
                row[f"has_{name}"] = True
    row["has_description"] = len(str(info.description or "").split()) >= 20
    row["score"] = round(sum(row.values())) / len(row)
    return row | {"id": info.id, "downloads": info.downloads, "gated": "no" if info.gated is False else info.gated}
