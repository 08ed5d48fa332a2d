"""The stage of an evaluator's work, on a page of memory that it shares with the worker.

The stage changes twice per test case. A message for each change would wake up the worker every time; the page is read
only when the worker checks the evaluator's clock, and after the evaluator was killed.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from enum import IntEnum
from typing import NamedTuple

#: Sequence number, stage, index of the case, processor seconds.
_RECORD = struct.Struct("<IBHd")
_SEQUENCE = struct.Struct("<I")
#: No consistent record is found in so many reads only if the writer makes it so.
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
    """One end of the page. The worker makes it; the evaluator maps the same descriptor."""

    def __init__(self, descriptor: int | None = None) -> None:
        """Map `descriptor`, which stays open and belongs to the caller; without one, make a page. Raises OSError."""
        self.descriptor = _new_page() if descriptor is None else descriptor
        self._memory = mmap.mmap(self.descriptor, mmap.PAGESIZE)
        self._sequence = 0

    def write(self, stage: Stage, case: int, since: float) -> None:
        """Record a position. The sequence number is odd meanwhile, so that no reader takes half of it."""
        self._sequence = (self._sequence + 2) & 0xFFFFFFFE
        _SEQUENCE.pack_into(self._memory, 0, self._sequence | 1)
        _RECORD.pack_into(self._memory, 0, self._sequence | 1, stage, case, since)
        _SEQUENCE.pack_into(self._memory, 0, self._sequence)

    def read(self) -> Position:
        """The position. Raises ValueError for what is no position."""
        for _ in range(_READS):
            sequence, stage, case, since = _RECORD.unpack_from(self._memory)
            if sequence % 2 == 0 and _SEQUENCE.unpack_from(self._memory)[0] == sequence:
                return Position(Stage(stage), case, since)
        raise ValueError("the stage is never at rest")

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
