"""Which is the cheapest machine that can be rented and fits?"""

from collections.abc import Iterator

import pandas as pd

from course.exercise.exercise import Case, Exercise, case
from course.exercise.variants import also, emptied, gapped_index, repeated_index, reversed_rows, shuffled
from exercises.fit.repos import GIB

exercise = Exercise(
    "05-fit",
    "cheapest_fit",
    looks_at="machines that just fit or just do not, a reserve of 1 GiB and of a tenth, machines without a GPU or with "
    "other chips, every status, equal prices, rows in any order, no rows, and the practice machines",
)

Row = tuple[str, int | None, float] | tuple[str, int | None, float, str] | tuple[str, int | None, float, str, str]


def _shop(*rows: Row) -> pd.DataFrame:
    """Machines: id, GiB, price, then `available` and `gpu` unless another status and accelerator are given."""
    full = [(*row, "available", "gpu")[: len(row)] + ("available", "gpu")[len(row) - 3 :] for row in rows]
    table = pd.DataFrame(full, columns=["id", "gpu_memory_gb", "price_per_hour", "status", "accelerator"])
    extra = table.assign(vendor="smallcloud", memory_gb=64.0, simulated=True)
    return extra.astype({"gpu_memory_gb": "Int64", "price_per_hour": float})


def _gib(size: float) -> int:
    return int(size * GIB)


@exercise.cases
def cases() -> Iterator[Case]:
    """Edge cases, each in a shop of its own, then sizes on a list like that of the practice Hub."""
    three = _shop(("a-small", 16, 0.6), ("b-medium", 24, 0.9), ("c-large", 80, 2.5))
    plain = case("three machines", _gib(5), _gib(0.5), three)
    yield from also(plain, gapped_index, repeated_index, reversed_rows, emptied)
    yield case("the dearest fits alone", _gib(30), _gib(0.5), three)
    yield case("nothing fits", _gib(90), _gib(0.5), three)
    yield case("the reserve of a large model", _gib(40), 0, _cards(40, 44, 45, 46, 49, 51, 60))
    yield case("the reserve of a larger model", _gib(60), 0, _cards(60, 66, 67, 68, 74, 76, 90))
    yield case("the reserve of a small model", _gib(9), 0, _cards(8, 10, 11, 12, 13, 16))
    yield case("the reserve of a tiny model", _gib(0.5), 0, _cards(1, 2, 3))
    yield case("the context of a large model", _gib(40), _gib(20), _cards(49, 66, 72, 74, 80))
    yield case("the context of a small model", _gib(5), _gib(30), _cards(7, 38, 40, 43, 48))
    yield case("binary units", _gib(13), 0, _cards(15, 16, 17, 18))
    one, both = _shop(("a-twenty", 20, 0.6)), _shop(("a-twenty", 20, 0.6), ("b-spare", 24, 0.9))
    yield case("just enough memory, and a spare machine", _gib(15), _gib(1.5), both)
    yield case("just enough memory", _gib(15), _gib(1.5), one)
    yield case("one byte too much, and a spare machine", _gib(15), _gib(1.5) + 1, both)
    yield case("one byte too much", _gib(15), _gib(1.5) + 1, one)
    for status in ("not_available", "reserved", "deprecated", "low_availability"):
        busy = _shop(("a-cheap", 24, 0.4, status), ("b-free", 24, 0.9), ("c-large", 48, 1.5))
        yield case(f"the cheapest is {status}", _gib(10), _gib(1), busy)
        yield case(f"one of two is {status}", _gib(10), _gib(1), busy.iloc[[2, 0]])
    yield case("nothing can be had", _gib(10), 0, _shop(("a", 24, 0.4, "reserved"), ("b", 80, 2.5, "not_available")))
    yield case("a larger machine is cheaper", _gib(10), 0, _shop(("a-dear", 16, 0.9), ("b-large", 48, 0.8)))
    yield case("a larger machine is much cheaper", _gib(10), 0, _shop(("a", 24, 0.9), ("b", 16, 0.8), ("c", 80, 0.7)))
    tied = _shop(("a-small", 16, 0.8), ("b-large", 48, 0.8), ("c-medium", 24, 0.8))
    yield from also(case("equal prices", _gib(10), 0, tied), shuffled)
    twins = _shop(("b-twin", 24, 0.8), ("a-twin", 24, 0.8), ("c-twin", 24, 0.8), ("z-small", 16, 0.8))
    yield from also(case("equal prices and memory", _gib(10), 0, twins), reversed_rows)
    chips = _shop(("a-chip", 32, 0.3, "available", "neuron"), ("b-gpu", 24, 0.8), ("c-gpu", 48, 1.6))
    yield case("another chip is cheaper", _gib(10), 0, chips)
    yield case("another chip alone", _gib(10), 0, chips.head(1))
    processors = _shop(("a-cpu", None, 0.1, "available", "cpu"), ("b-gpu", 24, 0.8), ("c-cpu", None, 0.2))
    yield from also(case("machines whose GPU memory is missing", _gib(10), 0, processors), gapped_index)
    yield case("no machine has a GPU", _gib(1), 0, processors.iloc[[0, 2]])
    yield case("a model of 0 bytes", 0, 0, three)
    for weights, context in ((6, 0.5), (15, 0.5), (30, 16), (58, 2), (250, 4), (400, 0)):
        yield case(f"a model of {weights} GiB on a long list", _gib(weights), _gib(context), _list())


