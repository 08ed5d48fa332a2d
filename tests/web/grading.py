"""A worker that grades without running student code, and results for it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from grader.model import NO_TEXT, CaseResult, Diagnosis, HiddenText, Report, Template, Verdict, overall
from grader.store import events, runs
from grader.store.events import StoredEvent
from web.services import Services

#: The version of the tests by which the worker grades.
SUITE = "abc"


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Grades without any student code: whatever the test says is the result."""

    app: Flask

    def claim(self, submission_id: str) -> runs.Claim:
        """Take the submission, as a worker does."""
        with self._services.database.write() as db:
            claim = runs.claim(db, submission_id, holder="test", lease_seconds=30)
        assert claim is not None
        return claim

    def tell(self, claim: runs.Claim, seq: int, result: CaseResult, *, live: bool = True) -> StoredEvent:
        """A case is known: stored, and sent to who watches."""
        event = StoredEvent(
            submission_id=claim.submission_id,
            seq=events.first_seq(claim.run) + seq,
            kind=events.EventKind.CASE,
            payload=result.to_json(),
        )
        with self._services.database.write() as db:
            runs.add_events(db, claim.submission_id, claim.run, [event])
        if live:
            self._services.publisher.publish(event)
        return event

    def finish(self, claim: runs.Claim, results: list[CaseResult]) -> StoredEvent:
        """All cases are known."""
        score, most = sum(result.score for result in results), sum(result.max_score for result in results)
        report = Report(
            assignment=claim.assignment,
            verdict=overall([result.verdict for result in results], score=score, max_score=most),
            score=score,
            max_score=most,
            duration_ms=12.5,
            cases=tuple(results),
        )
        with self._services.database.write() as db:
            done = runs.finish(
                db,
                claim,
                report,
                receipt={"suite": SUITE},
                events=[],
                seq=events.first_seq(claim.run) + len(results) + 1,
            )
        self._services.publisher.publish(done)
        return done

    def grade(self, submission_id: str, *results: CaseResult) -> None:
        """All at once."""
        claim = self.claim(submission_id)
        for number, result in enumerate(results, 1):
            self.tell(claim, number, result)
        self.finish(claim, list(results))

    @property
    def _services(self) -> Services:
        found: Services = self.app.extensions["services"]
        return found


def visible_case(verdict: Verdict = Verdict.ACCEPTED, **changes) -> CaseResult:
    passed = verdict is Verdict.ACCEPTED
    fields = {
        "name": "handout_example",
        "title": "A 2 by 2 batch from the handout",
        "row": "gradient",
        "verdict": verdict,
        "score": 5.0 if passed else 0.0,
        "max_score": 5.0,
        "visible": True,
        "message": "As it should be." if passed else "1 of 4 entries differs.",
        "log": "printed by the student",
        "duration_ms": 1.5,
    }
    return CaseResult(**(fields | changes))


def hidden_case(verdict: Verdict = Verdict.WRONG_ANSWER, **changes) -> CaseResult:
    passed = verdict is Verdict.ACCEPTED
    fields = {
        "name": "secret_zeros",
        "title": "Inputs that are exactly zero",
        "row": "gradient",
        "verdict": verdict,
        "score": 10.0 if passed else 0.0,
        "max_score": 10.0,
        "visible": False,
        "message": "" if passed else "Entry [0, 1] is 31337, expected 0.",
        "summary": NO_TEXT if passed else HiddenText.of(Template.ONE_DIFFERS, 1, 4),
        "hint": None if passed else "Look at the comparison with zero.",
        "diagnosis": None
        if passed
        else Diagnosis(name="gradient_at_zero", title="The gradient passes at zero", explanation="Use > and not >=."),
        "expected": 0,
        "actual": 31337,
        "log": "seen 31337",
    }
    return CaseResult(**(fields | changes))
