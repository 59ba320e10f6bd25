"""Cards and what they declare."""

import numpy as np
import pytest
import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from course.simulate import cards, mixes
from course.simulate.hub import Hub


def parsed(readme: str) -> object:
    match = REGEX_YAML_BLOCK.search(readme)
    try:
        return yaml.safe_load(match.group(2)) if match else None
    except yaml.YAMLError:
        return "broken"


def test_card_data_is_what_a_reader_of_the_readme_finds(hub: Hub) -> None:
    for info, files in hub.rows:
        readme = [file.content or b"" for file in files if file.path == "README.md"]
        found = parsed(readme[0].decode()) if readme else None
        shown = info.get("cardData") or None
        assert shown == (found if isinstance(found, dict) else None), info["id"]


def test_no_two_readmes_are_the_same(hub: Hub) -> None:
    texts = [file.content for _, files in hub.rows for file in files if file.path == "README.md"]
    assert len(texts) == len(set(texts)) == hub.cards.present.sum()


def test_documented_models_have_cards_written_by_hand(hub: Hub) -> None:
    assert (hub.cards.kind[hub.world.documented] == cards.BESPOKE).all()


@pytest.mark.parametrize(("kind", "share"), [(cards.TEMPLATE, 0.077), (cards.STUB, 0.186), (cards.TINY, 0.082)])
def test_kinds_of_cards_have_their_shares(hub: Hub, kind: int, share: float) -> None:
    assert (hub.cards.kind == kind).sum() / hub.cards.present.sum() == pytest.approx(share, abs=0.005)


def test_licences_are_missing_in_the_published_order_of_libraries(practice: Hub) -> None:
    found = practice.cards
    missing = {}
    for name in ("peft", "transformers", "gguf"):
        rows = found.readable & (found.world.library == mixes.LIBRARIES.index(name))
        missing[name] = 1 - found.licensed[rows].mean()
    assert missing["peft"] > missing["transformers"] > missing["gguf"]


def test_stated_licences_follow_the_published_mix(hub: Hub) -> None:
    names, chosen = cards.licence_names(), hub.cards.licence[hub.cards.licensed | hub.cards.tag_only]
    counts = np.bincount(chosen, minlength=len(names))
    shares = np.array(list(cards.licence_mix().values()))
    assert np.abs(counts - shares * len(chosen)).max() <= 1


def test_children_mostly_keep_their_parent_s_licence(practice: Hub) -> None:
    parent, licence = practice.world.lineage.parent, practice.cards.licence
    both = (parent >= 0) & (licence >= 0) & (licence[np.maximum(parent, 0)] >= 0)
    assert 0.10 < (licence[both] != licence[parent[both]]).mean() < 0.30


def test_custom_licences_are_gated_more_often(practice: Hub) -> None:
    found = practice.cards
    custom = np.isin(found.licence, [cards.licence_names().index(name) for name in mixes.CUSTOM_LICENCES])
    gated = (found.gated == 1) | (found.gated == 2)
    assert gated[custom].mean() > 2 * gated[~custom].mean()
