"""The outcome of a submission: what the head of the results says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from grader.errors import UploadRejected
from grader.model import Assignment, Counts, HiddenFeedback, Lifecycle, Source
from grader.store import attempts, grades, submissions
from grader.store.models import Submission
from grader.uploads import PASTED, read_upload
from web.access import FREE
from web.grading import rescaled
from web.i18n import N_, gettext
from web.late_text import late_text
from web.student import assignment_context
from web.student.board import BoardView, headline
from web.student.escaping import reveal
from web.student.failures import failure_text
from web.student.improvement import Improvement, improvement
from web.student.loading import HEADLINE, LoadError, common_load_error, load_error
from web.student.results import CaseView
from web.student.strip import Strip, strip

STATUS_TEXTS = {
    Lifecycle.QUEUED: N_("In the queue."),
    Lifecycle.RUNNING: N_("Running your code..."),
    Lifecycle.FAILED: N_("Nothing was scored, and no attempt was used."),
}


#: In place of "In the queue." while the lane or the assignment is paused.
PAUSED = N_("Grading is paused. Your submission is stored and will be graded when grading continues.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of a submission, or its status while there is none."""

    id: str
    status: str
    practice: bool
    #: "Attempt 3", "Free attempt 1" or "Practice run".
    name: str
    verdict: str | None
    #: With the points that people have set, before the deduction for late work.
    score: float | None
    #: What the tests gave.
    graded_score: float | None
    max_score: float | None
    #: Points of the tests that have results.
    so_far: float
    #: The points that the run can give: of a practice run those of the visible tests.
    possible: float
    strip: Strip
    #: One line: how many tests passed, or the status.
    summary: str
    notes: tuple[str, ...]
    #: Why it was not graded; empty if it was.
    failure: str
    duration_ms: float | None
    #: Whether it was uploaded as a file, so that the editor holds other code.
    from_file: bool = False
    #: Whether its points are not shown yet.
    pending: bool = False
    #: What the attempt loses because it is late, as text; empty if it is on time.
    late: str = ""
    #: After full marks: the next assignment of the course.
    next_assignment: assignment_context.NextAssignment | None = None
    #: After full marks: what has changed since the attempt before.
    improvement: Improvement | None = None
    #: Why no test could be run at all.
    load_error: LoadError | None = None

    @property
    def full(self) -> bool:
        """Whether it has all the points, from its tests."""
        if self.score is None or self.graded_score is None or self.load_error:
            return False
        return min(self.score, self.graded_score) >= (self.max_score or 0.0)

    @property
    def overridden(self) -> bool:
        """Whether people have set points, so that other points count than the tests gave."""
        return self.score != self.graded_score


def empty_strip(view: BoardView) -> Strip:
    """The strip before anything ran."""
    return _strip([case for row in view.rows for case in row.cases], practice=view.practice)


def outcome(
    assignment: Assignment,
    submission: Submission,
    view: BoardView,
    cases: Mapping[str, CaseView],
    name: str,
    *,
    redacted: bool = True,
    paused: bool = False,
) -> Outcome:
    """The outcome of `submission`, which was read with its report; `view` is its board, `cases` its results.

    `name` is what it is called. `redacted`: as its student may see it. `paused`: it waits, and nothing is graded.
    """
    withheld = redacted and not submission.practice and assignment.hidden_feedback is HiddenFeedback.NOTHING
    report = submission.report if submission.status is Lifecycle.GRADED else None
    known = list(cases.values())
    shown = known if report else [case for row in view.rows for case in row.cases]
    asked = {question.name for question in assignment.questions}
    counted = [case for case in shown if case.visible or not submission.practice]
    return Outcome(
        id=submission.id,
        status=submission.status.value,
        practice=submission.practice,
        name=name,
        verdict=report["verdict"] if report and not withheld else None,
        score=_score(submission, report) if report and not withheld else None,
        graded_score=report["score"] if report and not withheld else None,
        pending=report is not None and withheld,
        late=late_text(submission, points=not withheld),
        max_score=report["max_score"] if report else None,
        so_far=sum(case.score for case in known),
        possible=sum(case.max_score for case in counted) if submission.practice else assignment.max_score,
        strip=_strip(shown, practice=submission.practice),
        summary=headline(known, asked, practice=submission.practice)
        if report
        else gettext(PAUSED if paused else STATUS_TEXTS[submission.status]),
        notes=tuple(reveal(note) for note in report["notes"]) if report else (),
        failure=failure_text(submission) if submission.status is Lifecycle.FAILED else "",
        duration_ms=report["duration_ms"] if report else None,
        from_file=submission.filename != PASTED,
    )


def _score(submission: Submission, report: Mapping[str, Any]) -> float:
    """The points that people have set, else those of the tests."""
    override = submission.override_score
    return float(report["score"]) if override is None else override


def with_load_error(
    db: Session, assignment: Assignment, submission: Submission, known: Outcome, cases: Mapping[str, CaseView]
) -> Outcome:
    """`known` with the load error that all tests share, if there is one, and without the notes that repeat it."""
    case = common_load_error(cases.values(), assignment) if submission.status is Lifecycle.GRADED else None
    if case is None:
        return known
    failure = load_error(case, _source(db, submission))
    if attempts.was_free(db, submission):
        failure = replace(failure, cost=gettext(FREE))
    notes = tuple(note for note in known.notes if note not in failure.case.message)
    not_run = [replace(case, verdict="skipped") for case in cases.values()]
    return replace(
        known,
        summary=f"{gettext(HEADLINE)} {_best_stays(db, assignment, submission)}".strip(),
        strip=_strip(not_run, practice=submission.practice),
        notes=notes,
        load_error=failure,
    )


def with_success(db: Session, assignment: Assignment, submission: Submission, known: Outcome) -> Outcome:
    """`known` with what has changed since the attempt before and the course's next assignment, after full marks."""
    full = submission.score is not None and submission.score == submission.max_score and not submission.practice
    if not full or known.pending:
        return known
    found = assignment_context.next_assignment(db, submission.course_id, submission.assignment)
    return replace(known, next_assignment=found, improvement=improvement(db, assignment, submission))


def _strip(cases: Sequence[CaseView], *, practice: bool) -> Strip:
    return strip((case.name, case.verdict, case.max_score) for case in cases if case.visible or not practice)


def _best_stays(db: Session, assignment: Assignment, submission: Submission) -> str:
    """That an attempt without points takes nothing away, where the best one counts and there is one."""
    if (
        submission.practice
        or assignment.counts is not Counts.BEST
        or assignment.hidden_feedback is HiddenFeedback.NOTHING
    ):
        return ""
    best = grades.counting_submission(
        db, submission.course_id, submission.student, submission.assignment, assignment.counts
    )
    if best is None or best.id == submission.id or not best.score:
        return ""
    points = f"{rescaled(best.score, best.max_score, assignment.max_score):g}"
    return gettext("Your best score stays %(points)s.", points=points)


def _source(db: Session, submission: Submission) -> Source | None:
    """What was read from the file when it was handed in. Rows from before that was kept are read from their bytes."""
    kept = submissions.source_of(db, submission.id)
    if kept is not None:
        return kept
    try:
        return read_upload(submission.filename, submissions.content_of(db, submission.id) or b"").source
    except UploadRejected:
        return None
