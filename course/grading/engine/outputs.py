"""Outputs of a student's cells, made safe for an instructor's page: text and pictures, of bounded size."""

import base64
import binascii
import re
import struct
import zlib
from typing import Any

from course.grading.engine.limits import Limits

PNG = b"\x89PNG\r\n\x1a\n"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
WIDEST, MOST_DOTS = 20_000, 40_000_000  # of a picture, so that a browser can show it
Output = dict[str, Any]
MEMO = "memo"  # in the metadata of the output that tells what a memo says


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
    picture = _picture(found.get("image/png"), limits.image)
    if picture:
        kept["image/png"] = picture
    extra = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "data": kept, "metadata": {}, **extra}


def _picture(given: object, most: int) -> str:
    """A PNG of at most `most` bytes, written again from what was decoded; "" for anything else."""
    if not isinstance(given, str) or len(given) > most * 4 // 3 + most // 50 + 100:
        return ""
    try:
        data = base64.b64decode(given.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(data).decode() if len(data) <= most and is_png(data) else ""


def is_png(data: bytes) -> bool:
    """Whether `data` is a PNG from its first byte to its last: whole chunks with true sums, of a size to look at."""
    if not data.startswith(PNG):
        return False
    at, kinds = len(PNG), list[bytes]()
    while at + 12 <= len(data):
        size, kind = struct.unpack_from("!I4s", data, at)
        end = at + 12 + size
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            return False
        if not kinds and (kind != b"IHDR" or size != 13 or not _fits(*struct.unpack_from("!II", data, at + 8))):
            return False
        kinds.append(kind)
        at = end
        if kind == b"IEND":
            break
    return at == len(data) and kinds[-1:] == [b"IEND"] and b"IDAT" in kinds


def _fits(width: int, height: int) -> bool:
    return 0 < width <= WIDEST and 0 < height <= WIDEST and width * height <= MOST_DOTS


def as_memo(outputs: list[Output]) -> list[Output]:
    """What a memo was printed as, in the form of an output that says so; nothing where nothing was printed."""
    printed = "".join(one["text"] for one in outputs if one.get("name") == "stdout")
    shown = {"text/plain": printed}
    return [{"output_type": "display_data", "data": shown, "metadata": {MEMO: True}}] if printed.strip() else []


def size_of(output: Output) -> int:
    """The characters of one output, a picture's among them."""
    texts = (*output.get("data", {}).values(), *output.get("traceback", ()), output.get("text", ""))
    return sum(map(len, texts))
