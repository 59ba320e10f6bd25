"""Users, organisations, and who is asking."""

from course.hub.messages import HubError, Response, json_response, not_found
from course.hub.routes.call import Call
from course.hub.routes.paging import page_of
from course.hub.scratch import AUTHOR

USER_LISTS = ("followers", "following", "likes")
ORGANIZATION_LISTS = ("members", "followers")


def user(call: Call) -> Response:
    """A user's overview, followers, likes."""
    return _account(call, "users", USER_LISTS)


def organization(call: Call) -> Response:
    """An organisation's overview, members, followers."""
    return _account(call, "organizations", ORGANIZATION_LISTS)


def _account(call: Call, collection: str, lists: tuple[str, ...]) -> Response:
    name, what = (*call.rest, "", "")[:2]
    overview = call.snapshot.document(collection, name)
    if overview is None:
        raise not_found(f"This {collection[:-1]} does not exist: {name[:60]}.")
    if what == "overview":
        return json_response(overview)
    if what not in lists:
        raise not_found()
    return page_of(call.request, call.snapshot.document(what, name) or [], f"{what}:{name}")


def whoami(call: Call) -> Response:
    """Who the token belongs to: any token is the same learner's, and none is looked at."""
    if not call.request.authorized:
        raise HubError(401, "Invalid username or password.")
    return json_response({"type": "user", "id": "0" * 24, "name": AUTHOR, "fullname": "Learner", "orgs": []})
