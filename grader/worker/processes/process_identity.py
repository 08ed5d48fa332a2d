"""Identifies the process that holds a claim, so that others on the same host can tell whether it has ended."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def process_identity(pid: int) -> str:
    """Host, PID namespace, PID and start time of a process: unique, even when the PID is used again."""
    return f"{_pid_namespace()} {pid} {_start_time(pid)}"


def own_identity() -> str:
    """The identity of this process."""
    return process_identity(os.getpid())


def has_ended(identity: str) -> bool:
    """Whether the process of this identity has ended. False for other hosts and containers, which cannot be checked."""
    namespace, _, rest = identity.partition(" ")
    pid, _, start = rest.partition(" ")
    if namespace != _pid_namespace() or not pid.isdigit():
        return False
    return _start_time(int(pid)) != start


def _pid_namespace() -> str:
    return f"{socket.gethostname()}/{os.stat('/proc/self/ns/pid').st_ino}"


def _start_time(pid: int) -> str:
    """Field 22 of /proc/PID/stat (ticks since boot), "gone" if there is no such process or it is a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "gone"
    # The second field is the command in parentheses, which may contain anything: count from its end.
    fields = text.rpartition(")")[2].split()
    return "gone" if fields[0] in {"Z", "X"} else fields[19]
