"""Requests and responses about comments, overrides and regrade requests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from grader.store import comments, overrides, regrade_requests, saved_comments
from web.api.cursors import Cursor
from web.api.schemas import Model, Page, Paged, PerPage

#: Name of a rubric row.
Row = Annotated[str, Field(max_length=100)]


class CommentIn(Model):
    """A comment to add."""

    line: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None, description="1-based line of the file; null: the whole submission."
    )
    text: str = Field(min_length=1, max_length=comments.MAX_TEXT, description="Markdown.")


class CommentOut(BaseModel):
    """A comment of an instructor."""

    id: int
    line: int | None
    text: str
    author: str
    created_at: datetime
    seen_at: datetime | None = Field(description="When the student first saw it.")


class CommentsOut(BaseModel):
    """The comments on a submission."""

    comments: list[CommentOut]


class OverrideIn(Model):
    """Points to set."""

    row: Row | None = Field(default=None, description="Name of the rubric row; null: the whole submission.")
    score: float = Field(ge=0, allow_inf_nan=False)
    reason: str = Field(min_length=1, max_length=overrides.MAX_REASON, description="The student reads it.")


class OverrideOut(BaseModel):
    """Points that a person has set."""

    id: int
    row: str | None
    score: float
    graded_score: float | None = Field(description="The points that the tests gave.")
    reason: str
    author: str
    created_at: datetime


class OverridesOut(BaseModel):
    """The overrides of a submission that hold, and its score with and without them."""

    score: float | None
    graded_score: float | None
    overrides: list[OverrideOut]


class OverrideQuery(Model):
    """Which override."""

    row: Row | None = None


class RegradeRequestIn(Model):
    """A request for a regrade."""

    row: Row = Field(description="Name of the rubric row.")
    reason: str = Field(min_length=1, max_length=regrade_requests.MAX_TEXT)


class RegradeRequestOut(BaseModel):
    """A request for a regrade, and its answer."""

    id: int
    row: str
    reason: str
    state: Literal["open", "answered", "withdrawn"]
    created_at: datetime
    answer: str | None
    answered_by: str | None
    closed_at: datetime | None


class RegradeRequestsOut(BaseModel):
    """The requests about a submission."""

    regrade_requests: list[RegradeRequestOut]


class CourseRequestOut(RegradeRequestOut):
    """A request with the attempt that it is about."""

    submission: str
    assignment: str
    student: str
    attempt: int | None = Field(
        description="From 1; null for a practice run. What used no attempt shares its number with the next one."
    )


class CourseRequestsOut(Paged):
    """A page of the requests of a course."""

    regrade_requests: list[CourseRequestOut]


class RegradeRequestQuery(BaseModel):
    """Which requests to list."""

    state: Literal["open", "answered", "withdrawn", "all"] = "open"
    cursor: Cursor = None
    page: Page = 1
    per_page: PerPage = 50


class SavedCommentIn(Model):
    """A comment to save."""

    title: str = Field(min_length=1, max_length=saved_comments.MAX_TITLE, description="Students do not see it.")
    text: str = Field(min_length=1, max_length=comments.MAX_TEXT, description="Markdown.")


class SavedCommentOut(BaseModel):
    """A saved comment."""

    id: int
    title: str
    text: str


class SavedCommentsOut(BaseModel):
    """The saved comments of a course."""

    saved_comments: list[SavedCommentOut]


class AnswerIn(Model):
    """The answer to a request."""

    answer: str = Field(min_length=1, max_length=regrade_requests.MAX_TEXT, description="Markdown.")
