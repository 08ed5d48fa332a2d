"""Tokens of people, which programs get by a sign-in with a code: for the pages and the REST API."""

from __future__ import annotations

from sqlalchemy.orm import Session

from grader.store import audit, device_sign_ins, tokens
from grader.store.device_sign_ins import Outcome, Poll
from grader.store.models import ApiToken, DeviceSignIn, Person


def allow(db: Session, person: Person, user_code: str) -> DeviceSignIn | None:
    """Let the program with this code have a token of `person`, and record it; None if no program waits with it."""
    row = device_sign_ins.allow(db, user_code, person.id)
    if row is not None:
        _record(db, person, "device.allowed", row)
    return row


def deny(db: Session, person: Person, user_code: str) -> DeviceSignIn | None:
    """Refuse the program with this code, and record it; None if no program waits with it."""
    row = device_sign_ins.deny(db, user_code)
    if row is not None:
        _record(db, person, "device.denied", row)
    return row


def poll(db: Session, device_code: str) -> Poll:
    """Give the program its token if a person has allowed it, and record that."""
    found = device_sign_ins.poll(db, device_code)
    if found.outcome is Outcome.TOKEN and found.token is not None:
        token = found.token
        expires = token.expires_at.isoformat() if token.expires_at is not None else None
        details = {"id": token.id, "scopes": token.scope_names, "expires_at": expires}
        subject = f"token {token.name}"
        audit.record(db, actor=token.created_by, action="token.created", subject=subject, details=details)
    return found


def revoke(db: Session, person: Person, token_id: int | None = None) -> list[ApiToken]:
    """Revoke one token of a person, or all, and record it. Returns those that worked until now."""
    found = tokens.revoke_of_person(db, person.id, token_id)
    for token in found:
        details, subject = {"id": token.id}, f"token {token.name}"
        audit.record(db, actor=person.email, action="token.revoked", subject=subject, details=details)
    return found


def _record(db: Session, person: Person, action: str, row: DeviceSignIn) -> None:
    details = {"address": row.address, "scopes": row.scope_names}
    subject = f"token {device_sign_ins.name_of(row)}"
    audit.record(db, actor=person.email, action=action, subject=subject, details=details)