def _cards(*memories: int) -> pd.DataFrame:
    """One machine of each size, the larger the dearer."""
    return _shop(*[(f"card-{memory}", memory, memory / 30) for memory in memories])


def _list() -> pd.DataFrame:
    """The kinds of machines that the Hubs of the course have, from three vendors of which some are sold out."""
    cards = (("t4", 16, 0.5), ("l4", 24, 0.8), ("l40s", 48, 1.8), ("a100", 80, 2.5), ("h200", 141, 5.0))
    rows: list[Row] = [("bay-cpu", None, 0.03, "available", "cpu"), ("bay-inf2", 32, 0.66, "available", "neuron")]
    for vendor, factor in (("north", 1.0), ("bay", 0.875), ("steppe", 1.12)):
        for name, memory, price in cards:
            gone = (vendor, name) in (("bay", "l4"), ("bay", "a100"), ("steppe", "l4"))
            rows.append(
                (f"{vendor}-{name}", memory, round(price * factor, 3), "not_available" if gone else "available")
            )
    return _shop(*rows, ("steppe-l40s-old", 48, 0.8), ("north-a100-quad", 320, 10.0))


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
RESERVE = "max(serving.GIB, 0.1 * weights)"
ORDER = "offers.sort_values(order, ascending=[True, False, True])"
slip("no_reserve", "The calculation needs memory too: add a tenth of the weights, and at least 1 GiB.",
     " + " + RESERVE, "")
slip("a_tenth_without_a_floor", "Small models need a spare GiB too: take the larger of 1 GiB and a tenth.",
     RESERVE, "0.1 * weights")
slip("a_floor_without_a_tenth", "1 GiB is the least; a large model needs a tenth of its weights.",
     RESERVE, "serving.GIB")
slip("both_reserves", "The reserve is the larger of 1 GiB and a tenth, not their sum.",
     RESERVE, "serving.GIB + 0.1 * weights")
slip("whole_card", "The driver takes its part: plan with nine tenths of the card's memory.",
     "0.9 * hardware", "1.0 * hardware")
slip("context_left_out", "The context needs memory as well: add `kv`.",
     "weights + kv + ", "weights + ")
slip("a_tenth_of_both", "The reserve is a tenth of the weights; the cache is not in it.",
     RESERVE, "max(serving.GIB, 0.1 * (weights + kv))")
slip("decimal_units", "`gpu_memory_gb` counts GiB: each is 2³⁰ bytes.",
     '["gpu_memory_gb"] * serving.GIB', '["gpu_memory_gb"] * 10**9')
