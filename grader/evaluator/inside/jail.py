"""The jail from inside an evaluator: the worker passes init processes (warm) or case processes (cold) to it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress

from grader.engine.ports import Admitted, Variants
from grader.evaluator.messages import Connection
from grader.model import Bundle, Isolation, Limits
from grader.sandbox.bootstrap import limits_record
from grader.sandbox.channel import Channel
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.loading import load_first
from grader.sandbox.prefork import Predictions, PreforkPool
from grader.sandbox.process import ExitStatus
from grader.sandbox.session import Session
from grader.sandbox.variants import WarmVariants
from grader.sandbox.warm_admitted import WarmAdmitted
from grader.sandbox.zygote_client import Control, InitProcess, JailLost


class EvaluatorJail:
    """An `engine.ports.Jail`."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._pool: PreforkPool | None = None
        self._predictions = Predictions()
        #: "warm" or "cold".
        self.mode = "warm"
        self.isolation = Isolation.CASE

    def connect(self, connection: Connection) -> None:
        """Use this connection to the worker."""
        self._connection = connection

    @contextmanager
    def admit(self, bundle: Bundle) -> Iterator[Admitted]:
        """See the port."""
        if self.mode == "cold":
            yield _ColdAdmitted(self._worker, bundle)
            return
        admitted = WarmAdmitted(self, bundle, self._predictions.of(bundle.entry_points), self.isolation)
        try:
            yield admitted
        finally:
            admitted.close()
            self._predictions.learn(bundle.entry_points, admitted.prediction())

    @contextmanager
    def variants(self) -> Iterator[Variants]:
        """See the port."""
        if self.mode == "cold":
            yield _ColdVariants(self._worker)
            return
        with closing(WarmVariants(self.take_pool())) as variants:
            yield variants

    def prepare(self, descriptor: int) -> None:
        """Take the control socket of an init process for the next submission, and fork its first children."""
        self.release()
        # If it has ended, the submission notices and requests another one.
        with suppress(JailLost):
            self._pool = PreforkPool(_init_process(descriptor), self._predictions.latest)

    def release(self) -> None:
        """Release the init process that is ready."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def take_pool(self) -> PreforkPool:
        """An init process with its first children. Raises JailLost."""
        pool, self._pool = self._pool, None
        if pool is not None:
            return pool
        self._worker.send({"kind": "init"})
        _, (descriptor,) = self._worker.receive()
        return PreforkPool(_init_process(descriptor), None)

    def replace(self) -> None:
        """Nothing but a release: the worker replaces its zygote at the next request."""
        self.release()

    @property
    def _worker(self) -> Connection:
        assert self._connection is not None
        return self._connection


def _init_process(descriptor: int) -> InitProcess:
    return InitProcess(Control(socket.socket(fileno=descriptor)))


class _ColdAdmitted:
    """An `engine.ports.Admitted`: the worker starts the process of each case and passes its descriptors."""

    def __init__(self, worker: Connection, bundle: Bundle) -> None:
        self._worker = worker
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
        self._worker.send({"kind": "start_case"})
        _, (wire, output) = self._worker.receive()
        end = socket.socket(fileno=wire)
        end.sendall(limits_record(limits))
        session = Session(
            channel=Channel(end, output, limits),
            process=_WorkersProcess(self._worker),
            bundle=self._bundle,
            limits=limits,
        )
        try:
            session.start_loading(plan)
        except BaseException:
            session.close()
            raise
        return session


class _ColdVariants:
    """An `engine.ports.Variants`."""

    def __init__(self, worker: Connection) -> None:
        self._worker = worker

    def variant(self, bundle: Bundle, limits: Limits) -> AbstractContextManager[Session]:
        """See the port."""
        return _ColdAdmitted(self._worker, bundle).case(limits)


class _WorkersProcess:
    """A `sandbox.process.Process` that runs under the worker."""

    def __init__(self, worker: Connection) -> None:
        self._worker = worker

    def kill(self) -> None:
        """See the protocol."""
        self._worker.send({"kind": "kill_case"})
        self._worker.receive()

    def exit_status(self, timeout: float) -> ExitStatus | None:
        """See the protocol."""
        self._worker.send({"kind": "exit_status", "timeout": timeout})
        answer, _ = self._worker.receive()
        return ExitStatus(**answer["status"]) if answer["status"] else None
