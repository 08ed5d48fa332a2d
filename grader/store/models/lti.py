"""LTI 1.3: platforms (learning management systems), our keys, and whom and what their launches are about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.store.models.base import Base, now
from grader.store.models.people import Person


class LtiPlatform(Base):
    """The registration of this service as a tool in a learning management system, for one course."""

    __tablename__ = "lti_platform"
    __table_args__ = (
        UniqueConstraint("course_id", "issuer", "client_id"),
        Index("ix_lti_platform_client", "issuer", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: What its instructors call it.
    name: Mapped[str] = mapped_column(String(200))
    #: `iss` of its tokens.
    issuer: Mapped[str] = mapped_column(String(500))
    #: Our id in the platform: `aud` of its tokens, `iss` and `sub` of our assertions.
    client_id: Mapped[str] = mapped_column(String(255))
    #: Where a launch asks for its token: the OIDC authorization endpoint.
    login_url: Mapped[str] = mapped_column(String(2000))
    #: Where access tokens for its services are issued.
    token_url: Mapped[str] = mapped_column(String(2000))
    #: Its public keys.
    jwks_url: Mapped[str] = mapped_column(String(2000))
    #: `aud` of our assertions, where that is not `token_url`.
    token_audience: Mapped[str | None] = mapped_column(String(2000))
    #: Origins, besides those of `issuer` and `login_url`, whose pages may show this service in a frame; between spaces.
    frame_origins: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: Whether its emails identify accounts of this service. Only the operator sets this.
    emails_trusted: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Email of who registered it, or "system".
    created_by: Mapped[str] = mapped_column(String(254))
    last_launch_at: Mapped[datetime | None]

    deployments: Mapped[list[LtiDeployment]] = relationship(lazy="selectin", order_by="LtiDeployment.id")

    @property
    def assertion_audience(self) -> str:
        """`aud` of our assertions."""
        return self.token_audience or self.token_url


class LtiDeployment(Base):
    """A deployment of the tool in a platform. Launches of others are refused."""

    __tablename__ = "lti_deployment"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=now)


class LtiKey(Base):
    """A key pair of this service. The newest signs; replaced ones stay published for a while."""

    __tablename__ = "lti_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: `kid` in the key set.
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    #: RSA, PKCS 8.
    private_pem: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When a newer one replaced it; None: it signs.
    replaced_at: Mapped[datetime | None]


class LtiUser(Base):
    """A user of a platform and the account that the user's launches open."""

    __tablename__ = "lti_user"
    __table_args__ = (UniqueConstraint("platform_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    #: `sub` of the platform's tokens, `userId` of its services.
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_launch_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class LtiContext(Base):
    """A course of a platform, as its launches name it."""

    __tablename__ = "lti_context"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    #: As in `LtiDeployment.deployment_id`.
    deployment_id: Mapped[str] = mapped_column(String(255))
    context_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(500), default="")
    #: The claim of Names and Role Provisioning Services of the last launch; None: not offered.
    nrps: Mapped[dict[str, Any] | None]
    #: The endpoint claim of Assignment and Grade Services of the last launch, without its line item; None: not offered.
    ags: Mapped[dict[str, Any] | None]
    seen_at: Mapped[datetime] = mapped_column(default=now)


class LtiResourceLink(Base):
    """A link in a platform's course that leads to an assignment."""

    __tablename__ = "lti_resource_link"
    __table_args__ = (UniqueConstraint("context_pk", "resource_link_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_pk: Mapped[int] = mapped_column(ForeignKey("lti_context.id", ondelete="CASCADE"))
    resource_link_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(500), default="")
    #: The assignment; None until an instructor has chosen it.
    slug: Mapped[str | None] = mapped_column(String(100))
    #: The endpoint claim of Assignment and Grade Services of the last launch: `scope`, `lineitems`, `lineitem`.
    ags: Mapped[dict[str, Any] | None]
    seen_at: Mapped[datetime] = mapped_column(default=now)

    context: Mapped[LtiContext] = relationship(lazy="joined")


class LtiTicket(Base):
    """Something that is handed out as a random key and works once: the state of a login, a registration link."""

    __tablename__ = "lti_ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the key, hexadecimal.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: What it is for; see `grader.store.lti_tickets.Kind`.
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LtiFrame(Base):
    """That a web session began with a launch, and which pages may show it in a frame."""

    __tablename__ = "lti_frame"

    web_session_id: Mapped[int] = mapped_column(ForeignKey("web_session.id", ondelete="CASCADE"), primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"), index=True)
    #: Origins between spaces: `frame-ancestors` of its pages.
    ancestors: Mapped[str] = mapped_column(Text)
    #: Whether the key stands in the addresses, because the browser keeps no cookie for the frame.
    key_in_address: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: What a cookie would hold besides the key, if the key stands in the addresses; None: nothing.
    data: Mapped[dict[str, Any] | None]
