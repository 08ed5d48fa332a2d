"""Export and deletion of a person's data."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, undefer

from grader.model import Assignment, HiddenFeedback, Report
from grader.store import (
    accounts,
    attempts,
    comments,
    courses,
    email_preferences,
    extensions,
    lti_scores,
    lti_users,
    notices,
    overrides,
    preferences,
    regrade_requests,
    regrade_results,
    repairs,
    tokens,
)
from grader.store.attempts import AttemptNumber
from grader.store.models import (
    Announcement,
    ApiToken,
    AuditEntry,
    DeviceSignIn,
    Draft,
    Email,
    EmailPreference,
    Extension,
    Message,
    Notice,
    PasswordLink,
    Pause,
    Person,
    Regrade,
    RegradeRequest,
    ScoreOverride,
    Submission,
    SubmissionComment,
    SubmissionEvent,
    SubmissionOutcome,
    SubmissionRepair,
    WebSession,
    table_of,
)

#: Stands for a name after its account was deleted.
DELETED = "deleted account"


def export_person(
    session: Session,
    person_id: int,
    assignments: dict[str, Assignment],
    shown: Callable[[Submission], Assignment | None] | None = None,
) -> dict[str, Any]:
    """All data of a person, as JSON. Reports are redacted as for the student.

    `assignments` are by slug. The report of an assignment that no longer exists is omitted, because it is unknown what
    of it may be shown. `shown` gives the assignment as the student of a submission sees it now, where courses have
    rules of their own.
    """
    person = session.get_one(Person, person_id)
    return {
        "email": person.email,
        "name": person.name,
        "created_at": person.created_at.isoformat(),
        "courses": [
            {
                "course": enrolment.course.name,
                "role": enrolment.role.value,
                "since": enrolment.created_at.isoformat(),
                "removed_at": enrolment.removed_at.isoformat() if enrolment.removed_at else None,
                "section": enrolment.section.name if enrolment.section else None,
                "sis_id": enrolment.sis_id,
                "external_id": enrolment.external_id,
            }
            for enrolment in courses.enrolments_of(session, person_id)
        ],
        **_sign_ins(session, person_id),
        "learning_management_systems": [
            {"issuer": platform.issuer, "user": user.subject, "since": user.created_at.isoformat()}
            for user, platform in lti_users.with_platforms(session, person_id)
        ],
        "settings": preferences.of(person).to_json(),
        "drafts": [
            {"course": row.course_id, "assignment": row.assignment, "saved_at": row.saved_at.isoformat(), **row.content}
            for row in session.scalars(select(Draft).where(Draft.person_id == person_id).order_by(Draft.id))
        ],
        "extensions": [
            {"assignment": slug, "due_at": row.due_at and row.due_at.isoformat(), "attempts": row.attempts}
            | {"reason": row.reason, "created_at": row.created_at.isoformat()}
            for enrolment in courses.enrolments_of(session, person_id)
            for slug, row in extensions.of_course(session, enrolment.course_id, person.email)
        ],
        **_told(session, person_id),
        "submissions": _submissions(session, person_id, shown or (lambda row: assignments.get(row.assignment))),
    }


def _sign_ins(session: Session, person_id: int) -> dict[str, Any]:
    """Browsers and programs that are signed in."""
    return {
        "sessions": [
            {"opened": row.created_at.isoformat(), "seen": row.seen_at.isoformat(), "browser": row.user_agent}
            for row in accounts.sessions_of(session, person_id)
        ],
        "tokens": [
            {
                "name": row.name,
                "made": row.created_at.isoformat(),
                "used": row.last_used_at and row.last_used_at.isoformat(),
            }
            for row in tokens.tokens_of_person(session, person_id)
        ],
    }


def _told(session: Session, person_id: int) -> dict[str, Any]:
    """What the person was told, and when by email."""
    return {
        "notices": [
            {"kind": row.kind.value, "course": row.course_id, "assignment": row.assignment, "author": row.author}
            # Why points changed stands with the submission, where it may be told.
            | {"title": row.title, "text": "" if row.kind in notices.ABOUT_POINTS else row.text}
            | {"created_at": row.created_at.isoformat()}
            | {"read_at": row.read_at.isoformat() if row.read_at else None}
            for row in notices.of_person(session, person_id)
        ],
        "email_preferences": {
            topic.value: timing.value for topic, timing in email_preferences.of(session, person_id).items()
        },
    }


def _submissions(
    session: Session, person_id: int, shown: Callable[[Submission], Assignment | None]
) -> list[dict[str, Any]]:
    mine = select(Submission).where(Submission.person_id == person_id).order_by(Submission.created_at)
    ids = session.scalars(select(Submission.id).where(Submission.person_id == person_id)).all()
    numbers = attempts.numbers(session, ids)
    rows = session.scalars(mine.options(undefer(Submission.content), undefer(Submission.report)))
    return [_submission(session, row, shown(row), numbers.get(row.id)) for row in rows]


def _submission(
    session: Session, row: Submission, assignment: Assignment | None, number: AttemptNumber | None
) -> dict[str, Any]:
    report = None
    withheld = assignment is not None and assignment.hidden_feedback is HiddenFeedback.NOTHING and not row.practice
    found = repairs.of(session, row) if assignment is not None else None
    if row.report is not None and assignment is not None:
        report = (
            Report.from_json(row.report)
            .for_student(assignment.hidden_feedback, assignment.hint_level(row.attempt))
            .to_json()
        )
    return {
        "id": row.id,
        "assignment": row.assignment,
        "attempt": number.counted if number is not None else None,
        "trial": row.practice,
        "filename": row.filename,
        "sha256": row.sha256,
        "content_base64": base64.b64encode(row.content).decode("ascii"),
        "status": row.status.value,
        "created_at": row.created_at.isoformat(),
        "score": None if withheld else row.points,
        "graded_score": None if withheld else row.score,
        "max_score": row.max_score,
        "late": {"seconds": row.late_seconds, "days_used": row.late_days, "percent": row.late_percent},
        "verdict": row.verdict.value if row.verdict and not withheld else None,
        "report": report,
        "repairs": found.for_student(assignment, row.attempt) if found is not None and assignment is not None else [],
        "failure": row.failure,
        **_remarks(session, row.id, withheld=withheld),
    }


def _remarks(session: Session, submission_id: str, *, withheld: bool) -> dict[str, Any]:
    """What people have added to a submission."""
    return {
        "comments": [
            {"line": row.line, "text": row.text, "author": row.author, "created_at": row.created_at.isoformat()}
            for row in comments.of(session, submission_id)
        ],
        "overrides": [
            {
                "row": row.row,
                "score": row.score,
                "max_score": row.max_score,
                "reason": row.reason,
                "author": row.author,
                "created_at": row.created_at.isoformat(),
                "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
            }
            for row in ([] if withheld else overrides.history(session, submission_id))
        ],
        "regrade_requests": [
            {
                "row": row.row,
                "reason": row.reason,
                "state": row.state.value,
                "created_at": row.created_at.isoformat(),
                "answer": row.answer,
                "answered_by": row.answered_by,
            }
            for row in regrade_requests.of(session, submission_id)
        ],
        "regrades": [
            {
                "at": row.at.isoformat() if row.at else None,
                "explanation": row.explanation,
                "tests": list(row.tests),
                "old_points": row.old_points,
                "new_points": row.new_points,
            }
            for row in regrade_results.applied_to(session, submission_id)
        ],
    }


def delete_person(session: Session, person_id: int) -> None:
    """Delete the account with its submissions, results, drafts and sessions. The audit log is anonymised.

    What the person wrote about others' work stays with that work, without the name.
    """
    person = session.get_one(Person, person_id)
    lti_scores.withdraw(session, person_id)
    mine = select(Submission.id).where(Submission.person_id == person_id)
    session.execute(delete(SubmissionRepair).where(SubmissionRepair.submission_id.in_(mine)))
    session.execute(delete(SubmissionOutcome).where(SubmissionOutcome.submission_id.in_(mine)))
    for remarks in (SubmissionComment, ScoreOverride, RegradeRequest):
        table = table_of(remarks)
        session.execute(delete(table).where(table.c.submission_id.in_(mine)))
    for told in (Notice, Email, EmailPreference):
        table = table_of(told)
        session.execute(delete(table).where(table.c.person_id == person_id))
    _forget_author(session, person_id)
    _delete_extensions(session, person.email)
    session.execute(delete(Draft).where(Draft.person_id == person_id))
    session.execute(delete(SubmissionEvent).where(SubmissionEvent.submission_id.in_(mine)))
    session.execute(delete(Submission).where(Submission.person_id == person_id))
    for entrance in (WebSession, PasswordLink, ApiToken, DeviceSignIn):
        table = table_of(entrance)
        session.execute(delete(table).where(table.c.person_id == person_id))
    of_them = or_(AuditEntry.actor == person.email, AuditEntry.subject == person.email)
    session.execute(update(AuditEntry).where(of_them).values(actor=DELETED, subject="", details=None))
    session.execute(update(Pause).where(Pause.author == person.email).values(author=DELETED))
    session.delete(person)


def _forget_author(session: Session, person_id: int) -> None:
    """Take the name from what the person wrote about others' work, or told them."""
    for written in (SubmissionComment, ScoreOverride, Announcement, Message, Notice):
        table = table_of(written)
        session.execute(update(table).where(table.c.author_id == person_id).values(author_id=None, author=DELETED))
    answered = update(RegradeRequest).where(RegradeRequest.answered_by_id == person_id)
    session.execute(answered.values(answered_by_id=None, answered_by=DELETED))
    started = update(Regrade).where(Regrade.started_by_id == person_id)
    session.execute(started.values(started_by_id=None, started_by=DELETED))
    decided = update(Regrade).where(Regrade.decided_by_id == person_id)
    session.execute(decided.values(decided_by_id=None, decided_by=DELETED))


def _delete_extensions(session: Session, email: str) -> None:
    """Delete the extensions of a person, and the name from those that the person gave and from the audit log."""
    session.execute(delete(Extension).where(Extension.student == email))
    session.execute(update(Extension).where(Extension.author == email).values(author=DELETED))
    about = AuditEntry.details["student"].as_string() == email
    session.execute(update(AuditEntry).where(about).values(details=None))
