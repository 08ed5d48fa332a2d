"""The audit log and the operations of the service as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from grader.model import Lane
from grader.store.pauses import MAX_REASON
from grader.worker.presence import Request, WorkerState
from web.api.cursors import Cursor
from web.api.schemas import Model

Text = Annotated[str, Field(max_length=254, pattern=r"^[^\x00]*$")]


class AuditQuery(Model):
    """Which entries."""

    person: Text = Field(default="", description="Part of who did it, or of whom it was done to.")
    action: Text = Field(default="", description="Beginning of the action, such as `member.`.")
    object: Text = Field(default="", description="Part of what it was done to.")
    since: AwareDatetime | None = Field(default=None, description="At this time or later.")
    until: AwareDatetime | None = Field(default=None, description="Before this time.")
    cursor: Cursor = None
    per_page: Annotated[int, Field(ge=1, le=200)] = 50


class ValueChangeOut(BaseModel):
    """A value that an action has changed."""

    name: str
    old: Any = Field(description="null where there was none.")
    new: Any


class AuditEntryOut(BaseModel):
    """An entry of the audit log."""

    id: int
    at: datetime
    actor: str = Field(description="An email, `token <name>` or `system`.")
    action: str
    subject: str = Field(description="What it was done to.")
    course_id: int | None = Field(description="null: on the service itself.")
    changes: list[ValueChangeOut]
    details: dict[str, Any]


class AuditOut(BaseModel):
    """One page of the audit log, newest first."""

    entries: list[AuditEntryOut]
    next_cursor: str | None = Field(description="For the next page; null on the last one.")


class PauseIn(Model):
    """A lane or an assignment to pause."""

    lane: Lane | None = None
    assignment: Annotated[str, Field(max_length=100)] | None = Field(default=None, description="In all courses.")
    reason: Annotated[str, Field(max_length=MAX_REASON, pattern=r"^[^\x00]*$")] = Field(
        default="", description="Students read it."
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.lane is None) == (not self.assignment):
            raise ValueError("name either a lane or an assignment")
        return self


class PauseOut(BaseModel):
    """A pause."""

    id: int
    lane: Lane | None
    assignment: str | None
    course: int | None = Field(description="null: in all courses.")
    reason: str
    author: str
    since: datetime


class LaneStateOut(BaseModel):
    """A lane."""

    lane: Lane
    waiting: int
    running: int
    oldest_queued_at: datetime | None
    workers: int = Field(description="Worker processes that report themselves.")
    ended_in_ten_minutes: int
    ended_in_an_hour: int
    median_wait_seconds: float | None
    wait_95_seconds: float | None = Field(description="95 % of the runs of the last hour waited no longer.")
    paused: bool


class ProcessOut(BaseModel):
    """A worker process."""

    pid: int
    silent: bool = Field(description="It has not reported for a while.")
    uptime_seconds: float
    memory_bytes: int
    sandbox: str = Field(description="warm, cold or closed.")
    evaluators: int = Field(description="Assignments that its evaluators have loaded.")
    versions: dict[str, str]
    submission: str | None = Field(description="What it grades now.")


class WorkersOut(BaseModel):
    """The worker processes of a lane on a host."""

    host: str = Field(description="To name it when they are drained.")
    host_name: str
    queue: str = Field(description="The lane, or repair.")
    state: WorkerState
    processes: list[ProcessOut]


class OperationsOut(BaseModel):
    """The state of the service."""

    lanes: list[LaneStateOut]
    pauses: list[PauseOut]
    workers: list[WorkersOut]
    redis: bool = Field(description="Whether Redis answers; without it the workers are unknown.")
    failures: int = Field(description="Submissions that the grader failed and that are not graded since.")
    versions: dict[str, str]


class DrainIn(Model):
    """What the workers of a lane on a host are to do."""

    host: Annotated[str, Field(max_length=300)]
    queue: Annotated[str, Field(max_length=40)]
    request: Request = Field(description="restart and end: finish first. start: after an end.")


class FailureOut(BaseModel):
    """A submission that the grader failed."""

    submission: str
    course: int
    assignment: str
    student: str
    failed_at: datetime | None
    failure: str


class FailuresOut(BaseModel):
    """The latest failures, at most 200."""

    failures: list[FailureOut]
    total: int


class RetryIn(Model):
    """Which failed submissions are graded again: these, all of an assignment, or all."""

    submissions: Annotated[list[Annotated[str, Field(max_length=36)]], Field(max_length=500)] | None = None
    assignment: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] | None = None


class RetryOut(BaseModel):
    """How many are graded again."""

    retried: int
