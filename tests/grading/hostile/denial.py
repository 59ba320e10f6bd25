"""Family 1: submissions that try to stop the grader."""

from tests.grading.hostile.cases import Hostile, broken, code, harmless
from tests.grading.hostile.trial import DOUBLE, FULL

FAMILY = "denial of service"
HALF = FULL / 2

CASES = (
    broken(FAMILY, "a call that never ends", "while True: pass"),
    broken(FAMILY, "a call that sleeps", "import time; time.sleep(1000)"),
    broken(FAMILY, "arithmetic that no signal interrupts", "return 10 ** 10 ** 9"),
    broken(FAMILY, "an exit without goodbye", "import os; os._exit(3)"),
    broken(FAMILY, "a segmentation fault", "import ctypes; ctypes.string_at(0)"),
    broken(FAMILY, "an abort", "import os; os.abort()"),
    broken(FAMILY, "a stop signal to itself", "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"),
    broken(FAMILY, "a kill signal to itself", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
    broken(FAMILY, "more memory than there is", "return len([bytearray(1 << 28) for _ in range(1000)])"),
    broken(FAMILY, "a result of two gigabytes", "return 'x' * (1 << 31)"),
    broken(FAMILY, "a result nested without end", "made = []; made.append(made); return made"),
    broken(FAMILY, "endless recursion", "return double(number)"),
    broken(FAMILY, "a fork bomb", "import os\nwhile True: os.fork()"),
    broken(
        FAMILY,
        "threads without number",
        """
        import threading
        stop = threading.Event()
        while True:
            threading.Thread(target=stop.wait, daemon=True).start()
        """,
    ),
    broken(
        FAMILY,
        "a disk filled",
        """
        import os
        for part in range(1000):
            with open(os.path.join(os.environ["TMPDIR"], str(part)), "wb") as file:
                file.write(bytes(1 << 20))
        """,
    ),
    broken(FAMILY, "every descriptor closed", "import os; os.closerange(0, 1000)"),
    broken(
        FAMILY,
        "noise on every descriptor",
        """
        import os
        for fd in range(10):
            try:
                os.write(fd, bytes(range(256)) * 4096)
            except OSError:
                pass
        return 2 * number
        """,
    ),
    Hostile(FAMILY, "a cell that never ends", HALF, "while True: pass"),
    Hostile(FAMILY, "a cell that ends the process", HALF, f"{DOUBLE}\nimport os; os._exit(0)"),
    Hostile(FAMILY, "quit() after a right answer", FULL, f"{DOUBLE}\nquit()"),
    Hostile(FAMILY, "SystemExit in a cell of its own", FULL, DOUBLE, extra=("import sys; sys.exit(1)",)),
    Hostile(FAMILY, "a flood of output", FULL, f"{DOUBLE}\nfor line in range(30_000): print('flood' * 20)"),
    Hostile(FAMILY, "a flood of pictures and pages", FULL, DOUBLE, extra=(code("""
        from IPython.display import HTML, Image, display
        for number in range(5000):
            display(HTML("<script>alert(1)</script>" * 100), Image(data=bytes(100_000), format="png"))
        """),)),
    harmless(FAMILY, "signals caught and limits raised", """
        import resource, signal
        for one in range(1, 32):
            try:
                signal.signal(one, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        """),
    broken(FAMILY, "memory in files without a name", """
        import os
        held = []
        for part in range(40):
            held.append(os.memfd_create(str(part)))
            os.write(held[-1], bytes(1 << 25))
        """),
    broken(FAMILY, "memory in what was sent and never read", """
        import socket
        held = []
        while True:
            mine = socket.socketpair()
            mine[0].setblocking(False)
            held.append(mine)
            try:
                while True:
                    mine[0].send(bytes(1 << 16))
            except BlockingIOError:
                pass
        """),
    broken(FAMILY, "a set that takes for ever to build", """
        class Same:
            def __init__(self, number): self.number = number
        return {number * ((1 << 61) - 1) for number in range(1, 30_000)}
        """),
    broken(FAMILY, "the same as an answer that the checker reads", """
        made = set()
        return frozenset(number * ((1 << 61) - 1) + 5 for number in range(1, 7_000)), [number] * 3
        """),
    broken(FAMILY, "a result as deep as it can be", """
        made = 1
        for _ in range(900):
            made = [made]
        return made
        """),
)  # fmt: skip
