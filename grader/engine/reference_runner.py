"""Runs the reference of a suite: its answers, traces and times, each computed once, on first use, and cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np

from grader.engine.case import Case, Suite
from grader.engine.local import LocalSession, quiet
from grader.engine.ports import SubstitutableSession
from grader.engine.reference import Reference
from grader.engine.replay_cache import ReplayCache, ReplaySession
from grader.engine.running import Outcome, run_case
from grader.engine.traceback_lines import case_line, reference_line
from grader.engine.tracing import Interaction
from grader.engine.value_copy import parts
from grader.errors import JudgeFault

Clock = Callable[[], float]

#: Timed runs of the reference per case; the fastest one counts.
TIMED_RUNS = 2


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The reference's own run of a case."""

    trace: tuple[Interaction, ...]
    #: Seconds of the fastest run.
    seconds: float


class ReferenceRunner:
    """The reference of one suite on one worker. Not thread-safe: each worker process has one."""

    def __init__(self, suite: Suite, reference: Reference, clock: Clock) -> None:
        self.suite = suite
        self.reference = reference
        self._clock = clock
        self._memo = ReplayCache()
        self._measured: dict[str, Measured] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._called: dict[str, frozenset[str]] = {}
        self._procedures: dict[str, frozenset[str]] = {}
        self._by_name = {case.name: case for case in suite.cases}

    def case(self, name: str) -> Case:
        """The suite's case of that name."""
        return self._by_name[name]

    @property
    def parameters(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the parameters of the reference's functions and methods."""
        return self.reference.parameters

    def now(self) -> float:
        """The time of the clock that the reference is timed by, in seconds."""
        return self._clock()

    def session(self, *, quiet: Callable[[], AbstractContextManager[object]] = quiet) -> ReplaySession:
        """The `reference` of one run of a case. `quiet`: see `LocalSession`."""
        return ReplaySession(lambda: LocalSession(self.reference.namespace(), quiet=quiet), self._memo)

    def run_quietly(
        self, case: Case, session: SubstitutableSession, see: Callable[[Interaction], None] | None = None
    ) -> Outcome:
        """Like `run`, for a caller that has entered `quiet`: to enter it for each call would take longer than the call.

        `see` is shown each answer.
        """
        return self._run(case, session, self.session(quiet=nullcontext), see)

    def run(self, case: Case, session: SubstitutableSession) -> Outcome:
        """Run `case` against trusted Python."""
        return self._run(case, session, self.session())

    def _run(
        self,
        case: Case,
        session: SubstitutableSession,
        reference: ReplaySession,
        see: Callable[[Interaction], None] | None = None,
    ) -> Outcome:
        model = () if case.heavy else self.trace(case)
        return run_case(case, session, reference, model=model, see=see)

    def trace(self, case: Case) -> tuple[Interaction, ...]:
        """What the reference answers in `case`; empty for a heavy case."""
        return self._measure(case).trace

    def seconds(self, case: Case) -> float:
        """How long the reference takes for `case` on this worker; 0 when that is not measured."""
        if case.timed_by is not None:
            other, factor = case.timed_by
            return self.seconds(self._by_name[other]) * factor
        return self._measure(case).seconds

    def size(self, case: Case) -> tuple[int, int]:
        """(values, numbers in them) that go in and come back in `case`: what a run costs, the same at any load."""
        if case.name not in self._sizes:
            trace = self.trace(case)
            values = [value for step in trace for value in parts((step.args, dict(step.kwargs), step.result))]
            self._sizes[case.name] = len(values), sum(np.size(value) for value in values)
        return self._sizes[case.name]

    def called(self, case: Case) -> frozenset[str]:
        """Labels of what `case` calls ("relu_der", "NeuralNetwork.train")."""
        if case.name not in self._called:
            self._called[case.name] = frozenset(call.label for call in self.trace(case) if call.kind == "call")
        return self._called[case.name]

    def procedures(self, case: Case) -> frozenset[str]:
        """Those of them that return nothing: what a submission returns there is no answer."""
        if case.name not in self._procedures:
            calls = [call for call in self.trace(case) if call.kind == "call"]
            answering = {call.label for call in calls if call.result is not None}
            self._procedures[case.name] = self.called(case) - answering
        return self._procedures[case.name]

    def _measure(self, case: Case) -> Measured:
        if case.name not in self._measured:
            self._measured[case.name] = Measured(trace=(), seconds=0.0) if case.heavy else self._time(case)
        return self._measured[case.name]

    def _time(self, case: Case) -> Measured:
        best = float("inf")
        outcome: Outcome | None = None
        for _ in range(TIMED_RUNS):
            outcome = self._run_once(case, self.session())
            best = min(best, outcome.seconds)
            if best > 1.0 or not outcome.passed:
                break
        assert outcome is not None
        if not outcome.passed:
            raise self._fault(case, outcome)
        return Measured(trace=outcome.trace, seconds=best)

    def _run_once(self, case: Case, reference: ReplaySession) -> Outcome:
        return run_case(case, LocalSession(self.reference.namespace()), reference, clock=self._clock)

    def _fault(self, case: Case, outcome: Outcome) -> JudgeFault:
        """Why the reference does not pass `case`: the case is not deterministic, or one of them is wrong."""
        fresh = ReplaySession(lambda: LocalSession(self.reference.namespace()), ReplayCache())
        if _exact(outcome) != _exact(self._run_once(case, fresh)):
            return JudgeFault(not_deterministic(case))
        reason = outcome.failed.message if outcome.failed else outcome.fault.message if outcome.fault else "?"
        places = (case_line(case.body), reference_line(outcome.fault))
        place = ", ".join(place for place in places if place)
        return JudgeFault(
            f"the reference does not pass its own test case {case.name!r} ({place}); mend one of them: {reason}"
        )


def not_deterministic(case: Case) -> str:
    """The sentence about a case whose two runs differ, with what to do."""
    return (
        f"the test case {case.name!r} is not deterministic: two runs of the reference differ in arguments or answers. "
        "Draw random numbers from np.random.default_rng with a fixed seed, in the case and in the reference"
    )


def _exact(outcome: Outcome) -> str:
    """All arguments and answers of a run, every bit of every number; two runs of a deterministic case are equal."""
    with np.printoptions(threshold=np.iinfo(np.int64).max, floatmode="unique", precision=None):
        return repr([(step.label, step.args, step.kwargs, step.result, step.fault) for step in outcome.trace])
