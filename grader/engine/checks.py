"""The exception that a failed check raises."""

from __future__ import annotations

from typing import Any


class CheckFailed(Exception):
    """A check of a test case does not hold: ends the case."""

    def __init__(
        self, kind: str, message: str, summary: str, *, expected: Any = None, actual: Any = None, mask: Any = None
    ) -> None:
        super().__init__(message)
        #: "type", "shape", "dtype", "keys", "finite", "value", "property".
        self.kind = kind
        #: In full, values included.
        self.message = message
        #: Without any value.
        self.summary = summary
        #: The compared values themselves (not yet snapshots), when there are two.
        self.expected = expected
        self.actual = actual
        #: Boolean array of the wrong entries, when both are arrays of one shape.
        self.mask = mask
