"""Who may import whom: the ladder of the design, read from the code."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A unit imports itself and units of lower layers, never one beside it. Prefixes; the longest that fits counts.
LAYERS = (
    {
        "values": ["values"],
        "lesson": ["lesson"],
        "files": ["files"],
        "printable": ["printable"],
        "words": ["words"],
        "markdown": ["markdown"],
        "schemas": ["schemas"],
        "settings": ["settings"],
        "install": ["install"],
        "missing": ["missing"],
    },
    {
        "store": [
            f"hub.{part}"
            for part in "schema facts digest frame_bytes indexing packing seal writer snapshot".split()
        ],
        "check": ["check", "compare", "slips"],
        "frames": ["frames"],
        "behaviour": ["behaviour"],
        "experiment": ["experiment"],
        "vocabulary": ["vocabulary"],
        "cards": ["cards"],
        "published": ["published"],
        "results": ["results"],
        "stats": ["stats"],
        "jupyter": ["jupyter"],
    },
    {
        "replay": [f"hub.{part}" for part in "messages objects query scratch limits routes replay transport".split()],
        "plots": ["plots"],
        "sources": ["sources"],
        "memo": ["memo"],
        "contribute": ["contribute"],
        "spec": ["spec"],
        "serving": ["serving"],
        "beside": ["beside"],
        "simulate": ["simulate"],
    },
    {"hub": ["hub"], "signals": ["signals"], "widgets": ["widgets"], "learner": ["learner"]},
    {"logs": ["logs"], "live": ["live_hub"], "exercise": ["exercise"], "scorecard": ["scorecard"]},
    {"grading": ["grading"]},
    {"cli": ["cli", "commands", "__main__"]},
)  # fmt: skip
PLACES = {
    prefix: (layer, unit) for layer, units in enumerate(LAYERS) for unit, ones in units.items() for prefix in ones
}
NOTEBOOKS = {"course", "pandas", "numpy", "huggingface_hub", "yaml", *sys.stdlib_module_names}
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)
MODULES = sorted(path for path in (ROOT / "course").rglob("*.py") if path != ROOT / "course/__init__.py")
LESSONS = sorted((ROOT / "source").glob("*/*.ipynb"))


def imported(code: str) -> Iterator[str]:
    """The dotted names that `code` imports anywhere in it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what is imported"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(name: str) -> tuple[int, str]:
    """The layer and unit of a module of ours, given without `course.`."""
    parts = name.split(".")
    fitting = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    found = next((PLACES[prefix] for prefix in fitting if prefix in PLACES), None)
    assert found, f"course.{name} has no place in the table of tests/test_layers.py"
    return found


def is_ours(name: str) -> bool:
    """Whether a dotted name lies in a module of ours, rather than being one that course/__init__.py hands out."""
    parts = name.split(".")
    return parts[0] == "course" and len(parts) > 1 and any((ROOT / "course").glob(f"{parts[1]}*"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_import_only_downwards(path: Path) -> None:
    own = path.relative_to(ROOT / "course").with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    layer, unit = place(own)
    for name in filter(is_ours, imported(path.read_text(encoding="utf-8"))):
        below, other = place(name.removeprefix("course."))
        assert other == unit or below < layer, f"course.{own} (layer {layer}) may not import {name} (layer {below})"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_grading_knows_of_exercises(path: Path) -> None:
    named = [name for name in imported(path.read_text(encoding="utf-8")) if name.split(".")[0] == "exercises"]
    assert not named or path.is_relative_to(ROOT / "course" / "grading")


@pytest.mark.parametrize("path", sorted((ROOT / "course" / "grading").rglob("*.py")), ids=lambda path: path.name)
def test_no_notebook_module_is_needed_to_be_loaded_by_grading(path: Path) -> None:
    assert not {"course.plots", "course.widgets"} & set(imported(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_notebooks_import_only_what_a_learner_has(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [HIDDEN.sub("", "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    names = {name.split(".")[0] for one in code for name in imported(re.sub(r"^[%!].*", "", one, flags=re.MULTILINE))}
    assert names <= NOTEBOOKS


def test_the_table_itself_can_fail() -> None:
    assert place("hub.connect")[0] > place("hub.replay")[0] > place("hub.snapshot")[0]
    assert [*imported("def f():\n    import exercises.census")] == ["exercises.census"]
