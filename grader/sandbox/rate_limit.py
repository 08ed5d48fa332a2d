"""Rate-limits callbacks that are triggered by the sandboxed process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


class RateLimited:
    """Calls `report` at most once in `seconds` and drops the calls in between."""

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
