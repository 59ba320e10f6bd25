"""How complete is this card, ignoring template filler?"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from huggingface_hub import ModelCard, ModelCardData

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.drafts import CASES
from exercises.cards.words import WORDS, Vocab

exercise = Exercise(
    "07-cards",
    "card_score",
    looks_at="the client's template, comments, fences, titles, levels, licences, lineage, and cards of unseen Hubs",
)

Score = dict[str, Any]


@exercise.cases
def cases() -> Iterator[Case]:
    """One difficulty at a time, the client's template, then cards of the graded Hubs."""
    for about, text in CASES.items():
        yield case(about, text, WORDS)
    yield case("the client's own template", str(ModelCard.from_template(ModelCardData(license="mit"))), WORDS)
    for text in hub_cards.sample(8):
        yield case("a card of an unseen Hub", text, hub_cards.words())


# fmt: off
slip = exercise.slip
WORDY = "A card that is long and says little scored higher than a short one that says much: take FILLER out."
PROMISE = "An empty section is a promise, not documentation."
FILLER = "for filler in cards.FILLER:"
FITS = "level >= 2 and re.search(pattern, title)"
LINEAGE = "`lineage` is earned by a base_model in the metadata, or by the words ‘trained from scratch’ in the body."
slip("filler_counted", WORDY, FILLER, "for filler in (cards.FENCE, cards.LABEL, cards.HEADING):")
slip("length_of_the_readme", "Add up the items: the length of a README is no score.",
     "round(sum(items.values()), 2)", "min(100.0, round(len(cards.WORD.findall(text)) / 9, 2))")
slip("heading_suffices", PROMISE, "max(sizes, default=0) / 20", "bool(sizes)")
slip("any_word_suffices", "Credit grows with the words of a section, up to twenty.",
     "max(sizes, default=0) / 20", "max(sizes, default=0)")
slip("all_or_nothing", "Credit grows with the words of a section, up to twenty.",
     "max(sizes, default=0) / 20", "(max(sizes, default=0) >= 20)")
slip("code_counted", "Forty lines of Python are not a limitations section.", FILLER, "for filler in cards.FILLER[1:]:")
slip("comments_kept", "HTML comments are instructions to the author; readers never see them.",
     'cards.COMMENT.sub(" ", parts["body"])', 'parts["body"]')
slip("comments_joined", "Put a space where a comment was: the words before and after it stay two.",
     'COMMENT.sub(" "', 'COMMENT.sub(""')
slip("headings_in_fences", "A line with # inside a fence is code, not a heading.", "cards.hide_code(body)", "body")
slip("cut_at_any_heading",
     "A section runs to the next heading of its own level or higher: what stands under it counts for it.",
     " if len(other[1]) <= level]", "]")
slip("how_to_is_a_use", "‘How to use’ tells how, not what for: it is no intended use.",
     "re.search(pattern, title)", 're.search(pattern.replace("how to|", ""), title)')
slip("out_of_scope_is_a_use", "A use that is out of scope is not an intended one.",
     "re.search(pattern, title)", r're.search(pattern.replace(r"|.*\bout of scope\b)", ")"), title)')
slip("labels_counted", "A label with nothing behind it says nothing: leave such lines out.",
     FILLER, "for filler in (cards.FENCE, cards.PLACEHOLDER, cards.TEMPLATE, cards.HEADING):")
slip("titles_counted", "The words of a heading are not the words of its section.",
     FILLER, "for filler in cards.FILLER[:-1]:")
slip("first_section", "Two sections on one subject: the best one counts, not the first.",
     "max(sizes, default=0)", "(sizes or [0])[0]")
slip("last_section", "Two sections on one subject: the best one counts, not the last.",
     "max(sizes, default=0)", "(sizes or [0])[-1]")
slip("all_sections", "Two sections on one subject: the best one counts, not their sum.",
     "max(sizes, default=0)", "sum(sizes)")
slip("no_cap", "An item earns its points at 20 words, and no more for more words.",
     "min(1, max(sizes, default=0) / 20)", "max(sizes, default=0) / 20")
slip("summary_without_a_cap", "An item earns its points at 20 words, and no more for more words.",
     "min(1, informative_words(summary[2]) / 20)", "informative_words(summary[2]) / 20")
slip("titles_are_sections", "A title, of level 1, is no section of the score: these begin at level 2.",
     FITS, "re.search(pattern, title)")
slip("level_two_alone", "A section of level 3 or deeper counts too, wherever it stands.",
     FITS, FITS.replace(">=", "=="))
slip("summary_before_the_title",
     "A title does not end the summary: it goes on to the first heading of level 2 or deeper.",
     "if len(head[1]) >= 2", "")
slip("at_the_start_of_a_title", "The word may stand anywhere in the title: ‘Known limitations’ are limitations.",
     "re.search(pattern, title)", "re.match(pattern, title)")
slip("one_item_a_title", "One title can count for two items: ‘Uses and limitations’ counts for both.",
     FITS,
     FITS + " and not any(re.search(cards.RUBRIC[one][1], title)"
     " for one in list(cards.RUBRIC)[:list(cards.RUBRIC).index(name)])")
