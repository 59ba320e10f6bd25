"""Can you improve one card without surprising anyone?"""

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import unified_diff
from typing import Any

from huggingface_hub import HfApi

from course import cards, contribute
from course.check import Outcome, observe
from course.exercise.exercise import Answer, Case, Exercise, case
from exercises.capstone.contributions import BUSY, CARDS, FACTS, MORE, VOCAB, hub, shown_lines
from exercises.capstone.tables import LESSON

LONGEST = 72


class Plan(Exercise):
    """An exercise that looks at what a plan says, whatever its words are."""

    def outcome(self, function: Answer, one: Case) -> Outcome:
        """The plan with its free words replaced by what they must hold."""
        first = observe(function, one.args)
        if not isinstance(first.value, dict):
            return first
        return replace(first, value=view(first.value, one.args[1], one.args[2]))


def view(plan: dict[str, Any], repo_id: str, facts: dict[str, tuple[Any, str]]) -> dict[str, Any]:
    """What a plan says."""
    if plan.get("kind") != "pr":
        return {**plan, "left": list(plan["left"]) if "left" in plan else None}
    told, message = str(plan.get("commit_description")), str(plan.get("commit_message"))
    old, new = (CARDS | {"a/busy": BUSY}).get(repo_id) or "", str(plan.get("new_text"))
    before, after = (_read(text, repo_id) for text in (old, new))
    added = after[1].keys() - before[1].keys()
    sources = {facts[field][1] for field in added if field in facts}
    wanted, others = (before[0] - after[0]) | sources, {source for _, source in facts.values()} - sources
    said = {
        "diff": shown_lines(plan.get("diff")),
        "commit_message": bool(message.strip()) and len(message) <= LONGEST and "\n" not in message,
        "commit_description": sorted(one for one in wanted if not _names(told, one)),
        "sources of facts that were not taken": sorted(one for one in others if _names(told, one)),
        "codes that stay": sorted(code for code in after[0] & before[0] if code in told),
    }
    return plan | said


def _names(told: str, one: str) -> bool:
    """Whether a text names a code or a source by itself, not as a part of another name."""
    return re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w-])", told) is not None


def _read(text: str, repo_id: str) -> tuple[set[str], dict[str, Any]]:
    metadata = cards.parts(text)["metadata"]
    return {code for code, _, _ in cards.findings(metadata, repo_id, VOCAB)}, metadata


