"""Reports a worker process to `grader.worker.presence` in a thread."""

from __future__ import annotations

import logging
import os
import platform
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from redis import RedisError

from grader.settings import Settings
from grader.worker.presence import INTERVAL, Presence, WorkerReport
from grader.worker.processes.process_identity import HOST_IDENTITY, own_identity

log = logging.getLogger(__name__)

#: Memory is measured with every so many reports: the kernel walks all page tables for it.
MEASURE_EVERY = 6


class Reporter:
    """Reports this process every few seconds. Made in the process, after the fork."""

    def __init__(self, settings: Settings, queue: str, about: Callable[[], tuple[str, int]]) -> None:
        """`about` tells the sandbox's mode and the number of assignments that are loaded."""
        self._presence = Presence(settings)
        self._queue = queue
        self._about = about
        self._identity = own_identity()
        # A process that no host has started is its own.
        self._host = os.environ.get(HOST_IDENTITY) or self._identity
        self._since = time.monotonic()
        self._versions = versions()
        self._memory = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="presence", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def report(self, *, measure: bool = True) -> None:
        """Report once. Raises `redis.RedisError`."""
        if measure:
            self._memory = memory_of(os.getpid())
        sandbox, evaluators = self._about()
        self._presence.report(
            WorkerReport(
                identity=self._identity,
                host=self._host,
                host_name=socket.gethostname(),
                queue=self._queue,
                pid=os.getpid(),
                uptime=round(time.monotonic() - self._since, 1),
                memory=self._memory,
                sandbox=sandbox,
                evaluators=evaluators,
                versions=self._versions,
            )
        )

    def close(self) -> None:
        """Stop the thread; the process is no longer listed."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        with suppress(RedisError):
            self._presence.withdraw(self._identity)
        self._presence.close()

    def _loop(self) -> None:
        number = 0
        while True:
            try:
                self.report(measure=number % MEASURE_EVERY == 0)
            except RedisError as error:
                log.debug("This worker could not be reported: %s", error)
            except Exception:
                log.exception("This worker could not be reported")
            number += 1
            if self._stop.wait(INTERVAL):
                return


def versions() -> dict[str, str]:
    """Versions of the service, Python and NumPy."""
    return {"service": version("nn-grader"), "Python": platform.python_version(), "NumPy": version("numpy")}


def memory_of(pid: int) -> int:
    """Resident bytes of a process and its descendants. Pages that they share count once."""
    pids, total = [pid], 0
    while pids:
        current = pids.pop()
        total += _proportional(current)
        with suppress(OSError):
            children = Path(f"/proc/{current}/task/{current}/children").read_text(encoding="ascii")
            pids += [int(child) for child in children.split()]
    return total


def _proportional(pid: int) -> int:
    """Proportional set size of a process in bytes; 0 if it is gone or may not be read."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    lines = (line.split() for line in text.splitlines())
    return next((1024 * int(fields[1]) for fields in lines if fields and fields[0] == "Pss:"), 0)
