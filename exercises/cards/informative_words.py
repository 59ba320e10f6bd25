"""How many words of this text tell a reader something?"""

import re
from collections.abc import Iterator

from huggingface_hub import ModelCard, ModelCardData

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.drafts import CASES, PROSE, TEMPLATE_SENTENCE

exercise = Exercise(
    "07-cards",
    "informative_words",
    looks_at="each kind of filler, the client's template, underscores and digits, and cards of unseen Hubs",
)

TEXTS = {
    "no text": "",
    "a sentence": PROSE,
    "underscores and digits": "f1_score 0.91, top_5 0.99 and _x_",
    "letters of other scripts": "Ворон und Straße",
    "a heading alone": "## Results of a test",
    "a heading with signs at its end": "## Results ##\nTwo words.",
    "code between fences": "One.\n```python\nimport corvid\n```\nTwo.",
    "two fences": "```\na\n```\nOne.\n```\nb\n```\n",
    "a fence that is never closed": "One.\n```\ntwo\n",
    "a heading in a fence": "One.\n```\n# two\n```\n",
    "a placeholder": "One.\n[More Information Needed]\nTwo.",
    "a placeholder in small letters": "One more information needed for this. Two.",
    "a placeholder that is a link": "[More Information Needed](https://example.org/a/b#c) One.",
    "the sentence of the template": f"One. {TEMPLATE_SENTENCE} Two.",
    "labels with and without a value": "- **By:**\n* **Of:** \n- **For:** three people\n",
    "a placeholder behind a label": "- **By:** [More Information Needed]\nOne.",
    "a placeholder between two words": "one[More Information Needed]two",
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One kind of filler at a time, the client's template, then cards of the graded Hubs."""
    for about, text in (TEXTS | CASES).items():
        yield case(about, text)
    yield case("the client's own template", str(ModelCard.from_template(ModelCardData(license="mit"))))
    for text in hub_cards.sample(4):
        yield case("a card of an unseen Hub", text)


# fmt: off
slip = exercise.slip
FILLER = "for filler in cards.FILLER:"
WORDS = "len(cards.WORD.findall(text))"
slip("filler_counted", "Take out every pattern of FILLER before you count.",
     '        text = filler.sub(" ", text)', "        pass")
slip("first_filler_alone", "Take out every pattern of FILLER, not only the first.",
     FILLER, "for filler in cards.FILLER[:1]:")
slip("code_counted", "Code between fences is no description: take it out.", FILLER, "for filler in cards.FILLER[1:]:")
slip("placeholders_counted", "A placeholder informs nobody: take it out.",
     FILLER, "for filler in (cards.FENCE, cards.TEMPLATE, cards.LABEL, cards.HEADING):")
slip("template_counted", "A sentence of the template informs nobody: take it out.",
     FILLER, "for filler in (cards.FENCE, cards.PLACEHOLDER, cards.LABEL, cards.HEADING):")
slip("labels_counted", "A label with nothing behind it says nothing: take it out.",
     FILLER, "for filler in (cards.FENCE, cards.PLACEHOLDER, cards.TEMPLATE, cards.HEADING):")
slip("titles_counted", "The words of a heading are not the words of its section: take them out.",
     FILLER, "for filler in cards.FILLER[:-1]:")
slip("another_order", "Take the patterns in the order of FILLER: fences go before the headings in them.",
     FILLER, "for filler in reversed(cards.FILLER):")
slip("joined", "Put a space where filler was: the words before and after it stay two.",
     'filler.sub(" ", text)', 'filler.sub("", text)')
slip("split_at_spaces", "A word is letters and digits: f1_score is two words, as the pattern says.",
     WORDS, "len(text.split())")
# fmt: on


@exercise.right
def by_the_course(text: str) -> int:
    return cards.informative_words(text)


@exercise.right
def pattern_by_pattern(text: str) -> int:
    text = re.sub(r"(?ms)^```.*?^```[ \t]*\r?$", " ", text)
    text = cards.TEMPLATE.sub(" ", cards.PLACEHOLDER.sub(" ", text))
    text = re.sub(r"(?m)^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", " ", cards.LABEL.sub(" ", text))
    return sum(1 for _ in re.finditer(r"[^\W_]+", text))
