"""The wall of system calls: a filter through libseccomp, after which a process can start, reach and trace nothing."""

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NOT_EQUAL, MASKED_EQUAL = 1, 7
CLONE_THREAD = 0x00010000
SET_SECCOMP, FILTER, STEP = 22, 2, 8
_libc = ctypes.CDLL(None, use_errno=True)

# what is mounted where, in kernels from 6.8: newer than the names that libseccomp may know, alike on every processor
MOUNTS = {"statmount": 457, "listmount": 458}
DENIED = """
fork vfork execve execveat
socket connect bind listen accept accept4 sendmmsg
ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_open pidfd_getfd pidfd_send_signal
rt_sigqueueinfo rt_tgsigqueueinfo tkill setpgid setsid
mount umount umount2 move_mount open_tree fsopen fsmount fsconfig fspick mount_setattr pivot_root chroot
unshare setns name_to_handle_at open_by_handle_at mknod mknodat
setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset
shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semctl semtimedop
mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify
keyctl add_key request_key bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff quotactl acct
settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname iopl ioperm syslog vhangup
personality lookup_dcookie fanotify_init memfd_secret
""".split()


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
    found.seccomp_load.argtypes = found.seccomp_release.argtypes = [ctypes.c_void_p]
    found.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(_Compare),
    ]  # fmt: skip
    return found


def enter() -> bool:
    """Load the filters into this process for good; False where the system cannot.

    Processes cannot be started, threads can. Signals reach this process alone.
    """
    lib, common = library(), program()
    return lib is not None and common is not None and _load(common) and _signals(lib)


@cache
def program() -> bytes | None:
    """The filter that all processes share, as the kernel reads it: a warm process makes it once for those it forks."""
    lib = library()
    if lib is None:
        return None
    with _rules(lib) as rules, open(os.memfd_create("filter"), "r+b") as file:
        for name in (*DENIED, *MOUNTS):
            _deny(lib, rules, name, errno.EPERM)
        _deny(lib, rules, "clone3", errno.ENOSYS)  # its flags lie in memory; without it the C library uses clone
        _deny(lib, rules, "clone", errno.EPERM, _Compare(0, MASKED_EQUAL, CLONE_THREAD, 0))
        if lib.seccomp_export_bpf(rules, file.fileno()) != 0:
            return None
        file.seek(0)
        return file.read()


def _load(code: bytes) -> bool:
    """Add a filter to those of this process."""
    steps = ctypes.create_string_buffer(code, len(code))
    asked = _Program(len(code) // STEP, ctypes.cast(steps, ctypes.c_void_p))
    return bool(_libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(asked), 0, 0) == 0)


def _signals(lib: ctypes.CDLL) -> bool:
    """Signals to this process alone."""
    with _rules(lib) as rules:
        for name in ("kill", "tgkill"):
            _deny(lib, rules, name, errno.EPERM, _Compare(0, NOT_EQUAL, os.getpid(), 0))
        return bool(lib.seccomp_load(rules) == 0)


@contextmanager
def _rules(lib: ctypes.CDLL) -> Iterator[int]:
    rules: int = lib.seccomp_init(ALLOW)
    try:
        yield rules
    finally:
        lib.seccomp_release(rules)


def _deny(lib: ctypes.CDLL, rules: int, name: str, error: int, *when: _Compare) -> None:
    number = lib.seccomp_syscall_resolve_name(name.encode())
    number = MOUNTS.get(name, number)
    if number >= 0:  # a call that this processor does not have needs no rule
        lib.seccomp_rule_add_array(rules, ERRNO | error, number, len(when), (_Compare * len(when))(*when))
