"""The worker's connection to one child: its wire, its printed output, and the clock that limits both."""

from __future__ import annotations

import os
import select
import socket
import time
from typing import Any

from grader.model import Limits

#: Most buffers that one sendmsg takes (IOV_MAX is 1024).
_BATCH = 512
_CHUNK = 65536


class DeadlineExceeded(Exception):
    """The wall clock ran out."""


class OutputExceeded(Exception):
    """More was printed than is allowed."""


class Disconnected(Exception):
    """The child has closed the wire."""


class Log:
    """The printed output. Keeps head and tail, and counts the bytes between them."""

    def __init__(self, allowed: int, kept: int) -> None:
        """`allowed` and `kept` are numbers of bytes."""
        self._allowed = allowed
        self._half = kept // 2
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0

    def add(self, data: bytes) -> None:
        """Append output. Raises OutputExceeded beyond the limit."""
        self._total += len(data)
        room = self._half - len(self._head)
        self._head += data[: max(room, 0)]
        self._tail += data[max(room, 0) :]
        if len(self._tail) > 4 * self._half:
            del self._tail[: -self._half]
        if self._total > self._allowed:
            raise OutputExceeded

    @property
    def text(self) -> str:
        """The output as text; bytes that are not UTF-8 are replaced."""
        tail = self._tail[-self._half :] if self._half else b""
        missing = self._total - len(self._head) - len(tail)
        if not missing:
            return (self._head + tail).decode("utf-8", "replace")
        head = self._head.decode("utf-8", "replace")
        return f"{head}\n[... {missing} bytes left out ...]\n{tail.decode('utf-8', 'replace')}"


class Channel:
    """Socket and output pipe of one child. The clock runs only between `start` and `stop`."""

    def __init__(self, wire: socket.socket, output: int, limits: Limits) -> None:
        self._wire = wire
        self._output = output
        #: Seconds left on the clock while it is stopped.
        self.left = limits.wall_seconds
        self._deadline = 0.0
        self.log = Log(limits.output_bytes, limits.log_bytes)
        wire.setblocking(False)
        os.set_blocking(output, False)
        self._poll = select.poll()
        self._poll.register(wire, select.POLLIN)
        self._poll.register(output, select.POLLIN)

    def begin(self, limits: Limits) -> None:
        """The next test case begins: it has a clock and a log of its own."""
        self.left = limits.wall_seconds
        self.log = Log(limits.output_bytes, limits.log_bytes)

    def start(self, at_least: float = 0.0) -> None:
        """Start the clock with the seconds that are left, but not fewer than `at_least`."""
        self._deadline = time.monotonic() + max(self.left, at_least)

    def stop(self) -> None:
        """Stop the clock. The time until the next start is not the student's."""
        self.left = self._deadline - time.monotonic()

    def send(self, parts: list[Any]) -> None:
        """Write all of the buffers. Raises DeadlineExceeded, OutputExceeded, Disconnected."""
        while parts:
            try:
                sent = self._wire.sendmsg(parts[:_BATCH])
            except BlockingIOError:
                self._poll.modify(self._wire, select.POLLOUT)
                self._wait()
                self._poll.modify(self._wire, select.POLLIN)
                continue
            except OSError:
                raise Disconnected from None
            while parts and sent >= len(parts[0]):
                sent -= len(parts.pop(0))
            if sent:
                parts[0] = memoryview(parts[0])[sent:]

    def receive(self, target: memoryview) -> int:
        """Read at least one byte into `target`. Raises DeadlineExceeded, OutputExceeded, Disconnected."""
        while True:
            self._wait()
            try:
                count = self._wire.recv_into(target)
            except BlockingIOError:
                continue
            except OSError:
                count = 0
            if count == 0:
                raise Disconnected
            return count

    def has_input(self) -> bool:
        """Whether bytes can be read, or the wire is broken."""
        try:
            return bool(self._wire.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return False
        except OSError:
            return True

    def drain(self) -> None:
        """Read the output that is in the pipe now. Raises OutputExceeded."""
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
        """Close both."""
        self._wire.close()
        self._close_output()

    def _close_output(self) -> None:
        if self._output >= 0:
            os.close(self._output)
            self._output = -1

    def _wait(self) -> None:
        """Wait until the socket is ready, and read output meanwhile."""
        while True:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise DeadlineExceeded
            ready = False
            for descriptor, _ in self._poll.poll(1000 * left + 1):
                if descriptor == self._output:
                    self.drain()
                else:
                    ready = True
            if ready:
                return
