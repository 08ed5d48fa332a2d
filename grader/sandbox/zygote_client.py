"""The trusted ends of a zygote and of its keepers."""

from __future__ import annotations

import os
import select
import signal
import socket
from contextlib import suppress
from typing import NamedTuple

from grader.errors import JudgeFault, SandboxUnavailable
from grader.sandbox import launch
from grader.sandbox.inside import protocol
from grader.sandbox.process import Ending

_MESSAGE = 256
_ONE_END = socket.CMSG_SPACE(protocol.END.size)
#: Seconds for bubblewrap, interpreter and NumPy.
_START_SECONDS = 60.0
#: Seconds for a fork. A zygote or keeper that takes longer hangs, and is replaced.
FORK_SECONDS = 20.0


class Health(NamedTuple):
    """What a zygote uses."""

    #: Most KiB that it had in RAM.
    peak_kib: int
    #: Processor time that it and all ended processes below it have used.
    processor_seconds: float


class Gone(JudgeFault):
    """A zygote or keeper died or hangs."""


class Control:
    """A socket that carries orders and reports, with descriptors attached. Reports come in the order of the orders."""

    def __init__(self, descriptor: socket.socket) -> None:
        self._socket = descriptor

    def say(self, order: bytes, *descriptors: int) -> None:
        """Give an order. Raises Gone."""
        try:
            socket.send_fds(self._socket, [order], descriptors)
        except OSError as error:
            raise Gone(f"The jail does not take orders: {error}") from None

    def hear(self, seconds: float) -> tuple[bytes, list[int]]:
        """The next report. Raises Gone."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if not poll.poll(1000 * seconds):
            raise Gone("The jail does not answer.")
        try:
            report, ancillary, _, _ = self._socket.recvmsg(_MESSAGE, _ONE_END)
        except OSError as error:
            raise Gone(f"The jail is gone: {error}") from None
        if not report:
            raise Gone("The jail is gone.")
        return report, [protocol.END.unpack(data)[0] for _, _, data in ancillary]

    def check(self) -> None:
        """Raises Gone if nobody is at the other end any more."""
        poll = select.poll()
        poll.register(self._socket, 0)
        if poll.poll(0):
            raise Gone("The jail is gone.")

    def close(self) -> None:
        """Hang up; whoever is at the other end, ends."""
        self._socket.close()


class Zygote:
    """One bubblewrap with a warm interpreter in it."""

    def __init__(self, starting: launch.StartingZygote) -> None:
        """Wait until it is ready. Raises SandboxUnavailable."""
        self._popen = starting.popen
        self._control = Control(starting.control)
        self._log = starting.log
        #: Keepers ordered so far.
        self.keepers = 0
        try:
            self._control.hear(_START_SECONDS)
        except Gone as error:
            said = self._said()
            self.close()
            raise SandboxUnavailable(f"The warm jail does not start: {error.message} {said}".strip()) from None

    def keeper(self) -> InitProcess:
        """Have a keeper made, for one submission. It is on its way when this returns. Raises Gone."""
        self.keepers += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._control.say(protocol.INIT_ORDER, theirs.fileno())
        except Gone as error:
            ours.close()
            raise Gone(f"{error.message} {self._said()}".strip()) from None
        finally:
            theirs.close()
        return InitProcess(Control(ours))

    @property
    def pid(self) -> int:
        """Process id of bubblewrap. All processes of the jail are below it."""
        return self._popen.pid

    def health(self) -> Health:
        """Memory and processor time. Raises Gone."""
        self._control.say(protocol.HEALTH_ORDER)
        return Health(*protocol.HEALTH.unpack(self._control.hear(FORK_SECONDS)[0]))

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


class InitProcess:
    """The first process of a submission's namespaces."""

    def __init__(self, control: Control) -> None:
        self._control = control
        #: Children ordered and not reported yet, oldest first.
        self._coming: list[Blank] = []
        #: Children reported and not killed.
        self._living: list[Blank] = []

    def child(self) -> Blank:
        """Have a child forked. It is on its way when this returns. Raises Gone."""
        ours, theirs = socket.socketpair()
        log_out, log_in = os.pipe()
        blank = Blank(self, ours, log_out)
        try:
            self._control.say(b"child", theirs.fileno(), log_in)
        except Gone:
            blank.close()
            raise
        finally:
            theirs.close()
            os.close(log_in)
        self._coming.append(blank)
        return blank

    def check(self) -> None:
        """Raises Gone if it has ended, and all its children with it: what they said before may still be read."""
        self._control.check()

    def arrive(self, blank: Blank) -> None:
        """Wait until `blank` is there. Raises Gone."""
        while blank in self._coming:
            report, (pidfd,) = self._control.hear(FORK_SECONDS)
            arrived = self._coming.pop(0)
            arrived.number, arrived.pidfd = *protocol.CHILD.unpack(report), pidfd
            self._living.append(arrived)

    def kill(self, blank: Blank) -> None:
        """End a child, and give back what is held of it. Raises Gone."""
        self.arrive(blank)
        self._living.remove(blank)
        _kill(blank.pidfd)
        os.close(blank.pidfd)

    def ending(self, number: int) -> Ending:
        """How the child of that number, which has ended, did so. Raises Gone."""
        while self._coming:
            self.arrive(self._coming[-1])
        self._control.say(protocol.CHILD.pack(number))
        _, status, peak = protocol.ENDED.unpack(self._control.hear(FORK_SECONDS)[0])
        if os.WIFSIGNALED(status):
            return Ending(code=None, signal=os.WTERMSIG(status), peak_kib=peak)
        return Ending(code=os.WEXITSTATUS(status), signal=None, peak_kib=peak)

    def close(self) -> None:
        """End the submission's namespaces with everything in them: a keeper ends when it is hung up on."""
        self._control.close()
        for blank in self._living:
            _kill(blank.pidfd)
            os.close(blank.pidfd)
        self._living.clear()


class Blank:
    """A case's child that knows nothing of a submission. Fits `process.Process`."""

    def __init__(self, keeper: InitProcess, wire: socket.socket, output: int) -> None:
        self._keeper = keeper
        self._ends: tuple[socket.socket, int] | None = (wire, output)
        #: Its number in the keeper's namespace and its pidfd, once it has arrived.
        self.number, self.pidfd = 0, -1
        #: What it was told.
        self.orders: bytes | None = None

    def confine(self, orders: bytes) -> None:
        """Tell it how to confine itself, which it does as soon as it is there. Raises Gone."""
        assert self._ends is not None
        try:
            self._ends[0].sendall(orders)
        except OSError as error:
            raise Gone(f"The jail is gone: {error}") from None
        self.orders = orders

    def take(self) -> tuple[socket.socket, int]:
        """Our ends of its wire and its output; whoever takes them closes them."""
        assert self._ends is not None
        ends, self._ends = self._ends, None
        return ends

    def close(self) -> None:
        """Hang up on it, if nobody has taken its ends."""
        if self._ends is not None:
            wire, output = self.take()
            wire.close()
            os.close(output)

    def kill(self) -> None:
        """See the protocol."""
        # If its keeper is gone, it is gone too; if its keeper hangs, that is killed in the end, and takes it along.
        with suppress(Gone):
            self._keeper.kill(self)

    def ending(self, timeout: float) -> Ending | None:
        """See the protocol."""
        self._keeper.arrive(self)
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return self._keeper.ending(self.number) if poll.poll(1000 * timeout) else None


def _kill(pidfd: int) -> None:
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    except ProcessLookupError:
        return
