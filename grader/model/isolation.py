"""Which test cases of a submission may run in one process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Isolation(StrEnum):
    """How the test cases of a submission are kept apart."""

    #: Each case in a process of its own.
    CASE = "case"
    #: The visible cases in one process, the hidden ones in a second one, if the submission cannot keep anything
    #: from one case to the next; else as with `CASE`.
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """With which other test cases of its submission a case may share a process."""

    #: Its group; None: it gets a process of its own.
    group: str | None
    #: Wall-clock seconds of the case if earlier ones have run in its process.
    seconds: float
    #: The groups of the cases that probably come next.
    upcoming: tuple[str | None, ...] = ()
