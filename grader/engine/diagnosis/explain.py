"""Combines the kinds of diagnosis, row by row, in order of precedence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, Protocol

import numpy as np

from grader.engine.adapter import Adapter
from grader.engine.case import Case
from grader.engine.compare import as_numbers
from grader.engine.diagnosis.adaptation import Adaptation, AdaptedRuns, Known
from grader.engine.diagnosis.causes import names_of, stated_cause, stated_place
from grader.engine.diagnosis.divergence import ReferenceLocals, first_divergence
from grader.engine.diagnosis.evidence import Evidence, EvidenceKind, Finding, by_values
from grader.engine.diagnosis.misconceptions import KnownMistakes
from grader.engine.diagnosis.outside_variables import OutsideRuns, find_outside_variables
from grader.engine.diagnosis.predicates import Failed, collect_arrays, layers_of
from grader.engine.diagnosis.relations import relate
from grader.engine.diagnosis.source_map import SourceMap
from grader.engine.diagnosis.symptoms import Symptoms
from grader.engine.diagnosis.variants import Variants
from grader.engine.gradient_check import GradientCheck
from grader.engine.reference import Misconception
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.model import CaseResult, Diagnosis, Source


class Instrumented(AdaptedRuns, OutsideRuns, Protocol):
    """Reruns of a submission inside the jail. What they return is a hint, never a proof."""

    def local_variables(
        self, case: Case, function: str, names: tuple[str, ...], is_enough: Callable[[list[dict[str, Any]]], object]
    ) -> Sequence[Mapping[str, Any]]:
        """Run `case` until they are enough; the local variables `names` at each return of `function`, or nothing."""

    def gradients(self, check: GradientCheck) -> tuple[Any, Any] | None:
        """Run a gradient check: (gradient claimed, gradient measured), or None when it did not end well."""


#: Cases that are run once more for one submission, at most.
RERUNS = 3

COUNTS = {2: "Two", 3: "Three", 4: "Four"}


class Diagnostician:
    """Explains the failures of one suite's submissions. Caches the runs of its variants."""

    def __init__(self, reference_runner: ReferenceRunner, seconds: float = float("inf")) -> None:
        """`seconds` limits the time for running variants that are not cached, for one submission."""
        self._reference_runner = reference_runner
        self._variants = Variants(reference_runner)
        self._reference_locals = ReferenceLocals(reference_runner)
        self._seconds = seconds

    @cached_property
    def _starter_names(self) -> frozenset[str]:
        return names_of(self._reference_runner.suite.assignment.starter)

    @property
    def is_incomplete(self) -> bool:
        """Whether the last explanation left something out, because the time was up."""
        return self._variants.is_incomplete

    def precompute(self) -> Iterator[None]:
        """Run what explanations compare with, a short step at a time, before a submission asks for it: the known
        mistakes through the test cases, and the reference once more for its local variables.
        """
        yield from self._variants.precompute()
        for case in filter(self._variants.usable, self._reference_runner.suite.cases):
            for function in self._reference_locals.functions(case):
                self._reference_locals.of(case, function)
                yield

    def explain(
        self, results: Sequence[CaseResult], outcomes: Mapping[str, Outcome], reruns: Instrumented, source: Source
    ) -> list[CaseResult]:
        """`results` with a diagnosis and a hint wherever one is certain."""
        self._variants.begin(self._seconds)
        code = SourceMap(source)
        assignment = self._reference_runner.suite.assignment
        symptoms = Symptoms(code, assignment.starter, self._reference_runner.parameters)
        failed = {name: outcome for name, outcome in outcomes.items() if not outcome.passed}
        usable = self._usable(failed)
        findings = self._each(failed, {}, symptoms.unfinished)
        findings = self._by_known_mistakes(usable, outcomes, findings, reruns, symptoms) | findings
        rows = dict.fromkeys(case.row for case in self._reference_runner.suite.cases)
        for row in rows:
            failing = [case for case in self._reference_runner.suite.cases if case.row == row and case.name in failed]
            if failing and not any(case.name in findings for case in failing):
                findings |= self._by_relation(failing, outcomes)
        unexplained = [case for case in usable if case.name not in findings]
        findings |= find_outside_variables(unexplained, failed, code, reruns)
        # A run of all functions together fails where one of them fails, which has been told of that one.
        parts = failed if not findings else self._without_whole(failed)
        findings |= self._each(parts, findings, symptoms.exception)
        findings |= self._each(parts, findings, symptoms.wrong_kind)
        findings |= self._by_divergence(outcomes, findings, reruns, code)
        findings |= self._by_gradient_check(outcomes, findings, reruns)
        findings |= self._something_else(usable, failed, findings)
        return [found.put_into(result) if (found := findings.get(result.name)) else result for result in results]

    def _usable(self, failed: Mapping[str, Outcome]) -> list[Case]:
        """The failed cases for which known mistakes are run: none that is long or goes through many functions."""
        cases = self._reference_runner.suite.cases
        return [case for case in cases if case.name in failed and self._variants.usable(case)]

    def _without_whole(self, failed: Mapping[str, Outcome]) -> dict[str, Outcome]:
        cases = self._reference_runner.suite.cases
        whole = {case.name for case in cases if "whole" in case.tags}
        return {name: outcome for name, outcome in failed.items() if name not in whole}

    def _each(
        self,
        failed: Mapping[str, Outcome],
        findings: Mapping[str, Finding],
        look: Callable[[str, Outcome], Finding | None],
    ) -> dict[str, Finding]:
        """What `look` finds in each failed case that is not explained yet."""
        names = [case.name for case in self._reference_runner.suite.cases if case.name in failed]
        looked = {name: look(name, failed[name]) for name in names if name not in findings}
        return {name: found for name, found in looked.items() if found is not None}

    def _by_known_mistakes(
        self,
        usable: Sequence[Case],
        outcomes: Mapping[str, Outcome],
        unfinished: Collection[str],
        reruns: Instrumented,
        symptoms: Symptoms,
    ) -> dict[str, Finding]:
        """Known mistakes, and other forms of functions. Mistakes are combined last, which takes the most time."""
        mistakes = KnownMistakes(self._reference_runner, self._variants, outcomes, symptoms.code)
        single = mistakes.single()
        cases = [case for case in usable if case.name not in unfinished and len(single.get(case.name, ())) != 1]
        adaptation = Adaptation(self._reference_runner, self._variants, outcomes, reruns)
        adapted = adaptation.explain(cases)
        # One other form is the simpler explanation where several mistakes together would be one.
        alone = {name for name, known in adapted.items() if len(known) == 1 and name not in adaptation.in_part}
        named = mistakes.several({*alone, *unfinished})
        code, names = symptoms.code, self._starter_names
        found: dict[str, Finding] = {}
        for name, known in named.items():
            same = [other for other, others in named.items() if others == known]
            finding = _misconceptions(known, code, names, _evidence(same, outcomes))
            found[name] = _with_detail(finding, symptoms.detail(outcomes[name]))
        for name, other in adapted.items():
            if name in alone or name not in named:
                found[name] = _misconceptions(other, code, names, by_values([name]))
        return found

    def _something_else(
        self, cases: Sequence[Case], failed: Mapping[str, Outcome], findings: Mapping[str, Finding]
    ) -> dict[str, Finding]:
        """Where a mistake is named for some of the failed `cases` of a row and explains others not: that there is
        another one.
        """
        found: dict[str, Finding] = {}
        known = {misconception.name for misconception in self._reference_runner.reference.misconceptions}
        for case in cases:
            others = (findings[other.name] for other in cases if other.row == case.row and other.name in findings)
            named = [other for other in others if other.diagnosis.name.partition(" + ")[0] in known]
            if case.name not in findings and named and failed[case.name].failed is not None:
                title = named[0].diagnosis.title
                diagnosis = Diagnosis(
                    name="something_else_too",
                    title="Something else is wrong too",
                    explanation=f"What another test of this part found ({title}) does not explain this one.",
                )
                hint = "Mend the one that is named first, then look at this test again."
                found[case.name] = Finding(diagnosis=diagnosis, hint=hint, evidence=by_values([case.name]))
        return found

    def _by_relation(self, failing: Sequence[Case], outcomes: Mapping[str, Outcome]) -> dict[str, Finding]:
        failures = [self._failed(case, outcomes[case.name]) for case in failing]
        checks = [failure for failure in failures if failure is not None]
        relation = relate(checks) if len(checks) == len(failures) else None
        if relation is None:
            return {}
        evidence = by_values([case.name for case in failing])
        finding = Finding(diagnosis=relation.diagnosis(), hint=relation.hint, evidence=evidence)
        return {case.name: finding for case in failing}

    def _failed(self, case: Case, outcome: Outcome) -> Failed | None:
        """The failed check as a relation sees it; None when it is not about numbers."""
        if outcome.failed is None or outcome.failed.kind not in ("value", "shape") or outcome.last is None:
            return None
        expected, actual = as_numbers(outcome.failed.expected), as_numbers(outcome.failed.actual)
        if expected is None or actual is None or expected.dtype.kind == "c" or actual.dtype.kind == "c":
            return None
        last = outcome.last
        parameters = self._reference_runner.parameters.get(last.label, ())
        args: dict[str, np.ndarray] = {}
        for name, value in [*zip(parameters, last.args, strict=False), *last.kwargs.items()]:
            collect_arrays(name, value, args)
        calls = [step for step in outcome.trace if step.kind == "call"]
        model = [step for step in self._reference_runner.trace(case) if step.kind == "call"][: len(calls)]
        right = model[-1].result if len(model) == len(calls) else None
        return Failed(expected=expected, actual=actual, args=args, layers=layers_of(right, last.result))

    def _by_divergence(
        self, outcomes: Mapping[str, Outcome], findings: Mapping[str, Finding], reruns: Instrumented, code: SourceMap
    ) -> dict[str, Finding]:
        found, reruns_done = dict[str, Finding](), 0
        # Running these again shows nothing.
        unnamed = self._reference_locals.unnamed(code)
        for case in self._reference_runner.suite.cases:
            if case.name not in outcomes or case.name in findings or outcomes[case.name].passed:
                continue
            if outcomes[case.name].failed is None or not self._variants.usable(case) or reruns_done >= RERUNS:
                continue
            for function in self._reference_locals.functions(case):
                if function in unnamed:
                    continue
                reruns_done += 1
                names = self._reference_runner.reference.intermediates[function]
                compare = partial(first_divergence, function, names, self._reference_locals.of(case, function))
                local_variables = reruns.local_variables(case, function, names, compare)
                if local_variables and not any(local_variables):
                    # The names are those of other things.
                    unnamed.add(function)
                divergence = compare(local_variables)
                if divergence is not None:
                    found[case.name] = divergence.finding(case.name)
                    break
        return found

    def _by_gradient_check(
        self, outcomes: Mapping[str, Outcome], findings: Mapping[str, Finding], reruns: Instrumented
    ) -> dict[str, Finding]:
        found: dict[str, Finding] = {}
        for check in self._reference_runner.suite.gradient_checks:
            failed = [
                name
                for name in check.explains
                if name in outcomes and outcomes[name].failed is not None and name not in {*findings, *found}
            ]
            gradients = reruns.gradients(check) if failed else None
            diagnosis = check.conclude(*gradients) if gradients is not None else None
            if diagnosis is not None:
                hint = f"Compare `{check.forward}` and `{check.backward}` with the formulas of the task."
                finding = Finding(diagnosis=diagnosis, hint=hint, evidence=by_values(failed))
                found |= dict.fromkeys(failed, finding)
        return found


