"""What people did for a student lately: comments, points set by a person, answers to requests, extensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.store.models import (
    CourseAssignment,
    Enrolment,
    Extension,
    Person,
    RegradeRequest,
    RequestState,
    ScoreOverride,
    Submission,
    SubmissionComment,
)

#: How long news are shown that cannot be known to be seen.
RECENT = timedelta(days=14)
#: News of one person at most.
MOST = 20


class NewsKind(StrEnum):
    """What was done."""

    #: A comment that the student has not seen.
    COMMENT = "comment"
    #: An answer to a request for a regrade.
    ANSWER = "answer"
    #: Points set by a person.
    OVERRIDE = "override"
    #: A later deadline, or more attempts.
    EXTENSION = "extension"


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that somebody did."""

    kind: NewsKind
    at: datetime
    course_id: int
    #: Slug.
    assignment: str
    #: Name of who did it; empty where it is not told.
    author: str
    #: The comment, the answer, or the reason.
    text: str
    #: None: it is about no submission.
    submission_id: str | None = None
    #: Of a comment: the line of the file; None: the whole.
    line: int | None = None
    #: Of an extension.
    due_at: datetime | None = None
    attempts: int = 0


def news(session: Session, person: Person, at: datetime) -> list[News]:
    """A student's news at this time, the newest first. Comments stay until they are seen, the others for RECENT."""
    since = at - RECENT
    found = [
        *_comments(session, person),
        *_answers(session, person, since),
        *_overrides(session, person, since),
        *_extensions(session, person, since),
    ]
    return sorted(found, key=lambda item: item.at, reverse=True)[:MOST]


def _comments(session: Session, person: Person) -> list[News]:
    rows = session.execute(
        select(SubmissionComment, Submission.course_id, Submission.assignment)
        .join(Submission, Submission.id == SubmissionComment.submission_id)
        .where(Submission.person_id == person.id, SubmissionComment.seen_at.is_(None))
        .order_by(SubmissionComment.created_at.desc())
        .limit(MOST)
    )
    return [
        News(
            kind=NewsKind.COMMENT,
            at=comment.created_at,
            course_id=course_id,
            assignment=assignment,
            author=comment.author,
            text=comment.text,
            submission_id=comment.submission_id,
            line=comment.line,
        )
        for comment, course_id, assignment in rows
    ]


def _answers(session: Session, person: Person, since: datetime) -> list[News]:
    rows = session.execute(
        select(RegradeRequest, Submission.course_id, Submission.assignment)
        .join(Submission, Submission.id == RegradeRequest.submission_id)
        .where(
            Submission.person_id == person.id,
            RegradeRequest.state == RequestState.ANSWERED,
            RegradeRequest.closed_at >= since,
        )
    )
    return [
        News(
            kind=NewsKind.ANSWER,
            at=request.closed_at,
            course_id=course_id,
            assignment=assignment,
            author=request.answered_by,
            text=request.answer,
            submission_id=request.submission_id,
        )
        for request, course_id, assignment in rows
        if request.closed_at is not None
    ]


def _overrides(session: Session, person: Person, since: datetime) -> list[News]:
    rows = session.execute(
        select(ScoreOverride, Submission.course_id, Submission.assignment)
        .join(Submission, Submission.id == ScoreOverride.submission_id)
        .where(Submission.person_id == person.id, ScoreOverride.revoked_at.is_(None), ScoreOverride.created_at >= since)
    )
    return [
        News(
            kind=NewsKind.OVERRIDE,
            at=override.created_at,
            course_id=course_id,
            assignment=assignment,
            author=override.author,
            text=override.reason,
            submission_id=override.submission_id,
        )
        for override, course_id, assignment in rows
    ]


def _extensions(session: Session, person: Person, since: datetime) -> list[News]:
    rows = session.execute(
        select(Extension, CourseAssignment.course_id, CourseAssignment.slug)
        .join(CourseAssignment, CourseAssignment.id == Extension.course_assignment_id)
        .join(Enrolment, (Enrolment.course_id == CourseAssignment.course_id) & (Enrolment.person_id == person.id))
        .where(Extension.student == person.email, Extension.revoked_at.is_(None), Extension.created_at >= since)
    )
    return [
        News(
            kind=NewsKind.EXTENSION,
            at=extension.created_at,
            course_id=course_id,
            assignment=slug,
            author="",
            text=extension.reason,
            due_at=extension.due_at,
            attempts=extension.attempts,
        )
        for extension, course_id, slug in rows
    ]
