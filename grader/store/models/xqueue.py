"""Queues of Open edX that `grader xqueue` pulls from, and what was pulled."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base, now


class XQueueState(StrEnum):
    """The state of what was pulled from a queue."""

    #: Its file could not be fetched yet; tried again when the queue delivers it again.
    FETCHING = "fetching"
    #: Stored as a submission that is not graded yet.
    GRADING = "grading"
    #: The answer is made and not posted yet.
    READY = "ready"
    #: The answer was posted and not accepted; posted again when the queue delivers it again.
    WAITING = "waiting"
    #: The queue has accepted the answer.
    ANSWERED = "answered"


class XQueue(Base):
    """A queue of an XQueue server, and the course that its submissions go to."""

    __tablename__ = "xqueue"
    __table_args__ = (UniqueConstraint("server", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Address of the server, without a slash at the end.
    server: Mapped[str] = mapped_column(String(500))
    #: Name of the queue.
    name: Mapped[str] = mapped_column(String(200))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class XQueueItem(Base):
    """A submission that was pulled from a queue. It outlives restarts of both sides, so that it is answered once."""

    __tablename__ = "xqueue_item"
    __table_args__ = (
        # A server whose database was set up anew counts from 1 again, so the number alone is not enough.
        UniqueConstraint("queue_id", "number", "digest"),
        Index("ix_xqueue_item_open", "queue_id", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("xqueue.id", ondelete="CASCADE"))
    #: The queue's `submission_id`.
    number: Mapped[str] = mapped_column(String(100))
    #: SHA-256 of what was submitted, hexadecimal.
    digest: Mapped[str] = mapped_column(String(64))
    #: The newest `xqueue_header`, as the queue sent it: some servers change its key with each delivery.
    header: Mapped[str] = mapped_column(Text)
    state: Mapped[XQueueState]
    #: None: nothing could be graded. An item goes with its submission when an account is deleted.
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    #: The `xqueue_body` of the answer. Made once and never changed.
    answer: Mapped[str | None] = mapped_column(Text)
    #: Times that the queue has delivered it, and that the answer was posted.
    deliveries: Mapped[int] = mapped_column(default=1, server_default="1")
    posts: Mapped[int] = mapped_column(default=0, server_default="0")
    #: A READY answer is posted then; until then another process may be posting it.
    due_at: Mapped[datetime] = mapped_column(default=now)
    #: What the server said to the last answer that it did not accept.
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
