"""What was handed in is opened without trust: nothing waits, nothing grows, and every JSON ends in one of two ways."""

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from course.lesson.matching import Matches
from course.lesson.plan import Part, Planned
from course.lesson.submission import Submission, cells, read
from course.lesson.untrusted import MIB, Unreadable, notebooks, parse, read_file

CELL = {
    "cell_type": "code",
    "id": "double",
    "metadata": {"nbgrader": {"grade_id": "double", "solution": True}, "tags": []},
    "source": ["def double(number):\n", "    return 2"],
    "outputs": [],
    "execution_count": 1,
}
NOTEBOOK = {"cells": [CELL, {**CELL, "id": "x", "metadata": {}}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x",
    "\ud800",
    [],
    {},
    [None],
    {"cells": None},
    [[[]]],
    {"a": {"b": 1}},
    "1" * 999,
]
PLANNED = (Planned("double", Part.ANSWER, "x", "y"), Planned("memo", Part.MEMO, "memo = 1", 'memo = "your text"', 5))
MUTATIONS = 20_000


def mutated(draw: random.Random, value: Any) -> Any:
    """`value` with one part of it replaced, removed, doubled or moved."""
    if draw.random() < 0.25 or not isinstance(value, dict | list) or not value:
        return draw.choice(ODD)
    places = list(value) if isinstance(value, dict) else list(range(len(value)))
    place = draw.choice(places)
    if isinstance(value, dict):
        act = draw.choice(("in", "in", "in", "gone", "renamed"))
        rest = {name: one for name, one in value.items() if name != place}
        new = {"worksheets": value[place]} if act == "renamed" else {place: mutated(draw, value[place])}
        return rest if act == "gone" else {**rest, **new}
    return [*value[:place], mutated(draw, value[place]), *value[place + draw.choice((0, 1)) :]]


def test_twenty_thousand_notebooks_that_are_none_are_read_or_refused() -> None:
    draw, read_ones = random.Random(0), 0
    for _ in range(MUTATIONS):
        notebook = NOTEBOOK
        for _ in range(draw.choice((1, 1, 2, 3))):
            notebook = mutated(draw, notebook)
        data = json.dumps(notebook).encode()
        if draw.random() < 0.1:
            at = draw.randrange(len(data))
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + draw.choice((0, 1, 5)) :]
        try:
            found = cells(parse(data, "x.ipynb"), "x.ipynb")
        except Unreadable:
            continue
        read_ones += 1
        for one in found:
            assert {type(one.grade_id), type(one.id), type(one.kind), type(one.source)} == {str}
            str(one).encode()
        repairs: list[str] = []
        matched = Matches(found, PLANNED, repairs)
        assert all(isinstance(matched.text(one), str | None) for one in PLANNED)
    assert read_ones > MUTATIONS // 4


@pytest.mark.parametrize("source", [None, 7, {"a": 1}, [None, 1, "x = 1"], True])
def test_a_source_of_another_type_is_no_text(source: Any) -> None:
    assert cells({"cells": [{**CELL, "source": source}]}, "x")[0].source in ("", "x = 1")


def test_format_three_without_sheets_is_read() -> None:
    assert cells({"worksheets": [None, {"cells": None}, {"cells": [{"input": "x"}]}]}, "x")[0].source == "x"


def test_a_pipe_a_link_a_device_and_a_folder_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    for name, why in (
        ("pipe", "not a file"),
        ("link", "is a link"),
        ("folder", "not a file"),
        ("none", "cannot be read"),
    ):
        with pytest.raises(Unreadable, match=why):
            read_file(tmp_path / name, 1000)
    with pytest.raises(Unreadable, match="not a file"):
        read_file(Path("/dev/zero"), 1000)


def test_a_sparse_gigabyte_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(Unreadable, match="larger than 1 MiB"):
        read_file(tmp_path / "big", MIB)


def test_a_flood_of_small_values_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(b'{"cells": [' + b"{}," * (8 * MIB) + b"{}]}")
    with pytest.raises(Unreadable, match="more than 1,000,000 values"):
        read(path)


def test_of_a_large_file_long_texts_are_left_out_and_code_is_kept(tmp_path: Path) -> None:
    flood = {"output_type": "stream", "name": "stdout", "text": 'a, "b" {\u20ac\n' * (2 * MIB)}
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": [{**CELL, "outputs": [flood]}]}), encoding="utf-8")
    assert read(path).cells[0].source == "".join(CELL["source"])  # type: ignore[arg-type]


def test_what_is_left_out_is_said() -> None:
    many = {"cells": [CELL] * 2_001}
    with_notes = _read(many)
    assert len(with_notes.cells) == 2_000
    assert "the first 2,000 were read" in with_notes.notes[0]
    assert "was not read" in _read({"cells": [{**CELL, "source": "x" * 200_001}]}).notes[0]


def _read(notebook: Any) -> Submission:
    from course.lesson.submission import _submission

    return _submission(notebook, "x")


def test_a_folder_of_many_files_and_links_is_looked_at_in_bounds(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.ipynb").touch()
    assert [path.name for path in notebooks(tmp_path)] == ["x.ipynb"]
