"""Uses idle time: runs known mistakes through test cases before the first failing submission has to wait for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

#: Seconds without work after which a worker has idle_warmup.
IDLE = 1.0
#: Seconds of rest for each second of work, so that it takes a third of one core at most.
REST = 2.0


def quiet() -> bool:
    """Whether nobody else on this machine wants the processor just now."""
    runnable, _, _ = Path("/proc/loadavg").read_text().split()[3].partition("/")
    return int(runnable) <= 1


class IdleWarmup:
    """A thread that takes steps of `work` while the main thread has nothing to do."""

    def __init__(self, work: Iterator[None], *, idle: float = IDLE) -> None:
        self._work = work
        self._idle = idle
        self._step = threading.Lock()
        self._stop = threading.Event()
        #: When the main thread was last at work; infinite while it is.
        self._busy_at = time.monotonic()
        self._thread = threading.Thread(target=self._loop, name="idle_warmup", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    @contextmanager
    def over(self) -> Iterator[None]:
        """The main thread works: no step is taken. Waits for the end of the one that is being taken."""
        self._busy_at = float("inf")
        with self._step:
            try:
                yield
            finally:
                self._busy_at = time.monotonic()

    def close(self) -> None:
        """Stop after the step that is being taken."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _loop(self) -> None:
        pause = self._idle
        while not self._stop.wait(pause):
            pause = self._idle - (time.monotonic() - self._busy_at)
            if pause > 0 or not quiet():
                pause = min(max(pause, 0.1 * self._idle), self._idle)
                continue
            with self._step:
                begin = time.monotonic()
                if not self._take():
                    return
                pause = REST * (time.monotonic() - begin)

    def _take(self) -> bool:
        """Take one step; False if it was the last."""
        try:
            next(self._work)
        except StopIteration:
            return False
        except Exception:
            log.exception("What was to be done at idle_warmup failed; it is done when it is needed")
            return False
        return True
