"""Ends a bubblewrap with every process inside it, also while it is starting."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from grader.errors import JudgeFault

#: Seconds that the kernel may take to end all processes of a pid namespace.
_SECONDS = 30.0


def terminate(popen: subprocess.Popen[bytes]) -> None:
    """Kill bubblewrap, and return when it and all processes inside it have ended. May be called twice.

    The kernel ends a pid namespace with its first process, which is bubblewrap's child. `--die-with-parent` binds that
    child to bubblewrap only at the end of its preparations. Until then a kill of bubblewrap alone leaves it behind, and
    before bubblewrap has told it to begin it waits for ever. So both are killed. A stopped bubblewrap makes no child
    that is not seen here, and keeps the pid of one that has ended.

    Raises JudgeFault if a process cannot be killed.
    """
    if popen.poll() is not None:
        return
    popen.send_signal(signal.SIGSTOP)
    with suppress(ChildProcessError):
        os.waitid(os.P_PID, popen.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    children = [os.pidfd_open(pid) for pid in children_of(popen.pid)]
    try:
        popen.kill()
        for child in children:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(child, signal.SIGKILL)
        popen.wait()
        for child in children:
            _wait(child)
    finally:
        for child in children:
            os.close(child)


def children_of(pid: int) -> list[int]:
    """The processes that a process with one thread has made; none if it has ended."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _wait(pidfd: int) -> None:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    if not poll.poll(1000 * _SECONDS):
        raise JudgeFault("A process of the sandbox cannot be killed.")
