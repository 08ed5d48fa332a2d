"""The process of a test case as the worker sees it, in a warm or cold jail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class ExitStatus:
    """How a process ended."""

    #: Exit code, None if it was ended by a signal.
    code: int | None
    #: Signal, None if it exited.
    signal: int | None
    #: Largest resident set in KiB, 0 if unknown.
    peak_kib: int = 0


class Process(Protocol):
    """The process of one test case."""

    def kill(self) -> None:
        """End it now and release its resources. Called once."""

    def exit_status(self, timeout: float) -> ExitStatus | None:
        """How it ended; None if it still runs after `timeout` seconds. Raises JudgeFault if that cannot be known."""
