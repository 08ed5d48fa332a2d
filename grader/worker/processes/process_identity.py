"""Names the process that holds a claim, so that others on the same machine can tell that it died."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def name_of(pid: int) -> str:
    """Host, process-id namespace, process id and start time: never the same for two processes."""
    return f"{_here()} {pid} {_start_time(pid)}"


def own_name() -> str:
    """The name of this process."""
    return name_of(os.getpid())


def is_dead(name: str) -> bool:
    """Whether the process of this name has certainly ended. Of other hosts and containers nothing is known: False."""
    here, _, rest = name.partition(" ")
    pid, _, start = rest.partition(" ")
    if here != _here() or not pid.isdigit():
        return False
    return _start_time(int(pid)) != start


def _here() -> str:
    return f"{socket.gethostname()}/{os.stat('/proc/self/ns/pid').st_ino}"


def _start_time(pid: int) -> str:
    """Field 22 of /proc/PID/stat (ticks since boot), "gone" if there is no such process or it is a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "gone"
    # The second field is the command in parentheses, which may hold anything; count from behind it.
    fields = text.rpartition(")")[2].split()
    return "gone" if fields[0] in {"Z", "X"} else fields[19]