slip("more_than_required", "A machine with just the required memory fits.",
     "usable >= required", "usable > required")
slip("status_ignored", "Only a machine whose `status` is `available` can be rented.",
     "is_gpu & is_free & fits", "is_gpu & fits")
slip("almost_available", "`low_availability` means perhaps: only `available` counts.",
     '.eq("available")', '.isin(["available", "low_availability"])')
slip("not_unavailable", "Only `available` counts: a reserved or deprecated machine cannot be rented either.",
     '.eq("available")', '.ne("not_available")')
slip("other_chips_taken", "Only rows with the accelerator `gpu` count; `neuron` runs other software.",
     "is_gpu & is_free", 'hardware["gpu_memory_gb"].notna() & is_free')
slip("smallest_card", "The smallest card is not always the cheapest: sort by price.",
     '["price_per_hour", "gpu_memory_gb", "id"]', '["gpu_memory_gb", "price_per_hour", "id"]',
     "[True, False, True]", "True")
slip("smaller_of_a_tie", "At the same price, the larger memory comes first.",
     "[True, False, True]", "True")
slip("tie_by_id_alone", "At the same price, the larger memory comes first, and only then the id.",
     '["price_per_hour", "gpu_memory_gb", "id"]', '["price_per_hour", "id"]', "[True, False, True]", "True")
slip("last_id_of_a_tie", "At the same price and memory, the id that comes first in the alphabet is taken.",
     "[True, False, True]", "[True, False, False]")
slip("ties_as_they_stand", "At the same price and memory, the id decides and not the place in the table.",
     '"gpu_memory_gb", "id"]', '"gpu_memory_gb"]',
     "ascending=[True, False, True]", 'ascending=[True, False], kind="stable"')
slip("dearest_first", "The lowest price comes first.",
     "[True, False, True]", "[False, False, True]")
slip("nothing_fits_not_expected", "If no machine fits, the answer is `None`: ask before you take the first row.",
     "    if offers.empty:\n        return None\n", "")
slip("largest_if_nothing_fits", "If no machine fits, the answer is `None`, not the largest machine.",
     "        return None\n", '        offers = hardware.sort_values("gpu_memory_gb", na_position="first").tail(1)\n')
slip("whole_row", "Return the `id` alone, not the row of the table.",
     '["id"].iloc[0]', ".iloc[0]")
# fmt: on


@exercise.wrong("Return the `id` of the machine, not its place in the table.")
def place_in_the_table(weights: int, kv: int, hardware: pd.DataFrame) -> int | None:
    found = row_by_row(weights, kv, hardware)
    return None if found is None else hardware["id"].tolist().index(found)


@exercise.right
def row_by_row(weights: int, kv: int, hardware: pd.DataFrame) -> str | None:
    reserve = weights // 10 if weights > 10 * GIB else GIB
    offers = []
    for row in hardware.to_dict("records"):
        memory = row["gpu_memory_gb"]
        if (row["accelerator"], row["status"]) != ("gpu", "available") or pd.isna(memory):
            continue
        if weights + kv + reserve <= 9 * int(memory) * GIB / 10:
            offers.append((row["price_per_hour"], -memory, row["id"]))
    return min(offers)[2] if offers else None


@exercise.right
def with_a_query(weights: int, kv: int, hardware: pd.DataFrame) -> str | None:
    needed = (weights + kv + max(GIB, weights / 10)) / 0.9 / GIB
    open_ones = hardware.dropna(subset=["gpu_memory_gb"]).query("accelerator == 'gpu' and status == 'available'")
    large = open_ones[open_ones["gpu_memory_gb"].astype(float) >= needed].sort_values("id")
    if not len(large):
        return None
    cheap = large[large["price_per_hour"] == large["price_per_hour"].min()]
    return str(cheap[cheap["gpu_memory_gb"] == cheap["gpu_memory_gb"].max()]["id"].iloc[0])
