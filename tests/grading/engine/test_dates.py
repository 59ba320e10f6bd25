"""In the warm process the client reads dates as it always does, only sooner."""

import pytest
from huggingface_hub import hf_api
from huggingface_hub.utils._datetime import parse_datetime

from course.grading.engine.dates import read_dates_quickly


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf_api, "parse_datetime", parse_datetime)
    read_dates_quickly()


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize(
    "text",
    [
        "2022-08-19T07:19:38.123Z",
        "2026-06-15T00:00:00.000Z",
        "2024-02-29T23:59:59.999Z",
        "2024-11-16T00:27:02Z",
        "2022-08-19T07:19:38.123456789Z",
        "0001-01-01T00:00:00.000Z",
    ],
)
def test_a_date_is_the_one_that_the_client_reads(text: str) -> None:
    found, wanted = hf_api.parse_datetime(text), parse_datetime(text)  # type: ignore[attr-defined]
    assert (found, found.tzinfo) == (wanted, wanted.tzinfo)


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize(
    "text", ["", "yesterday", "2023-02-29T00:00:00.000Z", "2022-19-19T07:19:38.123Z", "2022-08-19"]
)
def test_what_is_no_date_is_refused_in_the_words_of_the_client(text: str) -> None:
    with pytest.raises(ValueError, match="Cannot parse"):
        hf_api.parse_datetime(text)  # type: ignore[attr-defined]
