"""Connections with learning management systems as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from web.api.schemas import Model
from web.lti.addresses import LONGEST

Address = Annotated[str, Field(max_length=LONGEST)]


class LmsIn(Model):
    """A learning management system, as it shows itself."""

    issuer: Annotated[str, Field(min_length=1, max_length=500)] = Field(description="What it calls itself (iss).")
    client_id: Annotated[str, Field(min_length=1, max_length=255)] = Field(description="What it calls this service.")
    deployment_id: Annotated[str, Field(max_length=255)] | None = Field(
        None, description="null: the first link that an instructor opens tells it."
    )
    login_url: Address = Field(description="Its OIDC authorization endpoint.")
    token_url: Address = Field(description="Where it gives access tokens.")
    jwks_url: Address = Field(description="Its public keys.")
    token_audience: Address | None = Field(None, description="Audience of token requests, if not `token_url`.")
    name: Annotated[str, Field(max_length=200)] | None = Field(None, description="null: the host of the issuer.")


class LmsLinkIn(Model):
    """What a link opens."""

    assignment: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="Slug of an assignment.")


class LmsLinkOut(BaseModel):
    """A link in a course of the learning management system."""

    id: int
    title: str
    context: str = Field(description="The course there.")
    assignment: str | None = Field(description="null: none is chosen yet.")


class LmsConnectionOut(BaseModel):
    """A connection with a learning management system."""

    id: int
    name: str
    issuer: str
    client_id: str
    deployments: list[str]
    login_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None
    emails_trusted: bool = Field(description="Whether its emails open existing accounts; set by the operator.")
    created_at: datetime
    created_by: str
    last_launch_at: datetime | None = Field(description="null: never opened yet.")
    links: list[LmsLinkOut]


class LmsRegistrationLinkOut(BaseModel):
    """A link for dynamic registration."""

    link: str = Field(description="It works once, and is in this answer only.")
    days: int = Field(description="For so many days.")


class LmsKeyOut(BaseModel):
    """A key with which this service signs; the newest signs."""

    kid: str
    created_at: datetime
    replaced_at: datetime | None = Field(description="null: it signs.")


class LmsToolOut(BaseModel):
    """What is entered in a learning management system."""

    login_url: str = Field(description="Login URL, initiate login URL.")
    launch_url: str = Field(description="Redirect URI, launch URL, target link URI, deep linking URL.")
    jwks_url: str = Field(description="Public key set.")
    keys: list[LmsKeyOut] = Field(description="Newest first; none before it was asked for.")
