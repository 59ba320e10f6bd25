"""Which numbers of a diagnosis does no evidence show?"""

import re
from collections.abc import Iterator

from course import spec
from course.exercise.exercise import Case, Exercise, case
from exercises.capstone.tables import LESSON

exercise = Exercise(
    LESSON,
    "unsupported",
    looks_at="code, names, dates, blanks before %, signs at both ends of a token, repeated numbers, longer shown "
    "texts, and texts without numbers",
)

TEXTS: dict[str, tuple[str, list[str]]] = {
    "nothing shown": ("Of 1,204 models, 82% fail.", []),
    "everything shown": ("Of 1,204 models, 82% fail.", ["82%", "1,204"]),
    "a blank before the sign": ("Here 82 % fail and 17\u00a0% do not.", ["17%"]),
    "a shown blank": ("Here 82% fail, or 82 percent.", ["82 %"]),
    "code": ("The cell `share(7)` gives 7, and `n = 12` gives none.", ["9"]),
    "code between numbers": ("3`x`4 and 5 `6` 7", []),
    "names and dates": ("M01.6, 7B and s0 of 2026-03-15 are none; 2026 is one.", []),
    "marks around a number": ('**0.4**, (0.5), "0.6"; [0.7]: \u201c0.8\u201d. 0.9?', ["0.6"]),
    "the same again": ("4 of 9, then 4, then 9 again and 4.", ["9"]),
    "other words for it": ("0.82 is 82% and 82.0%.", ["82%"]),
    "commas in one of them": ("Of 1204 models, 12,040 files.", ["1,204", "12040"]),
    "an end that looks alike": ("It was 0.4. Then 0.40.", ["0.4."]),
    "shown with words": ("Between 3 and 5, not 7.", ["3 to 5 hours"]),
    "shown in code": ("It is 8.", ["`8`"]),
    "signs": ("\u22120.06 and +4.5, -3 and 3.", ["-3"]),
    "large numbers": ("40k a month, 1.2M in all, 12,04 is none.", ["1.2M"]),
    "a dash": ("10-20 and 10\u201320 are none, 10 - 20 are two.", []),
    "no numbers": ("Nothing is counted here.", ["1"]),
    "nothing": ("", ["1"]),
    "several lines": ("First 1\n\nthen\t2,\n3.", ["2"]),
    "code over the end of a line": ("`a 5\nb 6` 7", []),
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One text at a time."""
    for about, (text, shown) in TEXTS.items():
        yield case(about, text, shown)


# fmt: off
slip = exercise.slip
FULL = "spec.NUMBER.fullmatch(token)"
slip("digits_anywhere", "A token with letters is a name: it has to match as a whole.", FULL,
     "spec.NUMBER.search(token)")
slip("begins_with_digits", "A token with letters is a name: it has to match as a whole.", FULL,
     "spec.NUMBER.match(token)")
slip("code_counted", "What stands between backticks is code, not a claim.", r're.sub(r"`[^`]*`", " ", part)', "part")
slip("code_glued", "Put a blank for code, or its neighbours grow together.", r're.sub(r"`[^`]*`", " ", part)',
     r're.sub(r"`[^`]*`", "", part)')
slip("blank_before_percent", "82 % and 82% are the same number.", r're.sub(r"(\d)\s+%", r"\1%", plain).split()',
     "plain.split()")
slip("one_blank_alone", "White space before % may be more than a plain blank.", r"(\d)\s+%", "(\\d) %")
slip("marks_kept", "Strip punctuation and bold marks off a token first.", "token.strip(spec.EDGES)", "token")
slip("marks_at_the_end", "Strip both ends of a token, not the end alone.", "token.strip(spec.EDGES)",
     "token.rstrip(spec.EDGES)")
slip("once_each", "A number that stands twice is listed twice.", "[number for number in found[0] if",
     "[number for number in dict.fromkeys(found[0]) if")
slip("sorted_numbers", "Keep the order of the text.", "in found[0] if", "in sorted(found[0]) if")
slip("shown_as_they_are", "Find the numbers of the shown texts in the same way.", "set().union(*found[1:])",
     "set(shown)")
slip("those_that_are_shown", "List the numbers that nothing shows.", "not in known_numbers", "in known_numbers")
slip("commas_left_out", "Numbers are compared as they are written: 1204 and 1,204 differ.",
     "if number not in known_numbers]",
     'if number.replace(",", "") not in {one.replace(",", "") for one in known_numbers}]')
slip("parts_of_shown", "A number has to be shown as it stands, not as a part of another.", "not in known_numbers",
     'not in " ".join(shown)')
# fmt: on


@exercise.right
def by_the_course(text: str, shown: list[str]) -> list[str]:
    known = [number for one in shown for number in spec.numbers(one)]
    return [number for number in spec.numbers(text) if number not in known]


@exercise.right
def word_by_word(text: str, shown: list[str]) -> list[str]:
    def read(part: str) -> list[str]:
        pieces = part.split("`")
        paired = len(pieces) - 1 - (len(pieces) - 1) % 2  # a last backtick without a partner opens nothing
        plain = " ".join(pieces[: paired + 1 : 2]) + "".join("`" + rest for rest in pieces[paired + 1 :])
        found: list[str] = []
        for word in plain.split():
            if word.startswith("%") and found and found[-1][-1].isdigit():
                found[-1] += word
            else:
                found.append(word)
        bare = [re.sub(rf"^[{re.escape(spec.EDGES)}]+|[{re.escape(spec.EDGES)}]+$", "", word) for word in found]
        return [word for word in bare if word and spec.NUMBER.fullmatch(word)]

    known = {number for one in shown for number in read(one)}
    return list(filter(lambda number: number not in known, read(text)))
