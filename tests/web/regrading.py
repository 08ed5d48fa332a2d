"""A regrade without a worker that runs student code: whatever the test says is the result."""

from __future__ import annotations

from dataclasses import replace

from grader.model import CaseResult, Report, Verdict, overall
from grader.store import regrade_application, regrade_runs
from grader.store.database import Database


def finish_regrades(database: Database, *results: CaseResult, suite: str = "new") -> None:
    """Grade everything that waits, with the same results each, or write what is chosen."""
    while True:
        with database.write() as db:
            entries = regrade_runs.dispatch(db, resend_seconds=30, lost=True, at_once=True)
        if not entries:
            break
        for entry in entries:
            with database.write() as db:
                if regrade_application.apply_result(db, entry.result_id) is not None:
                    continue
                claim = regrade_runs.claim(db, entry.result_id, holder="test", lease_seconds=30)
                assert claim is not None
                regrade_runs.finish(db, claim, _report(claim.work.assignment, results), receipt={"suite": suite})
    with database.write() as db:
        regrade_runs.settle(db)


def _report(assignment: str, results: tuple[CaseResult, ...]) -> Report:
    score, most = sum(result.score for result in results), sum(result.max_score for result in results)
    verdict = overall([result.verdict for result in results], score=score, max_score=most)
    return Report(
        assignment=assignment, verdict=verdict, score=score, max_score=most, duration_ms=1.0, cases=tuple(results)
    )


def corrected(case: CaseResult) -> CaseResult:
    """The same test, passed."""
    return replace(case, verdict=Verdict.ACCEPTED, score=case.max_score, message="")
