"""Runs variants of a submission through an assignment's test cases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from grader.engine.answer_budget import AnswerBudget
from grader.engine.case import Case
from grader.engine.grading import PATIENCE, bundle_of
from grader.engine.ports import InstrumentedSession
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome, run_case
from grader.errors import SubmissionFault
from grader.model import Bundle, Limits, Source, Verdict
from grader.repair.budget import Budget, Charge

#: A session with a program loaded, for the time of one case: `engine.ports.Variants.variant`.
OpenSession = Callable[[Bundle, Limits], AbstractContextManager[InstrumentedSession]]

#: Test cases for which the reference needs more seconds are not run: two hundred variants would need minutes.
QUICK = 0.25
#: Wall clock of a variant in one case: so many seconds, plus this many times the time of the reference.
_SECONDS, _FACTOR = 0.2, 20.0
#: For loading on top, before it is known how long that takes.
_LOADING_SECONDS = 0.5
#: Processor time of a candidate while it is screened: so many seconds, plus this many times what the submission as it
#: is takes until it fails, or the reference if that is more. A loop that a candidate makes endless ends early.
_SCREENING_SECONDS, _SCREENING_FACTOR = 0.05, 5.0
#: Times by which the wall clock is longer meanwhile: it only stops what sleeps. And for a candidate that has passed, in
#: a child of its own: it is not endless, and a busy machine must not refuse it.
_SCREENING_PATIENCE, _PROVING_PATIENCE = 5.0, 3.0
#: What a run takes in the jail on an idle machine: the fork and loading, and this many times the reference's time.
_IDLE_SECONDS, _IDLE_FACTOR = 0.004, 2.0
#: The same for a run in a child that has loaded the submission before.
_VARIED_SECONDS = 0.0008


class VariantRunner:
    """Runs variants of one submission. Counts them."""

    def __init__(
        self,
        reference_runner: ReferenceRunner,
        open_session: OpenSession,
        budget: Budget,
        *,
        visible_only: bool = False,
        failed: Collection[str] = (),
    ) -> None:
        """`failed` are names of cases that failed when the submission was graded, where that is known."""
        self._failed = failed
        self._budget = budget
        self._reference_runner = reference_runner
        self._open = open_session
        suite = reference_runner.suite
        wanted = [case for case in suite.cases if case.visible or not visible_only]
        #: The cases that are run, in the suite's order.
        self.cases = tuple(case for case in wanted if not case.heavy and reference_runner.seconds(case) <= QUICK)
        #: Whether a case is left out because it takes too long.
        self.leaves_out = len(self.cases) < len(wanted)
        #: Runs so far.
        self.runs = 0
        #: Seconds that loading the submission may take on top; until that is known, cases have their own limits.
        self.loading_seconds = float("inf")
        #: Case -> seconds inside the functions of the submission as it is, until it failed. Without time-outs.
        self._failing_seconds: dict[str, float] = {}
        self._patience = 1.0

    def run(self, source: Source, case: Case) -> Outcome:
        """Run one case against a variant. Raises JudgeFault when the jail fails."""
        self.runs += 1
        seconds = self._reference_runner.seconds(case)
        with self._budget.run(_IDLE_SECONDS + _IDLE_FACTOR * seconds) as charge:
            outcome = self._run(source, case)
            if outcome.verdict is Verdict.TIME_LIMIT_EXCEEDED:
                charge.most = float("inf")
        return outcome

    @contextmanager
    def charge(self, case: Case) -> Iterator[Charge]:
        """Count a run of `case` in a child that is there already."""
        self.runs += 1
        with self._budget.run(_VARIED_SECONDS + _IDLE_FACTOR * self._reference_runner.seconds(case)) as charge:
            yield charge

    def open(
        self, source: Source, case: Case, *, screening: bool = False
    ) -> AbstractContextManager[InstrumentedSession]:
        """A child with a variant loaded, under the limits of `case`. Raises SubmissionFault and JudgeFault."""
        limits = self._limits(case, _SCREENING_PATIENCE if screening else self._patience)
        return self._open(bundle_of(self._reference_runner.suite.assignment, source), limits)

    def check(self, case: Case, session: InstrumentedSession) -> Outcome:
        """Run one case against an open session."""
        reference = self._reference_runner
        model = reference.trace(case)
        return run_case(case, session, reference.session(), model=model, clock=self._budget.clock, kept=AnswerBudget())

    def _run(self, source: Source, case: Case) -> Outcome:
        try:
            with self.open(source, case) as session:
                return self.check(case, session)
        except SubmissionFault as fault:
            return Outcome(verdict=fault.verdict, fault=fault, trace=())

    def run_all(self, source: Source, cases: Iterable[Case] | None = None) -> dict[str, Outcome]:
        """Run the cases in order; those that come after a failed one, or after two time-outs, are not run."""
        outcomes: dict[str, Outcome] = {}
        skipped: set[str] = set()
        for case in self.cases if cases is None else cases:
            late = sum(outcome.verdict is Verdict.TIME_LIMIT_EXCEEDED for outcome in outcomes.values())
            if late >= PATIENCE or is_blocked(case, outcomes, skipped):
                skipped.add(case.name)
            else:
                outcomes[case.name] = self.run(source, case)
        return outcomes

    def learn(self, outcomes: Mapping[str, Outcome]) -> None:
        """Keep how long the submission as it is takes in each case until it fails."""
        late = Verdict.TIME_LIMIT_EXCEEDED
        self._failing_seconds = {name: found.seconds for name, found in outcomes.items() if found.verdict is not late}
        self._patience = _PROVING_PATIENCE

    def called(self, case: Case) -> frozenset[str]:
        """Labels of what `case` calls."""
        return self._reference_runner.called(case)

    def cost(self, case: Case) -> float:
        """What a run of `case` costs, to compare cases: the reference's seconds, and calls."""
        return self._reference_runner.seconds(case) + 0.0005 * len(self._reference_runner.trace(case))

    def _limits(self, case: Case, patience: float) -> Limits:
        limits = self._reference_runner.suite.limits(case)
        # What is known to fail needs no second opinion: an endless loop need not use its whole limit again.
        loading = min(self.loading_seconds, _LOADING_SECONDS) if case.name in self._failed else self.loading_seconds
        seconds = _SECONDS + _FACTOR * self._reference_runner.seconds(case) + loading
        return replace(limits, wall_seconds=min(limits.wall_seconds, patience * seconds))

    def screening_seconds(self, case: Case) -> float:
        """The processor time of a candidate while it is screened with `case`."""
        longest = max(self._reference_runner.seconds(case), self._failing_seconds.get(case.name, 0.0))
        return _SCREENING_SECONDS + _SCREENING_FACTOR * min(longest, QUICK)


def is_blocked(case: Case, outcomes: Mapping[str, Outcome], skipped: Iterable[str]) -> bool:
    """Whether a case that must pass before `case` did not."""
    return any(name in skipped or (name in outcomes and not outcomes[name].passed) for name in case.after)
