"""The wall of system calls: a filter through libseccomp that names every call a student's process may make.

What is not named is refused, calls of newer kernels included. Calls that take the number of a process are open for the
process itself alone, whatever they could do to another: a signal, a limit, a priority, a look.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NOT_EQUAL, MASKED_EQUAL = 1, 7
LOW = 0xFFFFFFFF  # the kernel reads these arguments as 32 bits, whatever stands above them
EVERY = (1 << 64) - 1
CLONE_THREAD = 0x00010000
SET_SECCOMP, FILTER, STEP = 22, 2, 8
OWN = 0x7A5F31C7  # stands for the number of the process in the program that all processes share; no process has it
_libc = ctypes.CDLL(None, use_errno=True)

ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev lseek _llseek sendfile sendfile64
copy_file_range splice tee
open openat openat2 creat close close_range dup dup2 dup3 pipe pipe2
stat fstat lstat stat64 fstat64 lstat64 newfstatat fstatat64 statx statfs fstatfs statfs64 fstatfs64 access faccessat
faccessat2 getdents getdents64 getcwd chdir fchdir readlink readlinkat umask
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat
truncate ftruncate truncate64 ftruncate64 fallocate
fsync fdatasync sync_file_range
mmap mmap2 munmap mremap mprotect madvise brk msync membarrier pkey_alloc pkey_free pkey_mprotect
set_robust_list set_tid_address rseq sched_yield
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 sigaltstack
sigaction sigprocmask sigreturn signalfd signalfd4
exit exit_group wait4 waitid waitpid restart_syscall pause
getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp
getuid32 geteuid32 getgid32 getegid32 getgroups32
time times gettimeofday nanosleep alarm getitimer setitimer
timer_settime timer_gettime timer_getoverrun timer_delete timer_settime64 timer_gettime64
timerfd_create timerfd_settime timerfd_gettime timerfd_settime64 timerfd_gettime64
getrlimit ugetrlimit setrlimit getrusage sysinfo uname getcpu getrandom
poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64
epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2
socketpair getsockname getpeername getsockopt shutdown recvfrom recv send
arch_prctl set_thread_area get_thread_area sched_get_priority_max sched_get_priority_min
""".split()

# These say "not permitted" in place of "unknown here", which is what a reader of the traceback expects of them.
REFUSED = """
fork vfork execve execveat socket connect bind listen accept accept4 sendmsg sendmmsg recvmsg recvmmsg
ptrace process_vm_readv process_vm_writev pidfd_open tkill rt_sigqueueinfo rt_tgsigqueueinfo setpgid setsid
mount umount2 pivot_root chroot unshare setns mknod mknodat setuid setgid setreuid setregid setresuid setresgid
setgroups capset perf_event_open bpf keyctl add_key request_key memfd_create memfd_secret shmget shmat
sched_setscheduler sched_setparam sched_setattr ioprio_set reboot personality
""".split()

# Rights, owners, times and marks of a file: nothing but a view of the file system closes these calls to a process.
MARKS = """
chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat chown32 fchown32 lchown32 utime utimes utimensat
utimensat_time64 futimesat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
""".split()

# What other processes would notice: locks, and what of a file lies in memory. It does nothing and says that it was
# done, for a process is alone with its files.
NOTICED = "flock readahead fadvise64 fadvise64_64 arm_fadvise64_64".split()
LOCKS: dict[str, Sequence[int]] = {"fcntl": (6, 7, 37, 38), "fcntl64": (6, 7, 13, 14, 37, 38)}
# Clocks: 0 and above are everybody's, below are those of processes and threads by number.
CLOCKS = """
clock_gettime clock_gettime64 clock_getres clock_getres_time64 clock_nanosleep clock_nanosleep_time64 timer_create
""".split()
NEGATIVE = 0x80000000
# To wake a thread of another process, both look at one page of a file. Within a process the kernel is told that it is
# private; only to wait for the end of a thread libraries do not say so.
FUTEXES, PRIVATE, OPERATION, WAITS = ("futex", "futex_time64"), 128, 0x7F, (0, 9)

