"""A meter between the client and the live Hub: requests are counted and bounded, pauses kept, what came so far used."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2
from huggingface_hub import HfApi
from huggingface_hub.errors import OfflineModeIsEnabled

from course.hub import transport
from course.hub.connect import LiveApi
from course.hub.fetch import backoff, waiting

TRIES = 4
TIMEOUT = 10.0
LARGEST = 32 * 2**20
PASSING = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError)

# When each host may be asked again, on the clock of `time.monotonic`: a pause outlives the cell that was told of it.
paused: dict[str, float] = {}


class Halt(ConnectionError):
    """Why no more is asked; the client does not try again."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Meter:
    """Lets at most `requests` through within `seconds`, one at a time; `show` is called whenever something changed."""

    def __init__(
        self,
        requests: int,
        seconds: float,
        show: Callable[["Meter"], None] = lambda meter: None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most, self.show, self.sleep, self.clock = requests, show, sleep, clock
        self.seconds, self.began = seconds, clock()
        self.ends = self.began + seconds
        self.made, self.waiting = 0, 0.0
        self.told = self.cut = self.failed = self.stand_in = ""
        self._following: set[str] = set()
        self._one_at_a_time = threading.RLock()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self.clock() - self.began

    def __call__(self, request: httpx2.Request, send: transport.Send) -> httpx2.Response:
        """The Hub's answer; no more pages of a listing once a limit is reached."""
        with self._one_at_a_time:
            try:
                response = self._ask(request, send)
            except (Halt, OfflineModeIsEnabled) as problem:
                return self._end(request, problem)
            except KeyboardInterrupt:
                return self._end(request, Halt("You stopped it."))
        following = response.links.get("next", {}).get("url")
        if following:
            self._following.add(str(request.url.join(following)))
        return response

    def _end(self, request: httpx2.Request, problem: Exception) -> httpx2.Response:
        """An empty last page, so that a listing ends with what it has; there is no such way out of anything else."""
        if str(request.url) in self._following:
            self.cut = self.cut or str(problem)
            return httpx2.Response(200, json=[])
        self.failed = self.failed or str(problem)
        raise problem

    def _ask(self, request: httpx2.Request, send: transport.Send) -> httpx2.Response:
        host = request.url.host
        for attempt in range(TRIES):
            self._pause(host)
            try:
                response = self._answer(request, send)
            except PASSING as error:
                self.told = "the connection broke"
                paused[host] = self.clock() + backoff(attempt)
                if isinstance(error, httpx2.ConnectTimeout):
                    break
            else:
                if response.status_code not in (408, 429) and response.status_code < 500:
                    return response
                self.told = "too many requests" if response.status_code == 429 else f"status {response.status_code}"
                paused[host] = self.clock() + waiting(response, attempt)
        raise Halt(f"{host} gave no answer ({self.told}); run this cell again later.")

    def _answer(self, request: httpx2.Request, send: transport.Send) -> httpx2.Response:
        if self.failed:
            raise Halt(self.failed)
        if self.made >= self.most:
            raise Halt(f"The limit of {self.most} requests is reached.")
        self._check_time()
        self.made += 1
        self.show(self)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), min(TIMEOUT, self._left()))
        request.extensions = {**request.extensions, "timeout": limits}
        response = self._whole(send(request))
        self.stand_in = response.headers.get("x-snapshot", self.stand_in)
        page = response.status_code == 200 and "text/html" in response.headers.get("content-type", "")
        if page and request.url.path.startswith("/api/"):
            raise Halt(f"What answers for {request.url.host} is no Hub; does this network want you to sign in?")
        return response

    def _whole(self, response: httpx2.Response) -> httpx2.Response:
        """The same answer with all of its body read, within the limits."""
        chunks: list[bytes] = []
        try:
            for chunk in response.iter_raw():
                chunks.append(chunk)
                self._check_time()
                if sum(map(len, chunks)) > LARGEST:
                    raise Halt(f"An answer has more than {LARGEST // 2**20} MB; ask for less.")
        finally:
            response.close()
        return httpx2.Response(response.status_code, headers=response.headers, content=b"".join(chunks))

    def _check_time(self) -> None:
        if self._left() <= 0:
            raise Halt(f"The limit of {self.seconds:.0f} seconds is reached.")

    def _left(self) -> float:
        return self.ends - self.clock()

    def _pause(self, host: str) -> None:
        """Wait until the host may be asked again, and show it; not at all where that is too long."""
        self.told = self.told or "asked for a pause before"
        if paused.get(host, 0.0) > self.ends:
            left = paused[host] - self.clock()
            raise Halt(f"{host} may be asked again in {left:.0f} seconds ({self.told}); run this cell then.")
        while (left := paused.get(host, 0.0) - self.clock()) > 0:
            self.waiting = left
            self.show(self)
            self.sleep(min(left, 1.0))
        self.waiting = 0.0


@contextmanager
def metered(meter: Meter) -> Iterator[HfApi]:
    """The live Hub behind a meter, as an HfApi that sends no token: everybody is shown the same."""
    transport.install()
    name = uuid.uuid4().hex
    transport.meters[name] = meter
    try:
        yield LiveApi(token=False, library_name="measure-the-hub", headers={transport.METER: name})
    finally:
        del transport.meters[name]
