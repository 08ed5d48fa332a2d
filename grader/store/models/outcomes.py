"""Results of submissions in a form that statistics read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base


class SubmissionOutcome(Base):
    """The verdicts and known mistakes of a submission's graded run, without messages and values.

    It repeats what the report says. A report has tens of kilobytes, and statistics of a course read thousands of them.
    """

    __tablename__ = "submission_outcome"
    # What other versions of the tests have graded.
    __table_args__ = (Index("ix_submission_outcome_suite", "suite", "submission_id", "run"),)

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    #: The graded run that it belongs to.
    run: Mapped[int]
    #: Version of the test suite that graded it; empty if it is not known.
    suite: Mapped[str] = mapped_column(String(64))
    #: {"cases": [[name, verdict, mistake or null], ...] in order, "mistakes": {name: title},
    #: "rows": {rubric row: [points of the tests, points that it could earn]}}.
    content: Mapped[dict[str, Any]]
