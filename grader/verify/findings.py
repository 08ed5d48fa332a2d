"""Verifies one assignment and collects the findings."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.traces import observe
from grader.engine.local import LocalSession
from grader.engine.reference_runner import ReferenceRunner, not_deterministic
from grader.engine.running import Outcome
from grader.judge import Judge
from grader.verify.inputs import FunctionInputs, inputs
from grader.verify.samples import SampleResult, formulations, grade_samples
from grader.verify.variant_runner import VariantResult, run_misconceptions, run_mutants

#: Minimum share of the mutants that must be rejected, without those declared equivalent.
MUTATION_SCORE = 0.95
#: Recommended number of correct formulations of each graded function that are proven to pass.
FORMULATIONS = 6


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The findings about one assignment."""

    slug: str
    samples: tuple[SampleResult, ...]
    misconceptions: tuple[VariantResult, ...]
    mutants: tuple[VariantResult, ...]
    #: Keys of the mutants that the reference declares equivalent.
    explained: tuple[str, ...]
    formulations: dict[str, int]
    #: What the graded functions are handed.
    inputs: tuple[FunctionInputs, ...]
    problems: tuple[str, ...]
    #: Recommendations that are no problems.
    remarks: tuple[str, ...]
    seconds: float

    @property
    def survivors(self) -> list[VariantResult]:
        """Mutants that no case rejects and that are not declared equivalent."""
        return [mutant for mutant in self.mutants if mutant.rejected_by is None and mutant.name not in self.explained]

    @property
    def right_margin(self) -> float:
        """Largest error of a right sample, in units of the tolerance."""
        return max((sample.margin for sample in self.samples), default=0.0)

    @property
    def wrong_margin(self) -> float | None:
        """Smallest error for which a misconception was rejected, in the same units."""
        return min((found.excess for found in self.misconceptions if found.excess is not None), default=None)


def examine(catalogue: Catalogue, folder: Path, slug: str, judge: Judge, *, quick: bool) -> Findings:
    """Verify one assignment. `quick` skips the mutants and the diagnosis of misconceptions."""
    start = time.perf_counter()
    reference_runner = judge.reference_runner(slug)
    judge.warm(slug)
    problems = list(_nondeterministic(reference_runner))
    reference = catalogue.load(slug).reference
    names = [misconception.name for misconception in reference.misconceptions]
    misconceptions = run_misconceptions(folder, slug, diagnose=not quick)
    problems += _misconceptions(misconceptions)
    mutants = [] if quick else run_mutants(folder, slug)
    graded = grade_samples(folder, slug, judge, names)
    problems += [f"{result.sample.label} {problem}" for result in graded for problem in result.problems]
    counts = formulations(folder, slug, reference_runner.suite.assignment.entry_points)
    given = tuple(inputs(reference_runner))
    findings = Findings(
        slug=slug,
        samples=tuple(graded),
        misconceptions=tuple(misconceptions),
        mutants=tuple(mutants),
        explained=tuple(reference.equivalent_mutants),
        formulations=counts,
        inputs=given,
        problems=tuple(problems),
        remarks=tuple(
            f"only {count} right formulations of {name} are proven to pass ({FORMULATIONS} are wanted)"
            for name, count in counts.items()
            if count < FORMULATIONS
        )
        + tuple(_never_given(function) for function in given if "" in function.missing.values()),
        seconds=time.perf_counter() - start,
    )
    return _with_scores(findings)


def score(findings: Findings) -> float | None:
    """Share of the mutants that were rejected, without the equivalent ones; None if there are none."""
    counted = [mutant for mutant in findings.mutants if mutant.name not in findings.explained]
    if not counted:
        return None
    return 1.0 - len(findings.survivors) / len(counted)


def _with_scores(findings: Findings) -> Findings:
    problems = list(findings.problems)
    value = score(findings)
    if value is not None and value < MUTATION_SCORE:
        problems.append(f"mutation score {value:.1%}; at least {MUTATION_SCORE:.0%} is wanted: see the survivors")
    if findings.right_margin >= 1.0:
        problems.append("a right sample is at the edge of a tolerance")
    fields = {name: getattr(findings, name) for name in findings.__dataclass_fields__}
    return Findings(**{**fields, "problems": tuple(problems)})


def _nondeterministic(reference_runner: ReferenceRunner) -> list[str]:
    """Cases in which two runs of the reference, in fresh namespaces, do not give the same answers, bit by bit."""
    problems = []
    for case in reference_runner.suite.cases:
        if case.heavy:
            continue
        runs = [reference_runner.run(case, LocalSession(reference_runner.reference.namespace())) for _ in range(2)]
        if not all(run.passed for run in runs) or _exact(runs[0]) != _exact(runs[1]):
            problems.append(not_deterministic(case))
    return problems


def _exact(outcome: Outcome) -> str:
    """The reduced trace of a run, with every bit of its numbers."""
    with np.printoptions(threshold=np.iinfo(np.int64).max, floatmode="unique", precision=None):
        return repr(observe(outcome))


def _never_given(function: FunctionInputs) -> str:
    kinds = [kind for kind, reason in function.missing.items() if not reason]
    return f"no case hands {function.function} these inputs: {', '.join(kinds)} (see --inputs)"


def _misconceptions(results: Sequence[VariantResult]) -> list[str]:
    problems = [f"misconception {result.name} loses no marks" for result in results if result.rejected_by is None]
    for result in results:
        if result.diagnoses and result.name not in result.diagnoses:
            problems.append(f"misconception {result.name} is diagnosed as {', '.join(result.diagnoses)}")
        elif len(result.diagnoses) > 1:
            others = [name for name in result.diagnoses if name != result.name]
            problems.append(f"misconception {result.name} is diagnosed as {', '.join(others)} in another row")
    return problems
