"""Card text."""

import re

from course.simulate import text
from course.simulate.seeds import Dice


def cards(n: int) -> list[str]:
    return [text.bespoke(Dice(seed), "Tarn", "a/tarn", "text-generation", 0.5) for seed in range(n)]


def test_no_two_cards_read_the_same() -> None:
    made = cards(3000)
    assert len(set(made)) == len(made)


def test_every_kind_of_card_says_that_it_is_simulated() -> None:
    die = Dice(1)
    made = [*cards(200), text.template(die), text.stub(die, "x", "a/b"), text.automatic(die, "x", "")]
    assert all("simulated" in card.lower() or "invented" in card.lower() or "course" in card.lower() for card in made)


def test_every_slot_of_the_grammar_is_filled() -> None:
    assert not [card for card in cards(500) if re.search(r"\{\w+\}", card)]


def test_every_slot_that_a_sentence_names_exists() -> None:
    rules = text.grammar()
    named = {slot for texts in rules["sections"].values() for line in texts for slot in text.SLOT.findall(line)}
    assert named <= set(rules["slots"])


def test_the_template_is_long_and_says_nothing() -> None:
    card = text.template(Dice(2))
    assert len(card.split()) > 60
    assert card.count(text.MORE) > 10


def test_a_tiny_card_has_fewer_than_twenty_words() -> None:
    assert max(len(text.tiny(Dice(seed)).split()) for seed in range(300)) < 20


def test_the_words_of_a_card_vary_widely() -> None:
    lengths = sorted(len(card.split()) for card in cards(1000))
    assert lengths[900] > 3 * lengths[100]
