"""Tokens as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from grader.store.models import Role, Scope
from grader.store.tokens import DEFAULT_DAYS, LEAST_SCOPES
from web.api.schemas import Model

#: Days that a token may work at most, unless it never expires.
MOST_DAYS = 3650


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: int
    course: int | None = Field(description="null: a person's token, for all courses that the person is in.")
    person: str | None = Field(description="Email of the person whose token it is; null: a course's token.")
    name: str
    role: Role
    scopes: list[Scope] = Field(description="It may do what its role and its scopes both allow.")
    created_at: datetime
    created_by: str = Field(description="Who made it; empty if that is not known.")
    expires_at: datetime | None = Field(description="null: it never expires.")
    last_used_at: datetime | None = Field(description="To about a minute; null: never.")


class TokensOut(BaseModel):
    """The tokens of a course that are not revoked, newest first."""

    tokens: list[TokenOut]


class TokenIn(Model):
    """A new token. What is left out is the least."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="What uses it.")
    role: Role = Role.STUDENT
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))] = Field(
        default=sorted(LEAST_SCOPES), description="None that the calling token lacks."
    )
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = Field(
        default=DEFAULT_DAYS, description="After so many days it expires; null: never."
    )


class TokenCreated(TokenOut):
    """A new token with its secret."""

    token: str = Field(description="The secret, for the header Authorization. It is shown only once.")
