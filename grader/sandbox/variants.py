"""Variants of one submission in the warm jail, for repair search: each in a child of its own below one init process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from grader.errors import JudgeFault, SubmissionFault
from grader.model import Bundle, Limits
from grader.sandbox.bootstrap import limits_record
from grader.sandbox.channel import Channel
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.loading import load_first
from grader.sandbox.prefork import PreforkPool
from grader.sandbox.session import Session
from grader.sandbox.zygote_client import JailLost, PreforkedChild


class VariantSession(Session):
    """An `engine.ports.VariableSession`: an exception of the student's code does not end its child."""

    _survives = False

    def vary(self, definitions: Sequence[tuple[str, str, str]], seconds: float) -> None:
        """See the port. Each variant has the whole time limit."""
        self._channel.left = self._limits.wall_seconds
        self._request("Preparing your submission", "vary", [tuple(definition) for definition in definitions], seconds)

    def _raise(self, reported: Mapping[str, Any]) -> None:
        # What is raised while the submission loads, in the first request, leaves no program to go on with.
        self._survives = self._number > 1
        try:
            super()._raise(reported)
        finally:
            self._survives = False

    def _fail(self, fault: SubmissionFault | JudgeFault) -> None:
        if self._survives:
            raise fault
        super()._fail(fault)


class WarmVariants:
    """An `engine.ports.Variants`.

    The variants are one student's code, so they share the namespaces of a submission. Each has a child with its own
    tmpfs, limits and filter, as a test case has.
    """

    def __init__(self, pool: PreforkPool) -> None:
        """`pool` is closed by `close`."""
        self._pool = pool
        self._ahead: PreforkedChild | None = None
        self._plan = LoadPlan()

    @contextmanager
    def variant(self, bundle: Bundle, limits: Limits) -> Iterator[VariantSession]:
        """See the port."""
        session = load_first(lambda plan: self._begin(bundle, limits, plan), self._plan, limits, self._keep)
        try:
            yield session
        finally:
            session.close()

    def _begin(self, bundle: Bundle, limits: Limits, plan: LoadPlan) -> VariantSession:
        child = self._take(limits)
        channel = Channel(*child.detach(), limits)
        session = VariantSession(channel=channel, process=child, bundle=bundle, limits=limits)
        try:
            session.start_loading(plan)
            # The next child is forked while this one loads.
            with suppress(JailLost):
                self._ahead = self._ahead or self._pool.take(limits)
        except BaseException:
            session.close()
            raise
        return session

    def _keep(self, plan: LoadPlan) -> None:
        # Each variant is another text, whose statements are those of the first one.
        self._plan = replace(plan, pruned=None, raised=())

    def close(self) -> None:
        """End all processes."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None
        self._pool.close()

    def _take(self, limits: Limits) -> PreforkedChild:
        child, self._ahead = self._ahead, None
        if child is not None and child.limits_record != limits_record(limits):
            child.close()
            child = None
        return child or self._pool.take(limits)
