"""The stage of an evaluator's work, on a page of memory that it shares with the worker.

The stage changes twice per test case. A message for each change would wake up the worker every time; the page is read
only when the worker checks the evaluator's clock, and after the evaluator was killed. The other way round, the worker
asks here for the end of a search: the evaluator sees it between two runs without a system call.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from enum import IntEnum
from typing import NamedTuple

#: Number of the last record that is complete, at the head of the page.
_NUMBER = struct.Struct("<I")
#: Stage, index of the case, processor seconds.
_RECORD = struct.Struct("<BHd")
#: Offsets of the two records: those with even numbers, and those with odd ones.
_RECORDS = (64, 128)
#: Offset of the byte that asks for the end of the work.
_CANCELLED = 192
#: A writer that completes two records during each of so many reads does so on purpose.
_READS = 1000


class Stage(IntEnum):
    """What an evaluator does."""

    #: No test case has begun.
    NONE = 0
    #: A test case has begun: its process starts and loads the submission.
    BEGIN = 1
    #: The test case runs on the submission's values.
    CHECK = 2
    #: The failures are being explained.
    EXPLAIN = 3


class Position(NamedTuple):
    """Where an evaluator is."""

    stage: Stage
    #: Index of the test case in the outline.
    case: int
    #: The evaluator's processor seconds when it began the test case, or the explanation.
    since: float


class StagePage:
    """One end of the page. The worker makes it; the evaluator maps the same descriptor.

    One end writes the position at a time. Only the worker sets `is_cancelled`, and never reads it.

    The page holds the last record and room for the next, so there is always a complete one: also while the writer waits
    for a processor in the middle of a record, and after it was killed there.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        """Map `descriptor`, which stays open and belongs to the caller; without one, make a page. Raises OSError."""
        self.descriptor = _new_page() if descriptor is None else descriptor
        self._memory = mmap.mmap(self.descriptor, mmap.PAGESIZE)

    def write(self, stage: Stage, case: int, since: float) -> None:
        """Record a position. Its number is written last: until then readers see the record before."""
        number = (self._number() + 1) & 0xFFFFFFFF
        _RECORD.pack_into(self._memory, _RECORDS[number % 2], stage, case, since)
        _NUMBER.pack_into(self._memory, 0, number)

    def read(self) -> Position:
        """The position. Raises ValueError for what is no position."""
        for _ in range(_READS):
            number = self._number()
            stage, case, since = _RECORD.unpack_from(self._memory, _RECORDS[number % 2])
            # The record is overwritten only after the number has changed.
            if number == self._number():
                return Position(Stage(stage), case, since)
        raise ValueError("the stage never stays the same")

    @property
    def is_cancelled(self) -> bool:
        """Whether the worker asks for the end of the work."""
        return bool(self._memory[_CANCELLED])

    @is_cancelled.setter
    def is_cancelled(self, wanted: bool) -> None:
        self._memory[_CANCELLED] = wanted

    def _number(self) -> int:
        return int(_NUMBER.unpack_from(self._memory)[0])

    def close(self) -> None:
        """Unmap the page and close the descriptor."""
        self._memory.close()
        os.close(self.descriptor)


def _new_page() -> int:
    """A page whose size is fixed: an evaluator that could shorten it would end the worker by SIGBUS."""
    descriptor = os.memfd_create("stage", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, mmap.PAGESIZE)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    return descriptor
