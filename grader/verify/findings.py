"""All tests of one assignment's tests, and what they found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.traces import observe
from grader.engine.reference_runner import ReferenceRunner, not_deterministic
from grader.engine.running import Outcome
from grader.judge import Judge
from grader.verify.local import Trial, all_misconceptions, all_mutants
from grader.verify.samples import SampleTrial, formulations, try_samples

#: Share of the automatic mutants that must be refused, those explained as equivalent left out.
MUTATION_SCORE = 0.95
#: Right ways of writing each graded function that must be proven to pass.
FORMULATIONS = 6


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found of one assignment."""

    slug: str
    samples: tuple[SampleTrial, ...]
    misconceptions: tuple[Trial, ...]
    mutants: tuple[Trial, ...]
    #: Surviving mutants that the reference explains.
    explained: tuple[str, ...]
    formulations: dict[str, int]
    problems: tuple[str, ...]
    #: What is not wrong, but could be better.
    remarks: tuple[str, ...]
    seconds: float

    @property
    def survivors(self) -> list[Trial]:
        """Mutants that no case refuses and nobody has explained."""
        return [one for one in self.mutants if one.refused_by is None and one.name not in self.explained]

    @property
    def right_margin(self) -> float:
        """Largest error of a right sample, in units of the tolerance."""
        return max((one.margin for one in self.samples), default=0.0)

    @property
    def wrong_margin(self) -> float | None:
        """Smallest error that a misconception was refused for, in the same units."""
        return min((one.excess for one in self.misconceptions if one.excess is not None), default=None)


def examine(catalogue: Catalogue, folder: Path, slug: str, judge: Judge, *, quick: bool) -> Findings:
    """Examine one assignment. `quick` leaves out mutants and the naming of misconceptions."""
    start = time.perf_counter()
    reference_runner = judge.reference_runner(slug)
    judge.warm(slug)
    problems = list(_fixtures(reference_runner))
    reference = catalogue.load(slug).reference
    names = [one.name for one in reference.misconceptions]
    trials = all_misconceptions(folder, slug, name_them=not quick)
    problems += _misconceptions(trials)
    mutants = [] if quick else all_mutants(folder, slug)
    sampled = try_samples(folder, slug, judge, names)
    problems += [f"{one.sample.label} {problem}" for one in sampled for problem in one.problems]
    counts = formulations(folder, slug, reference_runner.suite.assignment.entry_points)
    findings = Findings(
        slug=slug,
        samples=tuple(sampled),
        misconceptions=tuple(trials),
        mutants=tuple(mutants),
        explained=tuple(reference.equivalent_mutants),
        formulations=counts,
        problems=tuple(problems),
        remarks=tuple(
            f"only {count} right formulations of {name} are proven to pass ({FORMULATIONS} are wanted)"
            for name, count in counts.items()
            if count < FORMULATIONS
        ),
        seconds=time.perf_counter() - start,
    )
    return _with_scores(findings)


def score(findings: Findings) -> float | None:
    """Share of the mutants that were refused, explained ones left out; None when none were tried."""
    counted = [one for one in findings.mutants if one.name not in findings.explained]
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


def _fixtures(reference_runner: ReferenceRunner) -> list[str]:
    """The reference, run twice in fresh namespaces, must answer the same, bit by bit."""
    problems = []
    for case in reference_runner.suite.cases:
        if case.heavy:
            continue
        runs = [reference_runner.run(case, reference_runner.reference.namespace()) for _ in range(2)]
        if not all(run.passed for run in runs) or _exact(runs[0]) != _exact(runs[1]):
            problems.append(not_deterministic(case))
    return problems


def _exact(outcome: Outcome) -> str:
    """A run's reduced trace, every bit of it."""
    with np.printoptions(threshold=np.iinfo(np.int64).max, floatmode="unique", precision=None):
        return repr(observe(outcome))


def _misconceptions(trials: Sequence[Trial]) -> list[str]:
    problems = [f"misconception {one.name} loses no marks" for one in trials if one.refused_by is None]
    for one in trials:
        if one.told and one.name not in one.told:
            problems.append(f"misconception {one.name} is told {', '.join(one.told)}")
        elif len(one.told) > 1:
            others = [name for name in one.told if name != one.name]
            problems.append(f"misconception {one.name} is told {', '.join(others)} in another row")
    return problems
