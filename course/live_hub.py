"""live(): a measurement of the learner's, on practice and politely on the real Hub, beside a published figure."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from course import frames, missing
from course.beside import Beside, Row, distance
from course.published import Figure, UnknownFigure, figure

if TYPE_CHECKING:
    from huggingface_hub import HfApi

    from course.hub.meter import Meter

Measure = Callable[["HfApi"], Any]

MOST_REQUESTS, MOST_SECONDS, MOST_VALUES = 100, 300.0, 8
BELOW = "practice and published figures stand below."


class Unusable(ValueError):
    """What a measurement gave instead of values, in one sentence."""


def live(
    measure: Measure, published: str | Sequence[str] = (), unit: str = "", *, requests: int = 20, seconds: float = 60
) -> Beside:
    """`measure(api)` of practice and of the live Hub, beside published figures: a table, and a word on why they differ.

    `measure` returns a number, or a dict or Series of a few; its docstring names it. At most `requests` are sent
    within `seconds`, without a token, and only where a person is watching; a listing that a limit cuts short is used
    as far as it came. Nothing is raised: what went wrong is the first sentence.
    """
    about = _about(measure)
    try:
        figures = [figure(key) for key in ([published] if isinstance(published, str) else published)]
    except UnknownFigure as error:
        return Beside(about, [], [str(error)])
    unit = unit or next((one.unit for one in figures), "")
    known = [
        Row(f"published: {one.of}", one.as_of, _values(one.value), f"the figure of {one.as_of}") for one in figures
    ]
    try:
        practice = _on_practice(measure)
    except Unusable as error:
        return Beside(about, known, [str(error)], figures, unit)
    row, said = _on_the_hub(measure, min(requests, MOST_REQUESTS), min(seconds, MOST_SECONDS))
    found = [row] if row else []
    apart = [distance(here, there, unit) for here in found for there in (practice, *known)]
    words = filter(None, [said, " ".join(filter(None, apart))])
    return Beside(about, [practice, *found, *known], [*words], figures, unit)


def _row(figure: Figure) -> Row:
    return Row(f"published: {figure.of}", figure.as_of, _values(figure.value), f"the figure of {figure.as_of}")


def _about(measure: Measure) -> str:
    words = (measure.__doc__ or getattr(measure, "__name__", "") or "").strip().splitlines()
    return words[0].strip().rstrip(".").replace("_", " ") if words and words[0] != "<lambda>" else "Your measurement"


def _on_practice(measure: Measure) -> Row:
    from course.hub.connect import connect
    from course.hub.snapshot import SnapshotError

    try:
        api = connect("practice")
    except SnapshotError as error:
        raise Unusable(str(error)) from None
    return Row("practice, simulated", f"{frames.as_of(api):%Y-%m-%d}", _measured(measure, api), "practice")


def _measured(measure: Measure, api: HfApi) -> Mapping[str, float]:
    """The values that `measure` gives; `Unusable` where it is not written, fails, or gives something else."""
    try:
        return _values(measure(api))
    except NotImplementedError:
        raise Unusable("Your turn first: write the function this cell needs, run its cell, then this one.") from None
    except NameError as error:
        told = missing.way(error) or "run the cells above, then this one"
        raise Unusable(f"There is no {error.name} yet: {told}.") from None
    except KeyboardInterrupt:
        raise Unusable("You stopped it.") from None
    except Unusable:
        raise
    except Exception as error:  # whatever a learner's function raises is told, not thrown
        words = (str(error).strip().splitlines() or [""])[0][:200]
        raise Unusable(f"Your function raised {type(error).__name__}: {words}") from None


def _values(given: Any) -> dict[str, float]:
    """Numbers by name; a single one is called `value`."""
    if isinstance(given, Real):
        return {"value": float(given)}
    items = dict(given) if isinstance(given, (Mapping, pd.Series)) else {}
    numbers = {str(name): math.nan if one is None or one is pd.NA else one for name, one in items.items()}
    if not 0 < len(numbers) <= MOST_VALUES or not all(isinstance(one, Real) for one in numbers.values()):
        raise Unusable(f"Your function returned {type(given).__name__}; return a number, or a dict of up to 8 numbers.")
    return {name: float(one) for name, one in numbers.items()}


def _on_the_hub(measure: Measure, requests: int, seconds: float) -> tuple[Row | None, str]:
    """The row of the live Hub, if it gave one, and a sentence about how it went."""
    from huggingface_hub import constants

    from course.hub.reach import reachable

    host = urlsplit(constants.ENDPOINT).hostname or ""
    if not watched():
        return None, f"The live Hub is asked only while somebody watches; {BELOW}"
    try:
        there = not constants.is_offline_mode() and reachable(constants.ENDPOINT)
    except KeyboardInterrupt:
        return None, f"You stopped it; {BELOW}"
    return _asked(measure, host, requests, seconds) if there else (None, f"{host} cannot be reached; {BELOW}")


def _asked(measure: Measure, host: str, requests: int, seconds: float) -> tuple[Row | None, str]:
    from course.hub.meter import Meter, metered
    from course.widgets.request_bar import RequestBar

    bar = RequestBar(host, requests)
    meter = Meter(requests, seconds, lambda one: bar.show(one.made, _doing(one)))
    began, problem = time.time(), ""
    values: Mapping[str, float] = {}
    try:
        with metered(meter) as api:
            values = _measured(measure, api)
    except Unusable as error:
        problem = str(error)
    problem = meter.failed or problem  # a function may have gone on with what a request that failed left it
    bar.show(meter.made, "ended early" if problem or meter.cut else "done")
    took = f"{meter.made} request{'' if meter.made == 1 else 's'} in {meter.elapsed:.1f} seconds"
    if problem:
        return None, f"No value of {host} after {took}: {problem}"
    when = f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime(began))} UTC"
    rest = f" {meter.cut} The value is of what had come by then." if meter.cut else ""
    return _place(host, meter, when, values), f"{host} answered {took}.{rest}"


def _doing(meter: Meter) -> str:
    """What a meter is doing now, in words that change every five seconds at most."""
    seconds = 5 * math.ceil(meter.waiting / 5)
    return f"{meter.told}, waiting up to {seconds} seconds" if seconds else "waiting for the answer"


def _place(host: str, meter: Meter, when: str, values: Mapping[str, float]) -> Row:
    """The row of the live Hub, or of the stand-in that a class without network has in its place, as it says itself."""
    if not meter.stand_in:
        return Row("live", when, values, "live")
    kind = "simulated" if "simulated=true" in meter.stand_in else "recorded"
    as_of = meter.stand_in.rpartition("as_of=")[2][:10]
    return Row(f"stand-in for live at {host}, {kind}", as_of, values, "the stand-in")


def watched() -> bool:
    """Whether somebody is looking: the kernel of a Jupyter server or of VS Code. COURSE_LIVE=1 or 0 decides it."""
    if os.environ.get("COURSE_LIVE"):
        return os.environ["COURSE_LIVE"] != "0"
    if "ipykernel.kernelapp" not in sys.modules:
        return False
    from IPython import get_ipython

    return "JPY_SESSION_NAME" in os.environ or "__vsc_ipynb_file__" in getattr(get_ipython(), "user_ns", ())
