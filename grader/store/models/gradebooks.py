"""How the total of a course is made of its assignments."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base


class GradebookRule(Base):
    """Weights of the assignments of a course, and how many of the lowest results are left out."""

    __tablename__ = "gradebook_rule"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    #: Number of assignments with the lowest share of points that do not count for a student's total.
    drop_lowest: Mapped[int] = mapped_column(default=0)
    #: {slug: weight}; an assignment that is not named weighs as much as its points.
    weights: Mapped[dict[str, float]] = mapped_column(JSON(none_as_null=True), default=dict)
