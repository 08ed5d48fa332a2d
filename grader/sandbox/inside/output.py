"""Discards what the top level of a submission prints: every test case runs it, and none is about it."""

from __future__ import annotations

import io
import sys
from typing import Any


class DiscardedOutput:
    """A context in which what is printed through `sys.stdout` and `sys.stderr` is discarded. Made before the fork."""

    def __init__(self) -> None:
        self._stream = _Switch()
        self._real: Any = None

    def __enter__(self) -> None:
        self._real, self._stream.real = sys.stdout, None
        sys.stdout = sys.stderr = self._stream

    def __exit__(self, *_exception: object) -> None:
        # Code may have kept a reference to the stream (logging handlers do).
        self._stream.real = self._real
        if sys.stdout is self._stream:
            sys.stdout = self._real
        if sys.stderr is self._stream:
            sys.stderr = self._real


class _Switch(io.TextIOBase):
    """A text stream that discards, or writes to `real`."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self) -> None:
        self.real: Any = None

    def write(self, text: str) -> int:
        """Write or discard the text."""
        return len(text) if self.real is None else self.real.write(text)

    def flush(self) -> None:
        """Flush the real stream."""
        if self.real is not None:
            self.real.flush()

    def writable(self) -> bool:
        """It is."""
        return True

    def reconfigure(self, **_options: Any) -> None:
        """The encoding stays."""

    def fileno(self) -> int:
        """The descriptor of the real stream."""
        return 1

    @property
    def buffer(self) -> io.BufferedIOBase:
        """A stream of bytes: what is written to it is discarded while loading."""
        return io.BytesIO() if self.real is None else self.real.buffer
