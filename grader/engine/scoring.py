"""Points: what a set of results can earn, and the report's totals."""

from __future__ import annotations

import math
from collections.abc import Iterable

from grader.engine.case import Suite
from grader.model import CaseResult, Report, Verdict, overall


def report(suite: Suite, results: Iterable[CaseResult], *, duration_ms: float, notes: tuple[str, ...] = ()) -> Report:
    """The report of all results. Full marks are exactly `max_score`, without rounding errors."""
    cases = tuple(results)
    most = max_score(suite, cases)
    passed = all(case.verdict is Verdict.ACCEPTED for case in cases)
    score = most if passed else round(math.fsum(case.score for case in cases), 6)
    verdict = overall((case.verdict for case in cases), score=score, max_score=most)
    return Report(
        assignment=suite.assignment.slug,
        verdict=verdict,
        score=score,
        max_score=most,
        duration_ms=duration_ms,
        cases=cases,
        notes=notes,
    )


def max_score(suite: Suite, results: Iterable[CaseResult]) -> float:
    """The points that these results can earn: exactly the assignment's if every entry of the suite has a result.

    A row's points are split into shares by weight, and the shares need not add up to the row's points. `sum` would
    also depend on the interpreter: it compensates for rounding errors since Python 3.12.
    """
    points = {case.name: case.max_score for case in results}
    if points.keys() >= suite.points.keys():
        return suite.assignment.max_score
    return math.fsum(points.values())
