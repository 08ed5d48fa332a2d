"""Repairs of a submission: which functions fail, and the smallest changes that mend them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from grader.engine.case import Case
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.errors import JudgeFault
from grader.model import Repair, Repairs, Source, Verdict
from grader.repair import texts
from grader.repair.budget import Budget, BudgetExceeded
from grader.repair.donors import Donors
from grader.repair.evidence import gather
from grader.repair.generation import Candidate, generate
from grader.repair.program import Function, Program
from grader.repair.ranking import ranked
from grader.repair.runner import OpenSession, VariantRunner
from grader.repair.screening import Screening
from grader.repair.search import Goal, Search

#: Verdicts of failures that a change of a function may mend.
_MENDABLE = frozenset({Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR, Verdict.TIME_LIMIT_EXCEEDED})
#: Times that the submission's own loading is added to the limit of a variant.
_LOADING = 2.0

Known = Sequence[tuple[Sequence[str], bool]]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be repaired, and how long that may take."""

    source: Source
    #: Seconds of one core.
    seconds: float
    #: A trial: hidden cases are not run.
    visible_only: bool = False
    #: Names of the cases that failed when it was graded; others are not repaired. None: not known.
    failed: frozenset[str] | None = None
    #: `Repairs.known` of an earlier search of the same code, tried first.
    known: Known = ()
    #: Texts of right solutions, beside those that the assignment has.
    solutions: tuple[str, ...] = ()


class Repairer:
    """Repairs submissions to one assignment. Keeps the parsed solutions."""

    def __init__(
        self,
        reference_runner: ReferenceRunner,
        solutions: Callable[[], Sequence[str]],
        *,
        unary: Callable[[], tuple[str, ...]],
        clock: Callable[[], float],
        processor: Callable[[], float],
    ) -> None:
        """`solutions` are texts of right solutions, `unary` the support code's functions of one argument.

        `clock` and `processor`: see `Budget`.
        """
        self._reference_runner = reference_runner
        self._solutions = solutions
        self._unary = unary
        self._clock = clock
        self._processor = processor
        self._donors: Donors | None = None

    def repair(
        self, order: Order, open_session: OpenSession, *, is_cancelled: Callable[[], bool] = lambda: False
    ) -> Repairs:
        """Search within the order's seconds."""
        self._donors = self._donors or Donors(self._solutions())
        donors = self._donors.with_more(order.solutions) if order.solutions else self._donors
        budget = Budget(clock=self._clock, processor=self._processor, seconds=order.seconds, is_cancelled=is_cancelled)
        runner = VariantRunner(
            self._reference_runner,
            open_session,
            budget,
            visible_only=order.visible_only,
            failed=order.failed or frozenset(),
        )
        job = _Job(
            order=order,
            reference_runner=self._reference_runner,
            runner=runner,
            budget=budget,
            donors=donors,
            unary=self._unary(),
        )
        try:
            job.run()
        except (BudgetExceeded, JudgeFault):
            job.exhausted = True
        return job.result()


