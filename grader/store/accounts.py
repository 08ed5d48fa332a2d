"""People, their passwords and their web sessions."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import emails, tokens
from grader.store.digest import digest
from grader.store.models import EmailKind, Person, WebSession, now


class EmailTaken(GraderError):
    """There is an account with this email already."""


#: The shape that a mail server accepts; whether the mailbox exists is not checked.
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,189}")
#: argon2id with RFC 9106's second recommendation: 64 MiB, 3 passes. The tests replace it by a cheaper one.
HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of `password`; deliberately slow (about 50 ms)."""
    return HASHER.hash(password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """Verified when there is no such account, so that the response time does not reveal that."""
    return hash_password(secrets.token_urlsafe())


def create_person(session: Session, *, email: str, name: str, password_hash: str) -> Person:
    """Create an account. Call `hash_password` before the transaction. Raises `EmailTaken`."""
    if by_email(session, email) is not None:
        raise EmailTaken
    person = Person(email=normal_email(email), name=name.strip(), password_hash=password_hash)
    session.add(person)
    session.flush()
    return person


def normal_email(email: str) -> str:
    """An email as it is stored."""
    return email.strip().lower()


def is_email(text: str) -> bool:
    """Whether `text` has the form of an email address: one @ between two parts."""
    return _EMAIL.fullmatch(text.strip()) is not None


_BY_EMAIL = select(Person).where(Person.email == bindparam("email"))


def by_email(session: Session, email: str) -> Person | None:
    """The account with this email."""
    return session.scalar(_BY_EMAIL, {"email": normal_email(email)})


def get_person(session: Session, person_id: int) -> Person | None:
    """The account with this id."""
    return session.get(Person, person_id)


def verify_password(session: Session, email: str, password: str) -> Person | None:
    """The account, if the password is right. An unknown email takes as long as a wrong password."""
    person = by_email(session, email)
    try:
        HASHER.verify((person.password_hash if person else "") or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return None
    return person


def set_password(session: Session, person_id: int, password_hash: str) -> None:
    """Replace the password. Its person is told by email."""
    emails.add(session, person_id, EmailKind.PASSWORD_CHANGED)
    session.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))


def rename(session: Session, person_id: int, name: str) -> None:
    """Replace the name."""
    session.execute(update(Person).where(Person.id == person_id).values(name=name.strip()))


def open_session(session: Session, person_id: int, *, days: float, user_agent: str = "") -> str:
    """Create a web session. Returns the key for the cookie; only its hash is stored."""
    key = secrets.token_urlsafe(32)
    expires = now() + timedelta(days=days)
    session.add(WebSession(key_hash=digest(key), person_id=person_id, expires_at=expires, user_agent=user_agent[:300]))
    return key


_BY_KEY = select(WebSession).where(WebSession.key_hash == bindparam("key_hash"))


def find_session(session: Session, key: str) -> WebSession | None:
    """The session of this cookie with its person, unless it has expired."""
    found = session.scalar(_BY_KEY, {"key_hash": digest(key)})
    return found if found is not None and found.expires_at > now() else None


def touch_session(session: Session, session_id: int) -> None:
    """Record that the session was used."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(seen_at=now()))


def sessions_of(session: Session, person_id: int) -> list[WebSession]:
    """The open sessions of a person, last used first."""
    mine = (WebSession.person_id == person_id, WebSession.expires_at > now())
    return list(session.scalars(select(WebSession).where(*mine).order_by(WebSession.seen_at.desc())))


def close_session(session: Session, key: str) -> None:
    """Close the session of this key."""
    session.execute(delete(WebSession).where(WebSession.key_hash == digest(key)))


def close_session_by_id(session: Session, person_id: int, session_id: int) -> None:
    """Close a session of this person."""
    session.execute(delete(WebSession).where(WebSession.person_id == person_id, WebSession.id == session_id))


def close_other_sessions(session: Session, person_id: int, *, keep: str) -> None:
    """Close all sessions of a person but the one with the key `keep` ("": all), and revoke the person's tokens."""
    mine = (WebSession.person_id == person_id, WebSession.key_hash != digest(keep))
    session.execute(delete(WebSession).where(*mine))
    tokens.revoke_of_person(session, person_id)


def drop_expired_sessions(session: Session) -> None:
    """Delete the expired sessions."""
    session.execute(delete(WebSession).where(WebSession.expires_at <= now()))
