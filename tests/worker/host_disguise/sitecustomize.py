"""Makes a Python process believe that it runs on another machine; imported at its start if PYTHONPATH has this folder.

TEST_CLOCK_AHEAD moves the clock by seconds. TEST_BOOT_ID names a file with a boot id; host name and number of the PID
namespace are then those of all such processes, as on cloned machines.
"""

import datetime
import os
import socket
import time
from pathlib import Path

AHEAD = float(os.environ.get("TEST_CLOCK_AHEAD", "0"))
REAL = datetime.datetime
_time, _stat = time.time, os.stat


class _Instances(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, REAL)


class _Datetime(REAL, metaclass=_Instances):
    """Makes ordinary datetimes, but for the present."""

    def __new__(cls, *arguments, **names):
        return REAL(*arguments, **names)

    @classmethod
    def now(cls, tz=None):
        return REAL.now(tz) + datetime.timedelta(seconds=AHEAD)

    fromtimestamp = REAL.fromtimestamp
    fromisoformat = REAL.fromisoformat
    strptime = REAL.strptime
    combine = REAL.combine


class _Namespace:
    st_ino = 4026531836


def _same_namespace(path, *arguments, **names):
    return _Namespace if path == "/proc/self/ns/pid" else _stat(path, *arguments, **names)


if AHEAD:
    time.time = lambda: _time() + AHEAD
    datetime.datetime = _Datetime
if "TEST_BOOT_ID" in os.environ:
    from grader.worker.processes import process_identity

    socket.gethostname = lambda: "clone"
    os.stat = _same_namespace
    process_identity._BOOT_ID = Path(os.environ["TEST_BOOT_ID"])
