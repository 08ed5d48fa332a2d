"""Trusted variants run in processes of their own, with an alarm, since a mutant may loop for ever."""

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
from grader.engine.diagnosis.misconceptions import Variants, name_cases
from grader.engine.fresh_modules import compile_source
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.errors import GraderError
from grader.verify.mutants import Mutant, mutants

PROCESSES = 2
#: Seconds that a variant may take for a case, at least; and times the reference's own time.
SECONDS = 1.0
TIMES = 50.0
#: Address space of the processes that run variants, in bytes.
MEMORY = 6 << 30


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What became of one variant."""

    #: The misconception's name, or the mutant's key.
    name: str
    line: int = 0
    #: Name of the first case with points that refused it; None when it passed all.
    refused_by: str | None
    #: How often the tolerance the refusing comparison was off, when it was one of numbers.
    excess: float | None = None
    #: What diagnosis called it, one entry per different name.
    told: tuple[str, ...] = ()


class Alarm(BaseException):
    """A variant took too long. No `except Exception` of a variant stops it."""


class Laboratory:
    """One assignment's suite, to run variants against."""

    def __init__(self, folder: Path, slug: str) -> None:
        secret = load(slug, folder)
        self.reference_runner = ReferenceRunner(secret.suite, secret.reference, time.process_time)
        self.cases = [one for one in secret.suite.cases if not one.heavy]

    def mutants(self) -> list[Mutant]:
        """All mutants of what is graded."""
        assignment = self.reference_runner.suite.assignment
        return mutants(self.reference_runner.reference, assignment.entry_points, assignment.provided)

    def try_mutant(self, mutant: Mutant) -> Trial:
        """Run the cases until one refuses the mutant."""
        refused: str | None = None
        reference = self.reference_runner.reference
        try:
            changed = {mutant.module: compile_source(mutant.source, reference.solution[mutant.module].filename)}
            reference.namespace(changed=changed)
        except Exception:
            return Trial(name=mutant.key, line=mutant.line, refused_by="(does not load)")
        for case in sorted(self.cases, key=self.reference_runner.seconds):
            outcome = self._run(case, lambda: reference.namespace(changed=changed))
            if outcome is None or not outcome.passed:
                refused = case.name
                break
        return Trial(name=mutant.key, line=mutant.line, refused_by=refused)

    def try_misconception(self, name: str, variants: Variants | None) -> Trial:
        """Run all cases; with `variants`, ask diagnosis for the name."""
        refused: str | None = None
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
                refused = refused or case.name
                if outcome is not None and outcome.kind == "value" and margins and margins[-1] > 1:
                    excess = min(margins[-1], excess) if excess is not None else margins[-1]
        told: dict[str, None] = {}
        if variants is not None:
            for known in name_cases(self.reference_runner, variants, outcomes).values():
                told[" + ".join(one.name for one in known)] = None
        return Trial(name=name, refused_by=refused, excess=excess, told=tuple(told))

    def _run(self, case: Case, namespace: Callable[[], dict[str, Any]]) -> Outcome | None:
        """One run; None when it took too long, or broke the case."""
        seconds = max(SECONDS, TIMES * self.reference_runner.seconds(case))
        try:
            with _alarm(seconds):
                return self.reference_runner.run(case, namespace())
        except (Alarm, GraderError, RecursionError, MemoryError):
            return None


def all_misconceptions(folder: Path, slug: str, *, name_them: bool) -> list[Trial]:
    """Try every misconception of `slug`."""
    return _spread(_misconceptions, folder, slug, name_them)


def all_mutants(folder: Path, slug: str) -> list[Trial]:
    """Try every automatic mutant of `slug`."""
    return _spread(_mutants, folder, slug, False)


def _spread(task: Callable[[Path, str, int, bool], list[Trial]], folder: Path, slug: str, flag: bool) -> list[Trial]:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork"), initializer=_limit) as pool:
        parts = [pool.submit(task, folder, slug, number, flag) for number in range(PROCESSES)]
        return [trial for part in parts for trial in part.result()]


def _misconceptions(folder: Path, slug: str, number: int, name_them: bool) -> list[Trial]:
    laboratory = Laboratory(folder, slug)
    variants = Variants(laboratory.reference_runner) if name_them else None
    names = [one.name for one in laboratory.reference_runner.reference.misconceptions][number::PROCESSES]
    return [laboratory.try_misconception(name, variants) for name in names]


def _mutants(folder: Path, slug: str, number: int, _: bool) -> list[Trial]:
    laboratory = Laboratory(folder, slug)
    return [laboratory.try_mutant(one) for one in laboratory.mutants()[number::PROCESSES]]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise Alarm

    before = signal.signal(signal.SIGPROF, ring)
    # Seconds of the processor, so that a busy machine refuses no variant; rings again, in case one is swallowed.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
