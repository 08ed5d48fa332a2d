"""People, their web sessions, and API tokens."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.store.models.base import Base, now


class Role(StrEnum):
    """The role of a person or token in a course. `web/access.py` says what each may do."""

    #: Submits, and sees own submissions.
    STUDENT = "student"
    #: Sees all submissions with their hidden values, and grades. Changes settings only where the course allows it.
    ASSISTANT = "assistant"
    #: Sees all submissions with their hidden values, grades, and runs the course: its people, assignments and settings.
    INSTRUCTOR = "instructor"

    @property
    def teaches(self) -> bool:
        """Whether it sees the work of others: an assistant or an instructor."""
        return self is not Role.STUDENT


class Scope(StrEnum):
    """What a token may be used for. It may do what its role and its scopes both allow."""

    #: Read assignments with their tasks.
    ASSIGNMENTS_READ = "assignments:read"
    #: Read submissions with reports, events, repairs and comments.
    SUBMISSIONS_READ = "submissions:read"
    #: Hand in, check answers, cancel, ask for a regrade.
    SUBMISSIONS_WRITE = "submissions:write"
    #: Read grades, the gradebook, statistics and regrades.
    GRADES_READ = "grades:read"
    #: Set points, comment, answer requests, regrade.
    GRADES_WRITE = "grades:write"
    #: Read courses, members, sections and settings.
    COURSE_READ = "course:read"
    #: Change courses, members, sections, assignments, settings and extensions.
    COURSE_WRITE = "course:write"
    #: Read webhooks and their deliveries.
    WEBHOOKS_READ = "webhooks:read"
    #: Create, change, test and delete webhooks.
    WEBHOOKS_WRITE = "webhooks:write"
    #: List tokens.
    TOKENS_READ = "tokens:read"
    #: Create and revoke tokens.
    TOKENS_WRITE = "tokens:write"


class Person(Base):
    """A person with an account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Lower case.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: argon2id; empty for an account that the roster has created, until its person chooses a password.
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Theme, language and the like; see `grader.store.preferences.Preferences`. None: the defaults.
    settings: Mapped[dict[str, Any] | None]
    #: Whether the person runs the service: has the rights of an instructor in every course.
    administrator: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: What the mail server said when it refused the address; nothing is sent to it until its person asks for it again.
    email_refused: Mapped[str | None] = mapped_column(Text)


class PasswordLink(Base):
    """A link with which a person chooses a password, given out by an instructor. It works once."""

    __tablename__ = "password_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    #: SHA-256 of the link's key, hexadecimal.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class WebSession(Base):
    """A signed-in browser. The cookie holds a random key; this row holds its hash."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the cookie's key, hexadecimal.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    #: User-Agent of the browser, for the list of sessions on the account page.
    user_agent: Mapped[str] = mapped_column(String(300), default="")

    person: Mapped[Person] = relationship(lazy="joined")


class ApiToken(Base):
    """An API token, of a course or of a person. It is shown once and stored as a hash."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None: a person's token, for all courses that the person is in.
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    #: Whose it is: it may do what a student may do for her- or himself. None: a course's token.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(String(200))
    #: SHA-256 of the token, hexadecimal.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    #: Names of `Scope`, separated by spaces. None: whatever the role may do.
    scope_names: Mapped[str | None] = mapped_column("scopes", String(500), key="scope_names")
    #: It does not work any more then. None: it never expires.
    expires_at: Mapped[datetime | None]
    #: Who made it, as the audit log names them; empty in rows of earlier versions.
    created_by: Mapped[str] = mapped_column(String(254), default="", server_default="")

    person: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def scopes(self) -> frozenset[Scope]:
        """What it may be used for."""
        if self.scope_names is None:
            return frozenset(Scope)
        return frozenset(Scope(name) for name in self.scope_names.split() if name in set(Scope))
