"""A submission in the warm jail: its init process, and the children that its test cases get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from grader.model import Bundle, Isolation, Limits, Sharing
from grader.sandbox.bootstrap import limits_key
from grader.sandbox.channel import Channel
from grader.sandbox.endings import NotStarted
from grader.sandbox.groups import Groups
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.loading import load_first
from grader.sandbox.prefork import LOOKAHEAD, Prediction, PreforkPool
from grader.sandbox.session import Session
from grader.sandbox.zygote_client import JailLost

#: Children that a submission needs at once whose test cases share some: for the two groups, and to run one again.
GROUP_AHEAD = 3


class PreforkSource(Protocol):
    """Where an admitted submission gets its processes from."""

    def take_pool(self) -> PreforkPool:
        """The preforked processes for a submission. Raises JudgeFault."""

    def replace(self) -> None:
        """The processes that were taken are lost: the next ones come from a new zygote."""


@dataclass(frozen=True, kw_only=True)
class _PreparedCase:
    """A child that has its limits, and perhaps loads the submission, while the test cases before it still run."""

    limits_key: tuple[object, ...]
    session: Session


class WarmAdmitted:
    """Implements `engine.ports.Admitted`."""

    def __init__(
        self, jail: PreforkSource, bundle: Bundle, prediction: Prediction | None, isolation: Isolation = Isolation.CASE
    ) -> None:
        self._jail = jail
        self._groups = Groups(bundle, enabled=isolation is Isolation.GROUP)
        #: The groups of the cases that probably come next, and that of the running one.
        self._upcoming: tuple[str | None, ...] | None = None
        self._running: str | None = None
        self._bundle = bundle
        self._prediction = prediction
        self._opened = 0
        self._first_limits: Limits | None = None
        self._prepared: list[_PreparedCase] = []
        #: How the next child loads the submission, and whether it need not be analysed any more.
        self._plan = self._groups.plan
        self._analysed = self._plan.pruned is not None
        #: The last case's session; its child is ended once the next one is at work.
        self._finished: Session | None = None
        self._pool = jail.take_pool()
        try:
            if prediction is not None:
                self._prepared.append(self._prepare(prediction.limits))
                self._prepared[0].session.start_loading(self._plan)
        except (JailLost, NotStarted):
            # Opening the first case fails in the same way, and starts a new zygote.
            self._abandon_prepared()

    @contextmanager
    def case(self, limits: Limits, sharing: Sharing | None = None) -> Iterator[Session]:
        """See the port."""
        group = None if sharing is None else sharing.group
        # Before reruns for diagnosis, the prediction tells how many children are needed.
        upcoming = () if sharing is None else sharing.upcoming
        self._upcoming = upcoming if group or upcoming else None
        self._running = group
        session = None
        if sharing is not None and group is not None and (session := self._groups.take(group, limits, sharing.seconds)):
            session.deferred = lambda: self._prepare_while_busy(limits)
        session = session or self._open_fresh(limits)
        try:
            yield session
        finally:
            session.run_deferred()
            if not self._groups.keep(group, session, limits):
                self._end_finished()
                self._finished = session

    def _open_fresh(self, limits: Limits) -> Session:
        self._opened += 1
        self._first_limits = self._first_limits or limits
        try:
            return self._open(limits)
        except (JailLost, NotStarted):
            # No code of this case has run yet, so it can be repeated with a new zygote.
            self._restart()
            return self._open(limits)

    def prediction(self) -> Prediction | None:
        """What this submission did, None if it opened no case."""
        if self._first_limits is None:
            return None
        at_once = min(self._opened, GROUP_AHEAD) if self._groups.enabled else self._opened
        return Prediction(cases=self._opened, at_once=at_once, limits=self._first_limits)

    def close(self) -> None:
        """End the submission's namespaces with all processes in them."""
        self._end_finished()
        self._groups.close()
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
        self._groups.loaded(session)
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
        """Prepare children for the next cases: those that their groups lack, else as many as the prediction says.

        They do not load the submission before the first child has analysed it, which saves them the analysis.
        """
        cases = self._opened + 1 if self._prediction is None else self._prediction.cases
        wanted = cases - self._opened
        if self._groups.enabled and self._upcoming is not None:
            wanted = self._groups.children(self._upcoming, self._running)
        while len(self._prepared) < min(LOOKAHEAD, wanted):
            self._prepared.append(self._prepare(limits))
            if self._analysed:
                self._prepared[-1].session.start_loading(self._plan)

    def _prepare(self, limits: Limits) -> _PreparedCase:
        """A child that has its limits."""
        child = self._pool.take(limits)
        session = Session(channel=Channel(*child.detach(), limits), process=child, bundle=self._bundle, limits=limits)
        return _PreparedCase(limits_key=limits_key(limits), session=session)
