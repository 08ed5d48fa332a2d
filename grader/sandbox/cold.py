"""The cold jail: a new bubblewrap for each test case. Slower, and needs no nested user namespaces."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Self

from grader.errors import JudgeFault
from grader.model import Bundle, Limits
from grader.sandbox import launch
from grader.sandbox.bootstrap import limits_record
from grader.sandbox.channel import Channel
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.loading import load_first
from grader.sandbox.process import ExitStatus
from grader.sandbox.session import Session
from grader.sandbox.termination import terminate


class ColdJail:
    """Implements `engine.ports.Jail`."""

    mode = "cold"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def admit(self, bundle: Bundle) -> Iterator[ColdAdmitted]:
        """See the port."""
        yield ColdAdmitted(bundle)

    @contextmanager
    def variants(self) -> Iterator[ColdVariants]:
        """See the port."""
        yield ColdVariants()

    def close(self) -> None:
        """Does nothing: no process outlives its test case."""


class ColdAdmitted:
    """Implements `engine.ports.Admitted`."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._plan = LoadPlan()

    @contextmanager
    def case(self, limits: Limits, _sharing: object = None) -> Iterator[Session]:
        """See the port. Each case has a process of its own."""
        session = load_first(lambda plan: self._begin(limits, plan), self._plan, limits, self._keep)
        try:
            yield session
        finally:
            session.close()

    def _keep(self, plan: LoadPlan) -> None:
        self._plan = plan

    def _begin(self, limits: Limits, plan: LoadPlan) -> Session:
        process, ours, log_out = start_case()
        ours.sendall(limits_record(limits))
        channel = Channel(ours, log_out, limits)
        session = Session(channel=channel, process=process, bundle=self._bundle, limits=limits)
        try:
            session.start_loading(plan)
        except BaseException:
            session.close()
            raise
        return session


class ColdVariants:
    """Implements `engine.ports.Variants`."""

    def variant(self, bundle: Bundle, limits: Limits) -> AbstractContextManager[Session]:
        """See the port."""
        return ColdAdmitted(bundle).case(limits)


def start_case() -> tuple[Bubblewrap, socket.socket, int]:
    """Start the process of a test case: it, its wire, and the descriptor of its output. Raises SandboxUnavailable."""
    ours, theirs = socket.socketpair()
    log_out, log_in = os.pipe()
    try:
        return Bubblewrap(launch.start("case", theirs, log_in, launch.COLD_SCRATCH)), ours, log_out
    except BaseException:
        ours.close()
        os.close(log_out)
        raise
    finally:
        theirs.close()
        os.close(log_in)


class Bubblewrap:
    """Implements `process.Process`. Killing bubblewrap ends every process inside it."""

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen

    def kill(self) -> None:
        """See the protocol."""
        terminate(self._popen)

    def exit_status(self, timeout: float) -> ExitStatus | None:
        """See the protocol. Bubblewrap reports a signal as 128 plus its number."""
        try:
            code = self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        if code < 0:
            raise JudgeFault("The sandbox was ended from outside.")
        return ExitStatus(code=None, signal=code - 128) if code > 128 else ExitStatus(code=code, signal=None)
