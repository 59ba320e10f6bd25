"""How complete is this card, ignoring template filler?"""

import re
from collections.abc import Iterator

from huggingface_hub import ModelCard, ModelCardData

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.card_parts import bare, parts
from exercises.cards.drafts import CASES
from exercises.cards.linter import WORDS, absent
from exercises.cards.scoring import (
    ALL,
    Score,
    Vocab,
    count,
    fixed,
    score,
    sections,
    title,
    total,
    unfenced,
    without_filler,
    without_headings,
    without_labels,
    words,
)

exercise = Exercise(
    "07-cards",
    "card_score",
    looks_at="the client's template, comments, headings in fences, emoji, nested sections, and unseen Hubs",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One difficulty at a time, the client's template, then cards of the graded Hubs."""
    for about, text in CASES.items():
        yield case(about, text, WORDS)
    yield case("the client's own template", str(ModelCard.from_template(ModelCardData(license="mit"))), WORDS)
    for text in hub_cards.sample(8):
        yield case("a card of an unseen Hub", text, hub_cards.words())


@exercise.wrong("900 words of template scored higher than 60 honest ones.")
def filler_counted(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, measure=lambda part: words(part, (unfenced, without_labels, without_headings)))


@exercise.wrong("900 words of template scored higher than 60 honest ones.")
def length_of_the_readme(text: str, vocab: Vocab) -> Score:
    right = score(text, vocab)
    return right | {"score": min(100.0, round(count(text) / 9, 2))}


@exercise.wrong("An empty section is a promise, not documentation.")
def heading_suffices(text: str, vocab: Vocab) -> Score:
    def promised(name: str, pattern: str) -> bool:
        body = cards.COMMENT.sub(" ", parts(bare(text))["body"])
        return any(level >= 2 and re.search(pattern, heading) for level, heading, _ in sections(body))

    right = score(text, vocab)["items"]
    given = {name: float(weight) * promised(name, pattern) for name, (weight, pattern) in cards.RUBRIC.items()}
    return total(right | given)


@exercise.wrong("An empty section is a promise, not documentation.")
def any_word_suffices(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, measure=lambda part: 20 * bool(words(part)))


@exercise.wrong("Forty lines of Python are not a limitations section.")
def code_counted(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, measure=lambda part: words(part, (without_filler, without_labels, without_headings)))


@exercise.wrong("HTML comments are instructions to the author; readers never see them.")
def comments_kept(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, comments=True)


@exercise.wrong("A line with # inside a fence is code, not a heading.")
def headings_in_fences(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, masked=False)


@exercise.wrong("A section runs to the next heading of its own level or higher: what stands under it counts for it.")
def cut_at_any_heading(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, nested=False)


@exercise.wrong("‘How to use’ tells how, not what for: it is no intended use.")
def how_to_is_a_use(text: str, vocab: Vocab) -> Score:
    pattern = r"^(?!.*\bout of scope\b).*\b(uses?|intended)\b"
    return score(text, vocab, rubric=cards.RUBRIC | {"intended_use": (14, pattern)})


@exercise.wrong("A use that is out of scope is not an intended one.")
def out_of_scope_is_a_use(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, rubric=cards.RUBRIC | {"intended_use": (14, r"^(?!how to).*\b(uses?|intended)\b")})


@exercise.wrong("A label with nothing behind it says nothing: leave such lines out.")
def labels_counted(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, measure=lambda part: words(part, (unfenced, without_filler, without_headings)))


@exercise.wrong("The words of a heading are not the words of its section.")
def titles_counted(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, measure=lambda part: words(part, (unfenced, without_filler, without_labels)))


@exercise.wrong("Two sections on one subject: the best one counts, not the first.")
def first_section(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, best=lambda sizes: sizes[0])


@exercise.wrong("Two sections on one subject: the best one counts, not their sum.")
def all_sections(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, best=sum)


@exercise.wrong("An item earns its points at 20 words, and no more for more words.")
def no_cap(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, most=float("inf"))


@exercise.wrong("A title, of level 1, is no section of the score: these begin at level 2.")
def titles_are_sections(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, least=(2, 1))


@exercise.wrong("A title does not end the summary: it goes on to the first heading of level 2 or deeper.")
def summary_before_the_title(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, least=(1, 2))


@exercise.wrong("`get_started` looks inside fences: a word such as import in the text starts nothing.")
def starts_anywhere(text: str, vocab: Vocab) -> Score:
    body = cards.COMMENT.sub(" ", parts(bare(text))["body"])
    return total(score(text, vocab)["items"] | {"get_started": 10.0 * bool(cards.STARTS.search(body))})


@exercise.wrong("Signs that stand side by side become one space: ‘Training & data’ is ‘training data’.")
def spaces_doubled(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, name=lambda raw: re.sub(r"[^a-z0-9]", " ", raw.lower()).strip())


@exercise.wrong("Strip the title: a sign before ‘How to use’ leaves a space, so that it begins otherwise.")
def titles_not_stripped(text: str, vocab: Vocab) -> Score:
    return score(text, vocab, name=lambda raw: re.sub(r"[^a-z0-9]+", " ", raw.lower()))


@exercise.wrong("A word is letters and digits: f1_score is two words, as the pattern says.")
def split_at_spaces(text: str, vocab: Vocab) -> Score:
    def measure(part: str) -> int:
        for one in ALL:
            part = one(part)
        return len(part.split())

    return score(text, vocab, measure=measure)


@exercise.wrong("A card that declares ‘unknown’ declares no licence: no credit.")
def unknown_is_a_licence(text: str, vocab: Vocab) -> Score:
    items = score(text, vocab)["items"]
    declared = parts(bare(text))["metadata"].get("license") == "unknown"
    return total(items | ({"license": 8.0} if declared else {}))


@exercise.wrong("‘Trained from scratch’ in the text answers the question of lineage too.")
def base_model_alone(text: str, vocab: Vocab) -> Score:
    items = score(text, vocab)["items"]
    return total(items | {"lineage": 5.0 * (not absent(parts(bare(text))["metadata"].get("base_model")))})


@exercise.right
def line_by_line(text: str, vocab: Vocab) -> Score:
    body = re.sub(r"(?s)<!--.*?-->", " ", parts(bare(text))["body"]).replace("\r\n", "\n")
    code = cards.FENCE.findall(body)
    held: dict[str, list[int]] = {name: [0] for name in cards.RUBRIC}
    open_sections: list[tuple[int, str, int]] = []
    counts, first, before = 0, True, 0

    def close(level: int) -> None:
        while open_sections and open_sections[-1][0] >= level:
            depth, name, start = open_sections.pop()
            for item, (_, pattern) in cards.RUBRIC.items():
                if depth >= 2 and re.search(pattern, name):
                    held[item].append(counts - start)

    for block in re.split(r"(?m)^(#{1,6}[ \t]+\S.*)$", cards.FENCE.sub(" ", body)):
        heading = re.match(r"(#{1,6})[ \t]+(.+)", block)
        if heading and "\n" not in block:
            close(len(heading[1]))
            if first and len(heading[1]) >= 2:
                before, first = counts, False
            open_sections.append((len(heading[1]), title(heading[2]), counts))
        else:
            counts += count(cards.LABEL.sub(" ", cards.TEMPLATE.sub(" ", cards.PLACEHOLDER.sub(" ", block))))
    close(0)
    before = counts if first else before
    items = {"summary": min(8.0, 0.4 * before)}
    items |= {name: min(weight, weight * max(held[name]) / 20) for name, (weight, _) in cards.RUBRIC.items()}
    items["get_started"] = 10 if any(cards.STARTS.search(one) for one in code) else 0
    return total(items | fixed(parts(bare(text))["metadata"], body, vocab))


@exercise.right
def rounded_items(text: str, vocab: Vocab) -> Score:
    found = score(text.replace("\r\n", "\n"), vocab)
    return {"items": {name: round(float(value), 2) for name, value in found["items"].items()}, "score": found["score"]}
