"""Measure the Hub: what a notebook may import."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from huggingface_hub import HfApi, ModelInfo

    from course import (
        behaviour,
        cards,
        contribute,
        experiment,
        frames,
        plots,
        results,
        serving,
        sources,
        spec,
        stats,
        widgets,
    )
    from course.check import expect
    from course.hub.chosen import connect
    from course.hub.hand_made import hub_of
    from course.learner.hints import hint
    from course.learner.recorder import progress
    from course.live_hub import live
    from course.logs import log
    from course.memo import expect_memo
    from course.signals import candidates
    from course.vocabulary import vocab

__all__ = [
    "HfApi",
    "ModelInfo",
    "behaviour",
    "candidates",
    "cards",
    "connect",
    "contribute",
    "expect",
    "expect_memo",
    "experiment",
    "frames",
    "hint",
    "hub_of",
    "live",
    "log",
    "np",
    "pd",
    "plots",
    "progress",
    "results",
    "serving",
    "sources",
    "spec",
    "stats",
    "vocab",
    "widgets",
]

# Imported when first asked for: `import course` itself must stay quick for the command line.
_HOME = {
    "behaviour": ("course.behaviour", None),
    "HfApi": ("huggingface_hub", "HfApi"),
    "ModelInfo": ("huggingface_hub", "ModelInfo"),
    "candidates": ("course.signals", "candidates"),
    "cards": ("course.cards", None),
    "connect": ("course.hub.chosen", "connect"),
    "contribute": ("course.contribute", None),
    "expect": ("course.check", "expect"),
    "expect_memo": ("course.memo", "expect_memo"),
    "experiment": ("course.experiment", None),
    "frames": ("course.frames", None),
    "hint": ("course.learner.hints", "hint"),
    "hub_of": ("course.hub.hand_made", "hub_of"),
    "live": ("course.live_hub", "live"),
    "log": ("course.logs", "log"),
    "np": ("numpy", None),
    "pd": ("pandas", None),
    "plots": ("course.plots", None),
    "progress": ("course.learner.recorder", "progress"),
    "results": ("course.results", None),
    "serving": ("course.serving", None),
    "sources": ("course.sources", None),
    "spec": ("course.spec", None),
    "stats": ("course.stats", None),
    "vocab": ("course.vocabulary", "vocab"),
    "widgets": ("course.widgets", None),
}


def __getattr__(name: str) -> Any:
    """The exported object of that name, imported now."""
    if name not in _HOME:
        raise AttributeError(f"course has no {name!r}; it has {', '.join(__all__)}")
    module, attribute = _HOME[name]
    found = import_module(module)
    value = getattr(found, attribute) if attribute else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The exported names."""
    return __all__
