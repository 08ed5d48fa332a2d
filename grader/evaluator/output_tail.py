"""Reads what a process prints, so that it never waits for a reader, and keeps the end of it."""

from __future__ import annotations

import os
import threading

#: Bytes that are kept.
KEPT = 2000
#: Seconds to wait for what was printed just now.
_SETTLE_SECONDS = 0.2
#: Seconds to wait for the end of a pipe whose writers have ended.
_END_SECONDS = 5.0


class OutputTail:
    """The end of what is written to a pipe, read by a thread until all writers have closed it.

    An assignment may print without end; the pipe alone would hold 64 KiB, and then its processes would wait.
    """

    def __init__(self, descriptor: int) -> None:
        """Takes over `descriptor`, the pipe's reading end."""
        self._descriptor = descriptor
        self._tail = b""
        self._thread = threading.Thread(target=self._read, name="evaluator output", daemon=True)
        self._thread.start()

    def take(self) -> str:
        """What was printed since the last call, if there was little of it; else its end."""
        self._thread.join(_SETTLE_SECONDS)
        tail, self._tail = self._tail, b""
        return tail.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Wait for the end of the pipe, after its writers have ended."""
        self._thread.join(_END_SECONDS)

    def _read(self) -> None:
        while data := os.read(self._descriptor, 65536):
            self._tail = (self._tail + data)[-KEPT:]
        os.close(self._descriptor)
