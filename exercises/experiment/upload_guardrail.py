"""Can we rule out that uploads slowed by more than the margin?"""

from collections.abc import Iterator

import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, shuffled
from exercises.experiment.arms import NEAR, log, posts

exercise = Exercise(
    "06-experiment",
    "upload_guardrail",
    looks_at="ratios above, below and around the margin, an interval that touches it, other margins, missing limits, "
    "and three logs you have not seen",
    rel=NEAR,
    abs=NEAR / 2,
)

Verdict = dict[str, float | str]


@exercise.cases
def cases() -> Iterator[Case]:
    """The verdicts first, then edges, then the graded logs."""
    steady, little = [20, 21, 19, 20] * 6, [10, 11, 12, 11] * 6
    yield from also(case("a clear loss", posts(steady, little)), shuffled)
    yield case("a tiny loss", posts([20] * 180, [20] * 179 + [19]))
    yield case("no loss", posts(steady, steady))
    yield case("a gain", posts(little, steady))
    yield case("a wide interval", posts([4, 0, 2, 1, 9], [3, 0, 0, 5, 1]))
    yield case("a wide interval around a good ratio", posts([4, 0, 2, 1, 9], [5, 0, 2, 1, 9]))
    less = [count - 0.5 for count in steady]
    yield case("a loss that is real and within the margin", posts(steady * 4, less * 4))
    yield case("the same loss, a smaller margin", posts(steady * 4, less * 4), 0.01)
    yield case("a loss whose interval reaches below the margin", posts([20, 30, 10, 20] * 9, [19, 29, 10, 19] * 9))
    yield case("a loss beyond the margin whose interval reaches above it", posts([20, 30, 10] * 4, [18, 26, 10] * 4))
    yield from also(case("a clear loss and a wide margin", posts(steady, little), 0.6), gapped_index)
    yield case("a clear loss and a margin in its interval", posts(steady, little), 0.45)
    yield case("a gain whose interval is wide", posts([1, 2, 0, 3], [9, 30, 2, 4]))
    yield case("an interval that touches the margin", posts([2, 2, 2], [1, 1, 1]), 0.5)
    yield case("an interval that touches another margin", posts([4, 4, 4, 4], [1, 1]), 0.75)
    yield case("no margin, and everybody the same", posts([3, 3, 3], [3, 3]), 0)
    yield case("uploaders who stopped", posts([2, 3, 2, 3] * 8, [2, 3, 2, 3, 0, 0] * 6))
    yield case("gaps", posts([20, None, 21, 19] * 5, [20, 20, None, 19] * 5))
    yield case("one uploader in treat", posts([2, 3, 2], [9]))
    yield case("one uploader in treat, who uploaded little", posts([20, 30, 20], [1]))
    yield case("no uploads in treat", posts([2, 3, 2], [0, 0]))
    yield case("no uploads in control", posts([0, 0, 0], [2, 1]))
    yield case("earlier uploads that differ", posts(steady, steady, control_pre=[9] * 24, treat_pre=[2] * 24))
    for slot in SLOTS:
        yield case("an unseen log", log(slot, "ab_uploads"))
    yield case("an unseen log, a wider margin", log(SLOTS[0], "ab_uploads"), 0.2)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
PASS, FAIL = "if low > 1 - margin", "elif high < 1 - margin"
LUCK = "The ratio alone may be luck: to pass, the lower end of its interval has to be above the line."
ONE_END = "One end or the ratio below the line is no proof: to fail, the whole interval has to be below it."
SAFE = "No clear loss is not safety: to pass, the whole interval has to be above the line."
LINE = "Compare with 1 − margin, the margin that was passed, and not with 1 or with 0.95."
SIDE = "The line stands at 1 − margin: above it is `pass`, below it is `fail`."
NOTHING = "Missing ends show nothing: inconclusive."
slip("not_significant_is_safe", SAFE,
     PASS, "if low <= 1 <= high or low > 1 - margin")
