"""The search: which candidates make the failed tests of a function pass, and nothing else fail.

A candidate is first run through the cheapest failed case of the function, then through the others, then through all
cases. Where none mends everything, the best ones are tried in pairs.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.engine.case import Case
from grader.engine.compare import as_numbers
from grader.engine.running import Outcome
from grader.model import Source, Verdict
from grader.repair.budget import Budget, BudgetExceeded
from grader.repair.generation import Candidate
from grader.repair.runner import VariantRunner
from grader.repair.screening import Screening
from grader.repair.source_text import apply

#: Changes of one function at most.
MOST_CHANGES = 3
#: Candidates that go into pairs: those that mend some of the cases, and those that come nearer.
_PARTIAL, _NEARER = 3, 8
#: Runs after the first candidate that mends some cases, before pairs with it are tried.
_PATIENCE = 120
#: A candidate that fails so many of the other cases is not run through the rest.
_FAILED = 2
#: Share of a function's time for single changes, if there is something to pair.
_SINGLES = 0.6
#: After so many candidates of one statement that run into their time limit, its others are left out; and where the
#: submission as it is does so, too.
_LATE, _LATE_AS_IT_IS = 2, 6


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The failed tests of one function."""

    function: str
    #: The cases, visible ones first and then the cheapest, and how they ended.
    cases: tuple[Case, ...]
    outcomes: Mapping[str, Outcome]


class Search:
    """Searches for changes of one submission."""

    def __init__(
        self,
        runner: VariantRunner,
        screening: Screening,
        source: Source,
        baseline: Mapping[str, Outcome],
        budget: Budget,
    ) -> None:
        """`baseline` are the outcomes of the submission as it is."""
        self._runner = runner
        self._screening = screening
        self._source = source
        self._baseline = baseline
        self._budget = budget
        #: Statement -> candidates for it that ran into their time limit.
        self._late: Counter[ast.stmt] = Counter()
        #: (cells, case) -> whether it passed in a child of its own.
        self._known: dict[tuple[tuple[str, ...], str], bool] = {}
        #: Whether hidden cases alone have rejected changes of the goal at hand: then what is found was chosen by
        #: them, and its place can tell their inputs.
        self.is_chosen_by_hidden_cases = False

    def prove(self, changes: Sequence[Candidate], goal: Goal) -> bool:
        """Whether the changes make all cases of `goal` pass and break none. Raises BudgetExceeded, JudgeFault."""
        source = self._changed(changes)
        if source is None:
            return False
        self._budget.check()
        if all(self._passes(source, case) for case in goal.cases) and self._breaks_nothing(source, goal):
            return True
        self._note_rejection(source, goal)
        return False

    def remaining(self, changes: Sequence[Candidate]) -> set[str]:
        """Names of the cases that do not pass with the changes."""
        source = self._changed(changes)
        assert source is not None
        failed: set[str] = set()
        for case in self._runner.cases:
            if failed & set(case.after) or not self._passes(source, case):
                failed.add(case.name)
        return failed

    def find(
        self, goal: Goal, candidates: Sequence[Candidate], base: tuple[Candidate, ...], until: float
    ) -> tuple[Candidate, ...] | None:
        """The fewest candidates that, on top of `base`, mend `goal`; None if there are none.

        `until` is the time at which the search for this goal ends. Raises BudgetExceeded, JudgeFault.
        """
        level = _Level(base=base, outcomes=goal.outcomes)
        self.is_chosen_by_hidden_cases |= not any(case.visible for case in goal.cases)
        begin = self._budget.used
        try:
            found = self._singles(goal, candidates, level, begin + _SINGLES * (until - begin), until)
        except BudgetExceeded:
            if not level.has_pairs:
                raise
            found = None
        if found is not None or len(base) + 1 >= MOST_CHANGES:
            return found
        return self._pairs(goal, candidates, level, until)

    def _pairs(
        self, goal: Goal, candidates: Sequence[Candidate], level: _Level, until: float
    ) -> tuple[Candidate, ...] | None:
        for first, mended in level.partial[:_PARTIAL]:
            rest = tuple(case for case in goal.cases if case.name not in mended)
            smaller = Goal(function=goal.function, cases=rest, outcomes=goal.outcomes)
            found = self.find(smaller, candidates, (*level.base, first), until)
            if found is not None and self.prove((*level.base, first, *found), goal):
                return (first, *found)
        for _, first in sorted(level.nearer, key=lambda item: item[0], reverse=True)[:_NEARER]:
            deeper = _Level(base=(*level.base, first), outcomes=goal.outcomes)
            found = self._singles(goal, candidates, deeper, until, until)
            if found is not None:
                return (first, *found)
        return None

    def _singles(
        self, goal: Goal, candidates: Sequence[Candidate], level: _Level, soon: float, until: float
    ) -> tuple[Candidate, ...] | None:
        """One candidate that mends `goal` on top of the level's base; others are kept for pairs.

        Ends at `until`, and already at `soon` if there is something to pair.
        """
        screen, *others = goal.cases
        # Visible cases alone decide on the order, as long as there are some.
        visible = {case.name for case in goal.cases if case.visible} or {case.name for case in goal.cases}
        before = _nearness(level.outcomes[screen.name])
        patience = len(candidates)
        most_late = _LATE_AS_IT_IS if _is_late(goal.outcomes[screen.name]) else _LATE
        for candidate in candidates:
            self._budget.check(soon if level.has_pairs else until)
            statement = candidate.site.statement(candidate.draft.node)
            if candidate in level.base or patience <= 0 or self._late[statement] >= most_late:
                continue
            patience -= 1
            changes = (*level.base, candidate)
            source = self._changed(changes)
            if source is None:
                continue
            outcome = self._screening.run(source, [edit for change in changes for edit in change.edits], screen)
            self._late[statement] += _is_late(outcome)
            if outcome.passed and self._passes(source, screen):
                mended = {screen.name, *self._passed(source, others)}
                if len(mended) == len(goal.cases) and self._breaks_nothing(source, goal):
                    return (candidate,)
                self._note_rejection(source, goal)
                if len(mended) < len(goal.cases):
                    level.partial.append((candidate, mended))
                    level.partial.sort(key=lambda item: -len(item[1] & visible))
                    patience = min(patience, _PATIENCE)
            elif _nearness(outcome) > before:
                level.nearer.append((_nearness(outcome), candidate))
        return None

    def _passed(self, source: Source, cases: Sequence[Case]) -> set[str]:
        """Names of the cases that pass, looked at until some have failed."""
        passed: set[str] = set()
        failed = 0
        for case in cases:
            if self._passes(source, case):
                passed.add(case.name)
            else:
                failed += 1
                if failed >= _FAILED:
                    break
        return passed

    def _breaks_nothing(self, source: Source, goal: Goal) -> bool:
        """Whether all cases pass that passed before."""
        return all(
            self._passes(source, case)
            for case in sorted(self._runner.cases, key=lambda case: not self._runner.called(case) & {goal.function})
            if self._passed_before(case)
        )

    def _passed_before(self, case: Case) -> bool:
        return case.name in self._baseline and self._baseline[case.name].passed

    def _note_rejection(self, source: Source, goal: Goal) -> None:
        """Note whether a change that was rejected would have been the one, had only visible cases been run."""
        if not self.is_chosen_by_hidden_cases:
            others = [case for case in self._runner.cases if self._passed_before(case)]
            visible = [case for case in (*goal.cases, *others) if case.visible]
            self.is_chosen_by_hidden_cases = all(self._passes(source, case) for case in visible)

    def _passes(self, source: Source, case: Case) -> bool:
        """Whether `case` passes in a child of its own, found once."""
        key = (source.cells, case.name)
        if key not in self._known:
            self._known[key] = self._runner.run(source, case).passed
        return self._known[key]

    def _changed(self, changes: Sequence[Candidate]) -> Source | None:
        return apply(self._source, [edit for candidate in changes for edit in candidate.edits])


