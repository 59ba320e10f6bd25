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
    harmless(FAMILY, "lowers the limits of its parent", """
        import os, resource
        for target in (os.getppid(), 1, 2):
            for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_AS):
                try:
                    resource.prlimit(target, limit, (4, 4))
                except OSError as error:
                    print(error)
        """),
    harmless(FAMILY, "slows down every other process", """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        parent, zero = os.getppid(), ctypes.c_int(0)
        tried = [libc.setpriority(0, parent, 19), libc.setpriority(1, 0, 19), libc.setpriority(2, os.getuid(), 19),
                 libc.syscall(203, parent, 8, ctypes.byref(ctypes.c_ulong(1))),
                 libc.syscall(251, 1, parent, 3 << 13), libc.syscall(144, parent, 5, ctypes.byref(zero))]
        assert 0 in tried, tried
        """),
    harmless(FAMILY, "has the kernel send its parent a signal", """
        import fcntl, os, signal, socket
        for command, value in ((fcntl.F_SETOWN, os.getppid()), (fcntl.F_SETOWN, -os.getpgid(0)),
                               (10, signal.SIGKILL), (fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)):
            for end in (mine := socket.socketpair()):
                try:
                    fcntl.fcntl(end, command, value)
                except OSError as error:
                    print(error)
            mine[0].send(b"x")
        """),
    harmless(FAMILY, "asks the kernel about other processes", """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        parent, place = os.getppid(), ctypes.create_string_buffer(4096)
        calls = {274: (parent, place, place), 279: (parent, 1, place, 0, place, 0), 256: (parent, 1, place, place),
                 312: (parent, parent, 0, 0, 0), 310: (parent, place, 1, place, 1, 0),
                 311: (parent, place, 1, place, 1, 0),
                 440: (3, place, 1, 0, 0), 448: (3, 0), 298: (place, parent, -1, -1, 0), 438: (3, 0, 0)}
        done = [number for number, given in calls.items() if libc.syscall(number, *given) >= 0]
        assert done, "nothing was open"
        """),
    harmless(FAMILY, "takes the rights off the course", """
        import os
        for path in ('{root}/gradebook.db', '{root}/source', '{root}', os.__file__):
            for change in (lambda: os.chmod(path, 0), lambda: os.utime(path, (0, 0)), lambda: os.chown(path, 1, 1),
                           lambda: os.setxattr(path, 'user.mine', b'x')):
                try:
                    change()
                except OSError as error:
                    print(error)
        """),
    harmless(FAMILY, "locks what others read", """
        import fcntl, os
        for number, path in enumerate((os.__file__, os.path.join(os.environ['COURSE_HOME'], '.'), '/usr/bin/env')):
            descriptor = os.open(path, os.O_RDONLY)
            for lock in (lambda: fcntl.fcntl(descriptor, 1024, fcntl.F_WRLCK),
                         lambda: fcntl.flock(descriptor, fcntl.LOCK_EX),
                         lambda: fcntl.lockf(descriptor, fcntl.LOCK_SH)):
                try:
                    lock()
                except OSError as error:
                    print(error)
        """),
)  # fmt: skip
