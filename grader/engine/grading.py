"""The grading loop: runs a suite's cases through a jail, and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from grader.engine.answer_budget import AnswerBudget
from grader.engine.case import Case
from grader.engine.case_groups import CaseGroups
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.diagnosis.efficiency import limit_advice
from grader.engine.feedback import not_run, result
from grader.engine.ports import Admitted, Jail
from grader.engine.proxy import ProgressFeed
from grader.engine.reference_runner import Clock, ReferenceRunner
from grader.engine.reruns import Reruns
from grader.engine.running import Outcome, run_case
from grader.engine.scoring import report
from grader.engine.slow_notes import slow_notes
from grader.errors import JudgeFault, SubmissionFault
from grader.model import (
    NO_TEXT,
    Assignment,
    Bundle,
    CaseFinished,
    CaseResult,
    HiddenText,
    Limits,
    OnEvent,
    Progress,
    Report,
    Sharing,
    Source,
    Template,
    Verdict,
)

#: Told what the run does next: ("begin", case) before a case, ("check", case) once the submission's values are in play,
#: ("explain", "") when all cases have run.
OnStage = Callable[[str, str], None]

#: After so many time-outs of cases that call one function, its other cases are not run.
PATIENCE = 2


def bundle_of(assignment: Assignment, source: Source) -> Bundle:
    """What enters the jail for `source`."""
    return Bundle(
        source=source,
        support=assignment.support,
        entry_points=assignment.entry_points,
        provided=assignment.provided,
        allowed=assignment.allowed,
        variants=assignment.variants,
    )


def run_cases(
    reference_runner: ReferenceRunner,
    diagnostician: DeferredDiagnostician,
    source: Source,
    jail: Jail,
    *,
    clock: Clock,
    on_event: OnEvent | None = None,
    on_stage: OnStage | None = None,
    visible_only: bool = False,
    light_only: bool = False,
    done: Sequence[CaseResult] = (),
    explain: bool = True,
) -> Report:
    """Run the suite's cases in order through the jail and report.

    Every result is handed to `on_event` the moment it is known. `done` are the results of the first cases, from a run
    that was interrupted; these are neither run nor reported again. Without `explain` nothing is diagnosed.
    Never raises for what the submission does; a `JudgeFault` becomes the verdict judge_error and ends the run.
    """
    start = clock()
    suite = reference_runner.suite
    cases = [case for case in suite.cases if (case.visible or not visible_only) and not (case.heavy and light_only)]
    run = _Run(
        reference_runner=reference_runner,
        clock=clock,
        on_event=on_event or _ignore,
        on_stage=on_stage or _ignore,
        source=source,
        notes=list(source.notes),
        results=list(done),
        groups=CaseGroups(reference_runner, cases),
    )
    try:
        with jail.admit(bundle_of(suite.assignment, source)) as admitted:
            for case in cases[len(done) :]:
                run.step(case, admitted)
            if explain:
                run.explain(diagnostician, admitted)
    except SubmissionFault as fault:
        run.rest_failed(cases, fault)
    except JudgeFault as fault:
        run.rest_unknown(cases, fault)
    return report(
        suite,
        run.results,
        duration_ms=(clock() - start) * 1000.0,
        notes=tuple(note for note in dict.fromkeys(run.notes) if note),
    )


@dataclass(kw_only=True)
class _Run:
    """One submission on its way through the cases."""

    reference_runner: ReferenceRunner
    clock: Clock
    on_event: OnEvent
    on_stage: OnStage
    source: Source
    notes: list[str]
    groups: CaseGroups
    results: list[CaseResult] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    timeouts: Counter[str] = field(default_factory=Counter)
    kept: AnswerBudget = field(default_factory=AnswerBudget)
    #: Set when the whole submission cannot be loaded.
    unloadable: SubmissionFault | None = None
    #: Whether the notes on loading have been taken.
    loaded: bool = False

    def step(self, case: Case, admitted: Admitted) -> None:
        """Run one case, or find that it need not be run."""
        points = self.reference_runner.suite.points[case.name]
        if self.unloadable is not None:
            return self._settle(_load_failed(case, points, self.unloadable))
        if (reason := self._blocked(case)) is not None:
            message, hidden = reason
            return self._settle(not_run(case, points=points, verdict=Verdict.SKIPPED, message=message, summary=hidden))
        begin = self.clock()
        self.on_stage("begin", case.name)
        outcome, log = self._attempt(case, admitted, begin)
        if outcome.fault is not None and outcome.verdict is Verdict.TIME_LIMIT_EXCEEDED:
            self.timeouts.update(self.reference_runner.called(case))
            if not outcome.fault.while_checking:
                seconds = self.reference_runner.seconds(case)
                hidden = HiddenText.of(Template.REFERENCE_TIME, round(seconds * 1000)) if seconds else NO_TEXT
                outcome = replace(outcome, advice=limit_advice(seconds), hidden_advice=hidden)
        self.outcomes[case.name] = outcome
        return self._settle(
            result(
                case,
                outcome,
                points=points,
                parameters=self.reference_runner.parameters,
                log=log,
                duration_ms=(self.clock() - begin) * 1000.0,
            )
        )

    def explain(self, diagnostician: DeferredDiagnostician, admitted: Admitted) -> None:
        """Put diagnoses and hints into the results, and a note for what is right but slow."""
        self.on_stage("explain", "")
        try:
            reruns = Reruns(reference_runner=self.reference_runner, limits=self.limits, admitted=admitted)
            self.results = diagnostician.explain(self.results, self.outcomes, reruns, self.source)
            if diagnostician.is_incomplete:
                self.notes.append("Not all failed tests could be explained in time.")
            self.notes += slow_notes(self.reference_runner, self.results, self.outcomes, self.source)
        except Exception:
            # What cannot be explained is still graded.
            self.notes.append("The grader could not explain what failed.")

    def rest_failed(self, cases: list[Case], fault: SubmissionFault) -> None:
        """The submission could not be taken in at all."""
        for case in cases[len(self.results) :]:
            self._settle(_load_failed(case, self.reference_runner.suite.points[case.name], fault))

    def rest_unknown(self, cases: list[Case], fault: JudgeFault) -> None:
        """The grader itself failed: that case is a judge error, the rest is not run."""
        if len(self.results) == len(cases):
            return
        first, *others = cases[len(self.results) :]
        points = self.reference_runner.suite.points
        failed = HiddenText.of(Template.JUDGE_FAILED)
        self._settle(
            not_run(
                first,
                points=points[first.name],
                verdict=Verdict.JUDGE_ERROR,
                message=str(failed),
                summary=failed,
                log=f"[grader] {fault.message}",
            )
        )
        for case in others:
            rest = HiddenText.of(Template.NOT_RUN_GRADER)
            self._settle(
                not_run(case, points=points[case.name], verdict=Verdict.SKIPPED, message=str(rest), summary=rest)
            )

    def _attempt(self, case: Case, admitted: Admitted, begin: float) -> tuple[Outcome, str]:
        """Run one case. What does not pass in a process that ran other cases is run again in a fresh one."""
        limits = self.limits(case)
        mark = self.kept.used
        outcome, log, shared = self._run(case, admitted, begin, limits, self.groups.sharing(case))
        if shared and not outcome.passed:
            self.groups.end(case)
            self.kept.used = mark
            self.on_stage("begin", case.name)
            outcome, log, _ = self._run(case, admitted, begin, limits, self.groups.sharing(case))
        if not outcome.passed:
            self.groups.end(case)
        return outcome, log

    def _run(
        self, case: Case, admitted: Admitted, begin: float, limits: Limits, sharing: Sharing
    ) -> tuple[Outcome, str, bool]:
        """Outcome, what was printed, and whether other cases had run in the same process."""
        entered = shared = False
        log = ""
        try:
            with admitted.case(limits, sharing) as session:
                entered, shared = True, session.shared
                self.on_stage("check", case.name)
                outcome = run_case(
                    case,
                    session,
                    self.reference_runner.session(),
                    progress=ProgressFeed(watch=session.watch, tell=partial(self._progress, case, begin)),
                    model=self.reference_runner.trace(case),
                    clock=self.clock,
                    kept=self.kept,
                )
                if outcome.passed or not shared:
                    self._take_notes(case, session.notes, outcome.notes)
                log = session.log
        except SubmissionFault as fault:
            if fault.verdict is Verdict.LOAD_ERROR and not entered:
                self.unloadable = fault
            outcome = Outcome(verdict=fault.verdict, fault=fault, trace=())
        return outcome, log, shared

    def _take_notes(self, case: Case, on_loading: Sequence[str], of_case: Sequence[str]) -> None:
        """Take the notes that cannot hold a hidden input.

        The first child has loaded before any input is known; a later one may load while a case runs. What a hidden
        case notes is not shown.
        """
        if not self.loaded:
            self.notes.extend(on_loading)
        self.loaded = True
        if case.visible:
            self.notes.extend(of_case)

    def limits(self, case: Case) -> Limits:
        """The case's limits; its time follows the reference's own on this worker."""
        limits = self.reference_runner.suite.limits(case)
        wanted = limits.factor * self.reference_runner.seconds(case)
        return limits if wanted <= limits.wall_seconds else replace(limits, wall_seconds=wanted)

    def _blocked(self, case: Case) -> tuple[str, HiddenText] | None:
        """Why `case` is not run, if so: (message, summary)."""
        by_name = {settled.name: settled for settled in self.results}
        for name in case.after:
            earlier = by_name.get(name)
            if earlier is not None and earlier.verdict is not Verdict.ACCEPTED:
                title = self.reference_runner.case(name).title_text
                hidden = HiddenText.of(Template.NOT_RUN_AFTER, title)
                return str(hidden), hidden
        if self.timeouts:
            tired = [name for name in self.reference_runner.called(case) if self.timeouts[name] >= PATIENCE]
            if tired:
                text = f"Not run: `{min(tired)}` has already taken longer than the time limit in {PATIENCE} tests."
                return text, HiddenText.of(Template.NOT_RUN_SLOW)
        return None

    def _progress(self, case: Case, begin: float, done: int, of: int, data: Mapping[str, Any]) -> None:
        """Tell the progress of a visible case. How often a function is called and what it returns is the submission's
        choice, so it could show a hidden input.
        """
        if not case.visible:
            return
        self.on_event(
            Progress(case=case.name, iteration=done, of=of, seconds=round(self.clock() - begin, 3), data=data)
        )

    def _settle(self, settled: CaseResult) -> None:
        self.results.append(settled)
        self.on_event(CaseFinished(result=settled))


def _ignore(*_: object) -> None:
    """Nobody listens."""


def _load_failed(case: Case, points: float, fault: SubmissionFault) -> CaseResult:
    outcome = Outcome(verdict=fault.verdict, fault=fault, trace=())
    return result(case, outcome, points=points, parameters={})
