"""The exception that a failed check raises."""

from __future__ import annotations

from typing import Any

from grader.model import HiddenText


class CheckFailed(Exception):
    """A check of a test case does not hold: ends the case."""

    def __init__(
        self,
        kind: str,
        message: str,
        summary: HiddenText,
        *,
        expected: Any = None,
        actual: Any = None,
        mask: Any = None,
        missing: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        #: "type", "shape", "dtype", "keys", "finite", "value", "property".
        self.kind = kind
        #: In full, values included.
        self.message = message
        #: In fixed words, for a hidden case.
        self.summary = summary
        #: The compared values themselves (not yet snapshots), when there are two.
        self.expected = expected
        self.actual = actual
        #: Boolean array of the wrong entries, when both are arrays of one shape.
        self.mask = mask
        #: Of the kind "keys": the keys that the answer lacks, as they are written.
        self.missing = missing
