"""Execute a program that is killed when its parent dies.

`python -m grader.worker.processes.exec_with_parent_death PROGRAM ARGUMENT...`

The kernel sends SIGKILL when the parent's main thread ends for any reason, so a supervisor that is killed leaves no
process behind. The setting (PR_SET_PDEATHSIG) survives exec but not fork: a program must end its own children.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

_PR_SET_PDEATHSIG = 1


def start(argv: Sequence[str], env: Mapping[str, str], *, pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Start a program that ends with this process, in a session of its own. `env` is added to the environment.

    Ctrl-C does not reach it, and its whole process group can be killed.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "grader.worker.processes.exec_with_parent_death", *argv],
        env={**os.environ, **env, "GRADER_PARENT_PID": str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=pass_fds,
    )


def die_with_parent(parent: int = 0) -> None:
    """Have this process killed when its parent dies. Exits if `parent` was given and has died already."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent and os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Set the parent-death signal and execute the program."""
    die_with_parent(int(os.environ.pop("GRADER_PARENT_PID", "0")))
    try:
        os.execvp(sys.argv[1], sys.argv[1:])
    except OSError as error:
        sys.exit(f"{sys.argv[1]}: {error.strerror}")


if __name__ == "__main__":
    main()
