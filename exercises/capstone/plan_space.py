"""What may be published as a page?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from course import contribute
from course.check import Outcome, observe
from course.exercise.exercise import Answer, Case, Exercise, Verdict, case
from course.exercise.state import State
from exercises.capstone.contributions import PAGE, SDK, SECRET
from exercises.capstone.tables import LESSON

LEAK = "an error that shows a token"
LEAKS = "The message shows the token: say that there is one, never what it is."


class Page(Exercise):
    """An exercise that reads the messages of errors too: none may show a token."""

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """What was planned, or the error, of a type of its own if its message holds what looks like a token."""
        first = observe(function, one.args)
        if first.raised is None or not contribute.TOKEN.search(first.raised.message):
            return first
        return replace(first, raised=replace(first.raised, type=LEAK, message=""))

    def _problem(self, one: Case, got: Outcome, wanted: Outcome) -> Verdict | None:
        if got.raised is not None and got.raised.type == LEAK:
            return Verdict(State.WRONG, LEAKS)
        return super()._problem(one, got, wanted)


exercise = Page(
    LESSON,
    "plan_space",
    looks_at="missing files, front matter of other kinds, sizes in bytes, exactly 1,000,000 and one more, texts that "
    "look like a token in every kind of file and in a name, texts that only nearly do, and whether a message shows "
    "the token",
)

REST = 1_000_000 - sum(map(len, PAGE.values()))
KIND = {"README.md": SDK.replace(b"static", b"gradio")}
FILES: dict[str, dict[str, bytes]] = {
    "a page": PAGE,
    "a page with a picture": PAGE | {"img/logo.png": b"\x89PNG\xff\xfe"},
    "no page": {"README.md": SDK},
    "a page in a folder": {"README.md": SDK, "docs/index.html": b"x"},
    "no README": {"index.html": b"x"},
    "a README without front matter": PAGE | {"README.md": b"sdk: static\n"},
    "a README of another kind": PAGE | KIND,
    "a README that says so below": PAGE | {"README.md": b"---\ntitle: x\n---\nsdk: static\n"},
    "a README that does not parse": PAGE | {"README.md": b"---\nsdk: [static\n---\n"},
    "a README with quotes": PAGE | {"README.md": b"---\nsdk: 'static'\n---\n"},
    "a README with bytes of another kind": PAGE | {"README.md": SDK + b"\xff\xfe"},
    "exactly a megabyte": PAGE | {"data.bin": b"x" * REST},
    "one byte more": PAGE | {"data.bin": b"x" * (REST + 1)},
    "between two megabytes": PAGE | {"data.bin": b"x" * 1_020_000},
    "two files of half of it": PAGE | {"a.bin": b"x" * 600_000, "b.bin": b"x" * 600_000},
    "letters of two bytes": PAGE | {"index.html": "<h1>Häher</h1>".encode()},
    "too many letters of two bytes": PAGE | {"data.txt": ("ä" * 510_000).encode()},
    "a token in the page": PAGE | {"index.html": f"<p>{SECRET}</p>".encode()},
    "a token in the README": PAGE | {"README.md": SDK + SECRET.encode()},
    "a token among bytes": PAGE | {"logo.png": b"\xff\x00" + SECRET.encode() + b"\xff"},
    "a token in a name": PAGE | {f"{SECRET}.txt": b"x"},
    "a token in the middle of a name": PAGE | {f"keys/{SECRET}.txt": b"x"},
    "a token in a small script": PAGE | {"app.js": f"k='{SECRET}'".encode()},
    "a token of twenty letters": PAGE | {"a.txt": b"hf_" + b"a" * 20},
    "nineteen letters": PAGE | {"a.txt": b"hf_" + b"a" * 19},
    "letters with a stroke": PAGE | {"a.txt": b"hf_hub_download and hf_" + b"a_" * 20},
    "an empty file": PAGE | {"empty.txt": b""},
    "nothing": {},
}


@exercise.cases
def cases() -> Iterator[Case]:
    """One set of files at a time."""
    for about, files in FILES.items():
        yield case(about, "me/page", files)


# fmt: off
slip = exercise.slip
ANY_FILE = "A token in any file stops the plan, images included."
LARGE = "All files together may have 1,000,000 bytes, and not one more."
SEARCH = "contribute.TOKEN.search(name) or contribute.TOKEN.search(text)"
KIND_ASKED = 'front.get("sdk") != "static"'
slip("page_not_asked", "Without index.html there is no page to show.", '"index.html" not in files or ', "")
slip("page_in_a_folder", "The page is index.html itself, not one in a folder.",
     '"index.html" not in files', 'not any(name.endswith("index.html") for name in files)')
slip("kind_not_asked", "The front matter of README.md has to say sdk: static.", " or " + KIND_ASKED, "")
slip("kind_anywhere", "The kind stands in the front matter, not somewhere in the text.",
     KIND_ASKED, '"sdk: static" not in readme')
slip("any_kind", "A page without a server is static: another kind cannot be published so.",
     KIND_ASKED, '"sdk" not in front')
slip("size_not_asked", LARGE, "> 1_000_000", "> 10**9")
slip("binary_megabyte", LARGE, "> 1_000_000", "> 2**20")
slip("edge_refused", "Exactly 1,000,000 bytes are allowed.", "> 1_000_000", ">= 1_000_000")
slip("file_by_file", LARGE, "sum(sizes.values()) > 1_000_000",
     "max(sizes.values()) > 1_000_000")
slip("tokens_not_asked", ANY_FILE, SEARCH, "False")
slip("names_not_asked", "A token can stand in a file's name too.", SEARCH, "contribute.TOKEN.search(text)")
slip("start_of_a_name", "A token can stand anywhere in a file's name: search the name, do not match it.",
     SEARCH, SEARCH.replace("TOKEN.search(name)", "TOKEN.match(name)"))
slip("texts_alone", ANY_FILE,
     SEARCH, 'contribute.TOKEN.search(name) or (not name.endswith(".png") and contribute.TOKEN.search(text))')
slip("readme_trusted", "A token in any file stops the plan, the README included.",
     SEARCH, 'contribute.TOKEN.search(name) or (name != "README.md" and contribute.TOKEN.search(text))')
slip("prefix_is_enough", "A token has at least 20 letters or digits after hf_.",
     SEARCH, '"hf_" in name or "hf_" in text')
slip("strict_decoding", "Files may hold any bytes: decode them with errors replaced.",
     'text = content.decode("utf-8", errors="replace")', 'text = content.decode("ascii")')
slip("skips_the_file", "Refuse the whole plan; do not leave the file out.",
     'raise ValueError("a file looks as if it held an access token")',
     'return {"kind": "space", "space_id": space_id, "sdk": "static", "files": {}, "total_bytes": 0, "contents": {}}')
slip("contents_forgotten", "The plan keeps the bytes that will be sent.", '"contents": dict(files)', '"contents": {}')
slip("message_shows_the_text", LEAKS, 'raise ValueError("a file looks as if it held an access token")',
     'raise ValueError(f"a file looks as if it held a token: {name} {text}")')
slip("message_shows_the_name", LEAKS, 'raise ValueError("a file looks as if it held an access token")',
     'raise ValueError(f"{name} looks as if it held a token")')
slip("signs_for_bytes", "Sizes are in bytes: a letter such as ä has two of them.",
     "{name: len(content) for", '{name: len(content.decode("utf-8", "replace")) for')
slip("letters_counted", "Sizes are in bytes, of every file.", '"total_bytes": sum(sizes.values())',
     '"total_bytes": len(sizes)')
# fmt: on


@exercise.right
def check_then_plan(space_id: str, files: dict[str, bytes]) -> dict[str, Any]:
    told = files.get("README.md") or b""
    front = told.decode("latin-1").split("---\n")
    try:
        kind = yaml.safe_load(front[1]) if len(front) > 2 and not front[0] else None
    except yaml.YAMLError:
        kind = None
    total = sum(len(one) for one in files.values())
    problems = [
        not isinstance(kind, dict) or kind.get("sdk") != "static",
        "index.html" not in files,
        total > 10**6,
        any(contribute.TOKEN.search(name + " " + one.decode("latin-1")) for name, one in files.items()),
    ]
    if any(problems):
        raise ValueError("this cannot be published")
    sizes = {name: len(one) for name, one in files.items()}
    plan = {"kind": "space", "space_id": space_id, "sdk": "static", "files": sizes}
    return plan | {"total_bytes": total, "contents": {**files}}


@exercise.right
def all_bytes_at_once(space_id: str, files: dict[str, bytes]) -> dict[str, Any]:
    everything = b"\n".join([*files.values(), *(name.encode() for name in files)]).decode("utf-8", "ignore")
    readme = files.get("README.md", b"").decode("utf-8", "replace")
    lines = readme.splitlines()
    front = lines[1 : lines.index("---", 1)] if lines[:1] == ["---"] and "---" in lines[1:] else []
    static = any(line.replace("'", "").split() == ["sdk:", "static"] for line in front)
    if not static or files.get("index.html") is None:
        raise ValueError("no page")
    sizes = {name: len(content) for name, content in files.items()}
    if sum(sizes.values()) > 1_000_000 or contribute.TOKEN.search(everything):
        raise ValueError("too large, or a secret")
    return {"contents": files, "files": sizes, "kind": "space", "sdk": "static", "space_id": space_id,
            "total_bytes": sum(sizes.values())}  # fmt: skip
