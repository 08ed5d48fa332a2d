"""Requests and responses about announcements and messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from grader.store import announcements, messages
from web.api.schemas import Model, Page


class AnnouncementIn(Model):
    """An announcement to make."""

    title: str = Field(min_length=1, max_length=announcements.MAX_TITLE, description="One line.")
    text: str = Field(min_length=1, max_length=announcements.MAX_TEXT, description="Markdown.")
    pinned_until: AwareDatetime | None = Field(
        default=None, description="Until then it stands on the pages of the course; null: only in the list."
    )


class AnnouncementChange(Model):
    """What changes of an announcement; what is left out stays."""

    title: str | None = Field(default=None, min_length=1, max_length=announcements.MAX_TITLE)
    text: str | None = Field(default=None, min_length=1, max_length=announcements.MAX_TEXT)
    pinned_until: AwareDatetime | None = None


class AnnouncementOut(BaseModel):
    """An announcement."""

    id: int
    title: str
    text: str
    author: str
    created_at: datetime
    edited_at: datetime | None
    pinned_until: datetime | None
    deleted_at: datetime | None


class AnnouncementsOut(BaseModel):
    """The announcements of a course."""

    announcements: list[AnnouncementOut]


class AnnouncementQuery(BaseModel):
    """Which announcements to list."""

    deleted: bool = Field(default=False, description="The deleted ones, which can be restored.")


class MessageIn(Model):
    """A message to students."""

    subject: str = Field(min_length=1, max_length=messages.MAX_SUBJECT, description="One line.")
    text: str = Field(min_length=1, max_length=messages.MAX_TEXT, description="Markdown.")
    assignment: str = Field(default="", max_length=100, description="What it is about; `to` needs it.")
    students: list[Annotated[str, Field(max_length=254)]] = Field(
        default_factory=list, max_length=5000, description="Emails of the recipients."
    )
    to: Literal["stuck", "missing", "mistake"] | None = Field(
        default=None,
        description="In place of `students`: who is stuck, has no attempt, or whose latest attempt shows `mistake`.",
    )
    mistake: str = Field(default="", max_length=100, description="Name of the mistake.")


class MessageOut(BaseModel):
    """A message that was sent."""

    id: int
    subject: str
    text: str
    assignment: str
    author: str
    created_at: datetime
    recipients: int
    read: int = Field(description="How many have read it.")


class MessagesOut(BaseModel):
    """A page of the messages of a course."""

    messages: list[MessageOut]
    page: int
    per_page: int
    total: int


class MessagePreviewOut(BaseModel):
    """Who would get a message."""

    students: list[str]
    recipients: int


class MessageQuery(BaseModel):
    """Which messages to list."""

    page: Page = 1
    per_page: Annotated[int, Field(ge=1, le=200)] = 50
