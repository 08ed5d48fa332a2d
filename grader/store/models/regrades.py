"""Regrades of an assignment: every attempt graded again beside its result, compared, and applied or discarded."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grader.model import Lane, Verdict
from grader.store.models.base import Base, now


class RegradeState(StrEnum):
    """The state of a regrade."""

    #: Attempts are being graded again. Nothing has changed for students.
    RUNNING = "running"
    #: All results are there and wait for a decision.
    READY = "ready"
    #: An instructor has decided; chosen results are being written.
    APPLYING = "applying"
    #: The chosen results count.
    APPLIED = "applied"
    #: No result was used.
    DISCARDED = "discarded"
    #: It was stopped before all results were there.
    CANCELLED = "cancelled"


class ResultState(StrEnum):
    """The state of one attempt in a regrade."""

    #: Waits for a worker.
    QUEUED = "queued"
    #: A worker grades it.
    RUNNING = "running"
    #: Graded; its result waits for a decision.
    GRADED = "graded"
    #: The grader itself failed at it.
    FAILED = "failed"
    #: Chosen; waits for a worker that writes it.
    CHOSEN = "chosen"
    #: The new result counts.
    APPLIED = "applied"
    #: Chosen, but the attempt was graded anew or deleted meanwhile, so the new result was not written.
    OUTDATED = "outdated"
    #: Not chosen: the earlier result counts.
    KEPT = "kept"


class Regrade(Base):
    """A regrade of the attempts at an assignment in a course."""

    __tablename__ = "regrade"
    __table_args__ = (
        # One at a time: two would overwrite each other's results.
        Index(
            "uq_regrade_open",
            "course_id",
            "assignment",
            unique=True,
            sqlite_where=text("state IN ('running', 'ready', 'applying')"),
            postgresql_where=text("state IN ('running', 'ready', 'applying')"),
        ),
        Index("ix_regrade_course", "course_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: Slug.
    assignment: Mapped[str] = mapped_column(String(100))
    #: Version of the test suite when it was started; empty if no worker had published one. Results name their own.
    suite_version: Mapped[str] = mapped_column("suite", String(64), default="")
    state: Mapped[RegradeState] = mapped_column(default=RegradeState.RUNNING)
    #: Number of attempts in it.
    total: Mapped[int] = mapped_column(default=0)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: Name of who started it, or "token <name>".
    started_by: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When the last result was there.
    ready_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: Name of who decided, or "token <name>".
    decided_by: Mapped[str] = mapped_column(String(254), default="")
    decided_at: Mapped[datetime | None]
    #: Why points change, for the students; empty: a sentence that names the tests.
    explanation: Mapped[str] = mapped_column(Text, default="")


class RegradeResult(Base):
    """An attempt in a regrade: the work for a worker, then its new result beside the earlier one."""

    __tablename__ = "regrade_result"
    __table_args__ = (
        UniqueConstraint("regrade_id", "submission_id"),
        Index("ix_regrade_result_state", "regrade_id", "state"),
        Index("ix_regrade_result_waiting", "state", "enqueue_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    state: Mapped[ResultState] = mapped_column(default=ResultState.QUEUED)
    lane: Mapped[Lane]
    #: When it may be enqueued again; None while it was not enqueued.
    enqueue_at: Mapped[datetime | None]
    #: Number of claims: the fencing token. A write with an older token is refused.
    run: Mapped[int] = mapped_column(default=0)
    #: Number of claims that count towards the limit of tries.
    claims: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    holder: Mapped[str | None] = mapped_column(String(200))

    #: The run of the submission that it was compared with.
    old_run: Mapped[int | None]
    #: What counted then, out of `old_max`, after the deduction for late work.
    old_points: Mapped[float | None]
    old_max: Mapped[float | None]
    old_verdict: Mapped[Verdict | None]
    #: What would count, with the points that people have set and that deduction, out of `new_max`.
    new_points: Mapped[float | None]
    new_max: Mapped[float | None]
    new_verdict: Mapped[Verdict | None]
    #: Points gained, out of the points now; negative: lost.
    change: Mapped[float | None]
    #: Tests whose verdict or points differ; see `grader.store.regrade_comparison`.
    tests: Mapped[list[dict[str, Any]] | None]
    #: Whether the same file and the same versions have given another result.
    nondeterministic: Mapped[bool] = mapped_column(default=False)
    #: The new report with all hidden values; None after the decision.
    report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    #: Versions of what graded it.
    receipt: Mapped[dict[str, Any] | None]
    #: Version of the test suite that graded it.
    suite_version: Mapped[str | None] = mapped_column("suite", String(64))
    not_loaded: Mapped[bool | None]
    #: Why the grader failed at it, or why the result was not written.
    failure: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None]
