"""Submissions and the events of their runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, func, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.model import Lane, Lifecycle, Verdict
from grader.model.counting import after_deduction
from grader.store.models.base import Base, now
from grader.store.models.people import Person

#: Columns of an attempt that the grades and statistics of a course are made of.
RESULT = (
    *("id", "created_at", "status", "verdict", "score", "override_score", "max_score", "not_loaded", "graded_run"),
    *("question", "person_id", "late_seconds", "late_percent", "late_days"),
)


class Submission(Base):
    """A submission with its file and its result. This row is the system of record; the queue holds only its id."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("api_token_id", "idempotency_key"),
        # Practice runs are no attempts and have the number 0.
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
        Index("ix_submission_student", "course_id", "student", "assignment", "created_at"),
        Index("ix_submission_recent", "lane", "status", "finished_at"),
        # Few submissions fail, and `failure` is behind the pages of the report.
        Index(
            "ix_submission_failed",
            "course_id",
            "assignment",
            "student",
            sqlite_where=text("failure IS NOT NULL"),
            postgresql_where=text("failure IS NOT NULL"),
        ),
        # Without statistics of the tables, SQLite takes it for the failures of a course: two columns have a value.
        Index(
            "ix_submission_failures",
            *("course_id", "cancelled", "assignment"),
            sqlite_where=text("failure IS NOT NULL"),
            postgresql_where=text("failure IS NOT NULL"),
        ),
        # Who has submissions without an account.
        Index(
            "ix_submission_without_account",
            *("course_id", "student", "attempt", "score"),
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
        # Holds all that statistics of a course read, because a row with its file and its report has many pages.
        Index("ix_submission_result", "course_id", "assignment", "student", "attempt", *RESULT),
    )

    #: A random UUID.
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: The account's email, or the name that an API client passed.
    student: Mapped[str] = mapped_column(String(254))
    #: The account; None if an API client submitted for a student without one.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    api_token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id", ondelete="SET NULL"))
    #: A repeated request with this key returns the same submission.
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    #: Slug.
    assignment: Mapped[str] = mapped_column(String(100))
    #: 1, 2, ... for each student and assignment; 0 for a practice run.
    attempt: Mapped[int]
    #: A practice run: visible cases only, no attempt, never counts.
    practice: Mapped[bool] = mapped_column("trial", key="practice", default=False)
    #: Name of the only question that is graded: a check of one answer, which is stored as a practice run.
    question: Mapped[str | None] = mapped_column(String(100))

    filename: Mapped[str] = mapped_column(String(255))
    #: The file, byte for byte.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: The cells and notes read from it (`Source.to_json`). None in rows from before it was kept.
    source: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    #: SHA-256 of the file, hexadecimal.
    sha256: Mapped[str] = mapped_column(String(64))

    status: Mapped[Lifecycle] = mapped_column(default=Lifecycle.QUEUED)
    lane: Mapped[Lane]
    #: Lower values go first; see `grader.store.submissions.Priority`.
    priority: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was last queued; the order within a priority.
    queued_at: Mapped[datetime] = mapped_column(default=now)
    #: If it is still QUEUED then, the sweeper enqueues it.
    enqueue_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    #: Number of claims: the fencing token. A write with an older token is refused.
    run: Mapped[int] = mapped_column(default=0)
    #: Number of claims since it was last queued.
    claims: Mapped[int] = mapped_column("tries", key="claims", default=0)
    #: End of the worker's lease.
    lease_until: Mapped[datetime | None]
    #: The process that claimed it; see `grader.worker.processes.process_identity`.
    holder: Mapped[str | None] = mapped_column(String(200))
    #: Whether the run is to stop; with a `failure`, whether somebody has cancelled it.
    cancelled: Mapped[bool] = mapped_column(default=False)

    #: The run that produced the report.
    graded_run: Mapped[int | None]
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    verdict: Mapped[Verdict | None]
    #: Whether nothing of the file could be graded; None in rows of earlier versions.
    not_loaded: Mapped[bool | None]
    #: The score with the points that people have set; None: nobody has. See `grader.store.overrides`.
    override_score: Mapped[float | None]
    #: How late it is, by the rules that hold now; see `grader.store.lateness`. Seconds after the deadline; 0: on time.
    late_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Late days of the student that cover it.
    late_days: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Percent of its points that it loses.
    late_percent: Mapped[float] = mapped_column(default=0.0, server_default="0")
    #: The report with all hidden values (`Report.to_json`).
    report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    #: Versions of what graded it (assignment, grader, NumPy, Python); see `grader.worker.grading.receipts`.
    receipt: Mapped[dict[str, Any] | None]
    #: Why it is FAILED, or why its last regrade failed, as a sentence for people.
    failure: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def full_points(self) -> float | None:
        """What people have set, else what the tests gave; before the deduction for late work."""
        return self.score if self.override_score is None else self.override_score

    @hybrid_property
    def points(self) -> float | None:
        """The score that counts: what people have set, else what the tests gave, after the deduction for late work."""
        full = self.full_points
        return None if full is None else after_deduction(full, self.late_percent or 0.0)

    @points.inplace.expression
    @classmethod
    def _points(cls) -> ColumnElement[float | None]:
        points: ColumnElement[float | None] = func.coalesce(cls.override_score, cls.score)
        return points * (1.0 - cls.late_percent / 100.0)


class SubmissionEvent(Base):
    """An event of a run: the result of a case, progress, or the end."""

    __tablename__ = "submission_event"
    __table_args__ = (
        UniqueConstraint("submission_id", "seq"),
        Index("ix_submission_event_case", "submission_id", "run", "case_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    #: The run that it belongs to.
    run: Mapped[int]
    #: Grows within a submission, over all runs: run * 100000 + number in the run.
    seq: Mapped[int]
    #: case, progress or done.
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]]
    #: This column and the next ones are set for cases, so that statistics need not read the payload.
    case_name: Mapped[str | None] = mapped_column(String(200))
    verdict: Mapped[Verdict | None]
    diagnosis: Mapped[str | None] = mapped_column(String(200))
