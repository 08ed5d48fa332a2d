"""What the trusted side holds of a case's process, warm or cold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a process ended."""

    #: Exit code, None if a signal ended it.
    code: int | None
    #: Signal, None if it exited.
    signal: int | None
    #: Most memory that it ever had in RAM, in KiB; 0 if unknown.
    peak_kib: int = 0


class Process(Protocol):
    """One case's process."""

    def kill(self) -> None:
        """End it now and give back what is held of it. Called once."""

    def ending(self, timeout: float) -> Ending | None:
        """How it ended; None if it still runs. Raises JudgeFault if that cannot be known."""
