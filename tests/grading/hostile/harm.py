"""Family 2: submissions that try to change or outlive something."""

from tests.grading.hostile.cases import harmless

FAMILY = "harm"

CASES = (
    harmless(FAMILY, "deletes the course", "import shutil; shutil.rmtree('{root}')"),
    harmless(FAMILY, "overwrites the gradebook", "open('{root}/gradebook.db', 'w').write('all points to me')"),
    harmless(FAMILY, "writes into a neighbour's folder", "open('{root}/submitted/neighbour/x', 'w').write('x')"),
    harmless(FAMILY, "rewrites the checks", "import course.check as c; open(c.__file__, 'a').write('expect = print')"),
    harmless(FAMILY, "rewrites pandas", "import pandas as p; open(p.__file__, 'a').write('raise SystemExit')"),
    harmless(FAMILY, "links into the course and writes through", """
        import os
        os.symlink('{root}/gradebook.db', os.environ['TMPDIR'] + '/link')
        open(os.environ['TMPDIR'] + '/link', 'w').write('x')
        """),
    harmless(FAMILY, "leaves a daemon", """
        import subprocess, sys
        subprocess.Popen([sys.executable, '-c', "import time; time.sleep(3); open('{root}/late', 'w')"],
                         start_new_session=True)
        """),
    harmless(FAMILY, "leaves a process by a double fork", """
        import os, time
        if os.fork() == 0:
            os.setsid()
            time.sleep(3)
            open('{root}/late', 'w').write('x')
            os._exit(0)
        """),
    harmless(FAMILY, "kills everything it can reach", """
        import os, signal
        for target in (os.getppid(), -1, 0, 1, *range(2, 3000)):
            if target != os.getpid():
                try:
                    os.kill(target, signal.SIGKILL)
                except OSError:
                    pass
        """),
    harmless(FAMILY, "writes into its parent's memory", """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        assert libc.ptrace(16, os.getppid(), 0, 0) == 0, 'no ptrace'
        """),
    harmless(FAMILY, "mounts and leaves its walls", """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        done = [libc.unshare(0x10000000), libc.unshare(0x20000), libc.mount(b'none', b'/', b'tmpfs', 0, None),
                libc.umount2(b'/scratch', 2), libc.chroot(b'/usr'), libc.setuid(0), libc.setresuid(0, 0, 0)]
        assert 0 in done, done
        """),
    harmless(FAMILY, "calls the kernel by number", """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for number in (56, 57, 58, 59, 62, 101, 165, 272, 310, 311, 424, 434, 435, 437, 438, 439):
            assert libc.syscall(number, 0, 0, 0, 0, 0, 0) <= 0, number
        """),
)  # fmt: skip
