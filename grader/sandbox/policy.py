"""What the jail allows, as data. Nothing here acts; `launch` and `filters` do."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Final

#: The whole environment of the jail.
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

#: Folders of the standard library that stay outside: other people's packages, tests, and tools that need a display.
HIDDEN_STDLIB: Final = ("site-packages", "dist-packages", "test", "idlelib", "ensurepip", "tkinter", "lib2to3")

#: The only devices.
DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/urandom")

#: Identity inside; nobody.
INNER_ID: Final = 65534

#: Files and folders that the private tmpfs of a case may hold.
TMPFS_INODES: Final = 256


@dataclass(frozen=True, kw_only=True)
class ArgumentRule:
    """A system call that is allowed only with these values of one argument."""

    call: str
    #: Position of the argument.
    index: int
    #: Allowed values.
    values: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class FilterPolicy:
    """One seccomp filter: what is allowed; all the rest answers with an error."""

    #: Allowed whatever the arguments. Names that the kernel's architecture lacks are left out.
    calls: frozenset[str]
    #: Allowed with listed arguments only.
    argued: tuple[ArgumentRule, ...] = ()
    #: Answers "no such system call", so that the C library falls back to an older one.
    absent: frozenset[str] = frozenset({"clone3"})
    #: What all the rest answers.
    refusal: int = errno.EPERM


def _named(text: str) -> frozenset[str]:
    """The system calls of a list in words."""
    return frozenset(text.split())


_FILES: Final = _named(
    """
    read write readv writev pread64 pwrite64 lseek close dup dup2 dup3 open openat stat lstat fstat newfstatat
    statx access faccessat faccessat2 readlink readlinkat getcwd chdir getdents getdents64 ftruncate fsync
    fdatasync mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 poll ppoll select pselect6
    """
)
_MEMORY: Final = _named(
    """
    brk mmap munmap mremap mprotect
    """
)
_TIME: Final = _named(
    """
    nanosleep gettimeofday time times getrusage setitimer getitimer alarm pause
    """
)
_SELF: Final = _named(
    """
    getpid gettid getppid getuid geteuid getgid getegid getpgrp getrlimit sched_yield sched_getaffinity uname
    getrandom futex set_robust_list rseq membarrier rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
    restart_syscall exit exit_group
    """
)

#: The clocks that everybody has. All other numbers name the clock of some process, and a case that could read how much
#: time the case before it uses could be told its inputs by it.
_CLOCKS: Final = (0, 1, 2, 3, 4, 5, 6, 7, 11)

#: Of a case, from before the submission is read: no process, exec, socket, signal to others, mount or trace.
CASE_FILTER: Final = FilterPolicy(
    calls=_FILES | _MEMORY | _TIME | _SELF,
    argued=(
        # Is it a terminal; close on exec.
        ArgumentRule(call="ioctl", index=1, values=(0x5401, 0x5413, 0x5450, 0x5451)),
        # Duplicate, flags of a descriptor, and reading those of the open file: these are not the case's own, since all
        # children have the same standard input. No locks, leases, signals, pipe sizes or seals.
        ArgumentRule(call="fcntl", index=1, values=(0, 1, 2, 3, 1030)),
        # Read a limit, never set one.
        ArgumentRule(call="prlimit64", index=2, values=(0,)),
        ArgumentRule(call="clock_gettime", index=0, values=_CLOCKS),
        ArgumentRule(call="clock_getres", index=0, values=_CLOCKS),
        ArgumentRule(call="clock_nanosleep", index=0, values=_CLOCKS),
        # Give back, and take large pages; nothing that pages of files or of other processes would notice.
        ArgumentRule(call="madvise", index=2, values=(0, 4, 8, 14, 15)),
    ),
)

#: Of everything inside bubblewrap: what interpreter, zygote and keeper need to start, fork and enter namespaces.
JAIL_FILTER: Final = FilterPolicy(
    calls=CASE_FILTER.calls
    | _named(
        """
    execve clone fork vfork wait4 waitid unshare mount umount2 prctl capget capset setrlimit prlimit64 fcntl
    ioctl clock_gettime clock_getres clock_nanosleep madvise sysinfo arch_prctl set_tid_address sched_setaffinity
    mbind get_mempolicy set_mempolicy socketpair sendmsg
    recvmsg sendto recvfrom shutdown getsockopt setsockopt getsockname pipe pipe2 pidfd_open close_range
    setresuid setresgid setuid setgid getresuid getresgid statfs fstatfs mincore kill tgkill umask seccomp
    """
    ),
)
