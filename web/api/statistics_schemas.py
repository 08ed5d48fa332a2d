"""Requests and responses about grades and statistics of a course."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from grader.model import Lane, Verdict
from grader.store.models import ScoreState
from web.api.cursors import Cursor
from web.api.schemas import Model, Page, Paged, PerPage
from web.gradebook import Missing
from web.statistics.attention import Kind
from web.statistics.selection import Filter

Slug = Annotated[str, Field(max_length=100)]
Format = Literal["json", "csv", "table", "rows", "attempts", "canvas", "moodle"]


class GradebookQuery(Model):
    """Which lines of the gradebook, and in which format. Files hold all students."""

    q: str = Field(default="", max_length=200, description="Part of a name or email.")
    show: Filter = Field(default=Filter.ALL, description="Only students with such a result.")
    sort: str = Field(default="name", max_length=100, description='"name", "total", or the slug of an assignment.')
    order: Literal["asc", "desc"] = "asc"
    cursor: Cursor = None
    page: Page = 1
    per_page: PerPage = 50
    format: Format = "json"
    assignment: Slug | None = Field(default=None, description="Only this assignment.")
    missing: Missing = Field(default=Missing.EMPTY, description="What canvas and moodle files have without a result.")


class GradebookCell(BaseModel):
    """A student's grade in an assignment, by the attempt that counts."""

    assignment: str
    score: float | None = Field(description="What counts, after the deduction for late work; null without a result.")
    graded_score: float | None = Field(description="The points of the tests, out of the points when it was graded.")
    verdict: Verdict | None
    attempts: int
    late_seconds: int
    late_percent: float
    extended: bool
    overridden: bool
    running: bool
    submission: str | None = Field(description="Id of the attempt that counts.")
    submitted_at: datetime | None
    lms: ScoreState | None = Field(description="What became of it at the LMS; null: it is not sent there.")


class GradebookLine(BaseModel):
    """A student of the gradebook."""

    student: str
    name: str
    section: str | None
    sis_id: str | None
    external_id: str | None
    total: float = Field(description="Points; percent where the course has weights or leaves results out.")
    share: float = Field(description="Share of what could be earned, between 0 and 1.")
    cells: list[GradebookCell]


class GradebookColumn(BaseModel):
    """An assignment of the gradebook."""

    assignment: str
    title: str
    max_score: float


class GradebookTotal(Model):
    """How the total of a course is made."""

    drop_lowest: int = Field(default=0, description="Results with the smallest share of points that are left out.")
    weights: dict[Slug, float] = Field(
        default_factory=dict, description="By slug; an assignment that is not named weighs as much as its points."
    )


class GradebookOut(Paged):
    """One page of the gradebook; the `Link` header names the next page."""

    columns: list[GradebookColumn]
    rule: GradebookTotal
    students: list[GradebookLine]


class MistakesQuery(Model):
    """Of which assignment."""

    assignment: Slug | None = None


class MistakeOut(BaseModel):
    """A known mistake and the students who make it."""

    assignment: str
    name: str
    title: str
    now: int = Field(description="Students whose latest graded attempt shows it.")
    ever: int = Field(description="Students who made it in any attempt.")
    direction: Literal["rising", "falling", "steady"]
    trend: list[int] = Field(description="Students who made it on each of the last 14 days, today last.")
    students: list[str] = Field(description="Those whose latest graded attempt shows it.")
    submissions: list[str] = Field(description="Ids of these attempts, in the same order.")
    example: str = Field(description="Id of some attempt with it.")


class MistakesOut(BaseModel):
    """The known mistakes of a course, those first that most students still make."""

    misconceptions: list[MistakeOut]


class LaneOut(BaseModel):
    """What waits and runs in a lane, over all courses."""

    lane: Lane
    waiting: int
    running: int
    oldest_at: datetime | None


class ItemOut(BaseModel):
    """Something that needs a person."""

    kind: Kind
    assignment: str | None
    title: str
    number: int = Field(description="How many students, attempts, requests or percent points it is about.")
    test: str | None
    students: list[str]
    due_at: datetime | None


class AssignmentNumbers(BaseModel):
    """An assignment in short."""

    assignment: str
    title: str
    due_at: datetime | None
    problem: str | None = Field(description="Why it cannot be graded.")
    submitted: int
    full_marks: int
    stuck: int
    median: float | None


class StatisticsOut(BaseModel):
    """A course at a glance."""

    students: int
    attention: list[ItemOut] = Field(description="What needs a person, the most urgent first; at most 6.")
    lanes: list[LaneOut]
    assignments: list[AssignmentNumbers]


class AnalysisQuery(Model):
    """Of which students."""

    section: str = Field(default="", max_length=100, description="Name of a section; empty for all students.")


class ScoreBar(BaseModel):
    """A range of points."""

    low: float
    high: float
    students: int
    first_attempt: int = Field(description="Students whose first attempt falls into it.")


class TestOut(BaseModel):
    """How the students do at a test."""

    __test__ = False

    name: str
    title: str
    row: str
    points: float
    visible: bool
    passed: int = Field(description="Students whose counting attempt passes.")
    students: int
    first_passed: int = Field(description="Students whose first attempt passes.")
    attempts_to_pass: float | None = Field(description="Median of the students who passed.")
    discrimination: float | None = Field(description="Correlation with the other tests, from -1 to 1.")


class AnalysisOut(BaseModel):
    """The numbers of an assignment. Practice runs are not part of them."""

    assignment: str
    students: int
    submitted: int
    full_marks: int
    late: int
    stuck: int
    mean: float | None
    median: float | None
    median_attempts: float | None = Field(description="Attempts until full marks.")
    attempts_to_full: dict[int, int] = Field(description="Number of attempts: students who needed so many.")
    scores: list[ScoreBar]
    tests: list[TestOut]
