"""Which attempts count, what did the badge say of them, and did they run?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import Variant, also, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.fit.repos import attempts, badges, tried

exercise = Exercise(
    "05-fit",
    "verdicts",
    looks_at="every outcome, outcomes that were not written down, models without a badge, unknown words, several "
    "attempts on a model, other engines, rows in any order, no rows, and attempts on Hubs that you have not seen",
)
TOLD = pd.Series({"a/yes": "yes", "b/no": "no", "c/unknown": "unknown", "d/odd": "maybe", "e/none": None}, dtype=object)


def _of_attempts(vary: Variant) -> Variant:
    """A variant of the attempts that leaves the badges, which are looked up by their labels, as they are."""
    return lambda one: Case(vary(one).about, (one.args[0], *vary(one).args[1:]), one.budget)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the attempts on the graded Hubs."""
    ends = ["ok", "load_error", "wrong_output", "oom", None]
    every = tried(*[(model, "vllm", end) for model in ("a/yes", "b/no") for end in ends])
    kinds = (_of_attempts(vary) for vary in (gapped_index, repeated_index, reversed_rows, shuffled))
    yield from also(case("every outcome with yes and no", TOLD, every, "vllm"), *kinds)
    yield case("every outcome without a verdict", TOLD, tried(*[("c/unknown", "vllm", end) for end in ends]), "vllm")
    yield case("a model without a badge", TOLD, tried(("z/new", "vllm", "ok"), ("a/yes", "vllm", "ok")), "vllm")
    yield case("a badge of another word", TOLD, tried(("d/odd", "vllm", "ok"), ("d/odd", "vllm", "load_error")), "vllm")
    yield case("a badge that is missing", TOLD, tried(("e/none", "vllm", "load_error"), ("b/no", "vllm", "ok")), "vllm")
    both = tried(("a/yes", "tgi", "ok"), ("a/yes", "vllm", "load_error"), ("b/no", "tgi", "wrong_output"))
    yield case("two engines", TOLD, both, "vllm")
    yield case("the other engine", TOLD, both, "tgi")
    four = [("a/yes", "load_error"), ("a/yes", "ok"), ("b/no", "ok"), ("a/yes", "ok")]
    again = tried(*[(model, "vllm", end) for model, end in four])
    yield case("several attempts on a model", TOLD, again, "vllm")
    alike = tried(("a/yes", "vllm-cpu", "ok"), ("b/no", "vllm", "ok"), ("b/no", "my-vllm", "ok"))
    yield case("engines of longer names", TOLD, alike, "vllm")
    loud = pd.Series({"f/loud": "YES", "g/wide": " no", "a/yes": "yes"}, dtype="str")
    three = tried(("f/loud", "vllm", "ok"), ("g/wide", "vllm", "load_error"), ("a/yes", "vllm", "ok"))
    yield case("words that look alike", loud, three, "vllm")
    yield case("an engine that nobody tried", TOLD, both, "sglang")
    yield case("out of memory alone", TOLD, tried(("a/yes", "vllm", "oom"), ("b/no", "vllm", "oom")), "vllm")
    yield case("no attempts", TOLD, both.iloc[:0], "vllm")
    yield case("no badges", TOLD.iloc[:0].astype("str"), both, "tgi")
    for slot in SLOTS:
        yield case("attempts on an unseen Hub", badges(slot, "vllm"), attempts(slot), "vllm")


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
KNOWN = 'outcomes["outcome"].notna() & outcomes["outcome"].ne("oom")'
WORDS = 'said.where(said.isin(["yes", "no"]), "unknown")'
slip("oom_kept", "Out of memory means the wrong GPU, not the wrong engine: leave these attempts out.",
     KNOWN, 'outcomes["outcome"].notna()')
slip("unknown_outcomes_kept", "An attempt whose outcome was not written down tells nothing: leave it out.",
     KNOWN, 'outcomes["outcome"].ne("oom")')
slip("neither_left_out", "Leave out what ended out of memory, and what was not written down.",
     'outcomes[outcomes["engine"].eq(engine) & is_known]', 'outcomes[outcomes["engine"].eq(engine)]')
slip("engines_mixed", "Other engines' attempts are among these rows: keep those of `engine`.",
     'outcomes["engine"].eq(engine) & is_known', "is_known")
slip("engine_by_part", "Compare the whole name of the engine.",
     'outcomes["engine"].eq(engine) & is_known', 'outcomes["engine"].str.contains(engine, regex=False) & is_known')
