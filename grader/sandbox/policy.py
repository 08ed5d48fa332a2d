"""The policy of the jail as data; `launch` and `filters` apply it."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Final

#: The environment variables of the jail; there are no others.
ENVIRONMENT: Final = {
    "PATH": "/nowhere",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LD_BIND_NOW": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

#: Folders of the standard library that are hidden: third-party packages, tests, and tools that need a display.
HIDDEN_STDLIB: Final = ("site-packages", "dist-packages", "test", "idlelib", "ensurepip", "tkinter", "lib2to3")

#: The only devices.
DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/urandom")

#: User and group id inside the jail (nobody).
INNER_ID: Final = 65534

#: Most files and folders in the tmpfs of a case.
TMPFS_INODES: Final = 256


@dataclass(frozen=True, kw_only=True)
class Argument:
    """A condition on one argument of a system call."""

    #: Position of the argument.
    index: int
    #: Allowed values of the bits in `mask`.
    values: tuple[int, ...]
    #: The bits that are compared; None compares all of them.
    mask: int | None = None


@dataclass(frozen=True, kw_only=True)
class ArgumentRule:
    """A system call that is allowed only if every condition on its arguments holds."""

    call: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, kw_only=True)
class FilterPolicy:
    """One seccomp filter: the system calls that are allowed. All others return an error."""

    #: Allowed with any arguments. Names that the architecture lacks are skipped.
    calls: frozenset[str]
    #: Allowed with these arguments only.
    argued: tuple[ArgumentRule, ...] = ()
    #: Return ENOSYS, so that the C library falls back to an older call.
    absent: frozenset[str] = frozenset({"clone3"})
    #: The error of all others.
    refusal: int = errno.EPERM


def _named(text: str) -> frozenset[str]:
    """The system calls named in a text."""
    return frozenset(text.split())


def _only(call: str, index: int, *values: int) -> ArgumentRule:
    """A rule that allows these values of one argument."""
    return ArgumentRule(call=call, arguments=(Argument(index=index, values=values),))


_FILES: Final = _named(
    """
    read write readv writev pread64 pwrite64 lseek close dup dup2 dup3 open openat stat lstat fstat newfstatat
    statx access faccessat faccessat2 readlink readlinkat getcwd chdir getdents getdents64 ftruncate
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 poll ppoll select pselect6
    """
)
_MEMORY: Final = _named(
    """
    brk munmap mremap mprotect
    """
)
_TIME: Final = _named(
    """
    nanosleep gettimeofday time times getrusage setitimer getitimer alarm pause
    """
)
_SELF: Final = _named(
    """
    getpid gettid getppid getuid geteuid getgid getegid getpgrp getrlimit sched_yield uname
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall exit exit_group
    """
)

#: The system-wide clocks. All other numbers name the processor-time clock of a process, which would be a covert channel
#: between test cases.
_CLOCKS: Final = (0, 1, 2, 3, 4, 5, 6, 7, 11)

#: Private futex operations: WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET, and WAIT_BITSET with
#: FUTEX_CLOCK_REALTIME. Without FUTEX_PRIVATE_FLAG a futex on a page of a file is shared by all who map the file. The
#: operations with priority inheritance look up a thread by its number.
_PRIVATE_FUTEX: Final = (128, 129, 131, 132, 133, 137, 138, 393)
#: MAP_SHARED (also part of MAP_SHARED_VALIDATE) and MAP_HUGETLB.
_SHARED_MAPPINGS: Final = 0x1 | 0x40000

#: Calls whose arguments decide whether other processes notice them, in cases and evaluators.
_OWN_PROCESS: Final = (
    _only("futex", 1, *_PRIVATE_FUTEX),
    # Pid 0, the calling process. Reading a limit, not setting one.
    ArgumentRule(call="prlimit64", arguments=(Argument(index=0, values=(0,)), Argument(index=2, values=(0,)))),
    _only("sched_getaffinity", 0, 0),
    # Private mappings of normal pages. A shared anonymous mapping takes an inode number from a counter of the whole
    # machine, and large pages come from one pool.
    ArgumentRule(call="mmap", arguments=(Argument(index=3, values=(0,), mask=_SHARED_MAPPINGS),)),
    # Flags 0 and GRND_NONBLOCK. GRND_RANDOM drains a pool of the whole machine on older kernels.
    _only("getrandom", 2, 0, 1),
    _only("clock_gettime", 0, *_CLOCKS),
    _only("clock_getres", 0, *_CLOCKS),
    _only("clock_nanosleep", 0, *_CLOCKS),
    # Freeing memory and large pages; nothing that affects pages of files or of other processes.
    _only("madvise", 2, 0, 4, 8, 14, 15),
)

#: Filter of a case, installed before the submission is read: no process, exec, socket, signal to others, mount, trace.
CASE_FILTER: Final = FilterPolicy(
    calls=_FILES | _MEMORY | _TIME | _SELF,
    argued=(
        *_OWN_PROCESS,
        # isatty (TCGETS, TIOCGWINSZ), FIONCLEX and FIOCLEX.
        _only("ioctl", 1, 0x5401, 0x5413, 0x5450, 0x5451),
        # Duplicating, descriptor flags, and reading the flags of the open file. Setting the latter would affect other
        # cases, since all children share the open file of standard input. No locks, leases, signals or seals.
        _only("fcntl", 1, 0, 1, 2, 3, 1030),
    ),
)

#: Filter of everything inside bubblewrap: what interpreter, zygote and init process need to start, fork and unshare.
JAIL_FILTER: Final = FilterPolicy(
    calls=CASE_FILTER.calls
    | _named(
        """
    mmap futex sched_getaffinity getrandom set_robust_list rseq membarrier fsync fdatasync
    execve clone fork vfork wait4 waitid unshare mount umount2 prctl capget capset setrlimit prlimit64 fcntl
    ioctl clock_gettime clock_getres clock_nanosleep madvise sysinfo arch_prctl set_tid_address sched_setaffinity
    mbind get_mempolicy set_mempolicy socketpair sendmsg
    recvmsg sendto recvfrom shutdown getsockopt setsockopt getsockname pipe pipe2 pidfd_open close_range
    setresuid setresgid setuid setgid getresuid getresgid statfs fstatfs mincore kill tgkill umask seccomp
    """
    ),
)

#: Of everything in the evaluator's bubblewrap: interpreter, zygote and templates start, fork and mount.
EVALUATOR_ZYGOTE_FILTER: Final = JAIL_FILTER

#: Of an evaluator: it drives the jail over sockets that it is given, opens pipes for the jail's children, and starts
#: no process and no program.
EVALUATOR_FILTER: Final = FilterPolicy(
    calls=CASE_FILTER.calls
    | _named(
        """
    socketpair sendmsg recvmsg sendto recvfrom shutdown getsockopt setsockopt getsockname pipe2 close_range sysinfo
        """
    ),
    argued=(
        *_OWN_PROCESS,
        # isatty (TCGETS, TIOCGWINSZ), FIONBIO, FIONCLEX and FIOCLEX.
        _only("ioctl", 1, 0x5401, 0x5413, 0x5421, 0x5450, 0x5451),
        # Duplicating, flags of a descriptor and of an open file, F_GETPIPE_SZ. No locks, leases, signals or seals.
        _only("fcntl", 1, 0, 1, 2, 3, 4, 1030, 1032),
    ),
)
