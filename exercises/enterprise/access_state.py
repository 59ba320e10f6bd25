"""Why can this user not get this repo?"""

from collections.abc import Iterator
from typing import Any

from huggingface_hub import HfApi, errors

from course.exercise.exercise import Case, Exercise, case
from course.hub.hand_made import hub_of
from course.hub.refusing import Refusing

exercise = Exercise(
    "13-enterprise",
    "access_state",
    looks_at="every kind of refusal, a limit, a failure of the server, errors that are not of the Hub, and requests",
)

REPOS: list[dict[str, Any]] = [
    {"id": "ada/open", "gated": False},
    {"id": "ada/auto", "gated": "auto"},
    {"id": "ada/manual", "gated": "manual"},
    {"id": "ada/private", "private": True},
    {"id": "ada/private-gate", "private": True, "gated": "auto"},
    {"id": "ada/off", "disabled": True},
    {"id": "ada/moved", "formerly": ["ada/old"]},
    {"id": "ada/busy", "answers": {"auth-check": 429}},
    {"id": "ada/fails-429", "answers": {"auth-check": 500}},
    {"id": "ada/forbids", "answers": {"auth-check": 403}},
]


@exercise.cases
def cases() -> Iterator[Case]:
    """A Hub of every kind of repo, then refusals and failures one by one."""
    for repo in REPOS:
        name = str(repo["id"])
        yield case(f"a repo called {name}", hub_of(REPOS), name, budget=1)
    yield case("a repo that is not there", hub_of(REPOS), "ada/nothing", budget=1)
    yield case("an earlier name of a repo", hub_of(REPOS), "ada/old", budget=2)
    yield case("a gate without a token", Refusing(errors.GatedRepoError, "refused", 401), "ada/x")
    yield case("a gate with a token", Refusing(errors.GatedRepoError, "refused", 403), "ada/x")
    yield case("an unknown repo", Refusing(errors.RepositoryNotFoundError, "refused", 401), "ada/x")
    yield case("a disabled repo", Refusing(errors.DisabledRepoError, "refused", 403), "ada/x")
    yield case("too many requests", Refusing(errors.HfHubHTTPError, "slow down", 429), "ada/x")
    yield case("another failure", Refusing(errors.HfHubHTTPError, "after 429 s", 503), "ada/x")
    yield case("a mistake in the code", Refusing(KeyError, "private"), "ada/x")
    yield case("no connection", Refusing(ConnectionError, "no network"), "ada/x")
    yield case("a file that is not there", Refusing(FileNotFoundError, "token"), "ada/x")


slip = exercise.slip
NARROW = "GatedRepoError is a RepositoryNotFoundError: catch the narrower one first."
METADATA = "A gated model’s page is public; reading its metadata says nothing about access to its files."
slip(
    "base_class_first",
    NARROW,
    """    except errors.GatedRepoError:
        return "gated"
    except errors.RepositoryNotFoundError:
        return "missing_or_private"
""",
    """    except errors.RepositoryNotFoundError:
        return "missing_or_private"
    except errors.GatedRepoError:
        return "gated"
""",
)
slip(
    "everything_caught",
    "You also swallowed a bug in your own code.",
    """    except errors.HfHubHTTPError as error:
        return "rate_limited" if error.response.status_code == 429 else "error"
""",
    """    except Exception as error:
        found = getattr(error, "response", None)
        return "rate_limited" if getattr(found, "status_code", 0) == 429 else "error"
""",
)
slip(
    "system_errors_caught",
    "You catch more than the Hub's errors: a missing file would read as `error`.",
    """    except errors.HfHubHTTPError as error:
        return "rate_limited" if error.response.status_code == 429 else "error"
""",
    """    except OSError as error:
        found = getattr(error, "response", None)
        return "rate_limited" if getattr(found, "status_code", 0) == 429 else "error"
""",
)
slip("metadata_alone", METADATA, "api.auth_check(repo_id)", "api.model_info(repo_id)")
slip(
    "gate_by_metadata",
    METADATA,
    "        api.auth_check(repo_id)\n",
    """        if api.model_info(repo_id).gated:
            return "gated"
""",
)
slip(
    "disabled_is_error",
    "A disabled repo has an error class of its own.",
    """    except errors.DisabledRepoError:
        return "disabled"
""",
    "",
)
slip(
    "status_in_the_text",
    "Look at the status code, not at the text of the error.",
    "error.response.status_code == 429",
    '"429" in str(error)',
)
slip(
    "asks_again",
    "One call must do; waiting out a limit is not this question.",
    "    except errors.HfHubHTTPError as error:\n",
    """    except errors.HfHubHTTPError as error:
        try:
            api.auth_check(repo_id)
        except errors.HfHubHTTPError:
            pass
""",
)
slip(
    "unknown_state_raised",
    "An unknown state should be `error`, not an exception.",
    """        return "rate_limited" if error.response.status_code == 429 else "error"
""",
    """        if error.response.status_code == 429:
            return "rate_limited"
        raise
""",
)
slip(
    "limit_is_error",
    "Status 429 means too many requests: that is `rate_limited`.",
    '"rate_limited" if error.response.status_code == 429 else "error"',
    '"error"',
)
slip(
    "every_403_is_a_gate",
    "A refusal with 403 can have other reasons: a gate has an error class of its own.",
    '"rate_limited" if error.response.status_code == 429 else "error"',
    '{429: "rate_limited", 403: "gated"}.get(error.response.status_code, "error")',
)
slip(
    "not_found_is_error",
    "A model that is not found is `missing_or_private`, not just an error.",
    """    except errors.RepositoryNotFoundError:
        return "missing_or_private"
""",
    "",
)


@exercise.right
def by_class(api: HfApi, repo_id: str) -> str:
    try:
        api.auth_check(repo_id)
    except errors.HfHubHTTPError as error:
        names = [one.__name__ for one in type(error).__mro__]
        for name, state in (
            ("GatedRepoError", "gated"),
            ("DisabledRepoError", "disabled"),
            ("RepositoryNotFoundError", "missing_or_private"),
        ):
            if name in names:
                return state
        return {429: "rate_limited"}.get(error.response.status_code, "error")
    return "open"


@exercise.right
def with_conditions(api: HfApi, repo_id: str) -> str:
    state = "open"
    try:
        api.auth_check(repo_id, repo_type="model")
    except (errors.RepositoryNotFoundError, errors.DisabledRepoError) as refusal:
        state = "disabled" if isinstance(refusal, errors.DisabledRepoError) else "missing_or_private"
        if isinstance(refusal, errors.GatedRepoError):
            state = "gated"
    except errors.HfHubHTTPError as failure:
        state = "rate_limited" if failure.response.status_code == 429 else "error"
    return state
