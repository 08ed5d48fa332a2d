"""Uses idle time: runs known mistakes through test cases before the first failing submission has to wait for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

#: Seconds without work after which a worker counts as idle.
IDLE = 1.0
#: Seconds of rest for each second of work, so that the warm-up takes a third of one core at most.
REST = 2.0


def machine_is_idle() -> bool:
    """Whether no other process on this machine is runnable at the moment."""
    runnable, _, _ = Path("/proc/loadavg").read_text().split()[3].partition("/")
    return int(runnable) <= 1


class IdleWarmup:
    """A thread that takes steps of `work` while the main thread has nothing to do.

    `clock` gives seconds and `may_run` whether the machine has processor time to spare; tests replace both.
    """

    def __init__(
        self,
        work: Iterator[None],
        *,
        idle: float = IDLE,
        clock: Callable[[], float] = time.monotonic,
        may_run: Callable[[], bool] = machine_is_idle,
    ) -> None:
        self._work = work
        self._idle = idle
        self._clock = clock
        self._may_run = may_run
        self._step = threading.Lock()
        self._stop = threading.Event()
        #: When the main thread was last at work; infinite while it is.
        self._busy_at = clock()
        self._thread = threading.Thread(target=self._loop, name="idle_warmup", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The main thread works: no step begins. Waits for the end of a step that is running."""
        self._busy_at = float("inf")
        with self._step:
            try:
                yield
            finally:
                self._busy_at = self._clock()

    def close(self) -> None:
        """Stop after the step that is running."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def tick(self) -> float | None:
        """Take one step if it is time for it. Returns the seconds until the next tick, None after the last step."""
        if not self._step.acquire(blocking=False):
            return self._idle
        try:
            remaining = self._idle - (self._clock() - self._busy_at)
            if remaining > 0 or not self._may_run():
                return min(max(remaining, 0.1 * self._idle), self._idle)
            begin = self._clock()
            return REST * (self._clock() - begin) if self._take() else None
        finally:
            self._step.release()

    def _loop(self) -> None:
        pause: float | None = self._idle
        while pause is not None and not self._stop.wait(pause):
            pause = self.tick()

    def _take(self) -> bool:
        """Take one step; False if it was the last."""
        try:
            next(self._work)
        except StopIteration:
            return False
        except Exception:
            log.exception("A step of the idle warm-up failed; the rest of it is computed when it is needed")
            return False
        return True
