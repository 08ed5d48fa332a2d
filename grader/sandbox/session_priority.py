"""Gives a sandbox the processor priority of the process that starts it.

Linux divides a busy processor between sessions first (sched_autogroup, on by default, see sched(7)): a niceness counts
only against processes of the same session. bubblewrap begins a session, so the niceness that its processes inherit has
no effect. A session has a niceness of its own, which is set here.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from pathlib import Path

from grader.sandbox.termination import children_of

log = logging.getLogger(__name__)

#: Except from root, the kernel accepts one change in a tenth of a second, of the whole system.
_TRIES, _PAUSE = 20, 0.11


def adopt_niceness(bubblewrap: int) -> None:
    """Give the session inside `bubblewrap`, a process id, the niceness of this process."""
    for pid in children_of(bubblewrap):
        set_session_niceness(pid)


def set_session_niceness(pid: int) -> None:
    """Give the session of process `pid` the niceness of this process. The usual one is left alone."""
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    for _ in range(_TRIES if niceness else 0):
        try:
            Path(f"/proc/{pid}/autogroup").write_text(str(niceness), encoding="ascii")
            return
        except FileNotFoundError:
            return  # this kernel divides nothing between sessions, or the process has ended
        except OSError as error:
            if error.errno != errno.EAGAIN:
                log.warning("The priority of a session cannot be set: %s", error)
                return
        time.sleep(_PAUSE)
