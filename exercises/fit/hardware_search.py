"""What should a developer with this GPU and engine see first?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from huggingface_hub import HfApi

from course.exercise import hubs
from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from exercises.fit.repos import GIB, LLAMA, engine_support, header, support

GREEDY = "You asked the Hub once for each model: the listing already carries all that `tier` needs."

exercise = Exercise(
    "05-fit",
    "hardware_search",
    looks_at="the tiers alone and mixed, private models, a small pool, a small k, a search that finds nothing or "
    "nothing that runs, the number of requests, and Hubs that you have not seen",
    over_budget=GREEDY,
)
TABLE = support(("LlamaForCausalLM", "vllm", "none|awq"), ("PhiForCausalLM", "tgi", "none"))
FILES = [{"rfilename": "config.json"}, {"rfilename": "model.safetensors"}]
Repo = dict[str, object]


def _sure(name: str, gib: float = 6, **more: object) -> Repo:
    """A model that fits and serves."""
    counted = header({"BF16": int(gib * GIB / 2)})
    return {"id": name, "siblings": FILES, "config": LLAMA, "safetensors": counted, **more}


def _perhaps(name: str, **more: object) -> Repo:
    """A model that fits and may serve."""
    return {key: value for key, value in _sure(name, **more).items() if key != "config"}  # type: ignore[arg-type]


def _unsized(name: str, **more: object) -> Repo:
    """A model that serves and whose size is unknown."""
    return {key: value for key, value in _sure(name, **more).items() if key != "safetensors"}  # type: ignore[arg-type]


def _never(name: str) -> Repo:
    """A model in another format."""
    return {"id": name, "siblings": [{"rfilename": "model.gguf"}], "config": LLAMA}


def _ranked(*repos: Repo) -> HfApi:
    """A Hub on which the repos stand in this order of downloads."""
    return hub_of([{"downloads": 1_000 - 10 * place, **one} for place, one in enumerate(repos)])


@exercise.cases
def cases() -> Iterator[Case]:
    """Small Hubs first; one request suffices everywhere."""
    mixed = [
        _unsized("ada/bot-a"),
        _perhaps("ada/bot-b"),
        _never("ada/bot-c"),
        _sure("ada/bot-d"),
        _sure("ada/bot-e", 60),
    ]
    mixed += [_sure("ada/bot-f", 2), _perhaps("ada/bot-g"), _unsized("ada/bot-h"), _sure("ada/bot-i", 1)]
    yield case("tiers in any order", _ranked(*mixed), "bot", 24, "vllm", TABLE, budget=1)
    yield case("the other order", _ranked(*mixed[::-1]), "bot", 24, "vllm", TABLE, budget=1)
    yield case("a pool of two, at most four", _ranked(*mixed), "bot", 24, "vllm", TABLE, 4, 2, budget=1)
    many = [_sure(f"fay/bot-{n:03}", 1 + n % 40) for n in range(70)]
    yield case("the first three of many", _ranked(*many), "bot", 24, "vllm", TABLE, 3, budget=1)
    yield case("the first three", _ranked(*mixed), "bot", 24, "vllm", TABLE, 3, budget=1)
    yield case("the first one", _ranked(*mixed), "bot", 24, "vllm", TABLE, 1, budget=1)
    yield case("a pool of four, the first two", _ranked(*mixed), "bot", 24, "vllm", TABLE, 2, 4, budget=1)
    yield case("a larger GPU", _ranked(*mixed), "bot", 141, "vllm", TABLE, budget=1)
    yield case("another engine", _ranked(*mixed), "bot", 24, "tgi", TABLE, budget=1)
    yield case(
        "sure ones alone",
        _ranked(_sure("z/bot", 9), _sure("a/bot", 2), _sure("m/bot", 5)),
        "bot",
        24,
        "vllm",
        TABLE,
        budget=1,
    )
    hidden = [_sure("ada/bot-p", private=True), _sure("ada/bot-q"), _perhaps("ada/bot-r", private=True)]
    yield case("private models", _ranked(*hidden, _sure("ada/bot-s")), "bot", 24, "vllm", TABLE, budget=1)
    yield case(
        "a private model in the pool", _ranked(*hidden, _sure("ada/bot-s")), "bot", 24, "vllm", TABLE, 9, 2, budget=1
    )
    other = [_sure("eve/cat-1"), _sure("eve/bot-1"), _sure("eve/cat-2"), _perhaps("eve/BOT-2")]
    yield case("another word", _ranked(*other), "bot", 24, "vllm", TABLE, budget=1)
    yield case("two words", _ranked(*other, _sure("eve/bot-of-cat")), "cat bot", 24, "vllm", TABLE, budget=1)
    yield case("a word that nothing has", _ranked(*other), "dog", 24, "vllm", TABLE, budget=1)
    yield case("nothing that runs", _ranked(_never("a/bot"), _sure("b/bot", 90)), "bot", 24, "vllm", TABLE, budget=1)
    new = _sure("eve/bot-new", safetensors=header({"BF16": 5, "F4": 9}))
    yield case("an unknown dtype", _ranked(new, _sure("eve/bot-old")), "bot", 24, "vllm", TABLE, budget=1)
    tasks = [_sure("t/bot-1", pipeline_tag="text-to-image"), _sure("t/bot-2", pipeline_tag="text-generation")]
    yield case("stated tasks", _ranked(*tasks), "bot", 24, "vllm", TABLE, budget=1)
    likes = [_sure("l/bot-1", likes=1), _sure("l/bot-2", likes=50), _sure("l/bot-3", likes=9)]
    yield case("likes in another order", _ranked(*likes), "bot", 24, "vllm", TABLE, budget=1)
    yield case("the default of ten", _ranked(*many), "bot", 48, "vllm", TABLE, budget=1)
    for slot in hubs.SLOTS:
        table = engine_support(slot)
        for text, gpu, engine in (("instruct", 24, "vllm"), ("7b", 16, "tgi")):
            yield case("a search of an unseen Hub", hubs.hub(slot), text, gpu, engine, table, budget=1)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
KEPT = "if place is not None and info.private is not True:"
FOUND = "tiers[0] + tiers[1] + tiers[2]"
slip("one_request_a_model", GREEDY,
     "    for info in listing:\n",
     "    for info in listing:\n        info = api.model_info(info.id, expand=properties)\n")
slip("pool_ignored", "Look at the first `pool` results, not at the whole catalogue.",
     "limit=pool, ", "")
slip("k_for_the_pool", "The listing is cut at `pool`, and the answer at `k`.",
     "limit=pool", "limit=k")
slip("cut_after_the_listing", "Keep the first `k` ids at the end; the pool is cut by `limit`.",
     "    return found[:k]", "    return found")
slip("cut_before_the_tiers", "Sort into tiers first and cut to `k` last.",
     "    for info in listing:\n", "    for info in list(listing)[:k]:\n")
slip("always_ten", "Keep the first `k`: ten is only the default.",
     "found[:k]", "found[:10]")
slip("search_left_out", "Search for `text`: give it to the listing.",
     "search=text, ", "")
slip("any_order", 'Ask for the order of downloads: `sort="downloads"`.',
     'sort="downloads", ', "")
slip("by_likes", 'The order of the search is that of downloads: `sort="downloads"`.',
     '"downloads"', '"likes"')
slip("private_shown", "A private model does not belong on a public page: name `private` in `expand`, and leave it out.",
     KEPT, "if place is not None:")
slip("silent_is_private", "Leave out the models whose `private` is `True`; one that does not say stays.",
     KEPT, "if place is not None and info.private is False:")
slip("sure_ones_lost", "0 is a tier too: ask whether the tier is `None`.",
     KEPT, "if place and info.private is not True:")
slip("config_not_asked", "The badge reads the config, the files and the task: name all three in `expand`.",
     '["config", "pipeline_tag"', '["pipeline_tag"')
slip("files_not_asked", "The badge reads the config, the files and the task: name all three in `expand`.",
     '"safetensors", "siblings"]', '"safetensors"]')
slip("sizes_not_asked", "The size is read from the header: name `safetensors` in `expand`.",
     '"safetensors", "siblings"]', '"siblings"]')
slip("tasks_not_asked", "The badge reads the config, the files and the task: name all three in `expand`.",
     '"pipeline_tag", ', "")
slip("sure_ones_alone", "Show tier 1 and tier 2 too, after the sure ones.",
     FOUND, "tiers[0]")
slip("unsized_left_out", "To hide what you cannot measure punishes authors for missing metadata: show it last.",
     FOUND, "tiers[0] + tiers[1]")
slip("perhaps_left_out", "`unknown` is not `no`: show it after the sure ones.",
     FOUND, "tiers[0] + tiers[2]")
slip("tiers_reversed", "The surest tier comes first.",
     FOUND, "tiers[2] + tiers[1] + tiers[0]")
slip("unsized_before_perhaps", "Tier 1 comes before tier 2.",
     FOUND, "tiers[0] + tiers[2] + tiers[1]")
slip("sorted_by_name", "Within a tier keep the order of the search; do not sort by id.",
     FOUND, "sorted(tiers[0]) + sorted(tiers[1]) + sorted(tiers[2])")
slip("reversed_within_a_tier", "Within a tier keep the order of the search.",
     FOUND, "tiers[0][::-1] + tiers[1][::-1] + tiers[2][::-1]")
slip("order_of_the_search_alone", "Sort into tiers: the surest first.",
     "tiers[place].append(info.id)", "tiers[0].append(info.id)")
# fmt: on


@exercise.wrong("Within a tier keep the order users know, or you test two changes at once.")
def smallest_first(
    api: HfApi, text: str, gpu_gib: float, engine: str, support: pd.DataFrame, k: int = 10, pool: int = 50
) -> list[str]:
    from course import serving

    placed = []
    for info in api.list_models(search=text, sort="downloads", limit=pool, expand=serving.EXPAND):
        place = serving.tier(info, gpu_gib, engine, support)
        if place is not None and not info.private:
            size = serving.weight_bytes(info) if place < 2 else 0
            placed.append((place, size, info.id))
    return [name for _, _, name in sorted(placed)][:k]


@exercise.right
def with_a_frame(
    api: HfApi, text: str, gpu_gib: float, engine: str, support: pd.DataFrame, k: int = 10, pool: int = 50
) -> list[str]:
    from course import serving

    asked: list[Any] = ["downloads", "likes", *serving.EXPAND]
    found = [
        info for info in api.list_models(expand=asked, limit=pool, search=text, sort="downloads") if not info.private
    ]
    table = pd.DataFrame({"id": [info.id for info in found]}, dtype=object)
    table["tier"] = [serving.tier(info, gpu_gib, engine, support) for info in found]
    kept = table.dropna(subset="tier").sort_values("tier", kind="stable")
    return list(kept["id"])[:k]


@exercise.right
def three_times_through(
    api: HfApi, text: str, gpu_gib: float, engine: str, support: pd.DataFrame, k: int = 10, pool: int = 50
) -> list[str]:
    from course.serving import badge, weight_bytes

    public = [
        one
        for one in api.list_models(search=text, sort="downloads", limit=pool, expand=EVERY)
        if one.private is not True
    ]
    words = {one.id: badge(one, one.config, support, engine) for one in public}
    sizes: dict[str, int | None] = {}
    for one in public:
        try:
            sizes[one.id] = weight_bytes(one)
        except ValueError:
            sizes[one.id] = None
    room = 0.75 * gpu_gib * GIB
    small = [name for name in words if (size := sizes[name]) is not None and size <= room]
    sure = [name for name in small if words[name] == "yes"]
    perhaps = [name for name in small if words[name] == "unknown"]
    rest = [name for name in words if sizes[name] is None and words[name] != "no"]
    return [*sure, *perhaps, *rest][:k]


EVERY: list[Any] = ["config", "pipeline_tag", "private", "safetensors", "siblings"]
