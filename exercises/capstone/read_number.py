"""What does a shown number say?"""

import re
from collections.abc import Iterator

from course.exercise.exercise import Case, Exercise, case
from exercises.capstone.tables import LESSON

exercise = Exercise(
    LESSON,
    "read_number",
    looks_at="signs of both kinds, commas in their place and elsewhere, decimals, each suffix, blanks, names, dates, "
    "and texts that are no numbers",
)

TEXTS = (
    "0.82", "0.8", "82", "82%", "82 %", "82.5%", "0.5 %", "1,204", "1,204,000", "12,04", "1,2", "1204", "1.2M", "1.2 M",
    "3k", "3.25k", "40 k", "-0.06", "\u22120.06", "+4.5", "\u22124 %", " 7 ", "7B", "s0", "2026-03-15", "2026", "M01",
    "", " ", "%", "k", "12 apples", "1 204", "1.2.3", ".5", "5.", "0", "0.0", "0.000", "100%", "1e6", "half", "1.2m",
    "5K", "1,204.50", "\t3.5%\n", "3 %x", "--4", "\u221212.50k",
)  # fmt: skip


@exercise.cases
def cases() -> Iterator[Case]:
    """One text at a time."""
    for text in TEXTS:
        yield case("a text", text)


# fmt: off
slip = exercise.slip
BLANKS = r're.sub(r"\s+(?=[%kM]$)", "", shown.strip())'
slip("blanks_counted", "Blanks at the ends do not count.", BLANKS, r're.sub(r"\s+(?=[%kM]$)", "", shown)')
slip("blank_before_the_suffix", "A blank before %, k or M does not count.", BLANKS, "shown.strip()")
slip("every_blank_dropped", "Only blanks at the ends and before a suffix are left out.", BLANKS,
     r're.sub(r"\s", "", shown)')
slip("percent_as_it_stands", "A % divides by 100: 82% is 0.82.", "SCALES.get(text[-1], 1.0)",
     "(SCALES | {'%': 1.0}).get(text[-1], 1.0)")
slip("suffix_ignored", "k and M multiply, % divides.", "SCALES.get(text[-1], 1.0)", "1.0")
slip("step_not_scaled", "The step is scaled as the value is.", '"step": scale / 10**decimals',
     '"step": 1 / 10**decimals')
slip("step_of_one", "The step is the unit of the last decimal.", '"step": scale / 10**decimals', '"step": scale')
slip("half_a_step", "The step is a whole unit of the last digit, not half of one.", "scale / 10**decimals",
     "scale / 10**decimals / 2")
slip("step_of_the_value", "Zeros at the end count as decimals: 0.0 says more than 0.",
     'len(digits.partition(".")[2])', 'len(digits.partition(".")[2].rstrip("0"))')
slip("minus_of_print", "The sign − (U+2212) is a minus too.", '.replace("\\u2212", "-")', '.replace("\\u2212", "")')
slip("part_is_enough", "The whole text has to be a number.", "fullmatch(text)", "match(text)")
slip("anywhere", "The whole text has to be a number.", "fullmatch(text)", "search(text)")
slip("nothing_is_zero", "A text that is no number gives None.", "return None", 'return {"value": 0.0, "step": 1.0}')
# fmt: on


@exercise.right
def sign_by_sign(shown: str) -> dict[str, float] | None:
    found = re.fullmatch(r"\s*([-+\u2212]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(?:\s*([kM%]))?\s*", shown)
    if found is None:
        return None
    sign, whole, decimals, suffix = (part or "" for part in found.groups())
    unit = {"": 1.0, "k": 1000.0, "M": 1_000_000.0, "%": 0.01}[suffix] / 10 ** len(decimals)
    return {
        "value": (-1 if sign in "-\u2212" and sign else 1) * int(whole.replace(",", "") + decimals) * unit,
        "step": unit,
    }


@exercise.right
def suffix_first(shown: str) -> dict[str, float] | None:
    text, scale = shown.strip(), 1.0
    for suffix, factor in (("%", 0.01), ("k", 1e3), ("M", 1e6)):
        if text.endswith(suffix):
            text, scale = text[:-1].rstrip(), factor
            break
    plain = text.replace("\u2212", "-", 1)
    if not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", plain):
        return None
    number = plain.replace(",", "")
    return {
        "value": float(number) * scale,
        "step": scale * 10.0 ** -(len(number) - number.find(".") - 1 if "." in number else 0),
    }
