"""Messages of instructors to students. Each recipient has a notice of it and sees no other recipient."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import audit, notices
from grader.store.comments import Author
from grader.store.models import Message, Notice, NoticeKind
from grader.store.notices import NewNotice

#: Characters at most.
MAX_SUBJECT, MAX_TEXT = 200, 5000


class NoRecipients(GraderError):
    """None of these is a student of the course."""


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """What is sent."""

    subject: str
    #: Markdown.
    text: str
    #: Slug; empty if it is about no assignment.
    assignment: str = ""


def send(
    session: Session, course_id: int, students: Collection[str], new: NewMessage, *, author: Author, actor: str
) -> Message:
    """Send a message to those of `students` (emails) who are active students of the course. Raises `NoRecipients`."""
    people = notices.students(session, course_id, students)
    if not people:
        raise NoRecipients
    message = Message(
        course_id=course_id,
        assignment=new.assignment,
        subject=new.subject,
        text=new.text,
        author_id=author.person_id,
        author=author.name,
        recipients=len(people),
    )
    session.add(message)
    session.flush()
    session.refresh(message)
    told = NewNotice(
        kind=NoticeKind.MESSAGE,
        course_id=course_id,
        assignment=new.assignment,
        source_id=message.id,
        author_id=author.person_id,
        author=author.name,
        title=new.subject,
        text=new.text,
    )
    notices.tell(session, list(people.values()), told)
    details = {"subject": new.subject, "recipients": len(people)}
    subject = new.assignment
    audit.record(session, actor=actor, action="message.sent", subject=subject, course_id=course_id, details=details)
    return message


@dataclass(frozen=True, kw_only=True)
class MessagePage:
    """A page of the messages of a course, the newest first."""

    items: list[Message]
    #: Message's id -> number of recipients who have read it.
    read: Mapping[int, int]
    number: int
    size: int
    total: int


def page(session: Session, course_id: int, *, number: int = 1, size: int = 25) -> MessagePage:
    """The messages that were sent in a course."""
    these = select(Message).where(Message.course_id == course_id)
    items = list(session.scalars(these.order_by(Message.id.desc()).limit(size).offset((number - 1) * size)))
    total = session.scalar(select(func.count(Message.id)).where(Message.course_id == course_id)) or 0
    return MessagePage(items=items, read=_read(session, items), number=number, size=size, total=total)


def _read(session: Session, items: Collection[Message]) -> dict[int, int]:
    rows = select(Notice.source_id, func.count()).where(
        Notice.kind == NoticeKind.MESSAGE,
        Notice.source_id.in_([message.id for message in items]),
        Notice.read_at.is_not(None),
    )
    found = session.execute(rows.group_by(Notice.source_id))
    return {int(source_id): number for source_id, number in found if source_id is not None}
