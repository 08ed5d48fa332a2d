"""Identifies the process that holds a claim, so that others on the same host can tell whether it has ended."""

from __future__ import annotations

import os
import socket
from pathlib import Path

#: Random number that the kernel draws at each boot.
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
#: Environment variable in which the host tells its programs its own identity.
HOST_IDENTITY = "GRADER_HOST_IDENTITY"
#: States of processes that have ended: zombie, dead.
_ENDED = {"Z", "X"}


def process_identity(pid: int) -> str:
    """Host, boot, PID namespace, PID and start time of a process: unique, even on cloned machines."""
    return f"{_pid_namespace()} {pid} {_start_time(pid)}"


def own_identity() -> str:
    """The identity of this process."""
    return process_identity(os.getpid())


def has_ended(identity: str) -> bool:
    """Whether the process of this identity has ended. False if it cannot be checked from here.

    That is so for other hosts, containers and boots, and for identities of versions that did not record the boot. Their
    runs end with the lease.
    """
    namespace, _, rest = identity.partition(" ")
    pid, _, start = rest.partition(" ")
    if namespace != _pid_namespace() or not pid.isdigit():
        return False
    return _start_time(int(pid)) != start


def process_group_has_ended(group: int) -> bool:
    """Whether a process group of this PID namespace has no process left, apart from zombies."""
    for folder in Path("/proc").iterdir():
        fields = _stat_fields(int(folder.name)) if folder.name.isdigit() else None
        if fields is not None and fields[0] not in _ENDED and fields[2] == str(group):
            return False
    return True


def _pid_namespace() -> str:
    """Cloned machines have the same host name and namespace number, but never the same boot id."""
    boot = _BOOT_ID.read_text(encoding="ascii").strip()
    return f"{socket.gethostname()}/{boot}/{os.stat('/proc/self/ns/pid').st_ino}"


def _start_time(pid: int) -> str:
    """Field 22 of /proc/PID/stat (ticks since boot), "gone" if there is no such process or it is a zombie."""
    fields = _stat_fields(pid)
    return "gone" if fields is None or fields[0] in _ENDED else fields[19]


def _stat_fields(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the third one (state) on; None if there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    # The second field is the command in parentheses, which may contain anything: count from its end.
    return text.rpartition(")")[2].split()
