"""What a contribution to somebody's repo must keep: who may be written to, and what must never be sent."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huggingface_hub import HfApi

SETTING = "COURSE_LIVE_WRITES"
# How an access token of the Hub looks: anybody who reads one can write in its owner's name.
TOKEN = re.compile(r"hf_[A-Za-z0-9]{20,}")


def may_write(api: HfApi) -> bool:
    """Whether `api` may be written to: a practice Hub in this process always, anything else if the setting allows it.

    The setting is the environment variable COURSE_LIVE_WRITES, which has to be "1".
    """
    return hasattr(api, "snapshot") or os.environ.get(SETTING) == "1"


def blocking(codes: Iterable[str]) -> list[str]:
    """Of lint codes, those for which the Hub refuses a card: all errors but E01, for a licence may be missing."""
    return sorted({code for code in codes if code.startswith("E") and code != "E01"})
