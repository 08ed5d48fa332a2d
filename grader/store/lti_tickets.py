"""Keys that work once and not for long: states of logins, entries after launches, registration links.

Only hashes are stored. A key that was used, has expired or was made for something else is unknown.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from grader.store.digest import digest
from grader.store.models import LtiTicket, now


class Kind(StrEnum):
    """What a key is for."""

    #: `state` of a login; holds the nonce.
    LOGIN = "login"
    #: Opens the session of a launch that was checked.
    ENTRY = "entry"
    #: An account with the launched email must be confirmed before it is linked.
    LINKING = "linking"
    #: An instructor's choice for a deep link.
    DEEP_LINK = "deep_link"
    #: A link for dynamic registration.
    REGISTRATION = "registration"


#: How long each kind works.
LIFETIMES = {
    Kind.LOGIN: timedelta(minutes=10),
    Kind.ENTRY: timedelta(minutes=5),
    Kind.LINKING: timedelta(minutes=30),
    Kind.DEEP_LINK: timedelta(hours=2),
    Kind.REGISTRATION: timedelta(days=7),
}


def issue(session: Session, kind: Kind, payload: Mapping[str, Any]) -> str:
    """A new key with what it stands for. Expired ones are deleted on this occasion."""
    session.execute(delete(LtiTicket).where(LtiTicket.expires_at <= now()))
    key = secrets.token_urlsafe(32)
    row = LtiTicket(key_hash=digest(key), kind=kind.value, payload=dict(payload), expires_at=now() + LIFETIMES[kind])
    session.add(row)
    session.flush()
    return key


def peek(session: Session, kind: Kind, key: str) -> dict[str, Any] | None:
    """What the key stands for, without using it up; None if it does not work."""
    return session.scalar(select(LtiTicket.payload).where(*_working(kind, key)))


def take(session: Session, kind: Kind, key: str) -> dict[str, Any] | None:
    """What the key stands for; it does not work again. Of two callers at the same time one gets None."""
    return session.execute(
        delete(LtiTicket).where(*_working(kind, key)).returning(LtiTicket.payload)
    ).scalar_one_or_none()


def _working(kind: Kind, key: str) -> tuple[ColumnElement[bool], ...]:
    return LtiTicket.key_hash == digest(key), LtiTicket.kind == kind.value, LtiTicket.expires_at > now()
