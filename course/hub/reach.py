"""Whether a Hub can be reached at all, known within a bounded time."""

import socket
import threading
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

PATIENCE = 5.0
PORTS = {"https": 443, "http": 80}
SOCKS = 1080


def reachable(endpoint: str, patience: float = PATIENCE) -> bool:
    """Whether the machine at `endpoint`, or the proxy on the way to it, takes connections."""
    address = door(endpoint)
    found, done = threading.Event(), threading.Event()

    def knock() -> None:
        try:
            socket.create_connection(address, patience).close()
            found.set()
        except (OSError, UnicodeError):
            pass
        finally:
            done.set()

    try:  # in a thread, for looking up a name cannot be bounded
        threading.Thread(target=knock, daemon=True).start()
    except RuntimeError:
        return False
    done.wait(patience)
    return found.is_set()


def door(endpoint: str) -> tuple[str, int]:
    """The host and port that a request to `endpoint` connects to first."""
    there = urlsplit(endpoint)
    proxies = getproxies()
    proxy = proxies.get(there.scheme) or proxies.get("all")
    if proxy and not proxy_bypass(there.hostname or ""):
        there = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    return there.hostname or "", there.port or PORTS.get(there.scheme, SOCKS)
