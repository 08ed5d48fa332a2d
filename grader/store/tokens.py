"""Tokens by which programs act in a course."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from grader.store.models import ApiToken, Role, now

#: So that a token is recognised where it does not belong.
PREFIX = "nng_"


def create_token(session: Session, *, course_id: int, role: Role, name: str) -> tuple[ApiToken, str]:
    """A new token. The second is what its owner must keep: it is not stored and never shown again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return _store(session, course_id, role, name, secret), secret


def ensure_token(session: Session, *, course_id: int, role: Role, name: str, secret: str) -> ApiToken:
    """The token with this secret, made if there is none."""
    found = session.scalar(select(ApiToken).where(ApiToken.token_hash == _digest(secret)))
    return found or _store(session, course_id, role, name, secret)


_VALID = select(ApiToken).where(ApiToken.token_hash == bindparam("token_hash"), ApiToken.revoked_at.is_(None))


def find_token(session: Session, secret: str) -> ApiToken | None:
    """The token, unless it is unknown or revoked."""
    return session.scalar(_VALID, {"token_hash": _digest(secret)})


def used_recently(token: ApiToken, *, seconds: float = 60) -> bool:
    """Whether `touch_token` would tell little new; spares a write for each request."""
    return token.last_used_at is not None and token.last_used_at > now() - timedelta(seconds=seconds)


def touch_token(session: Session, token_id: int) -> None:
    """Note that the token was used just now."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now()))


def revoke_token(session: Session, course_id: int, token_id: int) -> None:
    """Make one of a course's tokens useless."""
    these = (ApiToken.course_id == course_id, ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    session.execute(update(ApiToken).where(*these).values(revoked_at=now()))


def tokens_of(session: Session, course_id: int) -> list[ApiToken]:
    """A course's tokens that are not revoked, the newest first."""
    these = (ApiToken.course_id == course_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(select(ApiToken).where(*these).order_by(ApiToken.id.desc())))


def _store(session: Session, course_id: int, role: Role, name: str, secret: str) -> ApiToken:
    token = ApiToken(course_id=course_id, role=role, name=name, token_hash=_digest(secret))
    session.add(token)
    session.flush()
    return token


def _digest(secret: str) -> str:
    # 256 random bits: a plain hash cannot be searched, no salt is needed.
    return hashlib.sha256(secret.encode()).hexdigest()
