"""What is a Space doing?"""

from collections.abc import Iterator
from typing import Any

from huggingface_hub import SpaceRuntime

from course import frames
from course.exercise.exercise import Case, Exercise, case

exercise = Exercise(
    "10-spaces",
    "space_state",
    looks_at="every stage of the table alone, stages that are not in it, other letters, and Spaces without a runtime",
)

STAGES = [*frames.STATES]
OTHERS = ["DELETING", "HIBERNATING", "running", "Sleeping", "BUILD", "ERROR", "QUEUED_BUILDING", "OOM_ERROR", ""]
ALIKE = [" RUNNING", "RUNNING ", "SLEEPING\n", "RUNNING_OUT", "NOT_RUNNING", "SLEEPING_SOON", "PAUSED_BY_OWNER", "APP"]


def runtime(stage: str) -> SpaceRuntime:
    """A runtime as a listing returns it."""
    return SpaceRuntime({"stage": stage, "hardware": {"current": None, "requested": "cpu-basic"}, "gcTimeout": 172800})


@exercise.cases
def cases() -> Iterator[Case]:
    """One runtime at a time."""
    for stage in STAGES:
        yield case("a stage of the table", runtime(stage))
    for stage in OTHERS:
        yield case("a stage that is not in the table", runtime(stage))
    for stage in ALIKE:
        yield case("a stage that holds one of the table", runtime(stage))
    yield case("no runtime", None)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ASLEEP = "A Space that sleeps wakes on the next visit: it is idle, and did not fail."
OFF = "Somebody switched a paused or stopped Space off; it did not fail."
SWITCH = "A paused or stopped Space can be switched on again: it is idle."
UPDATING = "RUNNING_BUILDING still serves visitors while a new version builds, so it is running."
RESTARTING = "RUNNING_APP_STARTING still serves visitors while a new version starts, so it is running."
NEVER = "NO_APP_FILE is broken too: there is nothing that could start."
GET = "return states.get(runtime.stage, \"unknown\")"
slip("sleeping_is_broken", ASLEEP, '"SLEEPING": "idle"', '"SLEEPING": "broken"')
slip("sleeping_left_out", "The Hub returns SLEEPING, which the client's list lacks; it is idle.",
     '        "SLEEPING": "idle",\n', "")
slip("switched_off_is_broken", OFF, '"PAUSED": "idle"', '"PAUSED": "broken"', '"STOPPED": "idle"',
     '"STOPPED": "broken"')
slip("stopped_is_broken", OFF, '"STOPPED": "idle"', '"STOPPED": "broken"')
slip("paused_left_out", SWITCH, '        "PAUSED": "idle",\n', "")
slip("stopped_left_out", SWITCH, '        "STOPPED": "idle",\n', "")
slip("contains_building", UPDATING, GET,
     'return "building" if "BUILDING" in runtime.stage else states.get(runtime.stage, "unknown")')
slip("updating_is_building", UPDATING, '"RUNNING_BUILDING": "running"', '"RUNNING_BUILDING": "building"')
slip("ends_with_starting", RESTARTING, '"RUNNING_APP_STARTING": "running"', '"RUNNING_APP_STARTING": "building"')
slip("starts_with_running", "A word that merely looks like one of the table is unknown: compare whole words.", GET,
     'known = [word for word in states if word in runtime.stage]\n'
     '    return states[max(known, key=len)] if known else "unknown"')
slip("ends_with_error", NEVER, '        "NO_APP_FILE": "broken",\n', "")
slip("holds_running", "A word that merely looks like one of the table is unknown: compare whole words.", GET,
     'return "running" if "RUNNING" in runtime.stage else states.get(runtime.stage, "unknown")')
slip("begins_with_running", "A word that merely looks like one of the table is unknown: compare whole words.", GET,
     'return "running" if runtime.stage.startswith("RUNNING") else states.get(runtime.stage, "unknown")')
slip("first_word", "A word that merely looks like one of the table is unknown: compare whole words.", GET,
     'return states.get(runtime.stage, states.get(runtime.stage.split("_")[0], "unknown"))')
slip("stripped", "Compare letter for letter: a space before or after the word is a letter too.", GET,
     'return states.get(runtime.stage.strip(), "unknown")')
