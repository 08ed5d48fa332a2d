"""Keeps a child that talks too much from being heard too often."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


class Throttled:
    """Calls `report` at most once in `seconds`; what comes between is dropped. The child's own restraint is a claim."""

    def __init__(
        self, report: Callable[..., None], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._report = report
        self._seconds = seconds
        self._clock = clock
        self._next = float("-inf")

    def __call__(self, *args: Any) -> None:
        now = self._clock()
        if now >= self._next:
            self._next = now + self._seconds
            self._report(*args)
