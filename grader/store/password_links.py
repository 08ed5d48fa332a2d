"""Links with which people choose a password: for accounts that a roster has made, and for who forgot theirs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.orm import Session

from grader.store import accounts
from grader.store.digest import digest
from grader.store.models import Enrolment, LtiUser, PasswordLink, Person, Role, Submission, now

#: How long a link works.
DAYS = 14
#: How long a link works that was sent on demand.
SHORT_MINUTES = 60


def create(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """A new link for each person: person's id -> key. Earlier links stop working. Only hashes are stored."""
    session.execute(delete(PasswordLink).where(PasswordLink.person_id.in_(person_ids)))
    session.execute(delete(PasswordLink).where(PasswordLink.expires_at <= now()))
    keys = {person_id: secrets.token_urlsafe(24) for person_id in person_ids}
    expires = now() + timedelta(days=DAYS)
    values = [
        {"person_id": person_id, "key_hash": digest(key), "created_at": now(), "expires_at": expires}
        for person_id, key in keys.items()
    ]
    if values:
        session.execute(insert(PasswordLink), values)
    return keys


def create_short(session: Session, person_id: int) -> str:
    """The key of a link that works for `SHORT_MINUTES`. Others keep working: anybody may ask for one by email."""
    key = secrets.token_urlsafe(24)
    expires = now() + timedelta(minutes=SHORT_MINUTES)
    session.add(PasswordLink(person_id=person_id, key_hash=digest(key), expires_at=expires))
    return key


def person_of(session: Session, key: str) -> Person | None:
    """The person that the link is for; None if it is unknown, used or expired."""
    found = select(Person).join(PasswordLink, PasswordLink.person_id == Person.id)
    return session.scalar(found.where(PasswordLink.key_hash == digest(key), PasswordLink.expires_at > now()))


def use(session: Session, key: str, password_hash: str) -> Person | None:
    """Set the password, sign all browsers out and void the link; None if the link does not work."""
    person = person_of(session, key)
    if person is None:
        return None
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))
    accounts.set_password(session, person.id, password_hash)
    accounts.close_other_sessions(session, person.id, keep="")
    return person


def without_password(session: Session, course_id: int) -> list[Person]:
    """The active members of a course who have not chosen a password yet, by name."""
    these = select(Person).join(Enrolment, Enrolment.person_id == Person.id)
    these = these.where(Enrolment.course_id == course_id, Enrolment.active, Person.password_hash == "")
    return list(session.scalars(these.order_by(Person.name, Person.id)))


def may_give(session: Session, person_ids: Sequence[int], course_ids: Sequence[int]) -> set[int]:
    """Those of `person_ids` whose account somebody who teaches `course_ids` may open to whoever has the link.

    A password opens everything of the account. So it must be a student's, in no other course than these. An account
    that nobody has opened yet, with a password or by a launch, may be in others as a student, and teach in these.
    """
    elsewhere = Enrolment.course_id.not_in(course_ids)
    in_use = or_(Person.password_hash != "", exists().where(LtiUser.person_id == Person.id))
    teaching = select(Enrolment.person_id).join(Person, Enrolment.person_id == Person.id)
    teaching = teaching.where(
        Enrolment.person_id.in_(person_ids),
        Enrolment.role != Role.STUDENT,
        or_(in_use, elsewhere),
    )
    others = select(Enrolment.person_id).join(Person, Enrolment.person_id == Person.id)
    others = others.where(Enrolment.person_id.in_(person_ids), elsewhere, in_use)
    work = select(Submission.person_id).where(
        Submission.person_id.in_(person_ids), Submission.course_id.not_in(course_ids)
    )
    administrators = select(Person.id).where(Person.id.in_(person_ids), Person.administrator)
    refused: set[int | None] = set()
    for query in (teaching, others, work, administrators):
        refused |= set(session.scalars(query))
    return {person_id for person_id in person_ids if person_id not in refused}
