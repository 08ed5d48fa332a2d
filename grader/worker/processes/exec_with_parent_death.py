"""Execute a program that is killed when its parent dies.

`python -m grader.worker.processes.exec_with_parent_death PROGRAM ARGUMENT...`

The kernel sends SIGKILL when the parent's main thread ends for any reason, so a supervisor that is killed leaves no
process behind. The setting (PR_SET_PDEATHSIG) survives exec but not fork: a program must end its own children.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Have this process killed when its parent dies."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Set the parent-death signal and execute the program."""
    parent = int(os.environ.pop("GRADER_PARENT_PID", "0"))
    die_with_parent()
    if parent and os.getppid() != parent:
        sys.exit(1)  # the parent died before the signal was set
    try:
        os.execvp(sys.argv[1], sys.argv[1:])
    except OSError as error:
        sys.exit(f"{sys.argv[1]}: {error.strerror}")


if __name__ == "__main__":
    main()
