"""Whether a warm process still is what it was when it got ready: what its forks inherit, as one value."""

import os
import resource
import signal
from contextlib import suppress

LIMITS = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
DESCRIPTORS = 256
Signs = dict[str, object]


def signs() -> Signs:
    """Limits, priority, processors, folder, environment, signals and open descriptors of this process."""
    return {
        "limits": [resource.getrlimit(getattr(resource, name)) for name in LIMITS],
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
        "scheduling": os.sched_getscheduler(0),
        "processors": sorted(os.sched_getaffinity(0)),
        "group": (os.getpgid(0), os.getsid(0)),
        "users": (os.getresuid(), os.getresgid()),
        "signals": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "folder": os.getcwd(),
        "environment": hash(frozenset(os.environ.items())),
        "descriptors": [fd for fd in range(DESCRIPTORS) if _is_open(fd)],
    }


def changed(before: Signs, *new: int) -> list[str]:
    """What is no longer as it was; the descriptors `new` have just come and do not count."""
    now = signs()
    now["descriptors"] = [fd for fd in range(DESCRIPTORS) if fd not in new and _is_open(fd)]
    return [name for name, value in now.items() if value != before[name]]


def _is_open(fd: int) -> bool:
    with suppress(OSError):
        return bool(os.fstat(fd))
    return False
