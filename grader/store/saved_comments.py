"""Comments that the instructors of a course write often, to be chosen from a list."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store.clock import database_time
from grader.store.database import add_unless_taken
from grader.store.models import SavedComment

#: Characters of a title, and saved comments of a course, at most.
MAX_TITLE, MOST = 100, 200


class TitleTaken(GraderError):
    """The course has a saved comment of this title."""


class TooMany(GraderError):
    """The course has 200 saved comments. Delete one first."""


def of_course(session: Session, course_id: int) -> list[SavedComment]:
    """The saved comments of a course, by title."""
    these = select(SavedComment).where(SavedComment.course_id == course_id)
    return list(session.scalars(these.order_by(func.lower(SavedComment.title), SavedComment.id)))


def get(session: Session, course_id: int, comment_id: int) -> SavedComment | None:
    """A saved comment of a course."""
    these = select(SavedComment).where(SavedComment.course_id == course_id, SavedComment.id == comment_id)
    return session.scalar(these)


def add(session: Session, course_id: int, *, title: str, text: str) -> SavedComment:
    """Save a comment. Raises `TitleTaken` and `TooMany`."""
    number = select(func.count()).select_from(SavedComment).where(SavedComment.course_id == course_id)
    if (session.scalar(number) or 0) >= MOST:
        raise TooMany
    made = SavedComment(course_id=course_id, title=title, text=text, created_at=database_time())
    add_unless_taken(session, made, TitleTaken)
    return made


def remove(session: Session, course_id: int, comment_id: int) -> bool:
    """Delete a saved comment. Comments that were made from it stay. False if there is none."""
    these = delete(SavedComment).where(SavedComment.course_id == course_id, SavedComment.id == comment_id)
    return session.execute(these.returning(SavedComment.id)).first() is not None
