"""Cases that are derived from a case: the same content in another order or form."""

import pandas as pd
import pytest

from course.exercise import variants
from course.exercise.exercise import case
from course.exercise.variants import Variant, also

TIMES = pd.to_datetime(pd.Series(["2026-01-01", "2026-01-02", None, "2026-01-04"]), utc=True)
TABLE = pd.DataFrame({"id": list("abcd"), "at": TIMES})
ONE = case("four rows", TABLE, 3, TIMES[0], budget=2)
ROWS = (variants.gapped_index, variants.repeated_index, variants.reversed_rows, variants.shuffled)


def test_the_case_comes_first_and_variants_say_what_they_are() -> None:
    found = list(also(ONE, variants.gapped_index, variants.other_zone))
    assert found[0] is ONE
    assert [one.about for one in found] == [
        "four rows",
        "four rows, rows numbered with gaps",
        "four rows, in another time zone",
    ]
    assert {one.budget for one in found} == {2}


@pytest.mark.parametrize("vary", ROWS)
def test_the_rows_stay_the_same(vary: Variant) -> None:
    made, three, _ = vary(ONE).args
    assert three == 3
    assert sorted(made["id"]) == list("abcd")
    assert made.dtypes.equals(TABLE.dtypes)
    assert not made.index.equals(TABLE.index) or list(made["id"]) != list("abcd")


def test_a_zone_moves_clocks_and_no_instant() -> None:
    made, _, moment = variants.other_zone(ONE).args
    assert str(moment.tz) == variants.ZONE
    assert moment == TIMES[0]
    assert made["at"].dt.tz_convert("UTC").equals(TABLE["at"].astype(made["at"].dt.tz_convert("UTC").dtype))


def test_an_emptied_table_keeps_its_dtypes() -> None:
    made = variants.emptied(ONE).args[0]
    assert len(made) == 0
    assert made.dtypes.equals(TABLE.dtypes)
