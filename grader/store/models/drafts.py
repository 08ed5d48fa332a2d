"""Drafts: what a student has written and not submitted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base, now


class Draft(Base):
    """The newest draft of a person for an assignment of a course."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "assignment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    #: Slug.
    assignment: Mapped[str] = mapped_column(String(100))
    #: Grows with each change. A save names the revision that it is based on, and is refused if there is a newer one.
    revision: Mapped[int]
    #: {"code": text or null, "answers": {question: answer} or null}; see `grader.store.drafts.DraftContent`.
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(default=now)
    #: The attempt whose code is in the draft, as people call it ("attempt 3"); empty for what was typed.
    loaded_from: Mapped[str] = mapped_column(String(60), default="")
    #: The content before the attempt's code was put in, to undo that.
    previous: Mapped[dict[str, Any] | None]
