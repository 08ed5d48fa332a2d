"""Tries out the namespaces that a jail needs, through bubblewrap as the jail does.

A kernel may allow user namespaces to some programs only (AppArmor profiles on Ubuntu), so what this process may do says
nothing about bubblewrap, and the other way round.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from grader.errors import SandboxUnavailable
from grader.sandbox import launch
from grader.sandbox.termination import terminate

_SECONDS = 20.0
_IMPORT = "import os, sys; sys.path.insert(0, '/jail'); from inside import confinement as c; "
_MOUNT = "c.mount_tmpfs(b'/tmp', b'size=4096', c.MS_NOSUID)"
#: A case of a cold jail mounts its own /tmp with the capability that bubblewrap leaves it.
_COLD = _IMPORT + _MOUNT
#: The init process of a submission gets its capabilities from a user namespace inside bubblewrap's.
_WARM = (
    f"{_IMPORT}identity = os.getuid(); "
    "c.unshare(c.NEWUSER | c.NEWPID | c.NEWNS | c.NEWIPC | c.NEWUTS | c.NEWCGROUP); "
    f"c.map_identity(identity); c.unshare(c.NEWNS); {_MOUNT}"
)


def refusal() -> str:
    """Why bubblewrap cannot make the namespaces of a cold jail here; "" if it can."""
    return _try(launch.COLD_SCRATCH, _COLD)


def nested_refusal() -> str:
    """Why a process inside bubblewrap cannot make those of a warm jail here; "" if it can."""
    return _try(launch.WARM_SCRATCH, _WARM)


def _try(scratch: Sequence[str], program: str) -> str:
    try:
        command = [*launch.bubblewrap(scratch), launch.PYTHON, "-I", "-S", "-B", "-c", program]
        popen = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    except SandboxUnavailable as error:
        return error.message
    except OSError as error:
        return f"bubblewrap does not run: {error}"
    try:
        _, said = popen.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        return f"bubblewrap does not run: {error}"
    finally:
        terminate(popen)
    if popen.returncode == 0:
        return ""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"bubblewrap ended with {popen.returncode}"