# The position of the argument that names a process, 0 being the process itself, and of others that have to be 0.
OF_A_PROCESS: dict[str, tuple[int, ...]] = {
    "prlimit64": (0,),
    "sched_getaffinity": (0,),
    "sched_setaffinity": (0,),
    "sched_getscheduler": (0,),
    "sched_getparam": (0,),
    "sched_getattr": (0,),
    "sched_rr_get_interval": (0,),
    "getpriority": (1, 0),
    "setpriority": (1, 0),
    "ioprio_get": (1,),
    "getpgid": (0,),
    "getsid": (0,),
    "get_robust_list": (0,),
}
TO_ITSELF = ("kill", "tgkill")  # here 0 is a whole group of processes
# Commands by number: of files those that set no owner, no lease, no watch and no size of a pipe; the rest names itself.
COMMANDS: dict[str, tuple[int, Sequence[int]]] = {
    "fcntl": (1, (0, 1, 2, 3, 4, 9, 1025, 1030, 1032, 1034)),
    "fcntl64": (1, (0, 1, 2, 3, 4, 9, 1025, 1030, 1032, 1034)),
    "ioctl": (1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),
    "prctl": (0, (2, 3, 15, 16, 23, 38, 39, 0x53564D41)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


class _Compare(ctypes.Structure):
    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


@cache
def library() -> ctypes.CDLL | None:
    """libseccomp, or None where the system has none."""
    try:
        found = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        return None
    found.seccomp_init.restype = ctypes.c_void_p
    found.seccomp_init.argtypes = [ctypes.c_uint32]
    found.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
    found.seccomp_release.argtypes = [ctypes.c_void_p]
    found.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(_Compare),
    ]  # fmt: skip
    return found


def enter(*, view: bool) -> bool:
    """Load the filter into this process for good; False where the system cannot.

    Without a `view` of the file system of its own, rights and times of files stay as they are, and nothing says so.
    """
    code = program(view=view)
    return code is not None and _load(code.replace(_word(OWN), _word(os.getpid())))


@cache
def program(*, view: bool) -> bytes | None:
    """The filter as the kernel reads it, with `OWN` for the process: a warm process makes it once for all its forks."""
    lib = library()
    if lib is None:
        return None
    with _rules(lib) as rules, open(os.memfd_create("filter"), "r+b") as file:
        for name in ALLOWED:
            _rule(lib, rules, name, ALLOW)
        for name in REFUSED:
            _rule(lib, rules, name, ERRNO | errno.EPERM)
        for name in MARKS:  # error 0: the call does nothing and says that it was done
            _rule(lib, rules, name, ALLOW if view else ERRNO)
        _conditions(lib, rules)
        if lib.seccomp_export_bpf(rules, file.fileno()) != 0:
            return None
        file.seek(0)
        return file.read()


def _conditions(lib: ctypes.CDLL, rules: int) -> None:
    """The calls that are open with some arguments only."""
    for name, (named, *zero) in OF_A_PROCESS.items():
        for number in (0, OWN):
            rest = [_equals(position, 0) for position in zero]
            _rule(lib, rules, name, ALLOW, *sorted([_equals(named, number), *rest], key=lambda one: one.arg))
    for name in TO_ITSELF:
        _rule(lib, rules, name, ALLOW, _equals(0, OWN))
        _rule(lib, rules, name, ERRNO | errno.EPERM, _Compare(0, NOT_EQUAL, OWN, 0))
    for name, (position, commands) in COMMANDS.items():
        for command in commands:
            _rule(lib, rules, name, ALLOW, _equals(position, command))
    for name in NOTICED:
        _rule(lib, rules, name, ERRNO)
    for name, commands in LOCKS.items():
        for command in commands:
            _rule(lib, rules, name, ERRNO, _equals(1, command))
    for name in CLOCKS:
        _rule(lib, rules, name, ALLOW, _Compare(0, MASKED_EQUAL, NEGATIVE, 0))
    for name in FUTEXES:
        _rule(lib, rules, name, ALLOW, _Compare(1, MASKED_EQUAL, PRIVATE, PRIVATE))
        for wait in WAITS:
            _rule(lib, rules, name, ALLOW, _Compare(1, MASKED_EQUAL, OPERATION, wait))
    # a thread is no new process; with an address data could go to a socket that somebody else listens on
    _rule(lib, rules, "clone", ALLOW, _Compare(0, MASKED_EQUAL, CLONE_THREAD, CLONE_THREAD))
    _rule(lib, rules, "clone", ERRNO | errno.EPERM, _Compare(0, MASKED_EQUAL, CLONE_THREAD, 0))
    _rule(lib, rules, "sendto", ALLOW, _Compare(4, MASKED_EQUAL, EVERY, 0))


def _equals(position: int, value: int) -> _Compare:
    return _Compare(position, MASKED_EQUAL, LOW, value)


def _word(value: int) -> bytes:
    return struct.pack("=I", value)


def _load(code: bytes) -> bool:
    """Add a filter to those of this process."""
    steps = ctypes.create_string_buffer(code, len(code))
    asked = _Program(len(code) // STEP, ctypes.cast(steps, ctypes.c_void_p))
    return bool(_libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(asked), 0, 0) == 0)


@contextmanager
def _rules(lib: ctypes.CDLL) -> Iterator[int]:
    rules: int = lib.seccomp_init(ERRNO | errno.ENOSYS)
    try:
        yield rules
    finally:
        lib.seccomp_release(rules)


def _rule(lib: ctypes.CDLL, rules: int, name: str, action: int, *when: _Compare) -> None:
    number = lib.seccomp_syscall_resolve_name(name.encode())
    if number >= 0:  # a call that this processor does not have needs no rule
        failed = lib.seccomp_rule_add_array(rules, action, number, len(when), (_Compare * len(when))(*when))
        if failed:
            raise OSError(-failed, f"libseccomp takes no rule for {name}")
