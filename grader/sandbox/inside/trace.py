"""Lines of the submission: of an exception, and of a sampling profile. Used in messages and not trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import inf
from signal import ITIMER_REAL, SIGALRM, setitimer, signal
from time import monotonic
from types import FrameType, TracebackType
from typing import Any

from .explanations import explained
from .failed_expression import located
from .problems import cell_of
from .stub_modules import NotAvailable, unavailable

MAX_FRAMES = 40
MAX_TEXT = 2000
#: Line, cell, function.
SourceLocation = tuple[int, int, str]


def source_location(frame: FrameType, line: int | None) -> SourceLocation | None:
    """The location of a frame in the submission, None if it belongs to other code.

    Instructions that the compiler adds have no line; they count to the line of the definition.
    """
    cell = cell_of(frame.f_code.co_filename)
    first = frame.f_code.co_firstlineno
    return None if cell is None else (first if line is None else line, cell, frame.f_code.co_name[:100])


def described(error: BaseException, cells: Sequence[str] = ()) -> dict[str, Any]:
    """An exception as plain data: type, text, the frames of the submission, outermost first, and where it arose.

    Of a missing module these are its name, and the line that is to blame. `cells` is the submission, to find the
    expression at which the exception arose.
    """
    if (missing := unavailable(error)) is not None:
        frames = [] if missing.location is None else [missing.location]
        return {"type": NotAvailable.__name__, "text": missing.module, "frames": frames, "memory": False, "at": None}
    return {
        "type": type(error).__name__[:100],
        "text": _text(error),
        "frames": [*_frames(error.__traceback__), *_syntax(error)][-MAX_FRAMES:],
        "memory": isinstance(error, MemoryError),
        "at": None if isinstance(error, MemoryError) else _located(error, cells),
    }


def _located(error: BaseException, cells: Sequence[str]) -> dict[str, Any] | None:
    try:
        return located(error, cells)
    except Exception:
        # The submission's own objects may refuse to be looked at.
        return None


def _text(error: BaseException) -> str:
    return explained(error)[:MAX_TEXT].encode("utf-8", "backslashreplace").decode()


def _frames(traceback: TracebackType | None) -> list[SourceLocation]:
    locations = []
    while traceback is not None:
        if found := source_location(traceback.tb_frame, traceback.tb_lineno):
            locations.append(found)
        traceback = traceback.tb_next
    return locations


def _syntax(error: BaseException) -> list[SourceLocation]:
    """The line of a SyntaxError in the submission itself."""
    cell = cell_of(str(error.filename)) if isinstance(error, SyntaxError) else None
    line = getattr(error, "lineno", None)
    return [] if cell is None or not isinstance(line, int) else [(line, cell, "<module>")]


class Sampler:
    """A sampling profiler: records which line runs at each tick, and reports once per request before its deadline."""

    def __init__(self, report: Callable[[dict[str, Any]], None]) -> None:
        self._report = report
        #: Called at each tick while the student's code runs.
        self.on_tick: Callable[[], None] | None = None
        self._due = inf
        self._running = False
        self._interval = 0.0
        self._seen: Counter[SourceLocation] = Counter()
        signal(SIGALRM, self._tick)

    def begin(self, seconds: float) -> None:
        """The student's code starts to run, and will be stopped after so many seconds."""
        self._due = monotonic() + 0.8 * seconds
        interval = max(seconds / 40, 0.01)
        if not 0.5 < interval / (self._interval or inf) < 2:
            self._interval = interval
            setitimer(ITIMER_REAL, interval, interval)
        self._running = True

    def reset(self) -> None:
        """Forget what was seen; the timer has been stopped."""
        self._interval = 0.0
        self._seen.clear()
        self.on_tick = None

    def end(self) -> None:
        """The student's code does not run."""
        self._running = False

    def resume(self) -> None:
        """The student's code runs again."""
        self._running = True

    def _tick(self, _signal: int, frame: FrameType | None) -> None:
        if not self._running:
            return
        if self.on_tick is not None:
            self.on_tick()
        while frame is not None and (found := source_location(frame, frame.f_lineno)) is None:
            frame = frame.f_back
        if frame is not None and frame.f_lineno is None:
            return  # an instruction without a line: the next tick tells more
        if frame is not None and found is not None:
            self._seen[found] += 1
        if monotonic() > self._due:
            self._due = inf
            self._report({"now": found if frame is not None else None, "seen": self._seen.most_common(5)})
