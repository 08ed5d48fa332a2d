"""The event loop of asyncio inside the jail, where there is nothing to wait for but time: no socket, thread or process.

asyncio's own loop opens a pair of sockets, which the seccomp filter of a test case refuses. Imported only for code that
uses asyncio, because the import takes longer than a test case.
"""

from __future__ import annotations

import asyncio
import time
from types import CodeType
from typing import Any

_NOTHING_LEFT = "this waits for something that never happens: no task is left that could go on"


class EventLoop(asyncio.BaseEventLoop):
    """An event loop of timers and tasks. It raises RuntimeError where another one would wait for ever."""

    def __init__(self) -> None:
        super().__init__()
        # What asyncio's own loops set for the methods that they inherit.
        self._selector = _Clock()
        self.set_exception_handler(_ignore)

    def _process_events(self, event_list: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Wakes a loop from another thread; there is none."""

    def run_code(self, code: CodeType, namespace: dict[str, Any]) -> None:
        """Run the code of statements, which may be a coroutine, while the loop runs. Raises what the code raises."""
        self.run_until_complete(_run(code, namespace))


async def _run(code: CodeType, namespace: dict[str, Any]) -> None:
    coroutine = eval(code, namespace)
    if coroutine is not None:
        await coroutine


class _Clock:
    """Takes the place of a selector."""

    def select(self, timeout: float | None) -> list[Any]:
        """Wait for the next timer. Raises RuntimeError if there is none."""
        if timeout is None:
            raise RuntimeError(_NOTHING_LEFT)
        time.sleep(timeout)
        return []


class _Policy(asyncio.DefaultEventLoopPolicy):
    """Lets `asyncio.run` and `asyncio.new_event_loop` make this loop."""

    def new_event_loop(self) -> EventLoop:
        """A new event loop."""
        return EventLoop()


def _ignore(_loop: object, _context: object) -> None:
    """Tasks that are left over when the file ends, as in a notebook, are no error."""


def install() -> None:
    """Let asyncio use this loop."""
    asyncio.set_event_loop_policy(_Policy())
