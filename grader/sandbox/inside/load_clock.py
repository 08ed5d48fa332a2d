"""Measures the processor time of a submission's top level, statement by statement, and stops it when it takes too long.

The clock counts processor time, so a busy machine does not decide what is loaded. When the time is up, a tick of the
sampler reports which statements were slow, and the process exits. Code in C that lets no tick through is ended by the
kernel a little later (SIGPROF).
"""

from __future__ import annotations

# The functions of `signal` make enumerations of their arguments.
from _signal import ITIMER_PROF, SIG_DFL, SIGPROF, setitimer, signal  # type: ignore[import-not-found]
from collections.abc import Callable
from math import inf
from time import process_time

#: Processor seconds from which on a statement is slow.
SLOW = 0.02
#: Statements that are announced; see `LoadClock`.
MOST_ANNOUNCED = 1000


class LoadClock:
    """The clock of one load. Without `seconds` it only measures."""

    def __init__(
        self,
        seconds: float = inf,
        expired: Callable[[int, int, list[int]], None] | None = None,
        announce: Callable[[int], None] | None = None,
    ) -> None:
        """`expired` is called when `seconds` have passed.

        It gets the statement that runs (-1 if that cannot be left out), the number of statements that have run, and
        those of them that were slow. `announce` is called with the former before a statement runs.
        """
        self.slow: list[int] = []
        self._running = -1
        self._measured = 0
        self._begun = 0.0
        self._seconds = seconds
        self._until = inf
        self._expired = expired
        self._announce = announce
        self._announced = 0

    def start(self) -> None:
        """The first statement is about to run."""
        if self._seconds < inf:
            self._until = process_time() + self._seconds
            end_after(1.25 * self._seconds + 0.25)

    def stop(self) -> None:
        """The last statement has run."""
        if self._until < inf:
            self._until = inf
            setitimer(ITIMER_PROF, 0)

    def begin(self, statement: int, *, removable: bool = True) -> None:
        """The statement of that index is about to run; `removable` if it may be left out."""
        if self._announce is not None and self._announced < MOST_ANNOUNCED:
            self._announced += 1
            self._announce(statement if removable else -1)
        self._running, self._measured, self._begun = statement if removable else -1, statement, process_time()

    def end(self) -> None:
        """It has ended."""
        if process_time() - self._begun >= SLOW:
            self.slow.append(self._measured)
        self._running = -1

    def check(self) -> None:
        """Called while the code runs, many times a second: report if the time is up."""
        if process_time() > self._until and self._expired is not None:
            self._until = inf
            self._expired(self._running, self._measured, self.slow)


def end_after(seconds: float) -> None:
    """Have the kernel end this process after so many seconds of processor time from now."""
    signal(SIGPROF, SIG_DFL)
    setitimer(ITIMER_PROF, seconds)
