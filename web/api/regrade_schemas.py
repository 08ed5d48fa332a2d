"""Requests and responses about regrades of an assignment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from grader.store import regrades
from grader.store.regrade_results import Show
from web.api.cursors import Cursor
from web.api.schemas import Model, Page, Paged, PerPage

Slug = Annotated[str, Field(min_length=1, max_length=100)]
Status = Literal["running", "ready", "applied", "discarded", "cancelled"]
SubmissionId = Annotated[str, Field(max_length=36)]


class ShadowIn(Model):
    """How to regrade an assignment."""

    mode: Literal["shadow"] = Field(default="shadow", description="Beside the results that count.")
    stale_only: bool = Field(default=False, description="Only attempts that other versions of the tests graded.")


class RegradeIn(ShadowIn):
    """A regrade to start."""

    assignment: Slug


class RegradeOut(BaseModel):
    """A regrade of an assignment."""

    id: int
    assignment: str
    status: Status = Field(description="running: attempts are graded again, or chosen results are being applied.")
    done: int = Field(description="Attempts that are graded again; while chosen results are applied, those that are.")
    of: int
    gains: int = Field(description="Attempts with more points.")
    losses: int
    same: int
    failed: int = Field(description="Attempts at which the grader itself failed. Their results stay.")
    nondeterministic: int = Field(description="Attempts with another result of the same file and the same versions.")
    applied: int = Field(description="Attempts whose new result counts; equal ones are left out.")
    started_by: str
    created_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    explanation: str | None = Field(description="What students are told.")


class TestChangeOut(BaseModel):
    """A test whose result differs. null: the test is not in that report."""

    name: str
    title: str
    row: str
    before: str | None = Field(description="Verdict.")
    after: str | None
    points_before: float | None
    points_after: float | None


class RegradeChangeOut(BaseModel):
    """An attempt in a regrade."""

    submission: str
    student: str
    attempt: int | None = Field(
        description="From 1; null for a practice run. What used no attempt shares its number with the next one."
    )
    state: Literal["queued", "running", "graded", "failed", "chosen", "applied", "outdated", "kept"]
    before: float | None = Field(description="Points that counted, out of `max_before`.")
    after: float | None = Field(description="Points that would count, with overrides, out of `max_after`.")
    max_before: float | None
    max_after: float | None
    change: float | None = Field(description="Points gained, out of the points now; negative: lost.")
    verdict_before: str | None
    verdict_after: str | None
    nondeterministic: bool
    failure: str | None
    tests: list[TestChangeOut]


class RegradeDetail(RegradeOut, Paged):
    """A regrade with a page of its results."""

    changes: list[RegradeChangeOut] = Field(description="Losses first, the largest change first.")


class RegradesOut(BaseModel):
    """The regrades of a course, newest first, and how many attempts are stale."""

    regrades: list[RegradeOut]
    stale: dict[str, int] = Field(description="Assignment -> attempts that another version of the tests graded.")


class RegradeQuery(BaseModel):
    """Which results to list."""

    show: Show = Show.CHANGED
    cursor: Cursor = None
    page: Page = 1
    per_page: PerPage = 50


class ApplyIn(Model):
    """Which results shall count."""

    which: Literal["all", "gains"] | Annotated[list[SubmissionId], Field(min_length=1, max_length=20_000)]
    explanation: str = Field(
        default="",
        max_length=regrades.MAX_EXPLANATION,
        description="What the students concerned are told; without it, the tests that changed are named.",
    )