slip("first_start_is_running", "APP_STARTING has neither worked nor failed yet: it is building.",
     '        "APP_STARTING": "building"', '        "APP_STARTING": "running"')
slip("building_left_out", "A Space that builds or starts has a state of its own, building; it is not unknown.",
     '        "BUILDING": "building",\n        "APP_STARTING": "building",\n', "")
slip("config_error_left_out", "CONFIG_ERROR is broken too: the Space cannot start as it is set up.",
     '        "CONFIG_ERROR": "broken",\n', "")
slip("switched_off_is_running", "A paused or stopped Space is switched off: it is idle, not running.",
     '"PAUSED": "idle"', '"PAUSED": "running"', '"STOPPED": "idle"', '"STOPPED": "running"')
slip("paused_is_running", "A paused or stopped Space is switched off: it is idle, not running.",
     '"PAUSED": "idle"', '"PAUSED": "running"')
slip("stage_returned", "Return one of the five states; a word that is not in the table is `unknown`.", GET,
     "return states.get(runtime.stage, runtime.stage.lower())")
slip("any_error", "An error that is not in the table is unknown: compare whole words.", GET,
     'return "broken" if runtime.stage.endswith("ERROR") else states.get(runtime.stage, "unknown")')
slip("any_case", "Compare letter for letter: a stage in small letters is not in the table.", GET,
     'return states.get(runtime.stage.upper(), "unknown")')
slip("other_words_fail", "The Hub may send a word that is not in the table; use `get` with a second argument.", GET,
     "return states[runtime.stage]")
slip("other_words_missing", "A word that is not in the table is `unknown`: give `get` a second argument.", GET,
     "return states.get(runtime.stage)")
slip("other_words_broken", "A word that nobody explained is unknown; it says nothing about an error.", GET,
     'return states.get(runtime.stage, "broken")')
slip("no_runtime_expected", "A Space can have no runtime at all: then `runtime` is None, and None has no stage.",
     "    if runtime is None:\n        return \"unknown\"\n", "")
slip("no_runtime_is_idle", "Without a runtime the Hub did not say anything: the state is unknown.",
     'if runtime is None:\n        return "unknown"', 'if runtime is None:\n        return "idle"')
slip("no_runtime_is_broken", "Without a runtime the Hub did not say anything: the state is unknown.",
     'if runtime is None:\n        return "unknown"', 'if runtime is None:\n        return "broken"')
slip("deleting_is_idle", "DELETING is not in the table, so it is unknown.", GET,
     'return (states | {"DELETING": "idle"}).get(runtime.stage, "unknown")')
slip("deleting_is_broken", "DELETING is not in the table, so it is unknown.", GET,
     'return (states | {"DELETING": "broken"}).get(runtime.stage, "unknown")')
# fmt: on


@exercise.wrong("The Hub returned a stage that the client's list does not know; compare texts.")
def through_the_enum(runtime: Any) -> str:
    from huggingface_hub import SpaceStage

    if runtime is None:
        return "unknown"
    return frames.STATES.get(SpaceStage(runtime.stage).value, "unknown")


@exercise.right
def list_by_list(runtime: Any) -> str:
    stage = getattr(runtime, "stage", None)
    if stage in ("RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING"):
        return "running"
    if stage in ("SLEEPING", "PAUSED", "STOPPED"):
        return "idle"
    if stage in ("BUILDING", "APP_STARTING"):
        return "building"
    return "broken" if stage in ("BUILD_ERROR", "RUNTIME_ERROR", "CONFIG_ERROR", "NO_APP_FILE") else "unknown"


@exercise.right
def by_a_match(runtime: Any) -> str:
    match None if runtime is None else str(runtime.stage):
        case "RUNNING" | "RUNNING_BUILDING" | "RUNNING_APP_STARTING":
            return "running"
        case "SLEEPING" | "PAUSED" | "STOPPED":
            return "idle"
        case "BUILDING" | "APP_STARTING":
            return "building"
        case "NO_APP_FILE" | "BUILD_ERROR" | "RUNTIME_ERROR" | "CONFIG_ERROR":
            return "broken"
        case _:
            return "unknown"
