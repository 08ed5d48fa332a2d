"""Finds the form in which a function is right: an adapter, or helpers of the student's own, with which tests pass.

What is found is proven: tests that fail are run once more with that one thing changed. The smallest one passes; so do
the others, or they are right far beyond where they were wrong (`DecisivePart`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from grader.engine.adapter import Adapter
from grader.engine.case import Case
from grader.engine.diagnosis.decisive_part import DecisivePart
from grader.engine.diagnosis.misconceptions import KnownMistakes
from grader.engine.diagnosis.variants import Variants
from grader.engine.reference import Misconception
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.engine.tracing import Interaction
from grader.model import Verdict

#: Test cases that are run once more for one submission, at most.
RUNS = 16

#: What explains a failed case, most important first.
Known = tuple[Adapter | Misconception, ...]


class AdaptedRuns(Protocol):
    """Reruns of a submission with one thing changed. None when the run did not end."""

    def adapted(self, case: Case, adapter: Adapter, is_enough: Callable[[Interaction], bool] = ...) -> Outcome | None:
        """Run `case` with the adapter between the case and the student's function.

        The run is ended, without an outcome, when `is_enough` says so of an answer.
        """

    def with_own_helpers(self, case: Case, own: Sequence[str]) -> Outcome | None:
        """Run `case` with the student's own functions `own` in place of the reference's."""


class Adaptation:
    """The search for one submission."""

    def __init__(
        self,
        reference_runner: ReferenceRunner,
        variants: Variants,
        outcomes: Mapping[str, Outcome],
        runs: AdaptedRuns,
    ) -> None:
        self._reference_runner = reference_runner
        self._variants = variants
        self._outcomes = outcomes
        self._runs = runs
        self._left = RUNS
        #: Names of adapters that a result of the submission did not fit: they are tried in no other row.
        self._unfit: set[str] = set()
        #: Name of an adapter with which a test case has passed -> the parts of test cases that were right with it.
        self._right: dict[str, list[DecisivePart]] = {}
        #: Cases that an adapter explains only in part.
        self.in_part: set[str] = set()

    def explain(self, cases: Sequence[Case]) -> dict[str, Known]:
        """Failed case -> what makes it pass, or explains it together with a known mistake. `cases` are unexplained."""
        found: dict[str, Known] = {}
        usable = [case for case in cases if self._variants.usable(case) and self._ended(self._outcomes[case.name])]
        # Small ones first, since each adapter is tried in full on the first one.
        usable.sort(key=self._reference_runner.size)
        for row in dict.fromkeys(case.row for case in usable):
            for function in self._functions([case for case in usable if case.row == row]):
                failing = [
                    case for case in usable if case.row == row and function in self._reference_runner.called(case)
                ]
                found |= self._by_adapter(function, failing) or self._by_own_helper(failing)
        return found

    def _functions(self, cases: Sequence[Case]) -> list[str]:
        return sorted(frozenset[str]().union(*(self._reference_runner.called(case) for case in cases)))

    @staticmethod
    def _ended(outcome: Outcome) -> bool:
        """Whether the run ended by itself, with an answer or an exception of the submission."""
        return not outcome.passed and outcome.verdict in (Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR)

    def _by_adapter(self, function: str, failing: Sequence[Case]) -> dict[str, Known]:
        signs = _signs(self._outcomes[failing[0].name])
        known = (a for a in self._reference_runner.reference.adapters if a.name not in self._unfit)
        fitting = [a for a in known if a.function == function and a.when & signs]
        return next((found for adapter in fitting if (found := self._with(adapter, failing))), {})

    def _with(self, adapter: Adapter, failing: Sequence[Case]) -> dict[str, Known]:
        signed = [case for case in failing if adapter.when & _signs(self._outcomes[case.name])]
        adapted: dict[str, Outcome] = {}
        for case in signed:
            if self._left <= 0:
                return {}
            self._left -= 1
            if not self._adapt(case, adapter, adapted):
                return {}
        begun = [case for case in signed if case.name not in adapted]
        still = [name for name, outcome in adapted.items() if not outcome.passed]
        if not still:
            return dict.fromkeys((case.name for case in signed), (adapter,))
        named = self._named(adapted)
        if begun and set(still) <= set(named):
            # What is named beside the adapter has to explain whole runs of these as well.
            if not all(self._adapt(case, adapter, adapted, whole=True) for case in begun):
                return {}
            still = [name for name, outcome in adapted.items() if not outcome.passed]
            named = self._named(adapted)
        if set(still) <= set(named):
            return {name: (adapter, *named.get(name, named[still[0]])) for name in adapted}
        if len(still) == len(signed):
            return {}
        more = f"{adapter.explanation} Something else is wrong as well: with that alone not all tests pass."
        self.in_part.update(case.name for case in signed)
        return dict.fromkeys((case.name for case in signed), (adapter._replace(explanation=more),))

    def _named(self, adapted: Mapping[str, Outcome]) -> Mapping[str, tuple[Misconception, ...]]:
        """What single known mistakes explain of these runs, and of the tests that passed."""
        passed = {name: outcome for name, outcome in self._outcomes.items() if outcome.passed}
        return KnownMistakes(self._reference_runner, self._variants, passed | dict(adapted)).single()

    def _adapt(self, case: Case, adapter: Adapter, adapted: dict[str, Outcome], *, whole: bool = False) -> bool:
        """Run `case` with the adapter into `adapted`, unless its decisive part is right; False if it does not fit.

        The whole case is run until one has passed with the adapter.
        """
        part, right = self._part(case), self._right.get(adapter.name)
        if part is None or right is None or whole:
            outcome = self._runs.adapted(case, adapter)
        else:
            if any(seen.shows(part) for seen in right):
                return True
            outcome = self._runs.adapted(case, adapter, part.is_enough)
            if part.is_right:
                right.append(part)
                return True
        if outcome is None or (not outcome.passed and outcome.failed is None):
            if outcome is not None and outcome.verdict is Verdict.WRONG_ANSWER:
                self._unfit.add(adapter.name)
            return False
        adapted[case.name] = outcome
        if outcome.passed and part is not None:
            part.see(outcome.trace)
            self._right.setdefault(adapter.name, []).append(part)
        return True

    def _part(self, case: Case) -> DecisivePart | None:
        right = self._variants.observed((), case)
        if right is None:
            return None
        return DecisivePart(self._outcomes[case.name].trace, right, self._reference_runner.procedures(case))

    def _by_own_helper(self, failing: Sequence[Case]) -> dict[str, Known]:
        """The helper of the student's own that differs from the task's, where only this makes the cases fail."""
        helped = [case for case in failing if case.substitute]
        if not helped or not self._passes(helped[0], helped[0].substitute):
            return {}
        first = helped[0]
        helper = next((name for name in first.substitute if self._passes(first, [name])), None)
        if helper is None:
            return {}
        explained = [first, *(case for case in helped[1:] if self._passes(case, [helper]))]
        return {case.name: (self._own_helper(case, helper),) for case in explained}

    def _passes(self, case: Case, own: Sequence[str]) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        outcome = self._runs.with_own_helpers(case, own)
        return outcome is not None and outcome.passed

    def _own_helper(self, case: Case, helper: str) -> Adapter:
        function = min(self._reference_runner.called(case))
        parameters = ", ".join(self._reference_runner.parameters.get(helper, ()))
        return Adapter(
            name="own_helper_differs",
            title=f"`{helper}` has another form than the task says",
            explanation=f"`{function}` is graded with the task's `{helper}` in place of yours. With yours it passes "
            f"this test, so the two differ in what they take or return. The task's is `{helper}({parameters})`.",
            hint=f"Give your `{helper}` the parameters and results that the task describes, and call it so.",
            where=f"The definition of `{helper}`, and its call in `{function}`.",
            function=function,
            when=frozenset(),
            body=case.body,
        )


def _signs(outcome: Outcome) -> frozenset[str]:
    """What an adapter's `when` is compared with: class of the exception, kind of the failed check."""
    if outcome.fault is not None:
        return frozenset({outcome.fault.error_type, "exception"})
    return frozenset({outcome.kind, "answer"})
