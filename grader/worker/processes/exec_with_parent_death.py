"""Execute a program that is killed when its parent dies.

`python -m grader.worker.processes.exec_with_parent_death PROGRAM ARGUMENT...`

The kernel sends the signal when the parent's main thread ends, however it ends, so a supervisor that is killed leaves
nothing behind. The setting survives exec, but not fork: programs with children of their own must see to those.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent and become the program."""
    parent = int(os.environ.pop("GRADER_TETHER", "0"))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent and os.getppid() != parent:
        sys.exit(1)  # it died before the signal was asked for
    try:
        os.execvp(sys.argv[1], sys.argv[1:])
    except OSError as error:
        sys.exit(f"{sys.argv[1]}: {error.strerror}")


if __name__ == "__main__":
    main()
