"""Runs variants of the reference in processes of their own, with a time limit, because a mutant may never end."""

from __future__ import annotations

import resource
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any

from grader.assignments.secret import load
from grader.engine.case import Case
from grader.engine.compare import MARGINS
from grader.engine.diagnosis.misconceptions import KnownMistakes
from grader.engine.diagnosis.variants import Variants
from grader.engine.fresh_modules import compile_source
from grader.engine.local import LocalSession
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.errors import GraderError
from grader.verify.mutants import Mutant, mutants

PROCESSES = 2
#: Time limit of a case: MIN_SECONDS, or TIME_FACTOR times the reference's time if that is longer.
MIN_SECONDS = 1.0
TIME_FACTOR = 50.0
#: Address space of each process, in bytes.
MEMORY = 6 << 30


@dataclass(frozen=True, kw_only=True)
class VariantResult:
    """The result of one variant."""

    #: The misconception's name, or the mutant's key.
    name: str
    line: int = 0
    #: Name of the first case with points that rejected it; None if it passed all.
    rejected_by: str | None
    #: Smallest error for which a comparison of numbers rejected it, in units of the tolerance.
    excess: float | None = None
    #: Names that diagnosis gave, without duplicates.
    diagnoses: tuple[str, ...] = ()


#: Runs the share of one process: project folder, slug, number of the process, flag.
Task = Callable[[Path, str, int, bool], list[VariantResult]]


class TimeLimitExceeded(BaseException):
    """A variant took too long. A BaseException, so that no `except Exception` of a variant catches it."""


class VariantRunner:
    """Runs variants against the suite of one assignment."""

    def __init__(self, folder: Path, slug: str) -> None:
        secret = load(slug, folder)
        self.reference_runner = ReferenceRunner(secret.suite, secret.reference, time.process_time)
        self.cases = [case for case in secret.suite.cases if not case.heavy]

    def mutants(self) -> list[Mutant]:
        """All mutants of the graded functions."""
        assignment = self.reference_runner.suite.assignment
        return mutants(self.reference_runner.reference, assignment.entry_points, assignment.provided)

    def run_mutant(self, mutant: Mutant) -> VariantResult:
        """Run the cases until one rejects the mutant."""
        rejected: str | None = None
        reference = self.reference_runner.reference
        try:
            changed = {mutant.module: compile_source(mutant.source, reference.solution[mutant.module].filename)}
            reference.namespace(changed=changed)
        except Exception:
            return VariantResult(name=mutant.key, line=mutant.line, rejected_by="(does not load)")
        for case in sorted(self.cases, key=self.reference_runner.seconds):
            outcome = self._run(case, lambda: reference.namespace(changed=changed))
            if outcome is None or not outcome.passed:
                rejected = case.name
                break
        return VariantResult(name=mutant.key, line=mutant.line, rejected_by=rejected)

    def run_misconception(self, name: str, variants: Variants | None) -> VariantResult:
        """Run all cases; with `variants`, diagnose the misconception."""
        rejected: str | None = None
        excess: float | None = None
        outcomes: dict[str, Outcome] = {}
        for case in self.cases:
            if any(earlier in outcomes and not outcomes[earlier].passed for earlier in case.after):
                continue
            token = MARGINS.set([])
            outcome = self._run(case, lambda: self.reference_runner.reference.namespace([name]))
            margins = MARGINS.get() or []
            MARGINS.reset(token)
            if outcome is not None:
                outcomes[case.name] = outcome
            if outcome is None or (not outcome.passed and self.reference_runner.suite.points[case.name] > 0):
                rejected = rejected or case.name
                if outcome is not None and outcome.kind == "value" and margins and margins[-1] > 1:
                    excess = min(margins[-1], excess) if excess is not None else margins[-1]
        diagnoses: dict[str, None] = {}
        if variants is not None:
            for known in KnownMistakes(self.reference_runner, variants, outcomes).several().values():
                diagnoses[" + ".join(misconception.name for misconception in known)] = None
        return VariantResult(name=name, rejected_by=rejected, excess=excess, diagnoses=tuple(diagnoses))

    def _run(self, case: Case, namespace: Callable[[], dict[str, Any]]) -> Outcome | None:
        """Run a case; None if it exceeded the time limit, or the case itself failed."""
        seconds = max(MIN_SECONDS, TIME_FACTOR * self.reference_runner.seconds(case))
        try:
            with _time_limit(seconds):
                return self.reference_runner.run(case, LocalSession(namespace()))
        except (TimeLimitExceeded, GraderError, RecursionError, MemoryError):
            return None


def run_misconceptions(folder: Path, slug: str, *, diagnose: bool) -> list[VariantResult]:
    """Run every misconception of `slug`."""
    return _distribute(_misconceptions, folder, slug, diagnose)


def run_mutants(folder: Path, slug: str) -> list[VariantResult]:
    """Run every mutant of `slug`."""
    return _distribute(_mutants, folder, slug, False)


def _distribute(
    task: Callable[[Path, str, int, bool], list[VariantResult]], folder: Path, slug: str, flag: bool
) -> list[VariantResult]:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork"), initializer=_limit) as pool:
        parts = [pool.submit(task, folder, slug, number, flag) for number in range(PROCESSES)]
        return [result for part in parts for result in part.result()]


def _misconceptions(folder: Path, slug: str, number: int, diagnose: bool) -> list[VariantResult]:
    runner = VariantRunner(folder, slug)
    variants = Variants(runner.reference_runner) if diagnose else None
    misconceptions = runner.reference_runner.reference.misconceptions[number::PROCESSES]
    return [runner.run_misconception(misconception.name, variants) for misconception in misconceptions]


def _mutants(folder: Path, slug: str, number: int, _: bool) -> list[VariantResult]:
    runner = VariantRunner(folder, slug)
    return [runner.run_mutant(mutant) for mutant in runner.mutants()[number::PROCESSES]]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def expire(number: int, frame: FrameType | None) -> None:
        raise TimeLimitExceeded

    before = signal.signal(signal.SIGPROF, expire)
    # CPU time, so that no variant fails on a busy machine. The signal is repeated, in case a variant catches it.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
