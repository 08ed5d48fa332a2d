"""Points: rows shared among cases by weight, and the report's totals."""

from __future__ import annotations

import math
from collections.abc import Iterable

from grader.model import CaseResult, Report, Verdict, overall


def report(
    assignment: str, results: Iterable[CaseResult], *, max_score: float, duration_ms: float, notes: tuple[str, ...] = ()
) -> Report:
    """The report of all results. Full marks are exactly `max_score`, free of rounding."""
    cases = tuple(results)
    passed = all(case.verdict is Verdict.ACCEPTED for case in cases)
    score = max_score if passed else round(math.fsum(case.score for case in cases), 6)
    verdict = overall((case.verdict for case in cases), score=score, max_score=max_score)
    return Report(
        assignment=assignment,
        verdict=verdict,
        score=score,
        max_score=max_score,
        duration_ms=duration_ms,
        cases=cases,
        notes=notes,
    )
