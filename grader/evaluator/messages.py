"""Messages between worker and evaluator: length-prefixed JSON objects, with file descriptors as ancillary data."""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

#: Maximum size of a message, in bytes. Reports are smaller (`grader.model.bounds`).
LARGEST = 8 * 1024 * 1024
#: Maximum number of descriptors attached to one message.
MOST_DESCRIPTORS = 4
_HEADER = struct.Struct("<IB")
_CHUNK = 256 * 1024
_CREDENTIALS = struct.Struct("3i")
_CONTROL_SPACE = socket.CMSG_SPACE(4 * MOST_DESCRIPTORS) + socket.CMSG_SPACE(_CREDENTIALS.size)
#: As a plain integer: arithmetic of enumerations is slow.
_TRUNCATED = int(socket.MSG_CTRUNC)

Message = dict[str, Any]


class Disconnected(Exception):
    """The peer has closed the connection, or sent an invalid message."""


#: What comes of a peer that is gone, or that sends what is no message of the schema.
UNUSABLE = (Disconnected, LookupError, TypeError, ValueError)


class Connection:
    """One end of a stream socket."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._buffer = bytearray()
        self._descriptors: deque[int] = deque()
        #: Process id of the peer in this process's pid namespace; set by the first message after `watch_peer`.
        self.peer = 0

    def fileno(self) -> int:
        """The descriptor, for polling."""
        return self._socket.fileno()

    def watch_peer(self) -> None:
        """Learn the peer's process id from the first message that it sends."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)

    def send(self, message: Message, *descriptors: int) -> None:
        """Send a message. Blocks while the peer does not read. Raises Disconnected."""
        body = json.dumps(message, separators=(",", ":")).encode()
        data = memoryview(_HEADER.pack(len(body), len(descriptors)) + body)
        try:
            sent = socket.send_fds(self._socket, [data], descriptors) if descriptors else self._socket.send(data)
            while sent < len(data):
                sent += self._socket.send(data[sent:])
        except OSError as error:
            raise Disconnected(str(error)) from None

    def pending(self) -> bool:
        """Whether `receive` returns without reading from the socket."""
        if len(self._buffer) < _HEADER.size:
            return False
        length = int(_HEADER.unpack_from(self._buffer)[0])
        return len(self._buffer) >= _HEADER.size + length

    def read(self) -> None:
        """Read what has arrived; blocks until there is something. Raises Disconnected."""
        try:
            data, ancillary, flags, _ = self._socket.recvmsg(_CHUNK, _CONTROL_SPACE)
        except OSError as error:
            raise Disconnected(str(error)) from None
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self._descriptors += [number for (number,) in struct.iter_unpack("i", content[: len(content) // 4 * 4])]
            elif level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS and not self.peer:
                self.peer = _CREDENTIALS.unpack(content)[0]
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        if not data or flags & _TRUNCATED:
            raise Disconnected("the peer has closed the connection")
        self._buffer += data
        if len(self._buffer) >= _HEADER.size and _HEADER.unpack_from(self._buffer)[0] > LARGEST:
            raise Disconnected("a message is too large")

    def receive(self) -> tuple[Message, list[int]]:
        """The next message and the descriptors that came with it. Raises Disconnected."""
        while not self.pending():
            self.read()
        length, count = _HEADER.unpack_from(self._buffer)
        body = bytes(self._buffer[_HEADER.size : _HEADER.size + length])
        del self._buffer[: _HEADER.size + length]
        if count > len(self._descriptors):
            raise Disconnected("a descriptor is missing")
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            raise Disconnected("the message is not valid JSON") from None
        if not isinstance(message, dict):
            raise Disconnected("the message is not an object")
        return message, [self._descriptors.popleft() for _ in range(count)]

    def messages(self, seconds: float, check: Callable[[], None]) -> Iterator[Message]:
        """The messages as they arrive, without end; `check` is called every `seconds` in between.

        Raises Disconnected, and what `check` raises.
        """
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        due = time.monotonic() + seconds
        while True:
            while not self.pending():
                if poll.poll(1000 * seconds):
                    self.read()
                if time.monotonic() >= due:
                    check()
                    due = time.monotonic() + seconds
            yield self.receive()[0]

    def close(self) -> None:
        """Close the connection, and the descriptors that were not taken."""
        self._socket.close()
        while self._descriptors:
            os.close(self._descriptors.popleft())
