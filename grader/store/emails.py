"""The outbox of emails. Notices are gathered: what a person is told within a short time is one email."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from grader.store import preferences
from grader.store.clock import database_time
from grader.store.models import Email, EmailKind, EmailState, Person

#: Seconds that an email waits for further notices of the same person, and in which what it tells can be undone.
GATHER_SECONDS = 120.0
#: An email that is due within so many seconds gathers nothing any more: a worker may have begun to write it.
CLOSED_SECONDS = 10.0
#: When the daily digest is sent, in the time zone of its reader.
DIGEST_TIME = time(7, 0)
#: Back-off between the tries of an email, in seconds; after the last one it has failed (about a day in all).
BACKOFF = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
#: A finished email stays on record for so long.
KEPT = timedelta(days=30)


def gather(session: Session, person_ids: Collection[int], kind: EmailKind) -> dict[int, int]:
    """The email (NOTICES or DIGEST) that takes a notice of each person now: person's id -> email's id."""
    closes = database_time(CLOSED_SECONDS)
    waiting = select(Email).where(
        Email.person_id.in_(person_ids), Email.kind == kind, Email.state == EmailState.WAITING, Email.tries == 0
    )
    # The lock keeps a worker from writing it before this transaction has ended.
    open_ones = session.scalars(waiting.where(Email.due_at > closes).with_for_update(of=Email))
    found = {email.person_id: email.id for email in open_ones}
    missing = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in found]
    if missing:
        found |= _create(session, missing, kind)
    return found


def _create(session: Session, person_ids: Collection[int], kind: EmailKind) -> dict[int, int]:
    now = session.scalar(select(database_time()))
    assert now is not None
    due = {person_id: now + timedelta(seconds=GATHER_SECONDS) for person_id in person_ids}
    if kind is EmailKind.DIGEST:
        for person in session.scalars(select(Person).where(Person.id.in_(person_ids))):
            due[person.id] = next_digest(now, preferences.of(person).time_zone)
    values = [
        {"person_id": person_id, "kind": kind, "state": EmailState.WAITING, "created_at": now, "due_at": due[person_id]}
        for person_id in person_ids
    ]
    rows = session.execute(insert(Email).returning(Email.person_id, Email.id), values)
    return {row.person_id: row.id for row in rows}


def next_digest(now: datetime, zone: str) -> datetime:
    """The next time of a digest in a time zone; "" is UTC."""
    local = now.astimezone(ZoneInfo(zone or "UTC"))
    day = local.date() if local.time() < DIGEST_TIME else local.date() + timedelta(days=1)
    return datetime.combine(day, DIGEST_TIME, tzinfo=local.tzinfo)


def add(session: Session, person_id: int, kind: EmailKind) -> None:
    """Add an email without notices, due at once. One of its kind that still waits is replaced."""
    these = (Email.person_id == person_id, Email.kind == kind, Email.state == EmailState.WAITING)
    session.execute(delete(Email).where(*these))
    values = {"person_id": person_id, "kind": kind, "state": EmailState.WAITING}
    session.execute(insert(Email).values(due_at=database_time(), created_at=database_time(), **values))


def any_due(session: Session) -> bool:
    """Whether an email is due."""
    due = select(Email.id).where(Email.state == EmailState.WAITING, Email.due_at <= database_time())
    return session.scalar(due.limit(1)) is not None


def claim_due(session: Session, *, limit: int = 20, hold_seconds: float = 600) -> list[Email]:
    """Claim emails that are due, which counts as a try; for `hold_seconds` no other sender claims them."""
    due = select(Email).where(Email.state == EmailState.WAITING, Email.due_at <= database_time())
    rows = list(session.scalars(due.order_by(Email.due_at).limit(limit).with_for_update(skip_locked=True, of=Email)))
    for row in rows:
        row.due_at, row.tries = database_time(hold_seconds), row.tries + 1
    return rows


def hand_over(session: Session, email_id: int) -> bool:
    """Record that the email is handed over to the mail server now. False if another sender has it or it is finished."""
    this = update(Email).where(Email.id == email_id, Email.state == EmailState.WAITING)
    handed = this.values(state=EmailState.HANDING_OVER).returning(Email.id)
    return session.execute(handed).first() is not None


def finish(session: Session, email_id: int, state: EmailState, error: str = "") -> None:
    """Record the end: SENT, SKIPPED, REFUSED or FAILED."""
    values = {"state": state, "finished_at": database_time(), "last_error": error[:1000] or None}
    session.execute(update(Email).where(Email.id == email_id).values(**values))


def retry(session: Session, email: Email, error: str) -> EmailState:
    """Record a try that failed: schedule the next one, or fail the email for good. Returns its state."""
    tries = session.scalar(select(Email.tries).where(Email.id == email.id)) or 1
    if tries > len(BACKOFF):
        finish(session, email.id, EmailState.FAILED, error)
        return EmailState.FAILED
    values = {"state": EmailState.WAITING, "last_error": error[:1000]}
    due_at = database_time(BACKOFF[tries - 1])
    session.execute(update(Email).where(Email.id == email.id).values(due_at=due_at, **values))
    return EmailState.WAITING


def refuse_address(session: Session, email: Email, error: str) -> None:
    """Record that the mail server does not take the address; nothing more is sent to it."""
    finish(session, email.id, EmailState.REFUSED, error)
    session.execute(update(Person).where(Person.id == email.person_id).values(email_refused=error[:1000]))


def delete_finished(session: Session) -> None:
    """Delete the emails that ended long ago, and those that a process has not finished handing over."""
    ended = func.coalesce(Email.finished_at, Email.due_at) < database_time(-KEPT.total_seconds())
    session.execute(delete(Email).where(Email.state != EmailState.WAITING, ended))
