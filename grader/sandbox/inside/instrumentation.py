"""Counts calls and captures local variables of the student's functions, for hints. The values are not trusted."""

from __future__ import annotations

import copy
import functools
import numbers
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from .problems import cell_of

#: Most returns of a captured function that are kept: the first ones.
MAX_RETURNS = 256


class Instrumentation:
    """The instrumentation of one test case."""

    def __init__(self, notify: Callable[[str, Any], None]) -> None:
        self._notify = notify
        self._wanted: dict[str, tuple[str, ...]] = {}
        self.captured: list[dict[str, Any]] = []

    def counting(self, name: str, function: Callable[..., Any], every: float) -> Callable[..., Any]:
        """`function`, wrapped to report its number of calls at most once in `every` seconds."""
        count, last = 0, time.monotonic()

        @functools.wraps(function)
        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal count, last
            result = function(*args, **kwargs)
            count += 1
            now = time.monotonic()
            if now - last >= every:
                last = now
                self._notify("seen", (name, count, _number(result)))
            return result

        return counted

    def capture(self, function: str, names: tuple[str, ...]) -> None:
        """Capture these local variables at each return of the student's function or method of that name."""
        self._wanted[function] = names
        sys.settrace(self._entered)

    def _entered(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        code = frame.f_code
        if code.co_name not in self._wanted or cell_of(code.co_filename) is None:
            return None
        frame.f_trace_lines = False
        return self._local

    def _local(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "return" and len(self.captured) < MAX_RETURNS:
            names = self._wanted[frame.f_code.co_name]
            found = frame.f_locals
            self.captured.append({name: copy.deepcopy(found[name]) for name in names if name in found})
        return self._local


def _number(result: Any) -> float | None:
    """The result if it is a number, the last item of a tuple if that is a number, else None."""
    if isinstance(result, tuple) and result:
        result = result[-1]
    return float(result) if isinstance(result, numbers.Real) else None
