"""Submissions and what happened while they were graded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.model import Lane, Lifecycle, Verdict
from grader.store.models.base import Base, now
from grader.store.models.people import Person


class Submission(Base):
    """Exactly what was handed in, and what became of it. This row is the truth; the queue only carries its id."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("api_token_id", "idempotency_key"),
        # A practice run is no attempt and bears the number 0.
        Index(
            "uq_submission_attempt",
            "course_id",
            "assignment",
            "student",
            "attempt",
            unique=True,
            sqlite_where=text("attempt > 0"),
            postgresql_where=text("attempt > 0"),
        ),
        Index("ix_submission_waiting", "status", "lane", "priority", "queued_at"),
        Index("ix_submission_course", "course_id", "assignment", "created_at"),
    )

    #: Unguessable; all that a link needs.
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: Whose it is: the account's email, or the name that a program gave.
    student: Mapped[str] = mapped_column(String(254))
    #: The account; None when a program handed in for somebody without one.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    api_token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id", ondelete="SET NULL"))
    #: A repeated request with this key is the same submission.
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    #: Slug.
    assignment: Mapped[str] = mapped_column(String(100))
    #: 1, 2, ... for each student and assignment; 0 for a practice run.
    attempt: Mapped[int]
    #: "Try it": visible cases only, costs no attempt, never counts.
    practice: Mapped[bool] = mapped_column("trial", key="practice", default=False)

    filename: Mapped[str] = mapped_column(String(255))
    #: The file, byte for byte.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: The cells and notes read from it (`Source.to_json`). None in rows from before it was kept.
    source: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    #: SHA-256 of the file, hexadecimal.
    sha256: Mapped[str] = mapped_column(String(64))

    status: Mapped[Lifecycle] = mapped_column(default=Lifecycle.QUEUED)
    lane: Mapped[Lane]
    #: Lower goes first; see `grader.store.submissions.Priority`.
    priority: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was last asked to be graded; orders those of equal priority.
    queued_at: Mapped[datetime] = mapped_column(default=now)
    #: The sweeper hands it to the queue (again) if it is still QUEUED then.
    enqueue_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    #: Counts the claims. Who writes a result shows the number of its claim: an older one is refused (fencing token).
    run: Mapped[int] = mapped_column(default=0)
    #: Claims since it was last asked to be graded.
    claims: Mapped[int] = mapped_column("tries", key="claims", default=0)
    #: Until then the worker's claim holds.
    lease_until: Mapped[datetime | None]
    #: The process that claimed it; see `grader.worker.processes.process_identity`.
    holder: Mapped[str | None] = mapped_column(String(200))
    #: Somebody asked to stop the run.
    cancelled: Mapped[bool] = mapped_column(default=False)

    #: The run whose report this is.
    graded_run: Mapped[int | None]
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    verdict: Mapped[Verdict | None]
    #: The report with all hidden values (`Report.to_json`).
    report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    #: What graded it: hash of the assignment's cases and reference, versions, see `grader.worker.grading.receipts`.
    receipt: Mapped[dict[str, Any] | None]
    #: Why it is FAILED, for people.
    failure: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person | None] = relationship(lazy="raise")


class SubmissionEvent(Base):
    """Something that became known during a run: a case's result, progress, the end."""

    __tablename__ = "submission_event"
    __table_args__ = (
        UniqueConstraint("submission_id", "seq"),
        Index("ix_submission_event_case", "submission_id", "run", "case_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    #: The claim under which it happened.
    run: Mapped[int]
    #: Grows within a submission, over all runs: run * 100000 + number in the run.
    seq: Mapped[int]
    #: case, progress or done.
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]]
    #: Of a case only, so that pass rates need not read the payload.
    case_name: Mapped[str | None] = mapped_column(String(200))
    verdict: Mapped[Verdict | None]
    diagnosis: Mapped[str | None] = mapped_column(String(200))