slip("words_in_any_case", "Any other word than `yes` and `no` is `unknown`, also if it only looks alike.",
     'rows["model_id"].map(badges)', 'rows["model_id"].map(badges).str.lower().str.strip()')
slip("wrong_output_is_ok", "It loaded and answered wrongly: that is not `ok`.",
     'rows["outcome"].eq("ok")', 'rows["outcome"].ne("load_error")')
slip("wrong_output_dropped", "A wrong output is a failure and counts: only `oom` and missing outcomes stay out.",
     KNOWN, 'outcomes["outcome"].isin(["ok", "load_error"])')
slip("failures_marked", "`ok` is `True` where the attempt ran, not where it failed.",
     'rows["outcome"].eq("ok")', 'rows["outcome"].ne("ok")')
slip("one_row_a_model", "Count attempts, not models: two attempts on one model are two rows.",
     "& is_known]", '& is_known].drop_duplicates("model_id")')
slip("whole_models", "Leave out the attempts that do not count, not every attempt on their models.",
     'outcomes["engine"].eq(engine) & is_known]',
     'outcomes["engine"].eq(engine) & ~outcomes["model_id"].isin(outcomes.loc[~is_known, "model_id"])]')
slip("missing_badges_stay", "A model without a badge is `unknown`.",
     WORDS, 'said.where(said.isin(["yes", "no"]) | said.isna(), "unknown")')
slip("other_words_stay", "Any other word than `yes` and `no` is `unknown`.",
     WORDS, 'said.fillna("unknown")')
slip("no_badge_is_no", "A model without a badge was not judged: that is `unknown`, not `no`.",
     WORDS, 'said.where(said.isin(["yes", "no"]), "no")')
slip("missing_is_no", "A model without a badge was not judged: that is `unknown`, not `no`.",
     WORDS, 'said.fillna("no").where(said.isin(["yes", "no"]) | said.isna(), "unknown")')
slip("not_judged_dropped", "Attempts on models that are `unknown` stay: their number is needed later.",
     "    return table.reset_index", '    table = table[table["badge"] != "unknown"]\n    return table.reset_index')
slip("model_id_kept", "Return the two columns `badge` and `ok` alone.",
     '{"badge": said, "ok"', '{"model_id": rows["model_id"], "badge": said, "ok"')
slip("outcome_for_ok", "`ok` is `True` or `False`, not the name of the outcome.",
     'rows["outcome"].eq("ok")', 'rows["outcome"]')
slip("sorted_by_badge", "Keep the rows in the order of `outcomes`.",
     "    return table.reset_index", '    table = table.sort_values(["badge", "ok"])\n    return table.reset_index')
# fmt: on


@exercise.wrong("Look the badges up by the ids of models: `badges` has other rows than `outcomes`.")
def side_by_side(badges: pd.Series, outcomes: pd.DataFrame, engine: str) -> pd.DataFrame:
    rows = outcomes[outcomes["engine"].eq(engine) & outcomes["outcome"].notna() & outcomes["outcome"].ne("oom")]
    said = badges.astype(object).reset_index(drop=True).reindex(range(len(rows)))
    said = said.where(said.isin(["yes", "no"]), "unknown")
    return pd.DataFrame({"badge": said, "ok": rows["outcome"].eq("ok").to_numpy()})


@exercise.right
def row_by_row(badges: pd.Series, outcomes: pd.DataFrame, engine: str) -> pd.DataFrame:
    known = badges.to_dict()
    kept = []
    for row in outcomes.itertuples():
        if row.engine == engine and isinstance(row.outcome, str) and row.outcome != "oom":
            word = known.get(row.model_id)
            kept.append((word if word in ("yes", "no") else "unknown", row.outcome == "ok"))
    return pd.DataFrame(kept, columns=["badge", "ok"])


@exercise.right
def with_a_merge(badges: pd.Series, outcomes: pd.DataFrame, engine: str) -> pd.DataFrame:
    names = pd.DataFrame({"model_id": badges.index.astype("str"), "badge": badges.to_numpy(dtype=object)})
    ends = outcomes.loc[outcomes["engine"] == engine, ["model_id", "outcome"]].dropna(subset="outcome")
    ends = ends[ends["outcome"].isin(["ok", "load_error", "wrong_output"])].astype({"model_id": "str"})
    both = ends.merge(names[names["badge"].isin(["yes", "no"])], on="model_id", how="left")
    both["badge"] = both["badge"].astype(object).fillna("unknown")
    return both.assign(ok=both["outcome"] == "ok")[["ok", "badge"]]
