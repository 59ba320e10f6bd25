"""Which sections does this body have, and what stands in them?"""

import re
from collections.abc import Iterator
from typing import Any

from course import cards
from course.exercise.exercise import Case, Exercise, case
from exercises.cards import hub_cards
from exercises.cards.drafts import CASES

exercise = Exercise(
    "07-cards",
    "sections",
    looks_at="levels, parts of sections, headings in fences, decorated titles, line ends, and cards of unseen Hubs",
)

Section = tuple[int, str, str]
BODIES = {
    "no text": "",
    "text without a heading": "One line.\n\nAnother.",
    "a title alone": "# A\n1",
    "a heading at the very end": "1\n## A",
    "a title below a section": "1\n## A\n2\n# B\n3\n## C\n4",
    "deeper and deeper": "# A\n1\n## B\n2\n### C\n3\n#### D\n4\n## E\n5",
    "a part before any section": "1\n### A\n2\n## B\n3",
    "three parts of one level": "## A\n1\n### B\n2\n### C\n3\n### D\n4\n## E\n5",
    "two titles": "# A\n1\n# B\n2",
    "a heading in a fence": "1\n```\n# A\n## B\n```\n## C\n```\n### D\n```\n2",
    "a fence before a heading": "```\nx\n```\n## A\n1",
    "a heading of seven signs": "1\n####### A\n2",
    "a sign without a blank": "1\n#A\n2\n## B\n3",
    "signs at the end of a heading": "## A ##\n1\n## B#\n2",
    "a decorated heading": "## 📊  Training & `data`: v2.0 — new!\n1",
    "capitals and digits": "## GPT-4 USES\n1",
    "letters with accents": "## Évaluation\n1",
    "Windows line ends": "# A\r\n1\r\n## B\r\n2\r\n```\r\n# c\r\n```\r\n## D\r\n3",
    "white space at both ends": "\n\n 1 \n\n## A \n\n 2 \n\n",
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One difficulty at a time, then the bodies of cards of the graded Hubs."""
    for about, body in BODIES.items():
        yield case(about, body)
    for about, text in CASES.items():
        yield case(about, cards.parts(text)["body"])
    for text in hub_cards.sample(4):
        yield case("a card of an unseen Hub", cards.parts(text)["body"])


# fmt: off
slip = exercise.slip
END = "A section runs to the next heading of its own level or higher: what stands under it counts for it."
SPACES = "Signs side by side become one space, and none stays at an end: ‘📊 Training & data’ is ‘training data’."
slip("headings_in_fences", "A line with # inside a fence is code, not a heading.", "cards.hide_code(body)", "body")
slip("code_left_out",
     "Nothing is taken out of the content: look for headings in the hidden text, and cut the real one.",
     "heads = list(", "body = cards.hide_code(body)\n    heads = list(")
slip("cut_at_any_heading", END, " if len(other[1]) <= level]", "]")
slip("cut_at_the_same_level", END, "len(other[1]) <= level", "len(other[1]) == level")
slip("cut_at_higher_levels", END, "len(other[1]) <= level", "len(other[1]) < level")
slip("runs_to_the_end", END, "min(later, default=len(body))", "len(body)")
slip("cut_at_the_last_heading", END, "min(later, default", "max(later, default")
slip("summary_before_the_title",
     "A title does not end the summary: it goes on to the first heading of level 2 or deeper.",
     "if len(head[1]) >= 2", "")
slip("summary_before_level_two", "A heading deeper than level 2 ends the summary too.",
     "len(head[1]) >= 2", "len(head[1]) == 2")
slip("no_summary", "The summary comes first, with level 0 and no title, also if it is empty.",
     '[(0, "", body[: min(deep, default=len(body))])]', "[]")
slip("empty_summary_left_out", "The summary comes first, with level 0 and no title, also if it is empty.",
     "    return found", "    return [one for one in found if one[0] or one[2].strip()]")
slip("sections_alone", "A title, of level 1, has a tuple too.",
     "    return found", "    return [one for one in found if one[0] != 1]")
slip("spaces_doubled", SPACES,
     '" ".join(re.sub("[^a-z0-9]", " ", head[2].lower()).split())', 're.sub("[^a-z0-9]", " ", head[2].lower()).strip()')
slip("titles_not_stripped", SPACES,
     '" ".join(re.sub("[^a-z0-9]", " ", head[2].lower()).split())', 're.sub("[^a-z0-9]+", " ", head[2].lower())')
slip("signs_removed", "A sign in a title becomes a space and not nothing: ‘out-of-scope’ is three words.",
     '"[^a-z0-9]", " "', '"[^a-z0-9 ]", ""')
slip("capitals_lost", "Make the title small before you take out what is no letter a to z.",
     're.sub("[^a-z0-9]", " ", head[2].lower())', 're.sub("[^a-z0-9]", " ", head[2]).lower()')
slip("digits_lost", "Digits stay in a title.", "[^a-z0-9]", "[^a-z]")
slip("titles_as_written", "A plain title has small letters, digits and single spaces only.",
     '" ".join(re.sub("[^a-z0-9]", " ", head[2].lower()).split())', "head[2].strip()")
slip("content_stripped", "The content belongs to the author: leave its white space alone.",
     "body[head.end() : min(later, default=len(body))]", "body[head.end() : min(later, default=len(body))].strip()")
slip("heading_in_the_content", "The content begins after the heading.", "body[head.end() :", "body[head.start() :")
# fmt: on


@exercise.right
def by_the_course(body: str) -> list[Section]:
    return cards.sections(body)


@exercise.right
def line_by_line(body: str) -> list[Section]:
    found: list[list[Any]] = []
    fence, place, summary = False, 0, len(body)
    fences = [span.span() for span in cards.FENCE.finditer(body)]
    open_ones: list[int] = []
    for line in body.splitlines(keepends=True):
        start, place = place, place + len(line)
        fence = any(begin <= start < end for begin, end in fences)
        text = line.rstrip("\r\n")
        match = None if fence else re.match(r"(#{1,6})[ \t]+(\S.*)", text)
        if match is None:
            continue
        level = len(match[1])
        summary = min(summary, start) if level > 1 else summary
        while open_ones and found[open_ones[-1]][0] >= level:
            found[open_ones.pop()].append(start)
        title = match[2].rstrip(" \t").rstrip("#")
        words = "".join(sign if sign in "abcdefghijklmnopqrstuvwxyz0123456789" else " " for sign in title.lower())
        ended = start + len(text) + (1 if line.endswith("\r\n") else 0)
        open_ones.append(len(found))
        found.append([level, " ".join(words.split()), ended])
    for one in open_ones:
        found[one].append(len(body))
    return [(0, "", body[:summary]), *((a, b, body[c:d]) for a, b, c, d in found)]
