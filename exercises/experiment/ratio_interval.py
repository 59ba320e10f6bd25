"""What is the ratio of uploads, with its interval?"""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from course import experiment
from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from course.exercise.variants import also, gapped_index, reversed_rows, shuffled
from exercises.experiment.arms import NAN, NEAR, log, posts

exercise = Exercise(
    "06-experiment",
    "ratio_interval",
    looks_at="zeros, gaps, arms of unequal size, one uploader, means of zero, earlier uploads that differ, and three "
    "logs you have not seen",
    rel=NEAR,
    abs=NEAR / 2,
)

Three = tuple[float, float, float]


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases first, then the graded logs."""
    plain = posts([4, 2, 7, 1, 3], [3, 2, 5, 1, 2])
    yield from also(case("five uploaders in each arm", plain), reversed_rows, shuffled, gapped_index)
    yield case("more uploads with the panel", posts([3, 2, 5, 1, 2], [4, 2, 9, 1, 3]))
    yield case("uploaders without an upload", posts([4, 0, 2, 1], [4, 0, 0, 0, 2, 1]))
    yield case("as many among those who upload, more who do not", posts([2, 3, 4], [2, 3, 4, 0, 0]))
    yield case("arms of unequal size", posts([4, 2, 7, 1, 3, 9, 0, 1], [3, 8]))
    yield case("arms of unequal variance", posts([5, 5, 5, 6], [0, 12, 1, 9]))
    yield case("gaps in both arms", posts([4, None, 2, 7], [3, 5, None, None, 1]))
    yield from also(case("many gaps in one arm", posts([4, 2, 7, 1], [None, 6, None, 2, None])), shuffled)
    yield case("earlier uploads that differ", posts([4, 2, 7], [3, 5, 1], control_pre=[9, 9, 1], treat_pre=[1, 0, 2]))
    yield case("one uploader in control", posts([4], [3, 5, 1]))
    yield case("one uploader in treat", posts([4, 2, 7], [3]))
    yield case("one known uploader in each arm", posts([4, None], [None, 2]))
    yield case("no uploads in control", posts([0, 0, 0], [3, 5, 1]))
    yield case("no uploads in treat", posts([4, 2, 7], [0, 0, 0]))
    yield case("no uploads at all", posts([0, 0], [0, 0]))
    yield case("no uploaders in treat", posts([4, 2, 7], []))
    yield case("gaps alone in control", posts([None, None], [3, 5, 1]))
    yield case("everybody the same", posts([2, 2, 2], [1, 1]))
    yield case("means below one", posts([0, 1, 0, 0, 1], [1, 0, 0, 0, 0, 1, 0]))
    yield case("no uploaders", posts([], []))
    for slot in SLOTS:
        yield case("an unseen log", log(slot, "ab_uploads"))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ENDS = "return ratio, ratio * exp(-half), ratio * exp(half)"
KNOWN = 'uploads.groupby("arm")["uploads_post"]'
ZERO = "If either mean is 0 or unknown, the ratio says nothing: all three are NaN."
slip("wrong_way_round", "Divide treat by control: below 1 means that uploads fell.",
     'mean["treat"] / mean["control"]', 'mean["control"] / mean["treat"]')
slip("zeros_dropped", "Uploaders who stopped are exactly the harm that you look for: keep the zeros.",
     KNOWN, 'uploads[uploads["uploads_post"] != 0].groupby("arm")["uploads_post"]')
slip("missing_as_zero", "A missing count is unknown, not 0: leave it out.",
     KNOWN, 'uploads.fillna({"uploads_post": 0}).groupby("arm")["uploads_post"]')
slip("missing_in_n", "A missing count is left out of n too: count the known ones.",
     'arms["count"] * mean**2', 'uploads.groupby("arm")["arm"].size() * mean**2')
slip("earlier_uploads", "The outcome is what was uploaded after: `uploads_post`.",
     '["uploads_post"].agg', '["uploads_pre"].agg')
slip("not_in_logarithms", "Build the interval for the logarithm: multiply the ratio by exp(−half) and exp(half).",
     ENDS, "return ratio, ratio * (1 - half), ratio * (1 + half)")
slip("added_to_the_ratio", "Half the width is one of the logarithm: multiply the ratio by its exp, do not add it.",
     ENDS, "return ratio, ratio - half, ratio + half")
slip("logarithm_returned", "Turn the ends back from logarithms into ratios, with exp.",
     ENDS, "return ratio, np.log(ratio) - half, np.log(ratio) + half")
slip("ends_exchanged", "The lower end comes before the upper one.",
     ENDS, "return ratio, ratio * exp(half), ratio * exp(-half)")
slip("mean_not_squared", "Divide each variance by n times the mean squared.", "mean**2)", "mean)")
slip("not_relative", "The noise of a ratio is relative: divide each variance by its mean squared, too.",
     'arms["var"] / (arms["count"] * mean**2)', 'arms["var"] / arms["count"]')
slip("not_divided_by_n", "Divide each variance by the uploaders of its arm.",
     '(arms["count"] * mean**2)', "mean**2")
slip("divided_by_n", "Use the sample variance, which divides by n − 1.",
     'arms["var"] / (arms["count"]', '(arms["count"] - 1) / arms["count"] * arms["var"] / (arms["count"]')
slip("deviation_for_variance", "Under the root stand variances; you took standard deviations.",
     'squared = arms["var"]', 'squared = arms["var"] ** 0.5')
slip("errors_added", "Add the squared errors of the two arms, then take the root.",
     "sqrt(squared.sum(skipna=False))", "(squared**0.5).sum(skipna=False)")
slip("one_arm_alone", "Both arms are noisy: add the squared errors of both.",
     "squared.sum(skipna=False)", 'squared["treat"] + 0 * squared["control"]')
slip("no_root", "se_log is the root of the sum.", "sqrt(squared.sum(skipna=False))", "squared.sum(skipna=False)")
slip("ninety_percent", "A 95 % interval leaves 2.5 % on each side: use the quantile at 0.975.",
     "inv_cdf(0.975)", "inv_cdf(0.95)")
slip("one_standard_error", "The interval reaches 1.96 standard errors to each side, not one.",
     "NormalDist().inv_cdf(0.975) *", "1.0 *")
slip("sums_divided", "The arms differ in size: divide the means, not the sums.",
     'ratio = mean["treat"] / mean["control"]',
     'total = mean * arms["count"]\n    ratio = total["treat"] / total["control"]')
slip("no_uploads_is_no_ratio", ZERO, "(mean > 0).all()", '(mean["control"] > 0 and mean["treat"] >= 0)')
slip("infinite", ZERO, "return np.nan, np.nan, np.nan",
     'return (np.inf if mean["treat"] > 0 else np.nan), np.nan, np.nan')
slip("one_uploader_does_not_vary", "One uploader has no variance, which is not a variance of 0: both ends are NaN.",
     "skipna=False", "skipna=True, min_count=1")
slip("one_uploader_no_ratio", "With one uploader the ends are unknown, and the ratio is known all the same.",
     "if not (mean > 0).all()", 'if not (mean > 0).all() or arms["var"].isna().any()')
slip("earlier_uploads_subtracted", "Compare the later uploads alone; `uploads_pre` is not subtracted.",
     'uploads.groupby("arm")',
     'uploads.assign(uploads_post=uploads["uploads_post"] - uploads["uploads_pre"]).groupby("arm")')
# fmt: on

exercise.right(experiment.ratio_interval)


@exercise.right
def with_numpy(uploads: pd.DataFrame) -> list[float]:
    arms = []
    for arm in ("control", "treat"):
        counts = uploads.loc[uploads["arm"] == arm, "uploads_post"].to_numpy(dtype=float, na_value=np.nan)
        arms.append(counts[~np.isnan(counts)])
    if any(arm.size == 0 or arm.sum() == 0 for arm in arms):
        return [NAN, NAN, NAN]
    control, treat = arms
    middle = math.log(treat.mean()) - math.log(control.mean())
    if min(control.size, treat.size) < 2:
        return [math.exp(middle), NAN, NAN]
    relative = [arm.std(ddof=1) / arm.mean() / math.sqrt(arm.size) for arm in arms]
    half = 1.9599639845 * math.hypot(*relative)
    return [math.exp(middle), math.exp(middle - half), math.exp(middle + half)]


@exercise.right
def from_standard_errors(uploads: pd.DataFrame) -> Three:
    known = uploads[uploads["uploads_post"].notna()]
    by_arm = {arm: known["uploads_post"][known["arm"] == arm].astype("float64") for arm in ("treat", "control")}
    if not all(len(counts) and counts.mean() > 0 for counts in by_arm.values()):
        return NAN, NAN, NAN
    ratio = by_arm["treat"].mean() / by_arm["control"].mean()
    spread = math.hypot(*(float(counts.std()) / counts.mean() / len(counts) ** 0.5 for counts in by_arm.values()))
    factor = math.exp(1.96 * spread)
    return ratio, ratio / factor, ratio * factor
