"""The worker's connections to a zygote, to the init processes that it forks, and to their children."""

from __future__ import annotations

import os
import select
import socket
from contextlib import suppress
from typing import NamedTuple

from grader.errors import JudgeFault, SandboxUnavailable
from grader.sandbox import launch
from grader.sandbox.inside import protocol
from grader.sandbox.process import ExitStatus
from grader.sandbox.session_priority import adopt_niceness
from grader.sandbox.termination import terminate

_MESSAGE = 256
_ANCILLARY_BYTES = socket.CMSG_SPACE(protocol.END.size)
#: Seconds for the start of bubblewrap, interpreter and NumPy.
_START_SECONDS = 60.0
#: Seconds for a fork. A zygote or init process that takes longer hangs, and is replaced.
FORK_SECONDS = 20.0


class Health(NamedTuple):
    """What a zygote uses."""

    #: Most KiB that it had in RAM.
    peak_kib: int
    #: Processor time that it and all ended processes below it have used.
    processor_seconds: float


class JailLost(JudgeFault):
    """A zygote or init process has died or hangs."""


class Control:
    """A socket for requests and replies, with descriptors attached. Replies arrive in the order of the requests."""

    def __init__(self, descriptor: socket.socket) -> None:
        self._socket = descriptor

    def send(self, request: bytes, *descriptors: int) -> None:
        """Send a request. Raises JailLost."""
        try:
            socket.send_fds(self._socket, [request], descriptors)
        except OSError as error:
            raise JailLost(f"The sandbox accepts no requests: {error}") from None

    def receive(self, seconds: float) -> tuple[bytes, list[int]]:
        """The next reply and its descriptors. Raises JailLost, also after so many seconds."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if not poll.poll(1000 * seconds):
            raise JailLost("The sandbox does not answer.")
        try:
            reply, ancillary, _, _ = self._socket.recvmsg(_MESSAGE, _ANCILLARY_BYTES)
        except OSError as error:
            raise JailLost(f"The sandbox is gone: {error}") from None
        if not reply:
            raise JailLost("The sandbox is gone.")
        return reply, [protocol.END.unpack(data)[0] for _, _, data in ancillary]

    def check(self) -> None:
        """Raise JailLost if the process at the other end has ended."""
        poll = select.poll()
        poll.register(self._socket, 0)
        if poll.poll(0):
            raise JailLost("The sandbox is gone.")

    def close(self) -> None:
        """Close the socket; the process at the other end exits."""
        self._socket.close()


class Zygote:
    """A bubblewrap that contains a zygote."""

    def __init__(self, starting: launch.StartingZygote) -> None:
        """Wait until it is ready. Raises SandboxUnavailable."""
        self._popen = starting.popen
        self._control = Control(starting.control)
        self._log = starting.log
        #: Init processes requested so far.
        self.init_count = 0
        try:
            self._control.receive(_START_SECONDS)
        except JailLost as error:
            output = self._output()
            self.close()
            raise SandboxUnavailable(f"The warm sandbox does not start: {error.message} {output}".strip()) from None
        adopt_niceness(self._popen.pid)

    def fork_init(self) -> InitProcess:
        """Request an init process for one submission, without waiting for it. Raises JailLost."""
        return InitProcess(Control(self.init_socket()))

    def init_socket(self) -> socket.socket:
        """Request an init process, to be driven by another process over this socket. Raises JailLost."""
        self.init_count += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._control.send(protocol.FORK_INIT, theirs.fileno())
        except JailLost as error:
            ours.close()
            raise JailLost(f"{error.message} {self._output()}".strip()) from None
        finally:
            theirs.close()
        return ours

    @property
    def pid(self) -> int:
        """Process id of bubblewrap. All processes of the jail are below it."""
        return self._popen.pid

    def health(self) -> Health:
        """Memory and processor time. Raises JailLost."""
        self._control.send(protocol.HEALTH_REQUEST)
        return Health(*protocol.HEALTH.unpack(self._control.receive(FORK_SECONDS)[0]))

    def close(self) -> None:
        """End it with all processes below it. May be called twice."""
        self._control.close()
        terminate(self._popen)
        if self._log >= 0:
            os.close(self._log)
            self._log = -1

    def _output(self) -> str:
        try:
            return os.read(self._log, 4000).decode("utf-8", "replace")[-500:]
        except OSError:
            return ""


class InitProcess:
    """The init process of a submission: the first process of its namespaces."""

    def __init__(self, control: Control) -> None:
        self._control = control
        #: Children that were requested and have not been reported yet, oldest first.
        self._pending: list[PreforkedChild] = []
        #: Children that were reported and have not been killed.
        self._running: list[PreforkedChild] = []

    def fork_child(self) -> PreforkedChild:
        """Request a child, without waiting for it. Raises JailLost."""
        ours, theirs = socket.socketpair()
        log_out, log_in = os.pipe()
        child = PreforkedChild(self, ours, log_out)
        try:
            self._control.send(b"child", theirs.fileno(), log_in)
        except JailLost:
            child.close()
            raise
        finally:
            theirs.close()
            os.close(log_in)
        self._pending.append(child)
        return child

    def check(self) -> None:
        """Raise JailLost if it has ended, and its children with it. What they sent before can still be read."""
        self._control.check()

    def wait_for(self, child: PreforkedChild) -> None:
        """Wait until `child` has been forked. Raises JailLost."""
        while child in self._pending:
            reply, (pidfd,) = self._control.receive(FORK_SECONDS)
            forked = self._pending.pop(0)
            forked.pid, forked.pidfd = *protocol.CHILD.unpack(reply), pidfd
            self._running.append(forked)

    def kill(self, child: PreforkedChild) -> None:
        """End a child and release its resources. Raises JailLost."""
        self.wait_for(child)
        self._running.remove(child)
        os.close(child.pidfd)
        # A child whose exit status was collected is gone, and its pid may become another one's.
        if not child.was_reaped:
            self._control.send(protocol.KILL.pack(0, child.pid))

    def exit_status(self, pid: int) -> ExitStatus:
        """How the child with that pid, which has ended, did so. Raises JailLost."""
        while self._pending:
            self.wait_for(self._pending[-1])
        self._control.send(protocol.CHILD.pack(pid))
        _, status, peak = protocol.EXITED.unpack(self._control.receive(FORK_SECONDS)[0])
        if os.WIFSIGNALED(status):
            return ExitStatus(code=None, signal=os.WTERMSIG(status), peak_kib=peak)
        return ExitStatus(code=os.WEXITSTATUS(status), signal=None, peak_kib=peak)

    def close(self) -> None:
        """End the submission's namespaces with all processes in them: an init process exits when its socket closes."""
        self._control.close()
        for child in self._running:
            os.close(child.pidfd)
        self._running.clear()


