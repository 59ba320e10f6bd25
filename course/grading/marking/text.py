"""A memo as its reader sees it: the text with its references filled in, and where each of its numbers comes from."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from course.grading.engine.outputs import MEMO as MARK
from course.lesson.plan import name_of, text_name, text_of, texts_of
from course.spec import NUMBER

MARKUP = re.compile(r"<[^>]*>")
LONGEST = 80  # characters of an expression that are shown


@dataclass(frozen=True)
class Piece:
    """A part of a memo: its text, and the expression of the notebook that filled it in; "" where it was typed."""

    text: str
    reference: str = ""


@dataclass(frozen=True)
class Number:
    """A number of a memo: as it stands there, and the expression that computed it.

    A number that was typed has no expression; `shown` says whether some output of the notebook has the same one.
    """

    text: str
    reference: str = ""
    shown: bool = False


@dataclass(frozen=True)
class Text:
    """The text of a memo as the grader ran it.

    `source` is its cell; `ran` what the cell's text said, or "" where that is not known; `outputs` is all that the
    notebook showed before it; `name` is what the text is called.
    """

    source: str
    ran: str
    outputs: str
    name: str = "memo"

    @property
    def digest(self) -> str:
        """What tells this text from another."""
        return sha256(f"{self.source}\n{self.ran}".encode("utf-8", "replace")).hexdigest()[:32]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The text in order; the cell itself where nobody knows what it said."""
        if not self.ran:
            return (Piece(self.source),)
        value = next((value for name, value in reversed(texts_of(self.source)) if name == self.name), None)
        filled = _filled(value, self.ran) if isinstance(value, ast.JoinedStr) else None
        return tuple(filled) if filled is not None else (Piece(self.ran),)

    def numbers(self) -> Iterator[Number]:
        """Every reference and every typed number, in order."""
        if not self.ran:
            return
        known = {_value(one) for one in NUMBER.findall(self.outputs)}
        for piece in self.pieces:
            if piece.reference:
                yield Number(piece.text, piece.reference, shown=True)
            else:
                yield from (Number(one, shown=_value(one) in known) for one in NUMBER.findall(piece.text))


def read(notebook: str, memo: str, solution: str) -> Text | None:
    """The text in the cell `memo` of an autograded notebook, None if it has no such cell.

    `solution` is the lesson's own cell, which says what the text is called.
    """
    name, before = text_name(solution), list[str]()
    for cell in json.loads(notebook)["cells"]:
        outputs = cell.get("outputs", [])
        if name_of(cell) == memo:
            said = [_plain(one) for one in outputs if MARK in one.get("metadata", {})]
            return Text(text_of(cell), "".join(said[-1:]).removesuffix("\n"), "\n".join(before), name or "memo")
        before += map(_plain, outputs)
    return None


def _filled(value: ast.JoinedStr, ran: str) -> list[Piece] | None:
    """The pieces of a text, told by the literal parts between its references; None where these do not fit it.

    A literal part counts where it can stand in one place only: what cannot be told apart stays one piece.
    """
    literals, asked = _alternating(value)
    firsts, lasts = _places(literals, ran), _places_from_the_end(literals, ran)
    if not firsts or not lasts:
        return None
    made, at, names = list[Piece](), 0, list[str]()
    for number, (literal, first, last) in enumerate(zip(literals, firsts, lasts, strict=True)):
        names += asked[number - 1] if number else []
        if first != last:
            continue
        made += [Piece(ran[at:first], " and ".join(names))] if names else []
        made += [Piece(literal)] if literal else []
        at, names = first + len(literal), []
    return made


def _alternating(value: ast.JoinedStr) -> tuple[list[str], list[list[str]]]:
    """The literal parts of a text, "" at an end that has none, and between them the expressions."""
    literals, asked = [""], list[list[str]]()
    for part in value.values:
        if isinstance(part, ast.FormattedValue):
            if len(asked) < len(literals):
                asked.append([])
            asked[-1].append(ast.unparse(part.value)[:LONGEST])
        elif isinstance(part, ast.Constant):
            if len(asked) == len(literals):
                literals.append("")
            literals[-1] += str(part.value)
    return (literals, asked) if len(asked) < len(literals) else ([*literals, ""], asked)


def _places(literals: list[str], ran: str) -> list[int]:
    """The earliest place of each literal part, the first at the beginning, the last at the end; none if one lacks."""
    found, at = list[int](), 0
    for number, literal in enumerate(literals):
        last = number == len(literals) - 1
        place = len(ran) - len(literal) if last else ran.find(literal, at)
        if place < at or (number == 0 and place != 0) or not ran.startswith(literal, place):
            return []
        found.append(place)
        at = place + len(literal)
    return found


def _places_from_the_end(literals: list[str], ran: str) -> list[int]:
    """The latest place of each literal part."""
    turned = _places([one[::-1] for one in reversed(literals)], ran[::-1])
    return [len(ran) - place - len(one) for place, one in zip(reversed(turned), literals, strict=False)]


def _plain(output: dict[str, Any]) -> str:
    """What an output says as text."""
    data = output.get("data", {})
    said = output.get("text") or data.get("text/plain") or MARKUP.sub(" ", str(data.get("text/html", "")))
    return said if isinstance(said, str) else "".join(map(str, said))


def _value(number: str) -> float | str:
    """A number as its value, so that 1,200 is 1200 and 4.10 is 4.1."""
    bare = number.replace(",", "").replace("\u2212", "-").lstrip("+")
    sign = bare[-1:] if bare[-1:] in "kM%" else ""
    try:
        return float(bare.removesuffix(sign)) / (100 if sign == "%" else 1) * {"k": 1e3, "M": 1e6}.get(sign, 1)
    except ValueError:
        return number
