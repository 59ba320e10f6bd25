"""The manifest agrees with what a reader of the snapshot counts."""

import re
from typing import Any

import pytest

from course.hub.snapshot import Snapshot
from course.simulate.calendar import SENTINEL
from course.simulate.front import MISSPELT, OWN_NAMES
from course.simulate.hub import Hub
from course.simulate.objects import iso_seconds, listed
from course.simulate.truth import truth as made_truth
from course.vocabulary import vocab

ENTRIES = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def models(hub: Hub) -> ENTRIES:
    return {info["id"]: info | {"paths": {file.path for file in files}} for info, files in hub.rows}


@pytest.fixture(scope="module")
def truth(hub: Hub) -> dict[str, Any]:
    return made_truth(hub)


def count(models: ENTRIES, holds: Any) -> int:
    return sum(bool(holds(info)) for info in models.values())


def licence(info: dict[str, Any]) -> Any:
    return (info.get("cardData") or {}).get("license")


def without(info: dict[str, Any]) -> bool:
    return not licence(info) and not any(tag.startswith("license:") for tag in info["tags"])


def parent(info: dict[str, Any]) -> str:
    return str((listed((info.get("cardData") or {}).get("base_model")) or [""])[0])


PLANTED = {
    "private": lambda info: info["private"],
    "sentinel": lambda info: info["createdAt"] == iso_seconds(SENTINEL),
    "no_card": lambda info: "README.md" not in info["paths"],
    "licence_missing": without,
    "licence_listed": lambda info: isinstance(licence(info), list),
    "licence_misspelt": lambda info: licence(info) in MISSPELT,
    "licence_own_name": lambda info: licence(info) in OWN_NAMES,
    "licence_nullish": lambda info: licence(info) == "None",
    "licence_in_tag_only": lambda info: not licence(info) and any(tag.startswith("license:") for tag in info["tags"]),
    "gated_auto": lambda info: info.get("gated") == "auto",
    "gated_manual": lambda info: info.get("gated") == "manual",
    "gated_not_returned": lambda info: "gated" not in info,
    "downloads_not_returned": lambda info: "downloads" not in info,
    "language_no": lambda info: (info.get("cardData") or {}).get("language") is False,
    "model_index": lambda info: "model-index" in info,
    "parent_vanished": lambda info: parent(info).endswith("-withdrawn"),
    "parent_url": lambda info: parent(info).startswith("https://"),
    "parent_itself": lambda info: parent(info) == info["id"],
    "parent_nullish": lambda info: parent(info) in ("None", "undefined"),
}


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_defect_is_found_as_often_as_it_was_planted(models: ENTRIES, truth: dict[str, Any], name: str) -> None:
    assert count(models, PLANTED[name]) == truth["defects"][name] > 0


def test_misspelt_parents_exist_in_another_case(models: ENTRIES, truth: dict[str, Any]) -> None:
    lowered = {name.lower() for name in models}
    wrong = [parent(info) for info in models.values() if parent(info) not in models and parent(info).lower() in lowered]
    assert len(wrong) == truth["defects"]["parent_case"]


def test_declared_parents_are_counted_by_relation(models: ENTRIES, truth: dict[str, Any]) -> None:
    linked = [info["baseModels"]["relation"] for info in models.values() if "baseModels" in info]
    defective = sum(truth["defects"][f"parent_{name}"] for name in ("vanished", "itself", "case", "nullish"))
    assert len(linked) + defective == sum(truth["relations"].values())
    assert linked.count("merge") == truth["relations"]["merge"]


def test_copies_repeat_the_hashes_of_an_older_model(hub: Hub, snapshot: Snapshot, truth: dict[str, Any]) -> None:
    seen: set[tuple[str, ...]] = set()
    copies = 0
    for _, files in hub.rows:
        hashes = tuple(sorted(file.sha256 for file in files if file.sha256 and "tokenizer" not in file.path))
        copies += hashes in seen and bool(hashes)
        seen.add(hashes)
    assert copies == truth["defects"]["copies"] > 0


def test_valid_licences_are_in_the_vocabulary(models: ENTRIES) -> None:
    odd = {*MISSPELT, *OWN_NAMES, "None"}
    stated = {name for info in models.values() for name in listed(licence(info))}
    assert stated - odd <= vocab()["licenses"]


def test_hashes_and_dates_have_the_hub_s_form(models: ENTRIES) -> None:
    for info in models.values():
        assert re.fullmatch(r"[0-9a-f]{40}", info["sha"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z", info["createdAt"])
        assert info["createdAt"] <= info["lastModified"] <= "2026-06-15T00:00:00.000Z"
