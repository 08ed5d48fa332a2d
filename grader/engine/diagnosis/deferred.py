"""A diagnostician that is imported and made when the first submission fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.model import CaseResult, Source

if TYPE_CHECKING:
    from grader.engine.diagnosis.explain import Diagnostician, Instrumented


class DeferredDiagnostician:
    """Explains the failures of one suite's submissions; a submission that passes does not wait for the imports."""

    def __init__(self, reference_runner: ReferenceRunner, seconds: float = float("inf")) -> None:
        """See `Diagnostician`."""
        self._reference_runner = reference_runner
        self._seconds = seconds
        #: Whether the last explanation left something out of tests for which nothing is told, because the time was up.
        self.is_incomplete = False

    @cached_property
    def _diagnostician(self) -> Diagnostician:
        from grader.engine.diagnosis.explain import Diagnostician

        return Diagnostician(self._reference_runner, self._seconds)

    def precompute(self) -> Iterator[None]:
        """See `Diagnostician.precompute`."""
        return self._diagnostician.precompute()

    def explain(
        self, results: Sequence[CaseResult], outcomes: Mapping[str, Outcome], reruns: Instrumented, source: Source
    ) -> list[CaseResult]:
        """See `Diagnostician.explain`."""
        self.is_incomplete = False
        if all(outcome.passed for outcome in outcomes.values()):
            return list(results)
        explained = self._diagnostician.explain(results, outcomes, reruns, source)
        failed = {name for name, outcome in outcomes.items() if not outcome.passed}
        unexplained = any(result.diagnosis is None for result in explained if result.name in failed)
        self.is_incomplete = self._diagnostician.is_incomplete and unexplained
        return explained
