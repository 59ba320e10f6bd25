"""A clock for tests of what waits."""

from collections.abc import Callable

from course.hub.meter import Meter


class Watch:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def meter(self, requests: int = 20, seconds: float = 60, show: Callable[[Meter], None] = lambda one: None) -> Meter:
        """A meter on this clock."""
        return Meter(requests, seconds, show, self.sleep, lambda: self.now)
