"""Outputs of a student's cells, made safe for an instructor's page: text and pictures, of bounded size."""

import base64
import binascii
import re
from typing import Any

from course.grading.engine.limits import Limits

PNG = b"\x89PNG\r\n\x1a\n"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
Output = dict[str, Any]


def clean(outputs: Any, limits: Limits) -> list[Output]:
    """What is left of `outputs`, which may be any JSON, in the form of a notebook."""
    found = outputs if isinstance(outputs, list) else []
    made = [one for output in found[: limits.outputs] if (one := _output(output, limits)) is not None]
    if len(found) > limits.outputs:
        made.append(
            {"output_type": "stream", "name": "stdout", "text": f"[{len(found) - limits.outputs} more outputs]"}
        )
    return made


def text(value: object, most: int) -> str:
    """`value` as text without control characters, at most `most` characters."""
    found = value if isinstance(value, str) else ""
    return CONTROL.sub("", found[:most])


def _output(output: Any, limits: Limits) -> Output | None:
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": text(output.get("text"), limits.output + 100)}
    if kind == "error":
        return _error(output)
    if kind in ("display_data", "execute_result"):
        return _data(kind, output.get("data"), limits)
    return None


def _error(output: Output) -> Output:
    lines = output.get("traceback")
    kept = [text(line, 2000) for line in lines[:50]] if isinstance(lines, list) else []
    name, message = text(output.get("ename"), 60), text(output.get("evalue"), 1000)
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": kept}


def _data(kind: str, data: Any, limits: Limits) -> Output | None:
    found = data if isinstance(data, dict) else {}
    kept = {"text/plain": text(found.get("text/plain"), limits.output)}
    picture = found.get("image/png")
    if isinstance(picture, str) and len(picture) <= limits.image * 4 // 3 + 100 and _is_png(picture):
        kept["image/png"] = picture.replace("\n", "")
    extra = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "data": kept, "metadata": {}, **extra}


def _is_png(picture: str) -> bool:
    try:
        return base64.b64decode(picture, validate=False).startswith(PNG)
    except (binascii.Error, ValueError):
        return False