slip("against_one", LINE, PASS, "if low > 1", FAIL, "elif high < 1")
slip("passes_above_one", LINE, PASS, "if low > 1")
slip("significant_loss_fails", LINE,
     PASS, "if high < 1:\n        verdict = \"fail\"\n    elif low > 1 - margin")
slip("ratio_alone", ONE_END,
     PASS, "if ratio > 1 - margin", FAIL, "elif ratio < 1 - margin")
slip("ratio_may_pass", LUCK, PASS, "if ratio > 1 - margin")
slip("ratio_may_fail", ONE_END,
     FAIL, "elif ratio < 1 - margin")
slip("lower_end_fails", ONE_END,
     FAIL, "elif low < 1 - margin")
slip("upper_end_passes", SAFE,
     PASS, "if high > 1 - margin")
slip("touching_passes", "An end of exactly 1 − margin is not above it.", PASS, "if low >= 1 - margin")
slip("touching_fails", "An end of exactly 1 − margin is not below it.", FAIL, "elif high <= 1 - margin")
slip("always_five_percent", LINE,
     PASS, "if low > 0.95", FAIL, "elif high < 0.95")
slip("margin_below_zero", SIDE,
     PASS, "if low > margin", FAIL, "elif high < margin")
slip("margin_in_uploads", LINE,
     PASS, 'if (low - 1) * uploads.loc[uploads["arm"] == "control", "uploads_post"].mean() > -margin')
slip("gain_not_allowed", "More uploads are no harm: only the lower end has to clear the margin.",
     PASS, "if low > 1 - margin and high < 1 + margin")
slip("unknown_fails", NOTHING, 'verdict = "inconclusive"', 'verdict = "inconclusive" if low == low else "fail"')
slip("unknown_passes", NOTHING, 'verdict = "inconclusive"', 'verdict = "inconclusive" if low == low else "pass"')
slip("verdicts_exchanged", SIDE,
     'verdict = "pass"', 'verdict = "fail "', 'verdict = "fail"\n    return', 'verdict = "pass"\n    return',
     'verdict = "fail "', 'verdict = "fail"')
slip("never_inconclusive", ONE_END,
     'verdict = "inconclusive"', 'verdict = "fail"')
slip("wrong_way_round", "Divide treat by control: below 1 means that uploads fell.",
     'mean["treat"] / mean["control"]', 'mean["control"] / mean["treat"]')
slip("zeros_dropped", "Uploaders who stopped are exactly the harm that you look for: keep the zeros.",
     'uploads.groupby("arm")["uploads_post"]', 'uploads[uploads["uploads_post"] != 0].groupby("arm")["uploads_post"]')
slip("earlier_uploads", "The outcome is what was uploaded after: `uploads_post`.",
     '["uploads_post"].agg', '["uploads_pre"].agg')
# fmt: on

exercise.right(experiment.upload_guardrail)


@exercise.right
def with_the_room_to_the_line(uploads: pd.DataFrame, margin: float = 0.05) -> Verdict:
    ratio, low, high = experiment.ratio_interval(uploads)
    line = 1 - margin
    above, below = low - line > 0, high - line < 0
    word = {(True, False): "pass", (False, True): "fail"}.get((above, below), "inconclusive")
    return {"verdict": word, "ci_high": high, "ci_low": low, "ratio": ratio}


@exercise.right
def unknown_first(uploads: pd.DataFrame, margin: float = 0.05) -> pd.Series:
    limits = pd.Series(experiment.ratio_interval(uploads), index=["ratio", "ci_low", "ci_high"])
    lost = 1 - limits[["ci_high", "ci_low"]]
    if lost.isna().any() or lost["ci_high"] <= margin <= lost["ci_low"]:
        verdict = "inconclusive"
    else:
        verdict = "pass" if lost["ci_low"] < margin else "fail"
    return pd.Series({**limits.to_dict(), "verdict": verdict}, dtype="object")
