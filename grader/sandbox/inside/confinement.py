"""Gives power away: namespaces, mounts, limits, capabilities, system calls. All before a student's byte is read.

Everything goes through the C library, because Python has no names for most of it.
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
# Looked up here, not on first use, which would be in every child anew.
_unshare, _mount, _prctl, _capset = _libc.unshare, _libc.mount, _libc.prctl, _libc.capset
_CAPABILITIES = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
_NONE_OF_THEM = (ctypes.c_uint32 * 6)()


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def _done(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Enter new namespaces. Raises OSError."""
    _done(_unshare(flags), "unshare")


def mount_tmpfs(target: bytes, options: bytes, flags: int) -> None:
    """A fresh, private, empty file system. Raises OSError."""
    _done(_mount(b"tmpfs", target, b"tmpfs", flags, options), "mount")


def map_identity(number: int) -> None:
    """In a new user namespace: stay who we are, and be nobody else. Needs /proc."""
    one = b"%d %d 1" % (number, number)
    for name, text in ((b"setgroups", b"deny"), (b"uid_map", one), (b"gid_map", one)):
        descriptor = os.open(b"/proc/self/" + name, os.O_WRONLY)
        os.write(descriptor, text)
        os.close(descriptor)


def die_with_parent() -> None:
    """Be killed when the parent ends."""
    _done(_prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0), "pdeathsig")


def no_new_privileges() -> None:
    """From now on, and in all children, nothing can be gained by exec. Raises OSError."""
    _done(_prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def drop_capabilities() -> None:
    """Give up every capability. Raises OSError."""
    _done(_capset(_CAPABILITIES, _NONE_OF_THEM), "capset")


def filtering(code: bytes) -> Callable[[], None]:
    """Make a seccomp filter ready; what is returned installs it, and may raise OSError.

    From then on only its system calls are left. It can be made stricter, never looser.
    """
    program = ctypes.byref(_Program(len(code) // 8, code))

    def install() -> None:
        _done(_prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, program, 0, 0), "seccomp")

    return install


def set_limits(limits: Iterable[tuple[int, int]]) -> None:
    """rlimits by their number, e.g. (resource.RLIMIT_AS, 2**30). Soft and hard alike."""
    for which, value in limits:
        setrlimit(which, (value, value))
