"""Repairs of submissions that failed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base, now


class SubmissionRepair(Base):
    """What the search for a repair found for a graded submission. It comes after the report and is no part of it."""

    __tablename__ = "submission_repair"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    #: The graded run that it belongs to.
    run: Mapped[int]
    #: Digest of the code without formatting, of the test suite's version and of which tests were used.
    code: Mapped[str] = mapped_column(String(64), index=True)
    #: `grader.model.Repairs.to_json`.
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