def _evidence(cases: Sequence[str], outcomes: Mapping[str, Outcome]) -> Evidence:
    """What a known mistake rests on: the values of these cases, or the exception where they show none."""
    if any(outcomes[name].failed is not None for name in cases):
        return by_values(cases)
    outcome = outcomes[cases[0]]
    label = outcome.last.label if outcome.last is not None else ""
    at = outcome.fault.at if outcome.fault is not None else None
    return Evidence(kind=EvidenceKind.EXCEPTION, cases=tuple(cases), expression=at, function=label)


def _misconceptions(known: Known, code: SourceMap, starter_names: frozenset[str], evidence: Evidence) -> Finding:
    if len(known) == 1:
        single = known[0]
        explanation = f"{single.explanation} {stated_cause(single, code)}".strip()
        diagnosis = Diagnosis(name=single.name, title=single.title, explanation=explanation)
        return Finding(diagnosis=diagnosis, hint=_hint(single, code, starter_names), evidence=evidence)
    diagnosis = Diagnosis(
        name=" + ".join(misconception.name for misconception in known),
        title=f"{COUNTS[len(known)]} mistakes: "
        + "; ".join(f"({number}) {misconception.title}" for number, misconception in enumerate(known, start=1)),
        explanation=" ".join(
            f"({number}) {misconception.explanation}" for number, misconception in enumerate(known, start=1)
        ),
    )
    hints = (
        f"({number}) {_hint(misconception, code, starter_names)}" for number, misconception in enumerate(known, start=1)
    )
    return Finding(diagnosis=diagnosis, hint="\n".join(hints), evidence=evidence)


def _with_detail(finding: Finding, detail: str) -> Finding:
    """A mistake that rests on an exception, with where it arose; a hidden case does not tell that."""
    if not detail or finding.evidence.kind is not EvidenceKind.EXCEPTION:
        return finding
    told = replace(finding.diagnosis, explanation=f"{detail} {finding.diagnosis.explanation}")
    return replace(finding, diagnosis=told, hidden=(finding.diagnosis, finding.hint))


def _hint(known: Adapter | Misconception, code: SourceMap, starter_names: frozenset[str]) -> str:
    place = stated_place(known, code, starter_names)
    return f"{known.hint} Look at: {place}" if place else known.hint
