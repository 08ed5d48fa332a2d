"""API tokens of courses and of people."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from grader.store.clock import database_time
from grader.store.digest import digest
from grader.store.models import ApiToken, Person, Role, Scope, now

#: Prefix that identifies a token, for example for secret scanners.
PREFIX = "nng_"
#: What a token may be used for unless its maker asks for more: to hand in and to read the results.
LEAST_SCOPES = frozenset({Scope.ASSIGNMENTS_READ, Scope.SUBMISSIONS_READ, Scope.SUBMISSIONS_WRITE})
#: Days after which a token expires unless its maker chooses.
DEFAULT_DAYS = 90
#: Days after which the token of a person expires.
PERSON_DAYS = 180


def create_token(
    session: Session,
    *,
    course_id: int,
    role: Role,
    name: str,
    scopes: Collection[Scope] | None = None,
    expires_at: datetime | None = None,
    created_by: str = "",
) -> tuple[ApiToken, str]:
    """Create a token. Returns it with its secret, which is not stored and cannot be shown again.

    `scopes` None: it may do whatever its role may. `expires_at` None: it never expires.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    token = _store(
        session,
        secret,
        course_id=course_id,
        role=role,
        name=name,
        scope_names=None if scopes is None else " ".join(sorted(scopes)),
        expires_at=expires_at,
        created_by=created_by,
    )
    return token, secret


def create_for_person(
    session: Session, person: Person, *, name: str, scopes: Collection[Scope]
) -> tuple[ApiToken, str]:
    """Create a token with which `person` hands in and reads from a program. Returns it with its secret."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = _store(
        session,
        secret,
        person_id=person.id,
        role=Role.STUDENT,
        name=name,
        scope_names=" ".join(sorted(scopes)),
        expires_at=now() + timedelta(days=PERSON_DAYS),
        created_by=person.email,
    )
    return token, secret


def ensure_token(session: Session, *, course_id: int, role: Role, name: str, secret: str) -> ApiToken:
    """The token with this secret, created if there is none."""
    found = session.scalar(select(ApiToken).where(ApiToken.token_hash == digest(secret)))
    return found or _store(session, secret, course_id=course_id, role=role, name=name)


_KNOWN = select(ApiToken).where(ApiToken.token_hash == bindparam("token_hash"), ApiToken.revoked_at.is_(None))
_EXPIRED = ApiToken.expires_at <= database_time()
_VALID = _KNOWN.where(or_(ApiToken.expires_at.is_(None), ~_EXPIRED))


def find_token(session: Session, secret: str) -> ApiToken | None:
    """The token, unless it is unknown, revoked or expired."""
    return session.scalar(_VALID, {"token_hash": digest(secret)})


def has_expired(session: Session, secret: str) -> bool:
    """Whether there is such a token, not revoked but expired."""
    return session.scalar(_KNOWN.where(_EXPIRED), {"token_hash": digest(secret)}) is not None


def get_token(session: Session, course_id: int, token_id: int) -> ApiToken | None:
    """A token of a course that is not revoked."""
    these = (ApiToken.course_id == course_id, ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    return session.scalar(select(ApiToken).where(*these))


def used_recently(token: ApiToken, *, seconds: float = 60) -> bool:
    """Whether the last use was recorded recently; saves a write per request."""
    return token.last_used_at is not None and token.last_used_at > now() - timedelta(seconds=seconds)


def touch_token(session: Session, token_id: int) -> None:
    """Record that the token was used."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now()))


def revoke_token(session: Session, course_id: int, token_id: int) -> bool:
    """Revoke a token of a course. False if there is none."""
    these = (ApiToken.course_id == course_id, ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    revoked = update(ApiToken).where(*these).values(revoked_at=now()).returning(ApiToken.id)
    return session.execute(revoked).one_or_none() is not None


def tokens_of(session: Session, course_id: int) -> list[ApiToken]:
    """The tokens of a course that are not revoked, expired ones too, newest first."""
    these = (ApiToken.course_id == course_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(select(ApiToken).where(*these).order_by(ApiToken.id.desc())))


def tokens_of_person(session: Session, person_id: int) -> list[ApiToken]:
    """The tokens of a person that work, newest first."""
    these = (ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None), ~_EXPIRED)
    return list(session.scalars(select(ApiToken).where(*these).order_by(ApiToken.id.desc())))


def revoke_of_person(session: Session, person_id: int, token_id: int | None = None) -> list[ApiToken]:
    """Revoke one token of a person, or all. Returns those that worked until now."""
    found = [each for each in tokens_of_person(session, person_id) if token_id in (None, each.id)]
    for token in found:
        token.revoked_at = now()
    session.flush()
    return found


def _store(session: Session, secret: str, **values: Any) -> ApiToken:
    token = ApiToken(**values, token_hash=digest(secret))
    session.add(token)
    session.flush()
    return token