@dataclass(kw_only=True)
class _Level:
    """What was learned of single changes on top of some others."""

    base: tuple[Candidate, ...]
    outcomes: Mapping[str, Outcome]
    #: Candidates that mend some cases, with the names of these; those that mend most first.
    partial: list[tuple[Candidate, set[str]]] = field(default_factory=list)
    #: Candidates with which the first case fails later or by less.
    nearer: list[tuple[tuple[int, float], Candidate]] = field(default_factory=list)

    @property
    def has_pairs(self) -> bool:
        return bool(self.partial or self.nearer)


def _is_late(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.TIME_LIMIT_EXCEEDED


def _nearness(outcome: Outcome) -> tuple[int, float]:
    """How far a failed run came: number of answers, 0 for an exception, then the share of right entries."""
    reached = sum(step.fault is None for step in outcome.trace)
    if outcome.failed is None:
        raised = outcome.fault is not None and outcome.verdict is Verdict.RUNTIME_ERROR
        return 2 * reached, 0.1 if raised else 0.0
    right, mine = as_numbers(outcome.failed.expected), as_numbers(outcome.failed.actual)
    if right is None or mine is None:
        return 2 * reached, 0.2
    if right.shape != mine.shape or not right.size:
        return 2 * reached, 0.3 if right.ndim == mine.ndim else 0.2
    share = float(np.mean(np.isclose(mine, right, rtol=1e-6, atol=1e-9)))
    return 2 * reached, round(0.4 + 0.6 * share, 1)