@dataclass(kw_only=True)
class _Job:
    """One search."""

    order: Order
    reference_runner: ReferenceRunner
    runner: VariantRunner
    budget: Budget
    donors: Donors
    unary: tuple[str, ...]
    found: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    #: Functions whose changes were chosen by visible cases, and only confirmed by hidden ones.
    by_visible_tests: set[str] = field(default_factory=set)
    goals: list[Goal] = field(default_factory=list)
    complete: dict[str, bool] = field(default_factory=dict)
    exhausted: bool = False

    def run(self) -> None:
        program = Program(self.order.source)
        if program.is_too_large:
            return
        begin = self.budget.clock()
        failed = self.order.failed
        needed = [case for case in self.runner.cases if failed is None or case.name in failed]
        baseline = self.runner.run_all(self.order.source, needed)
        self.runner.loading_seconds = _LOADING * (self.budget.clock() - begin) / max(1, len(baseline))
        # What passed when it was graded need not be run again before something is changed.
        right = Outcome(verdict=Verdict.ACCEPTED, trace=())
        baseline |= {case.name: right for case in self.runner.cases if failed is not None and case.name not in failed}
        self.runner.learn(baseline)
        self.goals = self._goals(program, baseline)
        with closing(Screening(self.runner, program)) as screening:
            self._search(program, Search(self.runner, screening, self.order.source, baseline, self.budget))

    def _search(self, program: Program, search: Search) -> None:
        for number, goal in enumerate(self.goals):
            left = self.budget.seconds - self.budget.used
            until = self.budget.used + left / (len(self.goals) - number)
            try:
                self._mend(search, program, goal, until)
            except BudgetExceeded:
                self.exhausted = True
                self.budget.check()

    def _goals(self, program: Program, baseline: Mapping[str, Outcome]) -> list[Goal]:
        """The failed cases by the function that they failed in; functions that others use first."""
        failed: dict[str, list[Case]] = {}
        for case in self.runner.cases:
            outcome = baseline.get(case.name)
            if outcome is None or outcome.passed or outcome.verdict not in _MENDABLE or outcome.last is None:
                continue
            if self.order.failed is not None and case.name not in self.order.failed:
                continue
            if outcome.fault is not None and outcome.fault.is_missing_module:
                continue  # what the code computes is not known
            failed.setdefault(self._label(case, outcome, program), []).append(case)
        starter = Program(Source(filename="starter.py", cells=(self.reference_runner.suite.assignment.starter,)))
        apart = {name: [case for case in cases if "whole" not in case.tags] or cases for name, cases in failed.items()}
        return [
            Goal(function=name, cases=tuple(sorted(cases, key=self._order_in_goal)), outcomes=baseline)
            for name, cases in apart.items()
            if not _is_untouched(program, starter, name)
        ]

    def _order_in_goal(self, case: Case) -> tuple[bool, float]:
        return not case.visible, self.runner.cost(case)

    def _label(self, case: Case, outcome: Outcome, program: Program) -> str:
        """The submission's function that `case` failed in, by the name that the task gives it."""
        assert outcome.last is not None
        known = self.runner.called(case)
        calls = [step for step in reversed(outcome.trace) if step.kind == "call"]
        # The last call may be one of the support code, which tells what happened.
        last = next((step for step in calls if program.find(step.label) is not None), outcome.last)
        if last.label in known:
            return last.label
        # The submission's class may have another name.
        return next((label for label in known if label.rpartition(".")[2] == last.name), min(known, default=""))

    def _mend(self, search: Search, program: Program, goal: Goal, until: float) -> None:
        search.is_chosen_by_hidden_cases = not any(case.visible for case in goal.cases)
        earlier = tuple({candidate.key: candidate for changes in self.found.values() for candidate in changes}.values())
        is_steered = bool(self.found.keys() - self.by_visible_tests)
        if earlier and search.prove(earlier, goal):
            self._keep(search, goal, earlier, is_steered)
            return
        substituted = set.intersection(*(set(case.substitute) for case in goal.cases))
        right = {label.rpartition(".")[2] for label in self._right(goal)}
        provided = self.reference_runner.suite.assignment.provided
        without = substituted | set(provided) | right
        labels = dict.fromkeys([goal.function, *(label for case in goal.cases for label in self._called(case))])
        candidates = generate(
            program,
            tuple(labels),
            self.donors,
            unary=self.unary,
            without=without,
            provided=provided,
            check=self.budget.check,
        )
        by_key = {candidate.key: candidate for candidate in (*candidates, *earlier)}
        for keys, was_by_visible_tests in self.order.known:
            changes = tuple(by_key[key] for key in keys if key in by_key)
            if len(changes) == len(keys) and search.prove(changes, goal):
                self._keep(search, goal, changes, not was_by_visible_tests)
                return
        visible = [case for case in goal.cases if case.visible]
        evidence = gather(goal.outcomes[case.name] for case in visible or goal.cases)
        order = ranked(candidates, evidence)
        changes = search.find(goal, order, (), until) or ()
        if not changes and earlier:
            changes = search.find(goal, order, earlier, until) or ()
            changes = (*earlier, *changes) if changes else ()
            search.is_chosen_by_hidden_cases |= is_steered
        if changes:
            self._keep(search, goal, changes)

    def _right(self, goal: Goal) -> set[str]:
        """Functions that have tests of their own, all of which pass."""
        results: dict[str, bool] = {}
        for case in self.runner.cases:
            called = self.runner.called(case)
            if len(called) == 1 and case.name in goal.outcomes:
                (label,) = called
                results[label] = results.get(label, True) and goal.outcomes[case.name].passed
        return {label for label, passed in results.items() if passed and label != goal.function}

    def _called(self, case: Case) -> list[str]:
        """Labels of what `case` calls, the last one first."""
        return [step.label for step in reversed(self.reference_runner.trace(case)) if step.kind == "call"]

    def _keep(self, search: Search, goal: Goal, changes: tuple[Candidate, ...], is_steered: bool = False) -> None:
        """`is_steered`: the choice among these changes was made by hidden cases before."""
        self.found[goal.function] = changes
        if not is_steered and not search.is_chosen_by_hidden_cases:
            self.by_visible_tests.add(goal.function)
        self.complete[goal.function] = not search.remaining(changes)

    def result(self) -> Repairs:
        found = [self._repair(goal) for goal in self.goals if goal.function in self.found]
        return Repairs(
            repairs=tuple(found),
            functions=tuple(goal.function for goal in self.goals),
            tries=self.runner.runs,
            seconds=round(self.budget.used, 3),
            exhausted=self.exhausted,
            keys=tuple(
                tuple(candidate.key for candidate in self.found[goal.function])
                for goal in self.goals
                if goal.function in self.found
            ),
        )

    def _repair(self, goal: Goal) -> Repair:
        changes = tuple(candidate.change for candidate in self.found[goal.function])
        complete, cells = self.complete.get(goal.function, False), len(self.order.source.cells)
        return Repair(
            function=goal.function,
            changes=changes,
            mends=tuple(case.name for case in goal.cases),
            by_visible_tests=goal.function in self.by_visible_tests,
            complete=complete,
            leaves_out=self.runner.leaves_out,
            rungs=texts.rungs(
                changes,
                function=goal.function,
                complete=complete,
                leaves_out=self.runner.leaves_out,
                visible_only=self.order.visible_only,
                cells=cells,
                raised=_raised(goal),
            ),
            edit=texts.edit(changes, cells),
        )


def _raised(goal: Goal) -> texts.Place | None:
    """Where the exception of the failed tests arises, if they show a single one: hidden tests show none."""
    faults = [goal.outcomes[case.name].fault for case in goal.cases if case.visible]
    frames = [fault.frames[-1] for fault in faults if fault is not None and fault.error_type and fault.frames]
    places = {(frame.cell, frame.line) for frame in frames}
    return places.pop() if len(places) == 1 and len(frames) == len(faults) else None


def _is_untouched(program: Program, starter: Program, label: str) -> bool:
    """Whether the function is that of the starter: then nothing is to be repaired, but to be written."""
    mine, given = program.find(label), starter.find(label)
    return mine is not None and given is not None and _dump(mine) == _dump(given)


def _dump(function: Function) -> list[str]:
    """A function's statements without positions, comments and docstring."""
    return [ast.dump(statement) for statement in function.body]
