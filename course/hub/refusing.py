"""A stand-in for a Hub that refuses in ways that no hand-made Hub can: it raises one error when it is asked."""

from typing import Any

import httpx2
from huggingface_hub import HfApi

URL = "https://hub.example/api/models/ada/x/auth-check"


class Refusing(HfApi):
    """An HfApi whose `auth_check` raises an error of the class `kind`, a new one each time."""

    def __init__(self, kind: type[Exception], text: str, status: int | None = None) -> None:
        super().__init__(endpoint="https://hub.example", token=False)
        self.kind, self.text, self.status = kind, text, status

    def __repr__(self) -> str:
        return f"a Hub that raises {self.kind.__name__}"

    def __deepcopy__(self, _: object) -> "Refusing":
        return self

    def __reduce__(self) -> tuple[type["Refusing"], tuple[type[Exception], str, int | None]]:
        return type(self), (self.kind, self.text, self.status)

    def auth_check(self, *_: Any, **__: Any) -> None:
        """Raise the error."""
        more: dict[str, Any] = {}
        if self.status is not None:
            more["response"] = httpx2.Response(self.status, request=httpx2.Request("GET", URL))
        raise self.kind(self.text, **more)
