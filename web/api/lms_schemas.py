"""Learning management systems of a course as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from grader.lti.probe import Part
from grader.store.models import ScoreState
from web.api.cursors import Cursor
from web.api.schemas import Model

WORDS = "In the words of the learning management system."


class LmsContextOut(BaseModel):
    """A course of the learning management system."""

    title: str
    offers_members: bool
    synced_at: datetime | None = Field(description="When its members were fetched; null: not yet.")
    added: int | None = Field(description="By the last synchronisation; null before.")
    changed: int | None
    removed: int | None
    error: str | None = Field(description=WORDS)


class LmsOut(BaseModel):
    """A learning management system of the course."""

    id: int
    name: str
    issuer: str
    working: bool = Field(description="false since the last request failed.")
    failing_since: datetime | None
    waits_until: datetime | None = Field(description="Nothing is sent before; null: now.")
    error: str | None = Field(description=WORDS)
    contexts: list[LmsContextOut]


class LmsCounts(BaseModel):
    """The number of scores in each state."""

    sent: int
    waiting: int
    refused: int


class LmsListOut(BaseModel):
    """The learning management systems of the course."""

    systems: list[LmsOut]
    scores: LmsCounts


class LmsScoresQuery(Model):
    """Which scores."""

    state: ScoreState | None = None
    assignment: Annotated[str, Field(max_length=100)] | None = None
    per_page: int = Field(50, ge=1, le=200)
    cursor: Cursor = None


class LmsScoreOut(BaseModel):
    """The score of a student at a learning management system."""

    id: int
    student: str | None = Field(description="null: the account was deleted, and the score is withdrawn.")
    assignment: str | None
    lms: int = Field(description="Id of the learning management system.")
    state: ScoreState
    score: float | None = Field(description="Points that the learning management system has; null: none.")
    max_score: float | None
    sent_at: datetime | None
    due_at: datetime | None = Field(description="When it is sent next; null: not unless it changes.")
    error: str | None = Field(description=WORDS)


class LmsScoresOut(BaseModel):
    """A page of scores."""

    scores: list[LmsScoreOut]
    next_cursor: str | None


class LmsSendIn(Model):
    """What to send again."""

    score: int | None = Field(None, ge=1, lt=2**31, description="Only this score; null: all that are not sent.")
    everything: bool = Field(False, description="Whether to send also what was sent.")


class LmsSendOut(BaseModel):
    """What is sent."""

    scores: int


class LmsMembersOut(BaseModel):
    """What is fetched."""

    lists: int = Field(description="Lists of members that are fetched; 0: none is offered.")


class LmsCheckOut(BaseModel):
    """The result of a check."""

    part: Part
    title: str
    works: bool | None = Field(description="null: not offered.")
    advice: str
    words: str = Field(description=WORDS)


class LmsTestOut(BaseModel):
    """The results of a test."""

    checks: list[LmsCheckOut]
