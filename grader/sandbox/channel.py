"""The trusted end of the wire to one case: bytes out and in, the printed output beside them, a clock on all of it."""

from __future__ import annotations

import os
import select
import socket
import time
from typing import Any

from grader.model import Limits

#: Most buffers that one sendmsg takes.
_AT_ONCE = 512
_CHUNK = 65536


class Overdue(Exception):
    """The wall clock ran out."""


class Flooded(Exception):
    """More was printed than is allowed."""


class Ended(Exception):
    """The other end is gone."""


class Log:
    """What was printed: head and tail kept, the middle counted."""

    def __init__(self, allowed: int, kept: int) -> None:
        self._allowed = allowed
        self._half = kept // 2
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0

    def add(self, data: bytes) -> None:
        """Take more output in. Raises Flooded beyond the limit."""
        self._total += len(data)
        room = self._half - len(self._head)
        self._head += data[: max(room, 0)]
        self._tail += data[max(room, 0) :]
        if len(self._tail) > 4 * self._half:
            del self._tail[: -self._half]
        if self._total > self._allowed:
            raise Flooded

    @property
    def text(self) -> str:
        """The output as text; bytes that are no UTF-8 are replaced."""
        tail = self._tail[-self._half :] if self._half else b""
        missing = self._total - len(self._head) - len(tail)
        if not missing:
            return (self._head + tail).decode("utf-8", "replace")
        head = self._head.decode("utf-8", "replace")
        return f"{head}\n[... {missing} bytes left out ...]\n{tail.decode('utf-8', 'replace')}"


class Channel:
    """Socket and output pipe of one case. The clock runs only between `start` and `stop`."""

    def __init__(self, wire: socket.socket, output: int, limits: Limits) -> None:
        self._wire = wire
        self._output = output
        #: Seconds left on the clock while it stands.
        self.left = limits.wall_seconds
        self._deadline = 0.0
        self.log = Log(limits.output_bytes, limits.log_bytes)
        wire.setblocking(False)
        os.set_blocking(output, False)
        self._poll = select.poll()
        self._poll.register(wire, select.POLLIN)
        self._poll.register(output, select.POLLIN)

    def start(self, at_least: float = 0.0) -> None:
        """Let the clock run, with `at_least` these seconds on it."""
        self._deadline = time.monotonic() + max(self.left, at_least)

    def stop(self) -> None:
        """Halt the clock: what happens now is not the student's time."""
        self.left = self._deadline - time.monotonic()

    def send(self, parts: list[Any]) -> None:
        """Write all of the buffers. Raises Overdue, Flooded, Ended."""
        while parts:
            try:
                sent = self._wire.sendmsg(parts[:_AT_ONCE])
            except BlockingIOError:
                self._poll.modify(self._wire, select.POLLOUT)
                self._wait()
                self._poll.modify(self._wire, select.POLLIN)
                continue
            except OSError:
                raise Ended from None
            while parts and sent >= len(parts[0]):
                sent -= len(parts.pop(0))
            if sent:
                parts[0] = memoryview(parts[0])[sent:]

    def receive(self, target: memoryview) -> int:
        """Read at least one byte. Raises Overdue, Flooded, Ended."""
        while True:
            self._wait()
            try:
                count = self._wire.recv_into(target)
            except BlockingIOError:
                continue
            except OSError:
                count = 0
            if count == 0:
                raise Ended
            return count

    def quiet(self) -> bool:
        """Whether nothing has come that nobody asked for."""
        try:
            return not self._wire.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False

    def drain(self) -> None:
        """Take in what is in the output pipe now. Raises Flooded."""
        while self._output >= 0:
            try:
                data = os.read(self._output, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                self._poll.unregister(self._output)
                self._close_output()
                return
            self.log.add(data)

    def close(self) -> None:
        """Hang up."""
        self._wire.close()
        self._close_output()

    def _close_output(self) -> None:
        if self._output >= 0:
            os.close(self._output)
            self._output = -1

    def _wait(self) -> None:
        """Until the socket is ready, taking in output meanwhile."""
        while True:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise Overdue
            ready = False
            for descriptor, _ in self._poll.poll(1000 * left + 1):
                if descriptor == self._output:
                    self.drain()
                else:
                    ready = True
            if ready:
                return
