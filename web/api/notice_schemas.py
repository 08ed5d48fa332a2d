"""Requests and responses about the notices of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from grader.store.models import NoticeKind
from web.api.schemas import Model, Page, PerPage


class NoticeQuery(Model):
    """Which notices."""

    course: Annotated[int, Field(ge=1, lt=2**31)] | None = Field(default=None, description="Only of this course.")
    unread: bool = Field(default=False, description="Only those that are not read.")
    page: Page = 1
    per_page: PerPage = 50


class NoticeOut(BaseModel):
    """A notice."""

    id: int
    kind: NoticeKind
    course: int
    assignment: str | None = Field(description="Slug; null: it is about none.")
    submission: str | None = Field(description="Id; null: it is about none.")
    headline: str = Field(description="What happened, in the caller's language.")
    points: str = Field(description="By how much a regrade has changed the points; empty for other notices.")
    text: str = Field(description="Markdown; empty while points are not released.")
    author: str
    created_at: datetime
    read_at: datetime | None = Field(description="null: unread.")
    url: str = Field(description="Path of the page that shows it, and marks it as read.")


class NoticesOut(BaseModel):
    """A page of notices."""

    notices: list[NoticeOut]
    unread: int = Field(description="How many are unread, on all pages.")
    page: int
    per_page: int
    total: int
