"""Repairs of submissions: what is to be searched, what was found, and how often in a course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from grader.model import Change, Lifecycle, Repairs, Source, Verdict
from grader.store.models import Submission, SubmissionRepair

#: Verdicts of submissions that a small change may mend.
MENDABLE = frozenset(
    {Verdict.WRONG_ANSWER, Verdict.PARTIALLY_ACCEPTED, Verdict.RUNTIME_ERROR, Verdict.TIME_LIMIT_EXCEEDED}
)
_WITH = (undefer(Submission.source), undefer(Submission.report))
#: Rows that a class view reads at most, the newest ones.
_MOST_ROWS = 5000
#: Accepted submissions of a course whose expressions are tried.
_MOST_SOLUTIONS = 5


@dataclass(frozen=True, kw_only=True)
class RepairJob:
    """A graded submission to be repaired."""

    submission_id: str
    course_id: int
    assignment: str
    student: str
    practice: bool
    run: int
    source: Source
    #: Names of the cases that failed.
    failed: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class FrequentRepair:
    """A kind of change that repairs submissions of several students."""

    #: The student's function, what its changed statement does, and what the change is about.
    function: str
    role: str
    subject: str
    #: The change that was found most often.
    edit: str
    #: Number of students.
    students: int
    #: Id of a submission with it.
    example_id: str


def job(session: Session, submission_id: str) -> RepairJob | None:
    """What to repair; None if the submission needs none, was superseded, or its repairs are known."""
    row = session.scalar(select(Submission).where(Submission.id == submission_id).options(*_WITH))
    if row is None or row.status is not Lifecycle.GRADED or row.verdict not in MENDABLE or row.graded_run is None:
        return None
    if row.question is not None:
        return None
    if (
        row.source is None
        or row.report is None
        or is_superseded(session, submission_id)
        or of(session, row) is not None
    ):
        return None
    return RepairJob(
        submission_id=row.id,
        course_id=row.course_id,
        assignment=row.assignment,
        student=row.student,
        practice=row.practice,
        run=row.graded_run,
        source=Source.from_json(row.filename, row.source),
        failed=frozenset(case["name"] for case in row.report["cases"] if case["verdict"] != Verdict.ACCEPTED),
    )


def is_superseded(session: Session, submission_id: str) -> bool:
    """Whether the student has handed in again since, or the submission is graded again or gone."""
    row = session.scalar(select(Submission).where(Submission.id == submission_id))
    if row is None or row.status is not Lifecycle.GRADED:
        return True
    newer = select(Submission.id).where(
        Submission.course_id == row.course_id,
        Submission.assignment == row.assignment,
        Submission.student == row.student,
        Submission.created_at > row.created_at,
        Submission.question.is_(None),
    )
    return session.scalar(newer.limit(1)) is not None


def by_code(session: Session, code: str) -> Repairs | None:
    """An earlier result for the same code; one that found something, if there is one."""
    rows = select(SubmissionRepair.content).where(SubmissionRepair.code == code)
    found = [Repairs.from_json(content) for content in session.scalars(rows.limit(20))]
    return max(found, key=lambda repairs: (len(repairs.repairs), not repairs.exhausted), default=None)


def save(session: Session, job: RepairJob, code: str, repairs: Repairs) -> None:
    """Store the result, in place of that of an earlier run."""
    session.execute(delete(SubmissionRepair).where(SubmissionRepair.submission_id == job.submission_id))
    row = SubmissionRepair(submission_id=job.submission_id, run=job.run, code=code, content=repairs.to_json())
    session.add(row)


def of(session: Session, submission: Submission) -> Repairs | None:
    """The repairs of a submission's graded run; None while there is no result."""
    row = session.get(SubmissionRepair, submission.id)
    return Repairs.from_json(row.content) if row is not None and row.run == submission.graded_run else None


def accepted_sources(session: Session, course_id: int, assignment: str) -> list[Source]:
    """Some accepted submissions of the course, each of another student, the newest first."""
    rows = session.execute(
        select(Submission.student, Submission.filename, Submission.source)
        .where(
            Submission.course_id == course_id,
            Submission.assignment == assignment,
            Submission.verdict == Verdict.ACCEPTED,
            Submission.practice.is_(False),
        )
        .order_by(Submission.created_at.desc())
        .limit(10 * _MOST_SOLUTIONS)
    )
    by_student: dict[str, Source] = {}
    for student, filename, stored in rows:
        if stored is not None:
            by_student.setdefault(student, Source.from_json(filename, stored))
    return list(by_student.values())[:_MOST_SOLUTIONS]


def frequent(session: Session, course_id: int, assignment: str) -> list[FrequentRepair]:
    """The repairs of a course's graded attempts by function, statement and kind; each student counts once."""
    rows = session.execute(
        select(Submission.student, SubmissionRepair.submission_id, SubmissionRepair.content)
        .join(SubmissionRepair, SubmissionRepair.submission_id == Submission.id)
        .where(
            Submission.course_id == course_id,
            Submission.assignment == assignment,
            Submission.attempt > 0,
            Submission.score.is_not(None),
        )
        .order_by(Submission.created_at.desc())
        .limit(_MOST_ROWS)
    )
    groups: dict[tuple[str, str, str], list[tuple[str, str, Change]]] = {}
    for student, submission_id, content in rows:
        for change in _changes(content):
            key = (change.function, change.role, change.subject)
            groups.setdefault(key, []).append((student, submission_id, change))
    found = [_frequent(key, members) for key, members in groups.items()]
    return sorted(found, key=lambda repair: (-repair.students, repair.function, repair.role))


def _changes(content: dict[str, Any]) -> list[Change]:
    return [change for repair in Repairs.from_json(content).repairs for change in repair.changes]


def _frequent(key: tuple[str, str, str], members: Sequence[tuple[str, str, Change]]) -> FrequentRepair:
    edits = Counter(f"{change.before} → {change.after}" for _, _, change in members)
    return FrequentRepair(
        function=key[0],
        role=key[1],
        subject=key[2],
        edit=edits.most_common(1)[0][0],
        students=len({student for student, _, _ in members}),
        example_id=members[0][1],
    )
