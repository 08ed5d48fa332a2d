"""The REST API's requests and responses as pydantic models, for validation and the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from grader.model import Lifecycle, Verdict
from web.api.cursors import Cursor

SCORE = "What counts: the points that people have set, else those of the tests, less the deduction for late work."
ENROL = "Enrol the student if the course does not know them; without it an unknown student is refused with 422."


class Model(BaseModel):
    """Rejects unknown members, so that a misspelt one is reported instead of ignored."""

    model_config = ConfigDict(extra="forbid")


class ProblemOut(BaseModel):
    """An RFC 9457 problem document."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = Field(default=None, description="Which fields are wrong, and why.")


class Links(BaseModel):
    """Addresses of related resources."""

    self: str
    events: str


CourseId = Annotated[int, Field(ge=1, lt=2**31)]
COURSE = "Id of the course, for a person's token where several of the courses have the assignment."


class SubmissionIn(Model):
    """A submission as JSON."""

    assignment: str = Field(description="Slug of the assignment.", max_length=100)
    source: str = Field(
        description="Python; a notebook when `filename` ends in .ipynb, answers to questions when it ends in .json."
    )
    student: str | None = Field(
        default=None,
        max_length=254,
        description="Email or identifier of the student. Default: the token itself, or its person.",
    )
    course: CourseId | None = Field(default=None, description=COURSE)
    enrol: bool = Field(default=False, description=ENROL)
    filename: str = Field(default="submission.py", max_length=255)
    trial: bool = Field(default=False, description="Practice run: the visible tests only, without using an attempt.")


class SubmissionForm(Model):
    """A submission as a form with a file."""

    assignment: str = Field(max_length=100)
    student: str | None = Field(default=None, max_length=254)
    course: CourseId | None = Field(default=None, description=COURSE)
    enrol: bool = Field(default=False, description=ENROL)
    trial: bool = False


class CheckIn(Model):
    """An answer to check."""

    answer: Annotated[str, Field(max_length=400)] | Annotated[list[str], Field(max_length=100)] = Field(
        description="The text of a number or formula, the name of an option, or a list of names."
    )
    student: str | None = Field(default=None, max_length=254, description="As for a submission.")
    course: CourseId | None = Field(default=None, description=COURSE)


class SubmissionAccepted(BaseModel):
    """It is stored and will be graded."""

    id: str
    status: Lifecycle
    links: Links


class CaseOut(BaseModel):
    """The result of one test case."""

    model_config = ConfigDict(extra="allow")

    name: str
    title: str
    verdict: Verdict
    score: float
    max_score: float
    visible: bool
    message: str
    hint: str | None
    diagnosis: dict[str, str] | None
    expected: Any = None
    actual: Any = None
    log: str
    duration_ms: float


class ReportOut(BaseModel):
    """The result of a submission."""

    model_config = ConfigDict(extra="allow")

    assignment: str
    verdict: Verdict
    score: float
    max_score: float
    duration_ms: float
    cases: list[CaseOut]
    notes: list[str] = []


class LateOut(BaseModel):
    """What lateness costs. The points of the tests stay in `graded_score`."""

    seconds: int = Field(description="After the deadline; 0: on time.")
    days_used: int = Field(description="Late days of the student that cover it.")
    percent: float = Field(description="Percent of the points that it loses.")


class SubmissionSummary(BaseModel):
    """A submission in a list."""

    id: str
    assignment: str
    student: str
    attempt: int | None = Field(
        description="From 1; null for a practice run. What used no attempt shares its number with the next one."
    )
    trial: bool
    question: str | None = Field(description="The only question that was graded, in a check of one answer.")
    status: Lifecycle
    verdict: Verdict | None
    score: float | None = Field(description=SCORE)
    graded_score: float | None = Field(description="The points of the tests.")
    max_score: float | None
    late: LateOut
    pending: bool = Field(description="Whether points and verdict are not shown to students yet; then they are null.")
    created_at: datetime
    graded_at: datetime | None
    error: str | None = Field(default=None, description="Why it failed or was cancelled, if it did.")
    links: Links


class SubmissionOut(SubmissionSummary):
    """A submission with its report, which is null until it is graded."""

    report: ReportOut | None
    queue_position: int | None = Field(default=None, description="How many submissions are ahead of this one.")


class RepairChangeOut(BaseModel):
    """One change of a repair."""

    line: int = Field(description="1-based line, in a notebook within its cell.")
    cell: int = Field(description="0 for files; the number of the code cell, from 0, in a notebook.")
    kind: str | None = Field(description='What it is about, such as "axis"; null while the student is not told.')


class RepairOut(BaseModel):
    """The smallest change that was found to make the failed tests of a function pass. It was tried with all tests."""

    function: str = Field(description="The graded function.")
    complete: bool = Field(description="Whether no failed test remains.")
    changes: list[RepairChangeOut]
    hints: list[str] = Field(description="From the least to the most telling, as many as the student is told.")
    edit: str | None = Field(description="What to write; for instructors, or where the assignment shows it.")


class RepairsOut(BaseModel):
    """The repairs of a submission. They come after the report and are no part of it."""

    status: Literal["pending", "ready", "none"] = Field(
        description="pending: the search has not ended; none: nothing was or will be searched for."
    )
    repairs: list[RepairOut]


Page = Annotated[int, Field(ge=1, le=1_000_000)]
PerPage = Annotated[int, Field(ge=1, le=200)]


class Paged(BaseModel):
    """One page of a list; the `Link` header names the next one."""

    page: int | None = Field(description="null in a list with `cursor`.")
    per_page: int
    total: int
    next_cursor: str | None = Field(description="`cursor` of the next page; null on the last one.")


class SubmissionList(Paged):
    """One page of submissions, newest first; the `Link` header names the next page."""

    submissions: list[SubmissionSummary]


class SubmissionQuery(Model):
    """How to filter a list of submissions."""

    assignment: str | None = Field(default=None, max_length=100)
    student: str | None = Field(default=None, max_length=254)
    section: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(default=None, description="A section's id.")
    status: Lifecycle | None = Field(default=None, description="failed: those that the grader could not grade.")
    verdict: Verdict | None = None
    trial: Literal["true", "false"] = Field(default="true", description="false: no practice runs.")
    since: AwareDatetime | None = Field(default=None, description="Submitted at this time or later.")
    until: AwareDatetime | None = Field(default=None, description="Submitted before this time.")
    cursor: Cursor = None
    page: Page = 1
    per_page: PerPage = 50


class CourseEventsQuery(BaseModel):
    """Where to resume the stream of a course."""

    after: Annotated[int, Field(ge=0, lt=10**18)] | None = Field(
        default=None, description="Last event received, 0 for all there are; Last-Event-ID takes precedence."
    )


class EventsQuery(BaseModel):
    """Where to resume the stream."""

    after: Annotated[int, Field(ge=0)] = Field(
        default=0, description="Last event received; Last-Event-ID takes precedence."
    )
