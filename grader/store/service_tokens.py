"""Tokens of administrators, for the operations of the service in the API."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from grader.store.clock import database_time
from grader.store.digest import digest
from grader.store.models import Person, ServiceToken, now

#: Prefix that identifies a token, for example for secret scanners.
PREFIX = "nng_svc_"
#: Days that a token may be valid at most; 0: without end.
MOST_DAYS = 3650


def create(session: Session, *, person_id: int, name: str, days: int = 0) -> tuple[ServiceToken, str]:
    """Create a token, valid for `days` (0: without end). Returns it with its secret, which is not stored."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ServiceToken(person_id=person_id, name=name, token_hash=digest(secret), created_at=database_time())
    token.expires_at = database_time(86400 * days) if days else None
    session.add(token)
    session.flush()
    session.refresh(token)
    return token, secret


def find(session: Session, secret: str) -> ServiceToken | None:
    """The token, unless it is unknown, revoked or expired, or its person is no administrator any more."""
    valid = (
        ServiceToken.token_hash == digest(secret),
        ServiceToken.revoked_at.is_(None),
        or_(ServiceToken.expires_at.is_(None), ServiceToken.expires_at > database_time()),
        Person.administrator,
    )
    return session.scalar(select(ServiceToken).join(Person).where(*valid))


def used_recently(token: ServiceToken, *, seconds: float = 60) -> bool:
    """Whether the last use was recorded recently; saves a write per request."""
    return token.last_used_at is not None and token.last_used_at > now() - timedelta(seconds=seconds)


def touch(session: Session, token_id: int) -> None:
    """Record that the token was used."""
    session.execute(update(ServiceToken).where(ServiceToken.id == token_id).values(last_used_at=now()))


def valid_tokens(session: Session) -> list[ServiceToken]:
    """The tokens that are not revoked, newest first; those too that have expired."""
    these = select(ServiceToken).where(ServiceToken.revoked_at.is_(None))
    return list(session.scalars(these.order_by(ServiceToken.id.desc())))


def revoke(session: Session, token_id: int) -> ServiceToken | None:
    """Revoke a token. None if there is none that is valid."""
    token = session.scalar(select(ServiceToken).where(ServiceToken.id == token_id, ServiceToken.revoked_at.is_(None)))
    if token is not None:
        token.revoked_at = now()
    return token
