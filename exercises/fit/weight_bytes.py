"""How many bytes are the weights?"""

from collections.abc import Iterator

from huggingface_hub import ModelInfo

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.vocabulary import vocab
from exercises.fit.repos import header, repo, unlisted, varied

exercise = Exercise(
    "05-fit",
    "weight_bytes",
    looks_at="every dtype of the table, mixed and unknown dtypes, a header without numbers, models without a header, "
    "and models of Hubs that you have not seen",
)

MIXED = {"F32": 20, "BF16": 300, "I8": 1}


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then models of the graded Hubs."""
    yield case("a model without a header", repo("model.gguf"))
    yield case("a model of which nothing is known", unlisted())
    yield case("no header, but a used storage", unlisted(usedStorage=7_000))
    yield case("a header without numbers", repo("model.safetensors", safetensors=header({})))
    yield case("a total that is not the sum", repo("model.safetensors", safetensors=header(MIXED, 9_999)))
    yield case("a total of 0", repo("model.safetensors", safetensors=header(MIXED, 0)))
    for dtype in vocab()["dtype_bytes"]:
        yield case(f"the dtype {dtype} alone", repo("model.safetensors", safetensors=header({dtype: 1_001})))
    yield case("a count of zero", repo("model.safetensors", safetensors=header({"F16": 0})))
    yield case("three dtypes", repo("model.safetensors", safetensors=header(MIXED)))
    yield case("packed weights", repo("model.safetensors", safetensors=header({"I32": 5_000, "F16": 700})))
    yield case("eight-bit weights", repo("model.safetensors", safetensors=header({"F8_E4M3": 5_000, "BF16": 900})))
    yield case("a used storage that is larger", repo("a", safetensors=header(MIXED), usedStorage=77_777))
    yield case("an unknown dtype last", repo("model.safetensors", safetensors=header({"BF16": 900, "F4": 30})))
    yield case("an unknown dtype first", repo("model.safetensors", safetensors=header({"F6_E2M3": 900, "BF16": 30})))
    yield case("an unknown dtype alone", repo("model.safetensors", safetensors=header({"C64": 900})))
    yield case("an unknown dtype with a count of zero", repo("m", safetensors=header({"BF16": 9, "F4": 0})))
    yield case("a dtype in small letters", repo("model.safetensors", safetensors=header({"bf16": 900})))
    for slot in SLOTS:
        for info in varied(slot):
            yield case("a model of an unseen Hub", info)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
COUNTED = "size += count * known[dtype]"
CHECKED = "        if dtype not in known:\n            raise ValueError(f\"The dtype {dtype} is not in the table.\")\n"
slip("always_two_bytes", "Not every number takes 2 bytes: look up each dtype.",
     COUNTED, "size += count * 2")
slip("total_times_two", "Not every number takes 2 bytes, and `total` may be old: look up each dtype of `parameters`.",
     "    return size", "    return info.safetensors.total * 2")
slip("used_storage", "The repo also holds other formats and old revisions: count the numbers of the header.",
     "    return size", "    return info.used_storage")
slip("unknown_is_free", "`None` is a size that nobody knows; a model without a header is not one of 0 bytes.",
     "        return None\n", "        return 0\n")
slip("empty_is_unknown", "Counts that are there but empty add up to 0.",
     "info.safetensors is None", "info.safetensors is None or not info.safetensors.parameters")
slip("zero_is_unknown", "A sum of 0 is a known size: only a missing header is unknown.",
     "    return size", "    return size or None")
slip("total_decides", "`total` is not needed, and may be 0: add up the counts of `parameters`.",
     "    size = 0\n", "    if not info.safetensors.total:\n        return 0\n    size = 0\n")
slip("first_dtype_for_all", "A repo may mix dtypes: multiply each count by its own bytes.",
     COUNTED, "size += count * known[next(iter(info.safetensors.parameters))]")
slip("last_dtype_alone", "Add the dtypes up: the answer holds the bytes of the last one alone.",
     COUNTED, "size = count * known[dtype]")
slip("unknown_left_out", "An unknown dtype has an unknown size: raise `ValueError`, do not leave it out.",
     CHECKED, "", "known[dtype]", "known.get(dtype, 0)")
slip("unknown_guessed", "Nobody knows the bytes of an unknown dtype: raise `ValueError`, do not guess.",
     CHECKED, "", "known[dtype]", "known.get(dtype, 2)")
slip("unknown_is_none", "`None` is for a repo without a header; an unknown dtype raises `ValueError`.",
     'raise ValueError(f"The dtype {dtype} is not in the table.")', "return None")
slip("raises_key_error", "A dtype that is not in the table must raise `ValueError`; a plain look-up raises `KeyError`.",
     CHECKED, "")
slip("zero_count_forgiven", "An unknown dtype raises, also if its count is 0.",
     "if dtype not in known:", "if count == 0:\n            continue\n        if dtype not in known:")
slip("capitals_ignored", "Names of dtypes are compared exactly as they are written.",
     "    for dtype, count in info.safetensors.parameters.items():\n",
     "    for dtype, count in info.safetensors.parameters.items():\n        dtype = dtype.upper()\n")
slip("half_a_byte_each", "The count is of stored `I32` numbers: each takes 4 bytes, whatever is packed inside.",
     COUNTED, 'size += count * (0.5 if dtype == "I32" else known[dtype])')
slip("in_bits", "These are bits; a byte has eight of them.",
     COUNTED, "size += 8 * count * known[dtype]")
slip("in_gib", "Return bytes, and divide only where you print.",
     "    return size", "    return size / 2**30")
slip("numbers_counted", "This counts numbers: multiply each count by the bytes of its dtype.",
     COUNTED, "size += count")
# fmt: on


@exercise.wrong("A model may have no header: ask whether `info.safetensors` is None before you use it.")
def header_expected(info: ModelInfo) -> int:
    known = vocab()["dtype_bytes"]
    counts = info.safetensors.parameters  # type: ignore[union-attr]
    if not set(counts) <= set(known):
        raise ValueError
    return int(sum(known[dtype] * count for dtype, count in counts.items()))


@exercise.right
def by_size(info: ModelInfo) -> int | None:
    sizes = {8: "F64 I64 U64", 4: "F32 I32 U32", 2: "F16 BF16 I16 U16", 1: "F8_E4M3 F8_E5M2 I8 U8 BOOL"}
    if info.safetensors is None:
        return None
    left = dict(info.safetensors.parameters)
    total = 0
    for size, names in sizes.items():
        for name in names.split():
            total += size * left.pop(name, 0)
    if left:
        raise ValueError(f"not known: {', '.join(left)}")
    return total


@exercise.right
def with_an_error_turned(info: ModelInfo) -> int | None:
    if not info.safetensors:
        return None
    table = vocab()["dtype_bytes"]
    try:
        return int(sum(count * table[dtype] for dtype, count in info.safetensors.parameters.items()))
    except KeyError as error:
        raise ValueError(f"unknown dtype {error}") from None
