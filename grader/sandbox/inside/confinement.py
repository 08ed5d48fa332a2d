"""Confinement of the calling process: namespaces, mounts, limits, capabilities, seccomp filters.

All of it happens before a byte of the submission is read. It goes through the C library, because Python does not expose
most of these calls.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable, Iterable
from resource import setrlimit

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWCGROUP = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x2000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _PR_SET_PDEATHSIG = 4, 22, 38, 1
_SECCOMP_FILTER = 2
_CAPABILITY_VERSION = 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)
# Looked up here, because on first use it would be looked up in every child.
_unshare, _mount, _prctl, _capset = _libc.unshare, _libc.mount, _libc.prctl, _libc.capset
_CAPABILITIES = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
_NO_CAPABILITIES = (ctypes.c_uint32 * 6)()


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Enter new namespaces. Raises OSError."""
    _check(_unshare(flags), "unshare")


def mount_tmpfs(target: bytes, options: bytes, flags: int) -> None:
    """Mount a new, empty tmpfs. Raises OSError."""
    _check(_mount(b"tmpfs", target, b"tmpfs", flags, options), "mount")


def map_identity(number: int) -> None:
    """In a new user namespace: map this user and group id to itself, and no other. Needs /proc. Raises OSError."""
    mapping = b"%d %d 1" % (number, number)
    for name, text in ((b"setgroups", b"deny"), (b"uid_map", mapping), (b"gid_map", mapping)):
        descriptor = os.open(b"/proc/self/" + name, os.O_WRONLY)
        os.write(descriptor, text)
        os.close(descriptor)


def die_with_parent() -> None:
    """Have this process killed when its parent ends. Raises OSError."""
    _check(_prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0), "pdeathsig")


def no_new_privileges() -> None:
    """Set no_new_privs: exec grants no privileges from now on, in this process and its children. Raises OSError."""
    _check(_prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def drop_capabilities() -> None:
    """Give up every capability. Raises OSError."""
    _check(_capset(_CAPABILITIES, _NO_CAPABILITIES), "capset")


def seccomp_filter(code: bytes) -> Callable[[], None]:
    """Prepare a seccomp filter, given as an array of `struct sock_filter`. The returned function installs it.

    Installing raises OSError. Further filters can only restrict the process more.
    """
    program = ctypes.byref(_Program(len(code) // 8, code))

    def install() -> None:
        _check(_prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, program, 0, 0), "seccomp")

    return install


def set_limits(limits: Iterable[tuple[int, int]]) -> None:
    """Set soft and hard rlimits, given as pairs such as (resource.RLIMIT_AS, 2**30). Raises OSError, ValueError."""
    for which, value in limits:
        setrlimit(which, (value, value))
