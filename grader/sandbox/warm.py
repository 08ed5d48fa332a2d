"""The warm jail: a zygote, an init process per submission, a child per test case, each forked ahead of its use."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol, Self

from grader.model import Bundle, Limits
from grader.sandbox.bootstrap import limits_key
from grader.sandbox.channel import Channel
from grader.sandbox.endings import NotStarted
from grader.sandbox.launch import StartingZygote, start_zygote
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.loading import load_first
from grader.sandbox.memory_tuning import selected_techniques
from grader.sandbox.prefork import LOOKAHEAD, Prediction, Predictions, PreforkPool
from grader.sandbox.session import Session
from grader.sandbox.variants import WarmVariants
from grader.sandbox.zygote_client import Health, JailLost, Zygote


class PreforkSource(Protocol):
    """Where an admitted submission gets its processes from."""

    def take_pool(self) -> PreforkPool:
        """The preforked processes for a submission. Raises JudgeFault."""

    def replace(self) -> None:
        """The processes that were taken are lost: the next ones come from a new zygote."""


@dataclass(frozen=True, kw_only=True)
class RecyclePolicy:
    """When a working zygote is replaced."""

    #: Submissions after which it is replaced.
    submissions: int = 5000
    #: KiB of RAM at which it is replaced; it starts with less than a tenth of that.
    resident_kib: int = 512 * 1024
    #: Submissions between two checks of its memory.
    check_every: int = 100


class WarmJail:
    """Implements `engine.ports.Jail`. Not thread-safe."""

    mode = "warm"

    def __init__(
        self,
        *,
        tuning: str = "auto",
        recycle: RecyclePolicy | None = None,
        starting: StartingZygote | None = None,
    ) -> None:
        """Start the zygote, or take over one that is `starting`; `tuning` is a value of GRADER_MEMORY_TUNING.

        Raises SandboxUnavailable, ValueError.
        """
        self._recycle = recycle or RecyclePolicy()
        self._tuning = selected_techniques(tuning)
        self._zygote = Zygote(starting or start_zygote(self._tuning))
        self._pool: PreforkPool | None = None
        self._predictions = Predictions()
        self._prefork(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def admit(self, bundle: Bundle) -> Iterator[WarmAdmitted]:
        """See the port."""
        admitted = WarmAdmitted(self, bundle, self._predictions.of(bundle.entry_points))
        try:
            yield admitted
        finally:
            admitted.close()
            self._predictions.learn(bundle.entry_points, admitted.prediction())
            self._recycle_if_due()
            self._prefork(self._predictions.latest)

    @contextmanager
    def variants(self) -> Iterator[WarmVariants]:
        """See the port."""
        with closing(WarmVariants(self.take_pool())) as variants:
            yield variants
        self._prefork(self._predictions.latest)

    def take_pool(self) -> PreforkPool:
        """The preforked processes for a submission, from a new zygote if the old one has died. Raises JudgeFault."""
        pool, self._pool = self._pool, None
        if pool is not None:
            return pool
        try:
            return PreforkPool(self._zygote.fork_init(), None)
        except JailLost:
            self.replace()
            return PreforkPool(self._zygote.fork_init(), None)

    def hand_over(self) -> socket.socket:
        """The control socket of an init process, for another process to drive; see `grader.evaluator`.

        From a new zygote if the old one has died or is due for recycling. Raises JudgeFault.
        """
        self._release_pool()
        self._recycle_if_due()
        try:
            return self._zygote.init_socket()
        except JailLost:
            self.replace()
            return self._zygote.init_socket()

    def replace(self) -> None:
        """Start a new zygote, because the old one is dead, hangs or is due for recycling."""
        self.close()
        self._zygote = Zygote(start_zygote(self._tuning))

    def close(self) -> None:
        """End all processes."""
        self._release_pool()
        self._zygote.close()

    def _release_pool(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    @property
    def pid(self) -> int:
        """Process id of the running bubblewrap, which changes when the zygote is replaced."""
        return self._zygote.pid

    def health(self) -> Health:
        """Memory and processor time of the zygote. Raises JudgeFault."""
        return self._zygote.health()

    def _prefork(self, prediction: Prediction | None) -> None:
        """Fork processes for the next submission, without waiting for them."""
        # If the zygote has died, the next submission starts a new one.
        with suppress(JailLost):
            self._pool = PreforkPool(self._zygote.fork_init(), prediction)

    def _recycle_if_due(self) -> None:
        """Replace the zygote if its policy says so."""
        with suppress(JailLost):
            count, policy = self._zygote.init_count, self._recycle
            if count >= policy.submissions or (
                count % policy.check_every == 0 and self._zygote.health().peak_kib > policy.resident_kib
            ):
                self.replace()


@dataclass(frozen=True, kw_only=True)
class _PreparedCase:
    """A child that has its limits, and perhaps loads the submission, while the test cases before it still run."""

    limits_key: tuple[object, ...]
    session: Session


class WarmAdmitted:
    """Implements `engine.ports.Admitted`."""

    def __init__(self, jail: PreforkSource, bundle: Bundle, prediction: Prediction | None) -> None:
        self._jail = jail
        self._bundle = bundle
        self._prediction = prediction
        self._opened = 0
        self._first_limits: Limits | None = None
        self._prepared: list[_PreparedCase] = []
        #: Whether a child has analysed the submission, and how the next ones load it.
        self._analysed = False
        self._plan = LoadPlan()
        #: The last case's session; its child is ended once the next one is at work.
        self._finished: Session | None = None
        self._pool = jail.take_pool()
        try:
            if prediction is not None:
                self._prepared.append(self._prepare(prediction.limits))
                self._prepared[0].session.start_loading()
        except (JailLost, NotStarted):
            # Opening the first case fails in the same way, and starts a new zygote.
            self._abandon_prepared()

    @contextmanager
    def case(self, limits: Limits) -> Iterator[Session]:
        """See the port."""
        self._opened += 1
        self._first_limits = self._first_limits or limits
        try:
            session = self._open(limits)
        except (JailLost, NotStarted):
            # No code of this case has run yet, so it can be repeated with a new zygote.
            self._restart()
            session = self._open(limits)
        try:
            yield session
        finally:
            session.run_deferred()
            self._finished = session

    def prediction(self) -> Prediction | None:
        """What this submission did, None if it opened no case."""
        return Prediction(cases=self._opened, limits=self._first_limits) if self._first_limits else None

    def close(self) -> None:
        """End the submission's namespaces with all processes in them."""
        self._end_finished()
        self._abandon_prepared()
        self._pool.close()

    def _end_finished(self) -> None:
        if self._finished is not None:
            self._finished.close()
            self._finished = None

    def _abandon_prepared(self) -> None:
        """Close the connections to the prepared children, which are ended with their init process."""
        for case in self._prepared:
            case.session.abandon()
        self._prepared.clear()

    def _restart(self) -> None:
        self.close()
        self._jail.replace()
        self._pool = self._jail.take_pool()

    def _open(self, limits: Limits) -> Session:
        self._pool.init.check()
        begin = self._next if self._analysed else self._begin
        session = load_first(lambda plan: begin(limits, plan), self._plan, limits, self._keep)
        if self._analysed:
            session.deferred = lambda: self._prepare_while_busy(limits)
            return session
        self._analysed = True
        for case in self._prepared:
            # The case that started to load at admission is still there if it has other limits.
            if not case.session.loading_started:
                case.session.start_loading(self._plan)
        return session

    def _keep(self, plan: LoadPlan) -> None:
        self._plan = plan

    def _begin(self, limits: Limits, plan: LoadPlan) -> Session:
        """A session whose child analyses the submission, while the next ones are prepared."""
        session = self._next(limits, plan)
        try:
            self._prepare_next(limits)
        except BaseException:
            session.close()
            raise
        return session

    def _prepare_while_busy(self, limits: Limits) -> None:
        """Work that is deferred until a case's child is busy: end the child before it, prepare those after it."""
        self._end_finished()
        # If that fails, opening the next case fails in the same way and is repeated.
        with suppress(JailLost, NotStarted):
            self._prepare_next(limits)

    def _next(self, limits: Limits, plan: LoadPlan) -> Session:
        """The first prepared case with such limits, or a new one; it loads the submission."""
        key = limits_key(limits)
        case = next((case for case in self._prepared if case.limits_key == key), None)
        if case is None:
            case = self._prepare(limits)
        else:
            self._prepared.remove(case)
        if not case.session.loading_started:
            case.session.start_loading(plan)
        return case.session

    def _prepare_next(self, limits: Limits) -> None:
        """Prepare children for the next cases, at most as many as the prediction says.

        They do not load the submission before the first child has analysed it, which saves them the analysis.
        """
        cases = self._opened + 1 if self._prediction is None else self._prediction.cases
        while len(self._prepared) < min(LOOKAHEAD, cases - self._opened):
            self._prepared.append(self._prepare(limits))
            if self._analysed:
                self._prepared[-1].session.start_loading(self._plan)

    def _prepare(self, limits: Limits) -> _PreparedCase:
        """A child that has its limits."""
        child = self._pool.take(limits)
        session = Session(channel=Channel(*child.detach(), limits), process=child, bundle=self._bundle, limits=limits)
        return _PreparedCase(limits_key=limits_key(limits), session=session)
