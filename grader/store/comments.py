"""Comments of instructors on submissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from grader.store import notices
from grader.store.clock import database_time
from grader.store.models import NoticeKind, Submission, SubmissionComment

#: Characters of a comment at most.
MAX_TEXT = 5000


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who writes: a person, or a program with a token."""

    #: None for a program.
    person_id: int | None
    #: A person's name, or "token <name>".
    name: str

    def to_notice(self) -> dict[str, Any]:
        """As fields of a notice."""
        return {"author_id": self.person_id, "author": self.name}


def add(session: Session, submission_id: str, *, text: str, line: int | None, author: Author) -> SubmissionComment:
    """Add a comment on `line` of the submission, or on the whole of it. Its student is told."""
    comment = SubmissionComment(
        submission_id=submission_id,
        line=line,
        text=text.strip(),
        author_id=author.person_id,
        author=author.name,
        created_at=database_time(),
    )
    session.add(comment)
    session.flush()
    session.refresh(comment)
    told = {"kind": NoticeKind.COMMENT, "source_id": comment.id, "text": comment.text, **author.to_notice()}
    notices.tell_student(session, submission_id, {**told, "details": {"line": line}})
    return comment


def of(session: Session, submission_id: str) -> list[SubmissionComment]:
    """The comments on a submission: those on the whole first, then by line and time."""
    these = select(SubmissionComment).where(SubmissionComment.submission_id == submission_id)
    order = (func.coalesce(SubmissionComment.line, 0), SubmissionComment.created_at, SubmissionComment.id)
    return list(session.scalars(these.order_by(*order)))


def remove(session: Session, submission_id: str, comment_id: int, *, author: Author) -> bool:
    """Delete a comment of this author, a program by its name. False if there is none."""
    mine = (
        SubmissionComment.id == comment_id,
        SubmissionComment.submission_id == submission_id,
        SubmissionComment.author_id == author.person_id
        if author.person_id is not None
        else and_(SubmissionComment.author_id.is_(None), SubmissionComment.author == author.name),
    )
    if session.execute(delete(SubmissionComment).where(*mine).returning(SubmissionComment.id)).first() is None:
        return False
    notices.withdraw(session, NoticeKind.COMMENT, comment_id)
    return True


def mark_seen(session: Session, submission_id: str) -> None:
    """Record that the student has seen the comments on a submission."""
    unseen = (SubmissionComment.submission_id == submission_id, SubmissionComment.seen_at.is_(None))
    session.execute(update(SubmissionComment).where(*unseen).values(seen_at=database_time()))


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """A submission with comments that its student has not seen."""

    submission_id: str
    course_id: int
    assignment: str
    attempt: int
    number: int


def unseen(session: Session, person_id: int) -> list[Unseen]:
    """The submissions of a person with comments that they have not seen, the newest comment first."""
    newest = func.max(SubmissionComment.created_at)
    columns = (Submission.id, Submission.course_id, Submission.assignment, Submission.attempt)
    rows = session.execute(
        select(*columns, func.count())
        .join(SubmissionComment, SubmissionComment.submission_id == Submission.id)
        .where(Submission.person_id == person_id, SubmissionComment.seen_at.is_(None))
        .group_by(*columns)
        .order_by(newest.desc())
    )
    return [
        Unseen(submission_id=submission_id, course_id=course_id, assignment=assignment, attempt=attempt, number=number)
        for submission_id, course_id, assignment, attempt, number in rows
    ]