exercise = Plan(
    LESSON,
    "plan_metadata_pr",
    looks_at="cards with nothing to fix, without front matter, with Windows line ends, that do not parse, or that "
    "still have an error, with and without something to mend; repos without a card, behind a gate, or whose head "
    "moves; facts that are taken and that are not; and the words of the plan",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """Each card without facts and with some."""
    api = hub()
    for name in CARDS:
        yield case(f"the card of {name}", api, name, FACTS, VOCAB)
    for name in ("a/alias", "a/several", "a/clean", "a/left", "a/stuck"):
        yield case(f"the card of {name}, without facts", api, name, {}, VOCAB)
    yield case("a card and three facts", api, "a/bare", MORE, VOCAB)
    yield case("a card at a commit", api, "a/busy", {}, VOCAB)
    yield case("a repo behind a gate", api, "a/gated", FACTS, VOCAB)
    wrong = {"library_name": ("no library", "a rumour")}
    yield case("a fact that is wrong", api, "a/alias", wrong, VOCAB)
    yield case("a fact that is wrong, and nothing else", api, "a/clean", wrong, VOCAB)


# fmt: off
slip = exercise.slip
VALUES = "Put the value of each known fact into the card: a fact is a pair of a value and its source."
LEFT = "left = contribute.blocking(after) if old else []"
PARTLY = "A card that still has an error cannot be sent: the plan is none, with the codes left."
slip("sends_what_is_left", PARTLY, "if new == old or left:", "if new == old:")
slip("left_not_told", "The plan `none` says which codes are left.", '"left": left}', '"left": []}')
slip("licence_needed", "A missing licence does not block: only its author can give one.",
     "contribute.blocking(after)", 'sorted(code for code in after if code.startswith("E"))')
slip("warnings_block", "Warnings do not block a card, errors do.",
     "contribute.blocking(after)", 'sorted(after - {"E01"})')
slip("licence_added", "You cannot license someone else's work.",
     "new = cards.repaired(old, ", 'old_licence = "license:" in old\n    new = cards.repaired(old, ',
     "after = codes_in", 'new = new if old_licence or not old else new.replace("---", "---\\nlicense: mit", 1)\n'
     "    after = codes_in")
slip("pushes_to_main", "You would write to someone's main branch; contributions open a pull request.",
     '"create_pr": True', '"create_pr": False')
slip("no_parent", "`base_sha` is the head that the plan was made on.", '"base_sha": head', '"base_sha": None')
slip("branch_for_commit", "`base_sha` is a commit, not a branch: main moves.", '"base_sha": head', '"base_sha": "main"')
slip("facts_left_out", VALUES,
     "{field: value for field, (value, _) in facts.items()}", "{}")
slip("pairs_for_values", VALUES,
     "{field: value for field, (value, _) in facts.items()}", "{field: pair[1] for field, pair in facts.items()}")
slip("sources_left_out", "Name the source of each fact that was taken.", "[*fixed, *sources]", "fixed")
SOURCES = 'sources = [f"{field}: from {facts[field][1]}" for field in sorted(added)]'
OTHER_SOURCES = "Name no source of a fact that was not taken."
slip("every_source", OTHER_SOURCES, SOURCES,
     'sources = [f"{field}: from {source}" for field, (_, source) in facts.items()]')
slip("sources_of_what_stands_there", OTHER_SOURCES, SOURCES,
     'sources = [f"{field}: from {facts[field][1]}" for field in facts\n'
     '        if field in cards.parts(new)["metadata"]]')
slip("newest_card", "Read the card at the commit that `base_sha` names: the head may move meanwhile.",
     "cards.readme(api, repo_id, head)", "cards.readme(api, repo_id)")
slip("blocked_and_nothing_to_mend", "Codes that block are told even if nothing can be mended.",
     "left = contribute.blocking(after) if old else []",
     "left = contribute.blocking(after) if old and new != old else []")
slip("blank_lines_between", "The diff has blank lines of its own: split both texts without their line ends.",
     "unified_diff(old.splitlines(), new.splitlines(),", "unified_diff(old.splitlines(True), new.splitlines(True),")
slip("codes_left_out", "Name each lint code that the change fixes.", "[*fixed, *sources]", "sources")
slip("codes_before", "Name the codes that are fixed, not those that stay.",
     "sorted(codes_in(old, repo_id, vocab) - after)", "sorted(codes_in(old, repo_id, vocab))")
slip("long_message", "Keep the message within 72 characters.",
     '"Put the metadata of the model card right"', '"Put the metadata of the model card right. " * 3')
slip("empty_diff", "A diff goes from the old lines to the new ones.",
     "(old.splitlines(), new.splitlines()", "(old.splitlines(), old.splitlines()")
slip("diff_turned_round", "A diff goes from the old lines to the new ones.",
     "unified_diff(old.splitlines(), new.splitlines()", "unified_diff(new.splitlines(), old.splitlines()")
slip("files_without_names", "The diff names a/README.md and b/README.md.",
     'fromfile="a/README.md", tofile="b/README.md", ', "")
slip("gate_stops_it", "A card that cannot be read has the plan none.",
     "old = cards.readme(api, repo_id, head) or \"\"",
     'old = open(api.hf_hub_download(repo_id, "README.md", revision=head), newline="").read()')
slip("rebuilt_card", "The whole file was rewritten; reviewers must see only your change.",
     "new = cards.repaired(old, ", 'changed = cards.repaired(old, ',
     "after = codes_in", 'new = changed if changed == old else changed.replace("\\n", "\\n\\n")\n    after = codes_in')
# fmt: on


@exercise.right
def with_returns(api: HfApi, repo_id: str, facts: dict[str, Any], vocab: dict[str, Any]) -> dict[str, Any]:
    sha = api.repo_info(repo_id).sha
    text = cards.readme(api, repo_id, sha)
    nothing: dict[str, Any] = {"kind": "none", "repo_id": repo_id, "left": []}
    if text is None:
        return nothing
    better = cards.repaired(text, {name: pair[0] for name, pair in facts.items()}, repo_id, vocab)
    meta = [cards.parts(one)["metadata"] for one in (text, better)]
    before, after = ({row[0] for row in cards.findings(one, repo_id, vocab)} for one in meta)
    if contribute.blocking(after):
        return nothing | {"left": contribute.blocking(after)}
    if better == text:
        return nothing
    words = [f"Fixes {code}." for code in before if code not in after]
    words += [f"{name} is known from {facts[name][1]}." for name in meta[1] if name not in meta[0]]
    lines = unified_diff(text.splitlines(True), better.splitlines(True), "a/README.md", "b/README.md")
    return {
        "kind": "pr",
        "repo_id": repo_id,
        "path_in_repo": "README.md",
        "base_sha": sha,
        "new_text": better,
        "diff": "".join(lines),
        "commit_message": f"Metadata of {repo_id}"[:LONGEST],
        "commit_description": " ".join(words),
        "create_pr": True,
    }


@exercise.right
def by_a_table_of_codes(api: HfApi, repo_id: str, facts: dict[str, Any], vocab: dict[str, Any]) -> dict[str, Any]:
    commit = str(api.model_info(repo_id).sha)
    old = cards.readme(api, repo_id, commit) or ""
    known = {name: value for name, (value, _) in facts.items() if name in cards.FACTS}
    new = cards.repaired(old, known, repo_id, vocab) if old else ""
    counts = [cards.lint(cards.parts(text)["metadata"], repo_id, vocab)["code"] for text in (old, new)]
    errors = {code for code in counts[1] if code[0] == "E"} - {"E01"} if old else set()
    if errors or old == new:
        return {"repo_id": repo_id, "kind": "none", "left": sorted(errors)}
    told = "; ".join(sorted(set(counts[0]) - set(counts[1])))
    for name, (_, source) in facts.items():
        if name in cards.parts(new)["metadata"] and name not in cards.parts(old)["metadata"]:
            told += f"\n{name} ({source})"
    diff = list(unified_diff(old.splitlines(), new.splitlines(), "a/README.md", "b/README.md", lineterm=""))
    plan = {"kind": "pr", "repo_id": repo_id, "base_sha": commit, "new_text": new, "diff": "\n".join(diff) + "\n"}
    rest = {"path_in_repo": "README.md", "create_pr": True, "commit_message": "Fix the card's metadata"}
    return plan | rest | {"commit_description": told}