class PreforkedChild:
    """The child of a test case, forked before the submission is known. Implements `process.Process`."""

    def __init__(self, init: InitProcess, wire: socket.socket, output: int) -> None:
        self._init = init
        self._ends: tuple[socket.socket, int] | None = (wire, output)
        #: Its pid in the init process's namespace and its pidfd, once it has been forked.
        self.pid, self.pidfd = 0, -1
        #: Whether its exit status was collected.
        self.was_reaped = False
        #: The limits that were sent to it.
        self.limits_record: bytes | None = None

    def confine(self, limits_record: bytes) -> None:
        """Send its limits, which it applies to itself at once. Raises JailLost."""
        assert self._ends is not None
        try:
            self._ends[0].sendall(limits_record)
        except OSError as error:
            raise JailLost(f"The sandbox is gone: {error}") from None
        self.limits_record = limits_record

    def detach(self) -> tuple[socket.socket, int]:
        """The worker's ends of its wire and its output; the caller closes them."""
        assert self._ends is not None
        ends, self._ends = self._ends, None
        return ends

    def close(self) -> None:
        """Close the worker's ends, unless they were detached."""
        if self._ends is not None:
            wire, output = self.detach()
            wire.close()
            os.close(output)

    def kill(self) -> None:
        """See the protocol."""
        # If its init process is gone, it is gone too. If its init process hangs, both are killed with the zygote.
        with suppress(JailLost):
            self._init.kill(self)

    def exit_status(self, timeout: float) -> ExitStatus | None:
        """See the protocol."""
        self._init.wait_for(self)
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        if not poll.poll(1000 * timeout):
            return None
        self.was_reaped = True
        return self._init.exit_status(self.pid)
