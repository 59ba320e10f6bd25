"""Dataset repos."""

from collections import Counter

import pytest
import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from course.simulate.datasets import FILE, SHARED, SPOKEN, Datasets
from course.simulate.hub import Hub


@pytest.fixture(scope="module")
def datasets(practice: Hub) -> Datasets:
    return practice.datasets


def test_there_are_nine_hundred_beside_4200_models(datasets: Datasets) -> None:
    assert datasets.n == len(set(datasets.ids)) == 900


def test_six_short_names_are_shared_by_two_owners(datasets: Datasets) -> None:
    counts = Counter(name.rpartition("/")[2] for name in datasets.ids)
    assert sum(count > 1 for count in counts.values()) == SHARED


def test_cards_are_as_common_as_published(datasets: Datasets) -> None:
    assert datasets.filed.mean() == pytest.approx(FILE, abs=0.01)
    assert datasets.spoken.mean() == pytest.approx(SPOKEN, abs=0.01)


def test_card_data_is_what_the_readme_says(datasets: Datasets) -> None:
    for info, files in datasets:
        readme = next(((file.content or b"").decode() for file in files if file.path == "README.md"), "")
        match = REGEX_YAML_BLOCK.search(readme)
        assert (info.get("cardData") or None) == (yaml.safe_load(match.group(2)) if match else None)


def test_two_in_three_were_not_downloaded(datasets: Datasets) -> None:
    assert (datasets.downloads == 0).mean() == pytest.approx(0.665, abs=0.01)


def test_licences_are_often_lists(datasets: Datasets) -> None:
    fields = map(datasets.fields, range(datasets.n))
    stated = [one["license"] for one in fields if one.get("license") not in (None, [""], ["unknown"])]
    assert sum(isinstance(licence, list) for licence in stated) / len(stated) == pytest.approx(0.298, abs=0.08)


def test_dates_do_not_run_ahead(datasets: Datasets) -> None:
    assert all(info["createdAt"] <= info["lastModified"] <= "2026-06-15T00:00:00.000Z" for info, _ in datasets)
