"""Which account a user of a platform has here.

A user is known by `sub`, which is unique within the issuer. So registrations of one issuer that share the key set, as
those of two courses in one learning management system do, lead to the same account. An issuer alone proves nothing: any
instructor can register any issuer with keys of their own.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grader.store import lti_scores
from grader.store.models import LtiPlatform, LtiUser, Person, now


def find(session: Session, platform: LtiPlatform, subject: str) -> LtiUser | None:
    """The user, also if only another registration in the same system knows the user."""
    own = select(LtiUser).where(LtiUser.platform_id == platform.id, LtiUser.subject == subject)
    found = session.scalar(own)
    if found is not None:
        return found
    same = select(LtiUser).join(LtiPlatform, LtiUser.platform_id == LtiPlatform.id)
    same = same.where(LtiPlatform.issuer == platform.issuer, LtiPlatform.jwks_url == platform.jwks_url)
    other = session.scalar(same.where(LtiUser.subject == subject).order_by(LtiUser.id).limit(1))
    return link(session, platform, subject, other.person_id) if other is not None else None


def namesake(session: Session, platform: LtiPlatform, subject: str) -> Person | None:
    """The account of this `sub` in the same issuer and course, but with other keys: perhaps somebody else's.

    Open edX registers every component of a course with keys of its own.
    """
    rows = select(LtiUser).join(LtiPlatform, LtiUser.platform_id == LtiPlatform.id)
    rows = rows.where(LtiPlatform.issuer == platform.issuer, LtiPlatform.course_id == platform.course_id)
    found = session.scalar(rows.where(LtiUser.subject == subject).order_by(LtiUser.id).limit(1))
    return found.person if found is not None else None


def link(session: Session, platform: LtiPlatform, subject: str, person_id: int) -> LtiUser:
    """Let the user's launches open this account from now on. The scores that it has in the course are sent."""
    row = LtiUser(platform_id=platform.id, subject=subject, person_id=person_id)
    session.add(row)
    session.flush()
    lti_scores.changed(session, platform.course_id, student=session.get_one(Person, person_id).email)
    return row


def launched(session: Session, user: LtiUser) -> None:
    """Record a launch."""
    session.execute(update(LtiUser).where(LtiUser.id == user.id).values(last_launch_at=now()))


def subjects_of(session: Session, person_id: int, course_id: int) -> list[LtiUser]:
    """What the platforms of a course call a person: `userId` of their services."""
    rows = select(LtiUser).join(LtiPlatform, LtiUser.platform_id == LtiPlatform.id)
    rows = rows.where(LtiUser.person_id == person_id, LtiPlatform.course_id == course_id)
    return list(session.scalars(rows.order_by(LtiUser.id)))


def with_platforms(session: Session, person_id: int) -> list[tuple[LtiUser, LtiPlatform]]:
    """What every platform calls a person."""
    rows = select(LtiUser, LtiPlatform).join(LtiPlatform, LtiUser.platform_id == LtiPlatform.id)
    found = session.execute(rows.where(LtiUser.person_id == person_id).order_by(LtiUser.id))
    return [(row[0], row[1]) for row in found]


def of_platform(session: Session, platform_id: int) -> list[LtiUser]:
    """The known users of a registration."""
    return list(session.scalars(select(LtiUser).where(LtiUser.platform_id == platform_id).order_by(LtiUser.id)))


def in_use(session: Session, person: Person) -> bool:
    """Whether somebody has opened this account, with a password or by a launch."""
    if person.password_hash:
        return True
    return session.scalar(select(LtiUser.id).where(LtiUser.person_id == person.id).limit(1)) is not None


def linked_person(session: Session, platform: LtiPlatform, subject: str) -> Person | None:
    """The account that the user's launches open."""
    found = find(session, platform, subject)
    return found.person if found is not None else None