slip("starts_anywhere", "`get_started` looks inside fences: a word such as import in the text starts nothing.",
     "bool(starts)", "bool(cards.STARTS.search(body))")
slip("first_fence_alone", "One fence that starts something is enough, also if it is not the first.",
     "cards.FENCE.findall(body) if", "cards.FENCE.findall(body)[:1] if")
slip("any_fence_starts", "`get_started` needs a fence in which STARTS finds something, not any code.",
     "if cards.STARTS.search(code)]", "]")
slip("spaces_doubled", "Signs that stand side by side become one space: ‘Training & data’ is ‘training data’.",
     '" ".join(re.sub("[^a-z0-9]", " ", head[2].lower()).split())', 're.sub("[^a-z0-9]", " ", head[2].lower()).strip()')
slip("titles_not_stripped", "Strip the title: a sign before ‘How to use’ leaves a space, so that it begins otherwise.",
     '" ".join(re.sub("[^a-z0-9]", " ", head[2].lower()).split())', 're.sub("[^a-z0-9]+", " ", head[2].lower())')
slip("split_at_spaces", "A word is letters and digits: f1_score is two words, as the pattern says.",
     "len(cards.WORD.findall(text))", "len(text.split())")
slip("unknown_is_a_licence", "A card that declares ‘unknown’ declares no licence: no credit.",
     '"unknown" not in elements(meta, "license") and ', "")
slip("unknown_only_alone", "‘unknown’ in a list of licences costs the credit too.",
     '"unknown" not in elements(meta, "license")', 'meta.get("license") != "unknown"')
slip("name_not_needed", "The licence `other` without a name is E03, and costs the credit.",
     '{"E01", "E02", "E03"}', '{"E01", "E02"}')
slip("spelling_not_needed", "A licence that the Hub does not know is E02, and costs the credit.",
     '{"E01", "E02", "E03"}', '{"E01", "E03"}')
slip("warnings_cost", "A missing link is a warning: W04 costs nothing.",
     '{"E01", "E02", "E03"}', '{"E01", "E02", "E03", "W04"}')
slip("any_error_costs", "Only E01, E02 and E03 are about the licence: other mistakes cost nothing.",
     '{"E01", "E02", "E03"} & set(lint_metadata(meta, "", vocab)["code"])',
     'set(lint_metadata(meta, "", vocab)["code"])')
slip("base_model_alone", "‘Trained from scratch’ in the text answers the question of lineage too.",
     'elements(meta, "base_model") or "trained from scratch" in body.lower()', 'elements(meta, "base_model")')
slip("scratch_with_case",
     "Capitals do not matter in the words ‘trained from scratch’, which earn `lineage` as a base_model does.",
     "body.lower()", "body")
slip("scratch_in_the_metadata", LINEAGE, "in body.lower()", "in text.lower()")
slip("blank_base", "A blank base_model is missing.", 'elements(meta, "base_model")', '"base_model" in meta')
slip("scratch_in_a_comment", "Comments are taken out first: what stands in one answers nothing.",
     "in body.lower()", 'in parts["body"].lower()')
slip("code_in_a_comment", "Comments are taken out first: what stands in one answers nothing.",
     "cards.FENCE.findall(body)", 'cards.FENCE.findall(parts["body"])')
# fmt: on


@exercise.right
def by_the_course(text: str, vocab: Vocab) -> Score:
    return cards.score(text, vocab)


def _words(text: str) -> int:
    text = cards.TEMPLATE.sub(" ", cards.PLACEHOLDER.sub(" ", text))
    return len(cards.WORD.findall(cards.LABEL.sub(" ", text)))


@exercise.right
def block_by_block(text: str, vocab: Vocab) -> Score:
    read = cards.parts(text)
    meta, body = read["metadata"], cards.COMMENT.sub(" ", read["body"])
    code = cards.FENCE.findall(body)
    held: defaultdict[str, list[int]] = defaultdict(lambda: [0])
    open_sections: list[tuple[int, str, int]] = []
    counts, before = 0, -1

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
            before = counts if before < 0 and len(heading[1]) >= 2 else before
            name = " ".join(re.sub("[^a-z0-9]+", " ", heading[2].lower()).split())
            open_sections.append((len(heading[1]), name, counts))
        else:
            counts += _words(block)
    close(0)
    items: dict[str, float] = {"summary": min(8.0, 0.4 * (counts if before < 0 else before))}
    items |= {name: min(weight, weight * max(held[name]) / 20) for name, (weight, _) in cards.RUBRIC.items()}
    items["get_started"] = 10 if any(cards.STARTS.search(one) for one in code) else 0
    declared = meta.get("license")
    licences = [one for one in (declared if isinstance(declared, list) else [declared]) if one]
    good = all(isinstance(one, str) and one in vocab["licenses"] and one != "unknown" for one in licences)
    named = "other" not in licences or str(meta.get("license_name") or "").strip()
    items["license"] = 8 if licences and good and named else 0
    based = str(meta.get("base_model") or "").strip() or re.search("(?i)trained from scratch", body)
    items["lineage"] = 5 if based else 0
    return {"items": items, "score": round(sum(items.values()), 2)}
