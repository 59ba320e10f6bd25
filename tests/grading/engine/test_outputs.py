"""Outputs of a student as an instructor's page may show them."""

import base64
import struct
import zlib
from typing import Any

import pytest

from course.grading.engine.limits import Limits
from course.grading.engine.outputs import PNG, clean
from course.grading.engine.shell import Record

LIMITS = Limits(output=1000, image=1000, outputs=5)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


HEAD = struct.pack("!IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
WHOLE = PNG + chunk(b"IHDR", HEAD) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
PICTURE = base64.b64encode(WHOLE).decode()
TORN = {
    "a signature alone": PNG + b"rest",
    "something behind its end": WHOLE + b"<script>",
    "a sum that is wrong": WHOLE[:-1] + b"\0",
    "no data": PNG + chunk(b"IHDR", HEAD) + chunk(b"IEND", b""),
    "no head": PNG + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
    "no end": WHOLE[:-12],
    "more dots than a browser can show": WHOLE.replace(
        chunk(b"IHDR", HEAD), chunk(b"IHDR", struct.pack("!II", 15_000, 15_000) + HEAD[8:])
    ),
}


@pytest.mark.parametrize(
    "hostile",
    [
        None, 7, {}, "x", [None, 7, []], [{"output_type": "evil"}], [{"output_type": ["stream"]}],
        [{"output_type": "stream", "text": ["a"]}], [{"output_type": "error", "traceback": 7, "ename": {}}],
        [{"output_type": "display_data", "data": [], "metadata": {"x": 1}}],
    ],
)  # fmt: skip
def test_any_json_becomes_outputs_of_a_notebook(hostile: Any) -> None:
    for output in clean(hostile, LIMITS):
        assert output["output_type"] in ("stream", "error", "display_data", "execute_result")


def test_only_text_and_pictures_are_kept() -> None:
    data = {"text/html": "<script>", "application/javascript": "x", "text/plain": "7", "image/png": PICTURE}
    made = clean([{"output_type": "display_data", "data": data}], LIMITS)
    assert made[0]["data"] == {"text/plain": "7", "image/png": PICTURE}


@pytest.mark.parametrize("picture", ["<svg>", base64.b64encode(b"GIF89a").decode(), PICTURE + "A" * 4000, 7, "é"])
def test_what_is_no_small_png_is_dropped(picture: Any) -> None:
    made = clean([{"output_type": "display_data", "data": {"image/png": picture}}], LIMITS)
    assert "image/png" not in made[0]["data"]


@pytest.mark.parametrize("name", TORN)
def test_a_picture_is_a_whole_png_or_none(name: str) -> None:
    torn = base64.b64encode(TORN[name]).decode()
    assert "image/png" not in clean([{"output_type": "display_data", "data": {"image/png": torn}}], LIMITS)[0]["data"]


def test_a_picture_is_written_as_it_was_decoded() -> None:
    spread = PICTURE[:20] + "\n" + PICTURE[20:] + "\n"
    assert (
        clean([{"output_type": "display_data", "data": {"image/png": spread}}], LIMITS)[0]["data"]["image/png"]
        == PICTURE
    )
    odd = PICTURE[:20] + "<>" + PICTURE[20:]
    assert "image/png" not in clean([{"output_type": "display_data", "data": {"image/png": odd}}], LIMITS)[0]["data"]


def test_number_and_length_are_bounded_and_control_characters_go() -> None:
    flood = [{"output_type": "stream", "name": "stderr", "text": "a\x1b[31m\u202eb" + "x" * 5000}] * 20
    made = clean(flood, LIMITS)
    assert len(made) == 6
    assert made[0]["text"].startswith("a[31mb")
    assert len(made[0]["text"]) <= 1100


def test_a_record_says_where_it_was_cut() -> None:
    record = Record(10)
    for _ in range(100):
        record.text("stdout", "flood")
    record.data("display_data", {"text/plain": "too long for what is left"})
    assert record.outputs[0]["text"] == "floodflood\n[output cut here]"
