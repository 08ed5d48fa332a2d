"""Grades as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from grader.model import Verdict
from web.api.schemas import SCORE, LateOut, Model


class GradesQuery(Model):
    """The format of the grades."""

    format: Literal["json", "csv", "canvas", "moodle"] = "json"


class GradeOut(BaseModel):
    """A student's grade, by the attempt that counts."""

    student: str
    name: str
    score: float | None = Field(description=SCORE)
    graded_score: float | None = Field(description="The points of the tests.")
    max_score: float
    verdict: Verdict | None
    attempts: int
    submitted_at: datetime | None
    late: LateOut
    extended: bool = Field(description="Whether the student has an extension.")
    released: bool = Field(description="Whether the student may see the score.")


class GradesOut(BaseModel):
    """The grades of an assignment."""

    assignment: str
    grades: list[GradeOut]
