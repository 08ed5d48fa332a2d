"""The trusted ends of a zygote and of its keepers."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from typing import Any

from grader.errors import JudgeFault, NoWall
from grader.sandbox import launch
from grader.sandbox.process import Ending

_MESSAGE = 4096
#: Seconds for bubblewrap, interpreter and NumPy.
_START_SECONDS = 60.0
#: Seconds for a fork. A zygote or keeper that takes longer hangs, and is replaced.
FORK_SECONDS = 10.0
_END_SECONDS = 5.0


class Gone(JudgeFault):
    """A zygote or keeper died or hangs."""


class Control:
    """A socket that carries orders and reports, with descriptors attached."""

    def __init__(self, descriptor: socket.socket) -> None:
        self._socket = descriptor
        self._reports: list[tuple[dict[str, Any], list[int]]] = []

    def say(self, order: dict[str, Any], *descriptors: int) -> None:
        """Give an order. Raises Gone."""
        try:
            socket.send_fds(self._socket, [json.dumps(order).encode()], descriptors)
        except OSError as error:
            raise Gone(f"The jail does not take orders: {error}") from None

    def hear(self, seconds: float, **wanted: Any) -> tuple[dict[str, Any], list[int]]:
        """The report with these entries; others wait for their turn. Raises Gone."""
        deadline = time.monotonic() + seconds
        while True:
            for index, (report, _) in enumerate(self._reports):
                if all(report.get(key) == value for key, value in wanted.items()):
                    return self._reports.pop(index)
            self._reports.append(self._next(deadline))

    def _next(self, deadline: float) -> tuple[dict[str, Any], list[int]]:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if not poll.poll(max(0.0, 1000 * (deadline - time.monotonic()))):
            raise Gone("The jail does not answer.")
        try:
            raw, descriptors, _, _ = socket.recv_fds(self._socket, _MESSAGE, 4)
        except OSError as error:
            raise Gone(f"The jail is gone: {error}") from None
        if not raw:
            raise Gone("The jail is gone.")
        return json.loads(raw), descriptors

    def close(self) -> None:
        """Hang up; whoever is at the other end, ends."""
        self._socket.close()
        for _, descriptors in self._reports:
            for descriptor in descriptors:
                os.close(descriptor)
        self._reports.clear()


class Zygote:
    """One bubblewrap with a warm interpreter in it."""

    def __init__(self) -> None:
        """Start it. Raises NoWall."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        log_out, log_in = os.pipe()
        try:
            self._popen: subprocess.Popen[bytes] = launch.start(
                "zygote", theirs, log_in, ["--dir", "/tmp", "--proc", "/proc"]
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
            os.close(log_in)
        self._control = Control(ours)
        self._log = log_out
        os.set_blocking(log_out, False)
        #: Keepers made so far.
        self.keepers = 0
        try:
            self._control.hear(_START_SECONDS, op="hello")
        except Gone as error:
            said = self._said()
            self.close()
            raise NoWall(f"The warm jail does not start: {error.message} {said}".strip()) from None

    def keeper(self) -> Keeper:
        """A keeper for one submission. Raises Gone."""
        self.keepers += 1
        try:
            self._control.say({"op": "keeper"})
            _, (control, pidfd) = self._control.hear(FORK_SECONDS, op="keeper")
        except Gone as error:
            raise Gone(f"{error.message} {self._said()}".strip()) from None
        return Keeper(Control(socket.socket(fileno=control)), pidfd)

    def health(self) -> tuple[int, float]:
        """Most KiB that it had in RAM, and the processor seconds that it and all it made have used. Raises Gone."""
        self._control.say({"op": "ping"})
        report, _ = self._control.hear(FORK_SECONDS, op="pong")
        return int(report["peak_kib"]), float(report["cpu_seconds"])

    def close(self) -> None:
        """End it with everything in it. May be called twice."""
        self._control.close()
        self._popen.kill()
        self._popen.wait()
        if self._log >= 0:
            os.close(self._log)
            self._log = -1

    def _said(self) -> str:
        try:
            return os.read(self._log, 4000).decode("utf-8", "replace")[-500:]
        except OSError:
            return ""


class Keeper:
    """The first process of a submission's namespaces."""

    def __init__(self, control: Control, pidfd: int) -> None:
        self._control = control
        self._pidfd = pidfd
        self._children = 0

    def child(self) -> Blank:
        """Have a child forked. It is on its way when this returns. Raises Gone."""
        self._children += 1
        ours, theirs = socket.socketpair()
        log_out, log_in = os.pipe()
        blank = Blank(control=self._control, number=self._children, wire=ours, output=log_out)
        try:
            self._control.say({"number": self._children}, theirs.fileno(), log_in)
        except Gone:
            blank.close()
            raise
        finally:
            theirs.close()
            os.close(log_in)
        return blank

    def close(self) -> None:
        """End the submission's namespaces with everything in them."""
        self._control.close()
        _kill(self._pidfd)
        os.close(self._pidfd)


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A case's child, at first one that knows nothing. Fits `process.Process`."""

    #: Its keeper's control.
    control: Control
    #: The keeper's number for it.
    number: int
    #: Our end of its wire.
    wire: socket.socket
    #: Our end of its output.
    output: int

    def close(self) -> None:
        """Hang up on it, if nobody has taken its wire over."""
        if self.wire.fileno() >= 0:
            self.wire.close()
            os.close(self.output)

    def kill(self) -> None:
        """See the protocol. Raises Gone if it cannot be known that it ends."""
        try:
            _, (pidfd,) = self.control.hear(FORK_SECONDS, op="child", number=self.number)
        except Gone:
            # Its keeper is gone or is about to be ended, and it ends with it.
            return
        _kill(pidfd)
        os.close(pidfd)

    def ending(self, timeout: float) -> Ending | None:
        """See the protocol."""
        try:
            report, _ = self.control.hear(timeout, op="ended", number=self.number)
        except Gone:
            return None
        status, peak = report["status"], report["peak_kib"]
        if os.WIFSIGNALED(status):
            return Ending(code=None, signal=os.WTERMSIG(status), peak_kib=peak)
        return Ending(code=os.WEXITSTATUS(status), signal=None, peak_kib=peak)


def _kill(pidfd: int) -> None:
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    except ProcessLookupError:
        return
