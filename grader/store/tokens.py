"""API tokens of courses."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from grader.store.models import ApiToken, Role, now

#: Prefix that identifies a token, for example for secret scanners.
PREFIX = "nng_"


def create_token(session: Session, *, course_id: int, role: Role, name: str) -> tuple[ApiToken, str]:
    """Create a token. Returns it with its secret, which is not stored and cannot be shown again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return _store(session, course_id, role, name, secret), secret


def ensure_token(session: Session, *, course_id: int, role: Role, name: str, secret: str) -> ApiToken:
    """The token with this secret, created if there is none."""
    found = session.scalar(select(ApiToken).where(ApiToken.token_hash == _digest(secret)))
    return found or _store(session, course_id, role, name, secret)


_VALID = select(ApiToken).where(ApiToken.token_hash == bindparam("token_hash"), ApiToken.revoked_at.is_(None))


def find_token(session: Session, secret: str) -> ApiToken | None:
    """The token, unless it is unknown or revoked."""
    return session.scalar(_VALID, {"token_hash": _digest(secret)})


def used_recently(token: ApiToken, *, seconds: float = 60) -> bool:
    """Whether the last use was recorded recently; saves a write per request."""
    return token.last_used_at is not None and token.last_used_at > now() - timedelta(seconds=seconds)


def touch_token(session: Session, token_id: int) -> None:
    """Record that the token was used."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now()))


def revoke_token(session: Session, course_id: int, token_id: int) -> None:
    """Revoke a token of a course."""
    these = (ApiToken.course_id == course_id, ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    session.execute(update(ApiToken).where(*these).values(revoked_at=now()))


def tokens_of(session: Session, course_id: int) -> list[ApiToken]:
    """The valid tokens of a course, newest first."""
    these = (ApiToken.course_id == course_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(select(ApiToken).where(*these).order_by(ApiToken.id.desc())))


def _store(session: Session, course_id: int, role: Role, name: str, secret: str) -> ApiToken:
    token = ApiToken(course_id=course_id, role=role, name=name, token_hash=_digest(secret))
    session.add(token)
    session.flush()
    return token


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so a plain hash without a salt cannot be brute-forced.
    return hashlib.sha256(secret.encode()).hexdigest()
