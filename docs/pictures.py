"""Draws the pictures of the lessons' pages on the practice Hub: `python docs/pictures.py [LESSON ...]`.

A picture is that of the lesson's own cell, after the solved cells above it that it needs. Beside it lies its text, for
those who do not see it, and what it was made from: a test says which is older than its cell or the practice Hub.
"""

import ast
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from course.simulate.meta import GENERATOR

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "docs/_static/lessons"
FRONT = "06-experiment"
WIDTH, COLOURS = 1000, 64
CARD, MARGIN = (1200, 630), 50
CARD_WORDS = (  # text, size, weight, distance from the top
    ("Measure the Hub", 60, "bold", 30),
    ("A course in notebooks. Which of these two tests would you believe?", 30, "normal", 115),
    ("Simulated data of the practice Hub. Lesson 6: ship or hold.", 26, "normal", 560),
)


def cells(lesson: str) -> list[Any]:
    """The cells of a solved lesson."""
    (path,) = (ROOT / "source" / lesson).glob("*.ipynb")
    found: list[Any] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def origin(lesson: str, plot: str) -> str:
    """What a picture is made from, as a digest: the cell that shows it, and the generator of the practice Hub."""
    (text,) = ("".join(cell["source"]) for cell in cells(lesson) if cell["id"] == plot)
    return hashlib.sha256(f"{GENERATOR}\n{text}".encode()).hexdigest()[:16]


def chart(lesson: str, plot: str) -> Any:
    """The chart that the cell `plot` of a solved lesson shows on the practice Hub."""
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = None
    for text in needed(["".join(cell["source"]) for cell in upto(lesson, plot)]):
        shown = run(text, names)
    return shown


def upto(lesson: str, plot: str) -> list[Any]:
    """The cells with code up to that of the plot."""
    code = [cell for cell in cells(lesson) if cell["cell_type"] == "code"]
    return code[: [cell["id"] for cell in code].index(plot) + 1]


def needed(texts: list[str]) -> list[str]:
    """The last of several cells, and those before it that make a name which it uses, itself or by way of others."""
    kept, wanted = [texts[-1]], used(texts[-1])
    for text in reversed(texts[:-1]):
        if made(text) & wanted:
            kept.insert(0, text)
            wanted |= used(text)
    return kept


def used(text: str) -> set[str]:
    """The names that a cell reads."""
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def made(text: str) -> set[str]:
    """The names that a cell gives a value, a part or a column."""
    tree = ast.parse(text)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            found |= {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
    return found


def run(text: str, names: dict[str, Any]) -> Any:
    """What the last line of a cell comes to."""
    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if isinstance(last, ast.Expr) else None


def draw(lesson: str, plot: str) -> None:
    """Write the picture of a lesson, small, and its text."""
    from PIL import Image

    drawn = chart(lesson, plot)
    picture = Image.open(io.BytesIO(drawn.png())).convert("RGB")
    height = round(picture.height * WIDTH / picture.width)
    small = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
    PLACE.mkdir(parents=True, exist_ok=True)
    small.quantize(COLOURS).save(PLACE / f"{lesson}.png", optimize=True)
    told = {**words(drawn), "origin": origin(lesson, plot)}
    (PLACE / f"{lesson}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if lesson == FRONT:
        card(picture).quantize(COLOURS).save(PLACE.parent / "card.png", optimize=True)


def words(drawn: Any) -> dict[str, str]:
    """The text of a chart for those who do not see it, and its caption."""
    return {"alt": " ".join(drawn.alt.split()), "caption": " ".join(drawn.caption.split())}


def card(picture: Any) -> Any:
    """The picture that other sites show beside a link: the course's name, a plot, and that its data is simulated."""
    from matplotlib import font_manager
    from PIL import Image, ImageDraw, ImageFont

    whole, width = Image.new("RGB", CARD, "white"), CARD[0] - 2 * MARGIN
    written, height = ImageDraw.Draw(whole), round(picture.height * width / picture.width)
    for text, size, weight, top in CARD_WORDS:
        font = ImageFont.truetype(font_manager.findfont(f"DejaVu Sans:{weight}"), size)
        written.text((MARGIN, top), text, "#222", font)
    whole.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (MARGIN, 190))
    return whole


def main(lessons: list[str]) -> int:
    """Draw those that are named, or all."""
    sys.path.insert(0, str(ROOT))
    known = yaml.safe_load((ROOT / "docs/lessons.yaml").read_text(encoding="utf-8"))
    for lesson in lessons or known:
        draw(lesson, known[lesson]["plot"])
        print(f"docs/_static/lessons/{lesson}.png", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
