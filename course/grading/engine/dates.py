"""How the client reads dates in the grader's processes: as it always does, only sooner."""

import re
from datetime import datetime

from huggingface_hub import hf_api

DATE = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z")


def read_dates_quickly() -> None:
    """Have the client read dates of the form that listings hold in a tenth of the time, and any other by itself."""
    own = hf_api.parse_datetime  # type: ignore[attr-defined]

    def parse_datetime(date_string: str) -> datetime:
        try:
            return datetime.fromisoformat(date_string) if DATE.fullmatch(date_string) else own(date_string)
        except ValueError:
            return own(date_string)

    hf_api.parse_datetime = parse_datetime  # type: ignore[attr-defined]
