"""Assignments as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from web.api.schemas import COURSE, CourseId, Model


class CourseQuery(Model):
    """Which course."""

    course: CourseId | None = Field(None, description=COURSE)


class RowOut(BaseModel):
    """One line of the rubric."""

    name: str
    title: str
    points: float


class AssignmentOut(BaseModel):
    """An assignment in a list."""

    slug: str
    title: str
    course: str = Field(description="The course that it was written for.")
    course_id: int = Field(description="The course here that has it.")
    summary: str
    entry_points: list[str] = Field(description="The names a submission must define.")
    max_score: float
    attempts: int = Field(description="How many attempts count; 0 means unlimited.")
    counts: Literal["best", "last"]
    due_at: datetime | None = Field(default=None, description="The course's deadline.")


class OptionOut(BaseModel):
    """An option of a question."""

    name: str
    text: str


class QuestionOut(BaseModel):
    """A question that is answered without code."""

    name: str = Field(description="Key of its answer.")
    title: str
    row: str
    kind: Literal["choice", "choices", "number", "formula"]
    text: str
    options: list[OptionOut]


class AssignmentDetail(AssignmentOut):
    """An assignment with its task."""

    rows: list[RowOut]
    questions: list[QuestionOut] = Field(description='Answered by a .json file: {"answers": {name: answer}}.')
    prompt: str = Field(description="Markdown with TeX between dollar signs.")
    starter: str = Field(description="Python source to start from.")
    support: str = Field(description="Python source that is available to the submission.")


class AssignmentList(BaseModel):
    """The assignments of the token's courses."""

    assignments: list[AssignmentOut]
