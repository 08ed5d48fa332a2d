"""Sign-ins of programs by a code that a person enters in a browser (OAuth 2.0 Device Authorization Grant, RFC 8628).

The program keeps the device code, of which only the hash is stored, and shows the user code. The token is made when the
program asks for it after the person's consent, so that its secret is never stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader.store import tokens
from grader.store.clock import database_time
from grader.store.digest import digest
from grader.store.models import ApiToken, DeviceSignIn, Scope

#: How long a code works, in seconds.
LIFETIME = 600
#: Seconds between two requests for the token, and how many more for a program that asks too often.
INTERVAL = SLOW_DOWN = 5
#: Consonants, so that codes spell no words, without letters that are mistaken for others (RFC 8628, section 6.1).
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8


class Outcome(StrEnum):
    """What a program gets that asks for its token; the refusals by their names in RFC 8628, section 3.5."""

    TOKEN = "token"
    #: Nobody has answered yet.
    PENDING = "authorization_pending"
    #: It asks too often.
    SLOW_DOWN = "slow_down"
    DENIED = "access_denied"
    EXPIRED = "expired_token"
    #: The device code is unknown, or was used already.
    UNKNOWN = "invalid_grant"


@dataclass(frozen=True, kw_only=True)
class Poll:
    """The answer to a request for a token."""

    outcome: Outcome
    token: ApiToken | None = None
    secret: str = ""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What the program gets to know of the sign-in that it has begun."""

    device_code: str
    #: With a hyphen in the middle.
    user_code: str


def begin(session: Session, *, program: str, device: str, address: str, scopes: Collection[Scope]) -> Begun:
    """Store a sign-in that waits for a person. Expired ones are deleted on this occasion."""
    session.execute(delete(DeviceSignIn).where(DeviceSignIn.expires_at <= database_time(-LIFETIME)))
    device_code, user_code = secrets.token_urlsafe(32), _new_user_code(session)
    row = DeviceSignIn(
        device_code_hash=digest(device_code),
        user_code=user_code,
        program=program,
        device=device,
        address=address,
        scope_names=" ".join(sorted(scopes)),
        expires_at=database_time(LIFETIME),
        interval=INTERVAL,
    )
    session.add(row)
    session.flush()
    return Begun(device_code=device_code, user_code=shown(user_code))


def waiting(session: Session, user_code: str) -> DeviceSignIn | None:
    """The sign-in with this code, typed with or without the hyphen, if it waits for an answer."""
    return session.scalar(select(DeviceSignIn).where(DeviceSignIn.user_code == normal(user_code), *_WAITING))


def allow(session: Session, user_code: str, person_id: int) -> DeviceSignIn | None:
    """Let the program have a token of the person; None if the code does not wait any more."""
    return _answer(session, user_code, person_id=person_id)


def deny(session: Session, user_code: str) -> DeviceSignIn | None:
    """Refuse it; None if the code does not wait any more."""
    return _answer(session, user_code, denied=True)


def poll(session: Session, device_code: str) -> Poll:
    """The token that a person has allowed, with its secret, or why there is none (yet).

    A device code gives one token.
    """
    row = session.scalar(select(DeviceSignIn).where(DeviceSignIn.device_code_hash == digest(device_code)))
    if row is None:
        return Poll(outcome=Outcome.UNKNOWN)
    this, interval = DeviceSignIn.id == row.id, float(row.interval)
    if session.scalar(select(DeviceSignIn.id).where(this, DeviceSignIn.expires_at <= database_time())) is not None:
        return Poll(outcome=Outcome.EXPIRED)
    too_often = session.scalar(select(DeviceSignIn.id).where(this, DeviceSignIn.polled_at > database_time(-interval)))
    longer = row.interval + (SLOW_DOWN if too_often is not None else 0)
    session.execute(update(DeviceSignIn).where(this).values(polled_at=database_time(), interval=longer))
    if too_often is not None:
        return Poll(outcome=Outcome.SLOW_DOWN)
    if row.denied:
        return Poll(outcome=Outcome.DENIED)
    return _exchange(session, row) if row.person is not None else Poll(outcome=Outcome.PENDING)


def _exchange(session: Session, row: DeviceSignIn) -> Poll:
    """Of two requests at the same time one gets the token."""
    person = row.person
    taken = session.execute(delete(DeviceSignIn).where(DeviceSignIn.id == row.id).returning(DeviceSignIn.id))
    if person is None or taken.first() is None:
        return Poll(outcome=Outcome.UNKNOWN)
    token, secret = tokens.create_for_person(session, person, name=name_of(row), scopes=scopes_of(row))
    return Poll(outcome=Outcome.TOKEN, token=token, secret=secret)


def name_of(row: DeviceSignIn) -> str:
    """What the token is called: the program and the computer that it runs on."""
    return f"{row.program} ({row.device})" if row.device else row.program


def scopes_of(row: DeviceSignIn) -> list[Scope]:
    """What the program asks for."""
    return [scope for scope in Scope if scope.value in row.scope_names.split()]


def normal(user_code: str) -> str:
    """A code as it is stored: capital letters, without hyphen and spaces."""
    return "".join(letter for letter in user_code.upper() if letter in ALPHABET)[: LENGTH + 1]


def shown(user_code: str) -> str:
    """A code as it is shown: BCDF-GHJK."""
    return f"{user_code[: LENGTH // 2]}-{user_code[LENGTH // 2 :]}"


_WAITING = (
    DeviceSignIn.person_id.is_(None),
    DeviceSignIn.denied.is_(False),
    DeviceSignIn.expires_at > database_time(),
)


def _answer(session: Session, user_code: str, **values: object) -> DeviceSignIn | None:
    answered = update(DeviceSignIn).where(DeviceSignIn.user_code == normal(user_code), *_WAITING)
    return session.scalar(answered.values(**values).returning(DeviceSignIn))


def _new_user_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if session.scalar(select(DeviceSignIn.id).where(DeviceSignIn.user_code == code)) is None:
            return code
