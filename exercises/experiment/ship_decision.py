"""What does the rule say that was written before the test?"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.experiment.arms import NAN, results

exercise = Exercise(
    "06-experiment",
    "ship_decision",
    looks_at="all 18 combinations, limits of exactly zero, missing limits, a p value that says otherwise, and the "
    "experiments of three Hubs you have not seen",
)

Figures = Mapping[str, Any]
EFFECTS = {"a gain": (0.011, 0.052), "no clear effect": (-0.018, 0.027), "a fall": (-0.048, -0.009)}
VERDICTS = ("pass", "inconclusive", "fail")


@exercise.cases
def cases() -> Iterator[Case]:
    """Unclear effects, every combination, limits, then the graded experiments."""
    yield case("no clear effect, rather above 0", _srm(True), _effect(-0.018, 0.027), _guard("pass"))
    yield case("an upper limit of exactly 0", _srm(True), _effect(-0.04, 0.0), _guard("pass"))
    yield case("no clear effect, rather below 0", _srm(True), _effect(-0.027, 0.018), _guard("pass"))
    yield case("no clear effect, nearly above 0", _srm(True), _effect(-0.001, 0.06), _guard("pass"))
    for (about, (low, high)), verdict, ok in product(EFFECTS.items(), VERDICTS, (True, False)):
        split = "the split ok" if ok else "the split broken"
        yield case(f"{about}, uploads {verdict}, {split}", _srm(ok), _effect(low, high), _guard(verdict))
    for verdict in VERDICTS:
        yield case(f"a lower limit of exactly 0, uploads {verdict}", _srm(True), _effect(0.0, 0.04), _guard(verdict))
        yield case(f"an upper limit of exactly 0, uploads {verdict}", _srm(True), _effect(-0.04, 0.0), _guard(verdict))
        yield case(f"missing limits, uploads {verdict}", _srm(True), _effect(NAN, NAN), _guard(verdict))
    yield case("missing limits, the split broken", _srm(False), _effect(NAN, NAN), _guard("pass"))
    for told in (np.False_, np.True_):
        about = "ok" if told else "broken"
        yield case(f"the split {about}, in NumPy's words", _srm(told), _effect(0.011, 0.052), _guard("pass"))
        yield case(f"the split {about} and a fall, in NumPy's words", _srm(told), _effect(-0.05, -0.01), _guard("fail"))
    fall = {"p_value": 0.04}
    yield case("a small p value beside a small fall", _srm(True), _effect(-0.045, 0.005) | fall, _guard("pass"))
    clear = {"p_value": 0.6}
    yield case("a large p value beside a gain", _srm(True), _effect(0.011, 0.052) | clear, _guard("pass"))
    small = {"p_value": 0.001}
    yield case("a small p value beside no clear effect", _srm(True), _effect(-0.018, 0.027) | small, _guard("pass"))
    unclear = _guard("inconclusive") | {"ratio": 0.94, "ci_low": 0.89, "ci_high": 0.99}
    yield case("a low ratio that proves nothing", _srm(True), _effect(0.01, 0.05), unclear)
    yield case(
        "a split p value that says otherwise", _srm(True) | {"p_value": 1e-9}, _effect(0.01, 0.05), _guard("pass")
    )
    yield case("a narrow gain", _srm(True), _effect(0.0001, 0.0002), _guard("pass"))
    for slot in SLOTS:
        yield case("an unseen experiment", *results(slot))


def _srm(ok: bool | np.bool_) -> dict[str, Any]:
    p_value = 0.4 if ok else 1e-7
    return {"n": 17_000, "contaminated": 70, "chi2": 0.7 if ok else 28.4, "p_value": p_value, "ok": ok}


def _effect(low: float, high: float) -> dict[str, Any]:
    diff = (low + high) / 2
    p_value = 0.4 if low <= 0 <= high else 0.004 if low == low else NAN
    found = {"n_control": 8500, "n_treat": 8500, "control": 0.46, "treat": 0.46 + diff, "diff": diff}
    return found | {"ci_low": low, "ci_high": high, "p_value": p_value}


def _guard(verdict: str) -> dict[str, Any]:
    ratio, low, high = {"pass": (1.0, 0.97, 1.03), "fail": (0.88, 0.85, 0.91)}.get(verdict, (0.97, 0.92, 1.02))
    return {"ratio": ratio, "ci_low": low, "ci_high": high, "verdict": verdict}


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
FIRST = '    if not srm["ok"]:\n        return "invalid"\n'
HOLD = 'guardrail["verdict"] == "fail" or effect["ci_high"] < 0'
SHIP = 'effect["ci_low"] > 0 and guardrail["verdict"] == "pass"'
BROKEN = "A broken split voids every other number: check it first."
ZERO = "A limit of exactly 0 does not exclude that nothing changed."
HARM = "Each harm alone is enough to hold: a failed guardrail, or an interval below 0."
GOES_ON = "Where neither harm nor a safe gain is shown, the test goes on: extend."
P_VALUE = "A small p value can be that of a fall: look at the interval."
slip("split_after_hold", BROKEN, FIRST, "", '        return "hold"\n',
     '        return "hold"\n    if not srm["ok"]:\n        return "invalid"\n')
slip("split_last", BROKEN, FIRST, "", '    return "extend"', '    return "extend" if srm["ok"] else "invalid"')
slip("split_ignored", BROKEN, FIRST, "")
slip("broken_is_held", "A broken split is neither good nor bad news: the test is invalid.", '"invalid"', '"hold"')
slip("compared_with_false", "`ok` may be NumPy's False, which `is False` does not recognise: write `not`.",
     'if not srm["ok"]', 'if srm["ok"] is False')
slip("ok_of_its_own", "The split was judged already: use `srm[\"ok\"]`, not the p value.",
     'if not srm["ok"]', 'if srm["p_value"] < 0.001')
slip("effect_before_guardrail", "A failed guardrail holds the launch, however good the effect.",
     HOLD, 'effect["ci_high"] < 0 or (guardrail["verdict"] == "fail" and not effect["ci_low"] > 0)',
     SHIP, 'effect["ci_low"] > 0 and guardrail["verdict"] != "inconclusive"')
slip("failure_extends", HARM,
     HOLD, 'effect["ci_high"] < 0', SHIP, 'effect["ci_low"] > 0 and guardrail["verdict"] == "pass"')
slip("failure_holds_only_a_gain", "A failed guardrail holds the launch, also where no effect is shown.",
     HOLD, 'effect["ci_high"] < 0 or (guardrail["verdict"] == "fail" and effect["ci_low"] > 0)')
slip("fall_extends", HARM, HOLD, 'guardrail["verdict"] == "fail"')
slip("fall_holds_only_with_failure", HARM,
     HOLD, 'guardrail["verdict"] == "fail" and effect["ci_high"] < 0')
slip("inconclusive_passes", "You promised the community a margin, and you have not shown it yet.",
     SHIP, 'effect["ci_low"] > 0')
slip("inconclusive_holds", GOES_ON,
     HOLD, 'guardrail["verdict"] != "pass" or effect["ci_high"] < 0')
slip("null_effect_holds", GOES_ON,
     '    return "extend"', '    return "hold" if effect["ci_low"] <= 0 <= effect["ci_high"] else "extend"')
slip("all_else_holds", GOES_ON, 'return "extend"', 'return "hold"')
slip("estimate_is_enough", "A positive estimate is not enough: its lower limit has to be above 0.",
     SHIP, 'effect["diff"] > 0 and guardrail["verdict"] == "pass"')
slip("negative_estimate_holds", "A negative estimate shows no harm: its upper limit has to be below 0.",
     HOLD, 'guardrail["verdict"] == "fail" or effect["diff"] < 0')
slip("p_value_ships", P_VALUE, SHIP, 'effect["p_value"] < 0.05 and guardrail["verdict"] == "pass"')
slip("p_value_alone", P_VALUE, HOLD, 'guardrail["verdict"] == "fail"',
     SHIP, 'effect["p_value"] < 0.05 and guardrail["verdict"] == "pass"')
slip("p_value_holds", "The whole interval has to be below 0 to show harm, whatever the p value.",
     'effect["ci_high"] < 0', '(effect["diff"] < 0 and effect["p_value"] < 0.05)')
slip("p_value_of_a_gain", "The lower limit has to be above 0 to show a gain, whatever the p value.",
     'effect["ci_low"] > 0', 'effect["diff"] > 0 and effect["p_value"] < 0.05')
slip("ratio_holds", "The guardrail was judged already: use its `verdict`, not the ratio.",
     HOLD, HOLD + ' or guardrail["ratio"] < 0.95')
slip("zero_is_above", ZERO, 'effect["ci_low"] > 0', 'effect["ci_low"] >= 0')
slip("zero_is_below", ZERO, 'effect["ci_high"] < 0', 'effect["ci_high"] <= 0')
slip("upper_limit_ships", "The whole interval has to be above 0: look at its lower limit.",
     'effect["ci_low"] > 0', 'effect["ci_high"] > 0')
slip("lower_limit_holds", "The whole interval has to be below 0: look at its upper limit.",
     'effect["ci_high"] < 0', 'effect["ci_low"] < 0')
slip("missing_is_harm", "Missing limits show nothing: extend, unless the guardrail failed.",
     'effect["ci_high"] < 0', 'not effect["ci_high"] >= 0')
slip("missing_is_help", "Missing limits show nothing: extend, unless the guardrail failed.",
     'effect["ci_low"] > 0', 'not effect["ci_low"] <= 0')
slip("guardrail_ships_alone", "Uploads that are safe are no reason to ship: the effect has to be above 0 too.",
     SHIP, 'guardrail["verdict"] == "pass"')
# fmt: on


@exercise.right
def as_a_table(srm: Figures, effect: Figures, guardrail: Figures) -> str:
    low, high = effect["ci_low"], effect["ci_high"]
    sign = 1 if low > 0 else -1 if high < 0 else 0
    words = {
        (1, "pass"): "ship",
        (-1, "pass"): "hold",
        (-1, "inconclusive"): "hold",
        (-1, "fail"): "hold",
        (0, "fail"): "hold",
        (1, "fail"): "hold",
    }
    return words.get((sign, guardrail["verdict"]), "extend") if srm["ok"] else "invalid"


@exercise.right
def harm_and_help(srm: Figures, effect: Figures, guardrail: Figures) -> str:
    if srm["ok"] == False:  # noqa: E712  # as a learner may write it, right for NumPy's truth values as well
        return "invalid"
    harm = [guardrail["verdict"] == "fail", effect["ci_high"] < 0]
    help_shown = [guardrail["verdict"] == "pass", effect["ci_low"] > 0]
    if any(harm):
        return "hold"
    return "ship" if all(help_shown) else "extend"
