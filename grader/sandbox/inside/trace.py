"""The student's own lines: of an exception, and of where the time goes. Claims for messages, never proof."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

from .problems import cell_of

MAX_FRAMES = 40
MAX_TEXT = 2000
#: Line, cell, function.
Place = tuple[int, int, str]


def place(frame: FrameType, line: int) -> Place | None:
    """Where in the submission a frame is, None if it is elsewhere."""
    cell = cell_of(frame.f_code.co_filename)
    return None if cell is None else (line, cell, frame.f_code.co_name[:100])


def described(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: type, text, the student's own frames outermost first."""
    return {
        "type": type(error).__name__[:100],
        "text": _text(error),
        "frames": [*_frames(error.__traceback__), *_syntax(error)][-MAX_FRAMES:],
        "memory": isinstance(error, MemoryError),
    }


def _text(error: BaseException) -> str:
    try:
        text = str(error)
    except BaseException as second:
        text = f"(its text cannot be had: {type(second).__name__})"
    return text[:MAX_TEXT].encode("utf-8", "backslashreplace").decode()


def _frames(traceback: TracebackType | None) -> list[Place]:
    places = []
    while traceback is not None:
        if found := place(traceback.tb_frame, traceback.tb_lineno):
            places.append(found)
        traceback = traceback.tb_next
    return places


def _syntax(error: BaseException) -> list[Place]:
    """The line that a SyntaxError in the submission itself is about."""
    cell = cell_of(str(error.filename)) if isinstance(error, SyntaxError) else None
    line = getattr(error, "lineno", None)
    return [] if cell is None or not isinstance(line, int) else [(line, cell, "<module>")]


class Sampler:
    """Looks at each tick which line of the student's runs, and tells it once, shortly before the time is up."""

    def __init__(self, wall_seconds: float, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell = tell
        self._allowed = 0.8 * wall_seconds
        self._spent = 0.0
        self._since: float | None = None
        self._seen: Counter[Place] = Counter()
        self._told = False
        interval = max(wall_seconds / 40, 0.01)
        signal.signal(signal.SIGALRM, self._tick)
        signal.setitimer(signal.ITIMER_REAL, interval, interval)

    def begin(self) -> None:
        """The student's code runs from here."""
        self._since = time.monotonic()

    def end(self) -> None:
        """It does not run any more."""
        if self._since is not None:
            self._spent += time.monotonic() - self._since
            self._since = None

    def _tick(self, _signal: int, frame: FrameType | None) -> None:
        if self._since is None or self._told:
            return
        while frame is not None and (found := place(frame, frame.f_lineno)) is None:
            frame = frame.f_back
        if frame is not None and found is not None:
            self._seen[found] += 1
        if self._spent + time.monotonic() - self._since > self._allowed:
            self._told = True
            self._tell({"now": found if frame is not None else None, "seen": self._seen.most_common(5)})
