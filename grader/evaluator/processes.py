"""Proxies of the evaluator processes in the worker: zygote, templates, evaluators."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from grader.errors import AssignmentError, JudgeFault, SandboxUnavailable
from grader.evaluator import launch
from grader.evaluator.messages import Connection, Disconnected, Message
from grader.evaluator.output_tail import OutputTail
from grader.evaluator.stage import StagePage
from grader.sandbox.session_priority import adopt_niceness
from grader.sandbox.termination import terminate

#: Time limit for starting bubblewrap and the interpreter, and for the imports, in seconds.
START_SECONDS = 60.0
#: Time limit for loading an assignment and running its reference through its cases, in seconds.
LOAD_SECONDS = 120.0
#: Time limit for a fork, in seconds.
FORK_SECONDS = 20.0
#: The clock of a process's processor time: CPUCLOCK_SCHED (include/linux/posix-timers.h).
_PROCESS_CLOCK = 2


class Zygote:
    """The evaluator zygote inside bubblewrap."""

    def __init__(self, root: Path, data: launch.DataSets) -> None:
        """Start it. Raises SandboxUnavailable."""
        ours, theirs = socket.socketpair()
        log_out, log_in = os.pipe()
        self._connection = Connection(ours)
        try:
            self._popen: subprocess.Popen[bytes] = launch.start(root, data, theirs, log_in)
        except BaseException:
            self._connection.close()
            os.close(log_out)
            raise
        finally:
            theirs.close()
            os.close(log_in)
        self._output = OutputTail(log_out)
        try:
            wait(self._connection, START_SECONDS)
        except Disconnected as error:
            self.close()
            raise SandboxUnavailable(f"The evaluator does not start: {error} {self.said()}".strip()) from None
        adopt_niceness(self._popen.pid)

    def template(self, slug: str, references: Iterable[str], memory_bytes: int) -> Template:
        """Fork a template for an assignment. Raises JudgeFault when the zygote has ended."""
        ours, theirs = socket.socketpair()
        order = {"slug": slug, "references": sorted(references), "memory_bytes": memory_bytes}
        try:
            self._connection.send(order, theirs.fileno())
        except Disconnected as error:
            ours.close()
            raise JudgeFault(f"The evaluator zygote has ended: {error} {self.said()}".strip()) from None
        finally:
            theirs.close()
        return Template(Connection(ours), slug, self)

    def said(self) -> str:
        """The end of what the evaluator processes have printed since the last call."""
        return self._output.take()

    def close(self) -> None:
        """End all evaluator processes."""
        self._connection.close()
        terminate(self._popen)
        self._output.close()


class Template:
    """The template of one assignment."""

    def __init__(self, connection: Connection, slug: str, zygote: Zygote) -> None:
        self._connection = connection
        self._zygote = zygote
        self.slug = slug
        #: The outline of the test cases and the names of the questions; set by `load`.
        self.cases: list[Message] = []
        self.questions: list[str] = []

    def load(self) -> None:
        """Wait until the assignment is loaded. Raises AssignmentError, and JudgeFault when the template ends."""
        try:
            loaded, _ = wait(self._connection, LOAD_SECONDS)
        except Disconnected as error:
            raise JudgeFault(f"The template of {self.slug} ended: {error} {self._zygote.said()}".strip()) from None
        if loaded["kind"] == "problem":
            raise AssignmentError(str(loaded["message"]))
        self.cases, self.questions = loaded["cases"], loaded["questions"]

    def warm_up(self) -> bool:
        """Run one known mistake in advance; False when there are no more. Raises JudgeFault."""
        try:
            self._connection.send({"kind": "warm_up"})
            return bool(wait(self._connection, LOAD_SECONDS)[0]["more"])
        except Disconnected as error:
            raise JudgeFault(f"The template of {self.slug} ended: {error}") from None

    def fork(self) -> Evaluator:
        """A fresh evaluator. Raises JudgeFault."""
        ours, theirs = socket.socketpair()
        connection = Connection(ours)
        connection.watch_peer()
        page = StagePage()
        try:
            self._connection.send({"kind": "fork"}, theirs.fileno(), page.descriptor)
        except Disconnected as error:
            connection.close()
            page.close()
            raise JudgeFault(f"The template of {self.slug} ended: {error} {self._zygote.said()}".strip()) from None
        finally:
            theirs.close()
        return Evaluator(connection, page)

    def close(self) -> None:
        """End it."""
        self._connection.close()


class Evaluator:
    """One evaluator process, which may still be starting; see `wait_until_ready`."""

    def __init__(self, connection: Connection, page: StagePage) -> None:
        self.connection = connection
        #: Where it is in its work.
        self.page = page
        self._pidfd = -1
        #: Number of submissions that it has graded.
        self.submissions = 0
        #: Its peak resident memory in KiB, as it reports.
        self.peak_kib = 0

    def wait_until_ready(self) -> None:
        """Wait until it is confined and ready. Raises JudgeFault."""
        if self._pidfd < 0:
            try:
                wait(self.connection, FORK_SECONDS)
                self._pidfd = os.pidfd_open(self.connection.peer)
            except (Disconnected, ProcessLookupError) as error:
                raise JudgeFault(f"An evaluator did not start: {error}") from None

    def processor_seconds(self) -> float:
        """The processor time that it has used; infinite when it has ended."""
        try:
            return time.clock_gettime((~self.connection.peer << 3) | _PROCESS_CLOCK)
        except OSError:
            return float("inf")

    def kill(self) -> None:
        """Kill it. What it has sent can still be read."""
        if self._pidfd >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Kill it and hang up."""
        self.kill()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        self.connection.close()
        self.page.close()


def wait(connection: Connection, seconds: float) -> tuple[Message, list[int]]:
    """The next message. Raises Disconnected, also when none arrives in time."""
    deadline = time.monotonic() + seconds
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    while not connection.pending():
        if not poll.poll(max(0.0, 1000 * (deadline - time.monotonic()))):
            raise Disconnected(f"no answer within {seconds:.0f} s")
        connection.read()
    return connection.receive()
